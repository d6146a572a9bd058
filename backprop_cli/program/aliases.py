"""Other names of the lines of a program: what textbooks and programs call them, as dW3, loss, yhat, z1, W3.grad."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ..expr.names import below, derivative, entry_of, parse, time_step, whole_of

# What a value is called in full, by its canonical name; capitals, _ and signs are left out before words are compared.
WORDS = {
    "L": ("loss", "cost", "error", "e", "j"),
    "y_hat": ("yhat", "ŷ", "ypred", "ypredicted", "pred", "prediction", "output", "out"),
    "P": ("probs", "prob", "probabilities", "probability", "softmax"),
}
# What the letter of a layer's value is, before its number.
LETTERS = {
    "H": ("z", "net", "h", "preact", "preactivation"),
    "O": ("a", "o", "act", "activation"),
    "W": ("w", "weight", "weights"),
    "b": ("b", "bias", "biases"),
}
# What an inner line or a parameter of a layer is called without its number, where one layer alone has it.
INNER = {
    "mu": ("μ", "mean"),
    "var": ("σ²", "σ2", "sigma²", "sigma2", "variance"),
    "gamma": ("γ",),
    "beta": ("β",),
    "S": ("scores", "score", "attentionscores"),
    "P": ("a", "attention", "attentionweights"),
}
# What the lines of a time step are called, before the number of the step: C_tilde_1, s_2, forget gate 3.
OVER_TIME = {
    "h": ("s", "hidden", "hiddenstate", "state"),
    "c": ("cell", "cellstate"),
    "i": ("input", "inputgate"),
    "f": ("forget", "forgetgate"),
    "g": ("ctilde", "c̃", "chat", "ĉ", "candidate"),
    "o": ("output", "outputgate"),
    "z": ("u", "update", "updategate"),
    "r": ("reset", "resetgate"),
    "n": ("htilde", "h̃", "hhat", "ĥ", "candidate"),
    "y_hat": WORDS["y_hat"],
}
_NUMBERED = re.compile(r"([^\W\d]+)\d+")
# How the gradient by a value is written, {} being the value: dW3, grad_W3, ∇W3, W3.grad.
GRADIENTS = ("d(.+)", "(?:grad|gradient|∇)(.+)", r"(.+?)(?:\.grad|grad)")
DELTA = re.compile(r"(?:δ|delta)(\d+)")  # the gradient where the activation of a layer begins


def meanings(name: str, known: Iterable[str], labels: dict[str, str], output: str) -> set[str]:
    """The lines or entries that a name can mean; none, or several, where it has no one meaning.

    known: the canonical names of the lines. labels: canonical names by those that the problem prints. output: the value
    that gradients are of (the loss, or the last node of a graph).

    >>> meanings("dW3", ["W3", "dL/dW3"], {}, "L"), meanings("z1", ["H1", "O1"], {}, "L")
    ({'dL/dW3'}, {'H1'})
    """
    lines = tuple(known)
    letters = _over_time(lines, tuple(labels.items()))
    # Over time h2 is the state of step 2, H2 what the second layer puts out.
    by_layer = re.search(_of_layer(letters), name)
    values = _values(lines, tuple(labels.items()), () if by_layer else letters)
    word = _folded(name)
    here = {meant for meant in _of_value(word, values) if meant in lines or whole_of(meant) in lines}
    return here or {meant for meant in _gradients(word, values, output) if meant in lines or whole_of(meant) in lines}


def _folded(name: str) -> str:
    """A name without what people write in different ways: capitals, underscores, spaces, braces, round ∂."""
    return re.sub(r"[_\s{}\\^]", "", name.replace("∂", "d")).lower()


def _of_layer(letters: Iterable[str]) -> str:
    """A pattern of a layer's value, or of a derivative by it: H2, where h is one of the letters."""
    own = [letter.upper() for letter in letters if letter.upper() in LETTERS]
    return rf"(?:^|[d∂/_\s∇])(?:{'|'.join(own)})_?{{?\d" if own else r"(?!)"


def _names_of(lines: Iterable[str]) -> list[str]:
    """The names of lines, and of what they are gradients of."""
    return [part for line in lines for part in (line, below(line) or line)]


@lru_cache(64)
def _over_time(lines: tuple[str, ...], labels: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The letters of values that there is one of for each time step: h of h[1], h[2]."""
    bases = (time_step(name) for name in (*_names_of(lines), *(label for label, _ in labels)))
    return tuple(sorted({base for base, step in bases if step >= 0 and len(base) == 1 and base.islower()}))


@lru_cache(64)
def _values(
    lines: tuple[str, ...], labels: tuple[tuple[str, str], ...], letters: tuple[str, ...]
) -> dict[str, set[str]]:
    """The values that lines are, or are gradients of, and those with a name of the problem's, by their folded names.

    letters: those whose numbers are time steps.
    """
    found: dict[str, set[str]] = {}
    names = _names_of(lines)
    for name, canonical in (*((name, name) for name in names), *labels):
        if not re.match(_of_layer(letters), name):
            found.setdefault(_folded(name), set()).add(canonical)
    _add_steps(found, [*labels, *((name, name) for name in names)], labels, letters)
    for canonical, words in WORDS.items():
        for word in words if canonical in names else ():
            found.setdefault(word, {canonical})
    for word, remembered in _of_one_parameter(lines).items():
        found.setdefault(word, remembered)
    for word, inner in _of_one_layer(names).items():
        found.setdefault(word, inner)
    last = max((int(name[1:]) for name in names if re.fullmatch(r"[HW]\d+", name)), default=0)
    for letter, words in LETTERS.items():
        for number in range(1, last + 1):
            # What a network puts out is y_hat, whichever letter its last layer has.
            own = f"{letter}{number}"
            value = "y_hat" if own not in names and number == last and letter in "HO" else own
            for word in words if value in names else ():
                if word not in letters:
                    found.setdefault(f"{word}{number}", {value})
    return found


def _add_steps(
    found: dict[str, set[str]],
    names: Iterable[tuple[str, str]],
    labels: tuple[tuple[str, str], ...],
    letters: tuple[str, ...],
) -> None:
    """Adds what values of a time step are called: h2 and h_2 of h[2]. names: printed ones, with the canonical ones."""
    for name, canonical in names:
        base, step = time_step(name)
        if step >= 0 and base in letters:
            found[f"{base}{step}"] = {canonical}
        called = [_folded(printed) for printed, value in labels if value == base]
        for word in (*called, *OVER_TIME.get(base, ())) if step >= 0 else ():
            found.setdefault(f"{word}{step}", {canonical})
            found.setdefault(entry_of(word, step), {canonical})


def _of_one_parameter(lines: Iterable[str]) -> dict[str, set[str]]:
    """What an optimiser remembers of each parameter, by its name alone: m of m_w, where w is the only one."""
    found: dict[str, set[str]] = {}
    for ending in {f"_{parse(line).by}" for line in lines if parse(line).by}:
        for line in lines:
            if line.endswith(ending):
                found.setdefault(_folded(line.removesuffix(ending)), set()).add(line)
    return found


def _of_one_layer(names: Iterable[str]) -> dict[str, set[str]]:
    """The numbered values of which there is one, by their names alone: mu of mu2, and σ² of var2."""
    found: dict[str, set[str]] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match and match[1] not in LETTERS and match[1] != "L":
            for word in (_folded(match[1]), *INNER.get(match[1], ())):
                found.setdefault(word, set()).add(name)
    return {word: values for word, values in found.items() if len(values) == 1}


def _of_value(word: str, values: dict[str, set[str]]) -> set[str]:
    return values.get(word, set())


def _gradients(word: str, values: dict[str, set[str]], output: str) -> set[str]:
    """The gradients that a word can mean: of the output by a value, or of one value by another."""
    delta = DELTA.fullmatch(word)
    if delta:
        return {derivative(output, value) for value in _of_value(f"h{delta[1]}", values)}
    found: set[str] = set()
    for place in (place for place, sign in enumerate(word) if sign == "d" and place > 1 and word[0] == "d"):
        # dL/dW3, dL_dW3 and dLdW3 are cut where the output stands before the cut.
        tops, belows = word[1:place].rstrip("/"), word[place + 1 :]
        if output in _of_value(tops, values):
            found |= {derivative(output, value) for value in _of_value(belows, values)}
    for form in GRADIENTS if not found else ():
        match = re.fullmatch(form, word)
        found |= {derivative(output, value) for value in _of_value(match[1], values)} if match else set()
    return found
