"""Styles of text: the signs that expressions are written with, and names as they are printed."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...records import NamedTuple
from ...typed import Any
from ..names import NEW, before_update, derivative, entry_of, is_marked, is_updated, parse, plain_name


class Style(NamedTuple):
    """The signs of a way of writing, and how a name and a number are written in it."""

    minus: str = "-"
    times: str = "·"
    hadamard: str = " ⊙ "
    transposed: str = "ᵀ"
    squared: str = "^2"
    total: tuple[str, str, str] = ("Σᵢ ", "Σⱼ ", "Σᵢⱼ ")
    half: str = "1/2"
    at_least: str = "≥"
    root: str = "√"
    separator: str = ", "
    box: tuple[str, str] = ("⟦", "⟧")
    shape: tuple[str, str, str] = ("⟨", "×", "⟩")
    functions: str = "typeset"
    name: Callable[[str], str] = plain_name
    number: Callable[[Any], str] | None = None


CANONICAL = Style()
_IN_ASCII = str.maketrans(NEW + "′⁽⁾⁰¹²³⁴⁵⁶⁷⁸⁹", "+'()0123456789")
ASCII = Style(
    times="*",
    hadamard=" * ",
    transposed="^T",
    total=("sum_i ", "sum_j ", "sum_ij "),
    at_least=">=",
    root="sqrt",
    box=("[[", "]]"),
    shape=("<", "x", ">"),
    functions="ascii",
    name=lambda name: plain_name(name).translate(_IN_ASCII),
)


# The letters that stand for words in the names of a layer's values, which end in its number: mu2 is μ2.
GREEK = {"mu": "μ", "gamma": "γ", "beta": "β"}
VARIANCE = ("var", "σ", "²")
_NUMBERED = rf"(?:{'|'.join(GREEK)}|[a-z]_hat)(?=\d)"
_ENTRY = rf"(?:([A-Z]|b|y|y_hat|delta|{_NUMBERED})(\d*)\[(\d+(?:,\d+)?)\]|([xy])(\d+))"
HAT = "\u0302"
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BELOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def typeset_name(name: str) -> str:
    """A canonical name as it is printed: dL/dy_hat is ∂L/∂ŷ, lr is γ."""
    if is_marked(name):
        return typeset_name(plain_name(name))
    if is_updated(name):
        return typeset_name(before_update(name)) + NEW
    parts = parse(name)
    if parts.observation:
        base = str(parts._replace(observation=""))
        return typeset_name(base) + name[len(base) :]
    is_data = name[:1] in ("x", "y") and name[1:].isdecimal()
    entry = re.fullmatch(_ENTRY, name) if is_data or name[-1:] == "]" else None
    if entry:
        letter, layer, index, data, number = entry.groups()
        if data:
            return data + str(number).translate(_BELOW)
        base = {"y_hat": "ŷ", "delta": "δ", "L": "L", **GREEK}.get(letter) or _hatted(letter.lower())
        return base + layer.translate(_ABOVE) + _below(index)
    if parts.by:
        return f"∂{typeset_name(parts.what)}/∂{typeset_name(parts.below)}"
    head, line, whose = name.rpartition("_")
    if (
        parts.entry and line and head != "Delta" and re.fullmatch(_ENTRY, whose)
    ):  # what an optimiser remembers of an entry: m_w¹₁₂
        return f"{typeset_name(head)}_{typeset_name(whose)}"
    if name.startswith("delta"):
        return "δ" + name.removeprefix("delta")
    if name.partition("_")[0] == "Delta":
        return "Δ" + typeset_name(name[6:])
    return _word(name, parts.what)


def _word(name: str, what: str) -> str:
    """A name that is a word, or begins with one: x̂2, μ2, σ2², ŷ; what: the name without its entry."""
    if name[1:5] == "_hat" and name != "y_hat":
        return _hatted(name)
    word = name.rstrip("0123456789")
    if word != name and word in GREEK:
        return GREEK[word] + name[len(word) :]
    if what[:3] == VARIANCE[0] and what[3:].isdecimal():
        return VARIANCE[1] + what[3:] + VARIANCE[2] + _below(name[len(what) + 1 : -1])
    if name.startswith("L") and name.endswith("_i") and name[1:-2].isdecimal() == bool(name[1:-2]):
        return name[:-2] + "ᵢ"
    return {"y_hat": "ŷ", "lr": "γ"}.get(name, name)


def _below(index: str) -> str:
    """The place of an entry, 1,2, as it stands below: ₁₂."""
    return (index if len(index) > 3 else index.replace(",", "")).translate(_BELOW)


def _hatted(name: str) -> str:
    """A name with its letter under a hat, if it has one: x̂2 of x_hat2."""
    return with_hat(name[0]) + name[5:] if name[1:5] == "_hat" else name


def with_hat(letter: str) -> str:
    """A letter with a hat: m̂."""
    return letter + HAT


def indexed_label(label: str, places: tuple[int, ...]) -> str:
    """An author's name for a value with the place of an entry: net_h1, z¹₁₂ of z1, p₂ of p."""
    index = ("," if max(places) > 9 else "").join(map(str, places))
    if "_" in label and label.isascii() and label[-1].isalpha():
        return label + index
    numbered = re.fullmatch(r"([^\W\d_])(\d+)", label)
    base = numbered[1] + numbered[2].translate(_ABOVE) if numbered else label
    return base + index.translate(_BELOW)


_TYPESET = rf"([^\W\d]{HAT}?)([⁰¹²³⁴-⁹]*)([₀-₉]+(?:,[₀-₉]+)?)"
_WORDS = {sign: word for word, sign in GREEK.items()}
LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def canonical_name(name: str) -> str:
    """The canonical name of what a typeset one stands for: ŷ is y_hat, ∂L/∂W3 dL/dW3, w¹₁₂ W1[1,2], x₁ x1."""
    above, _, below = name[1:].partition("/") if name[:1] in ("∂", "d") else ("", "", "")
    if above and below[1:]:
        return derivative(canonical_name(above), canonical_name(below[1:]))
    if name[:1] == "Δ":
        return f"Delta_{canonical_name(name[1:])}".rstrip("_")
    if name[1:2] == HAT and not re.fullmatch(_TYPESET, name):
        return f"{name[0]}_hat{canonical_name('_' + name[3:]) if name[2:3] == '_' else name[2:]}"
    head, line, whose = name.rpartition("_")
    if line and re.fullmatch(_TYPESET, whose):
        return f"{head}_{canonical_name(whose)}"
    parts = parse(name)
    if parts.observation:
        base = str(parts._replace(observation=""))
        return canonical_name(base) + name[len(base) :]
    found = re.fullmatch(_TYPESET, name)
    if not found:
        return {"ŷ": "y_hat", "γ": "lr"}.get(name) or _in_words(name)
    letter, layer, index = (part.translate(LEVEL) for part in found.groups())
    if not layer and letter in "xy":
        return letter + index
    if len(index) == 2:
        index = f"{index[0]},{index[1]}"
    plain = f"{letter[0]}_hat" if letter[1:] == HAT else letter.upper()
    letter = {"ŷ": "y_hat", "δ": "delta", "b": "b", **_WORDS}.get(letter, plain)
    return entry_of(f"{letter}{layer}", index) if layer or letter == "y_hat" else name


def _in_words(name: str) -> str:
    """A name whose letter stands for a word: mu2 for μ2, var2 for σ2²; any other as it is."""
    letter, rest = name[:1], name[1:].lstrip("0123456789")
    number = name[1 : len(name) - len(rest)]
    word, sign, squared = VARIANCE
    if number and letter == sign and rest[:1] == squared:
        places = rest[1:].translate(LEVEL)
        return entry_of(word + number, *(places if len(places) == 2 else [places] if places else []))
    return _WORDS[letter] + number + rest if number and letter in _WORDS else name


TYPESET = Style(minus="−", squared="²", half="½", name=typeset_name)
