"""LaTeX of expressions and values: math mode with amsmath and amssymb, nothing else."""

from __future__ import annotations

import re
from unicodedata import normalize

from ...typed import Any
from .layout import called
from .name_layout import Part
from .style import HAT

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': "''", "\u00a0": "~", "\u200b": "{}",
}  # fmt: skip
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
_NAMES = {sign: rf"\{name}" for sign, name in zip("αβγδεζηθικλμνξπρστυφχψ", _GREEK.split())}
_NAMES |= {name.upper(): rf"\{said[1:].capitalize()}" for name, said in _NAMES.items() if name.upper() in "ΓΔΘΛΞΠΣΦΨ"}
_NAMES |= {"ω": r"\omega", "Ω": r"\Omega"}
_NAMES["Φ"] = r"\Phi"
_TEXT_SIGNS = {sign: f"${said}$" for sign, said in _NAMES.items()}
_NAMES |= {"ŷ": r"\hat{y}", "∂": r"\partial ", "Δ": r"\Delta "}
_TEXT_SIGNS |= {
    "−": "$-$", "·": r"$\cdot$", "½": r"$\tfrac{1}{2}$", "²": "$^2$", "←": r"$\leftarrow$", "→": r"$\to$",
    "∂": r"$\partial$", "ŷ": r"$\hat{y}$", "⊙": r"$\odot$", "≤": r"$\le$", "≥": r"$\ge$", "≈": r"$\approx$",
    "≠": r"$\ne$", "±": r"$\pm$", "∞": r"$\infty$", "∈": r"$\in$", "°": r"$^\circ$", "′": "$'$", "…": r"\ldots{}",
    "–": "--", "—": "---", "’": "'", "“": "``", "”": "''", "«": "<<", "»": ">>", "№": r"\textnumero{}",
    "ᵀ": r"$^{\mathsf T}$", "×": r"$\times$", "√": r"$\surd$", "∑": r"$\sum$", "⁺": "$^+$", "▲": r"$\uparrow$",
    "▼": r"$\downarrow$", "━": "---", "✓": r"\checkmark{}", "✗": r"$\times$", "∅": r"$\emptyset$",
}  # fmt: skip
_ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u030a\u030b\u030c\u0327\u0328", "`'^~=.\"rHvck"))
_TEXT_SIGNS |= {sign: f"$_{index}$" for index, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_TEXT_SIGNS |= {sign: f"$^{index}$" for index, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
# A curve drawn in one line of text: bars of eight heights.
_TEXT_SIGNS |= {bar: rf"\rule{{0.3em}}{{{0.2 * height:.1f}ex}}" for height, bar in enumerate("▁▂▃▄▅▆▇█", 1)}
_SIGNS = {
    "⋮": r"\vdots ", "⋆": r" \star ", "∗": r" \ast ",
    "×": r" \times ",
    "−": "-", "·": r" \cdot ", "⊙": r" \odot ", "≥": r" \ge ", "→": r" \to ", "∑": r"\sum", "+": " + ", ">": " > ",
    "←": r" \leftarrow ", "=": " = ", "≈": r" \approx ", ",": ", ", ";": r";\ ",
}  # fmt: skip
_WORDS = {"ln": r"\ln ", "T": r"\mathsf{T}", "sin": r"\sin ", "cos": r"\cos ", "tan": r"\tan ", "tanh": r"\tanh "}
_WORDS |= {"max": r"\max ", "min": r"\min "}
# What is higher than a line: brackets around it grow.
_TALL = re.compile(r"\\(frac|begin|boxed|sqrt|sum|underset)")


def escaped(text: str) -> str:
    """Running text for LaTeX: no sign of it is read as a command; one that plain LaTeX does not know becomes ?.

    Private-use signs are kept: they stand for what is set in later.
    """
    text = text.replace("--", "-\u200b-")  # an option, --after, and no dash
    return "".join(_TEXT_SIGNS.get(sign) or _ESCAPES.get(sign) or _plain(sign) for sign in text)


def _plain(sign: str) -> str:
    known = (" ", "~"), ("Ѐ", "џ"), ("\ue000", "\uf8ff")
    if any(first <= sign <= last for first, last in known):
        return sign
    parts = normalize("NFD", sign)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return rf"\{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return " " if sign.isspace() else "?"


def latex(part: Part) -> str:
    """The math-mode LaTeX of a part."""
    return str(_WRITERS[part[0]](*part[1:]))


def _row(parts: tuple[Part, ...]) -> str:
    return "".join(map(latex, parts))


def _number(said: str) -> str:
    mantissa, _, power = said.partition("e")
    digits = mantissa.replace(",", "{,}")
    return rf"{digits} \cdot 10^{{{int(power)}}}" if power else digits


def _name(name: str) -> str:
    base = name.rstrip("′'")
    primes = "'" * (len(name) - len(base))
    if len(base) == 1 and base.isascii() and base.isalpha():
        return base + primes
    if base[1:] == HAT:
        return rf"\hat{{{base[0]}}}{primes}"
    return (_NAMES.get(base) or _text(base)) + primes


def _text(said: str) -> str:
    """A text inside of mathematics; its own signs of mathematics stand between texts: no dollars are in dollars."""
    return re.sub(r"(?<!\\)\$(.*?)\$", r"}\1\\text{", rf"\text{{{escaped(said)}}}").replace(r"\text{}", "")


def _word(word: str) -> str:
    return _WORDS.get(word) or rf"\mathrm{{{escaped(word)}}}"  # GitHub's Markdown forbids \operatorname


def _script(base: Part, below: Part | None, above: Part | None) -> str:
    if base[0] == "script" and not (below or base[3]):
        return _script(base[1], base[2], above)
    said = latex(base)
    if base[0] in ("script", "fraction", "row"):
        said = f"{{{said}}}"
    return said + (f"_{{{latex(below)}}}" if below else "") + (f"^{{{latex(above)}}}" if above else "")


def _bracket(left: str, inside: Part, right: str) -> str:
    said = latex(inside)
    if not _TALL.search(said):
        return rf"\lvert {said}\rvert " if left == "|" else f"{left}{said}{right}"
    return rf"\left\vert {said}\right\vert " if left == "|" else rf"\left{left}{said}\right{right}"


def _call(head: Part, inside: Part) -> str:
    return latex(head) + latex(called(inside))


def _matrix(rows: tuple[tuple[Part, ...], ...]) -> str:
    body = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _box(label: Part, inside: Part) -> str:
    return rf"\underset{{{latex(label)}}}{{\boxed{{{latex(inside)}}}}}"


_WRITERS: dict[str, Any] = {
    "row": _row,
    "number": _number,
    "name": _name,
    "text": _text,
    "word": _word,
    "space": lambda: r"\quad ",
    "sign": lambda sign: _SIGNS.get(sign, sign),
    "fraction": lambda above, below: rf"\frac{{{latex(above)}}}{{{latex(below)}}}",
    "root": lambda inside: rf"\sqrt{{{latex(inside)}}}",
    "script": _script,
    "bracket": _bracket,
    "call": _call,
    "matrix": _matrix,
    "box": _box,
    "under": lambda base, below: rf"\underset{{{latex(below)}}}{{{latex(base)}}}",
}
