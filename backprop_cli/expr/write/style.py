"""Styles of text: the signs that expressions are written with, and names as they are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ..names import NEW, before_update, derivative, entry_of, is_marked, is_updated, parse, plain_name


class Style(NamedTuple):
    """The signs of a way of writing, and how a name and a number are written in it."""

    minus: str = "-"
    times: str = "·"
    hadamard: str = " ⊙ "
    transposed: str = "ᵀ"
    squared: str = "^2"
    total: tuple[str, str] = ("Σᵢ ", "Σⱼ ")
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
ASCII = Style(
    times="*",
    hadamard=" * ",
    transposed="^T",
    total=("sum_i ", "sum_j "),
    at_least=">=",
    root="sqrt",
    box=("[[", "]]"),
    shape=("<", "x", ">"),
    functions="ascii",
    name=lambda name: plain_name(name).replace(NEW, "+").replace("′", "'"),
)


_ENTRY = r"(?:([A-Z]|b|y_hat|delta)(\d*)\[(\d+(?:,\d+)?)\]|([xy])(\d+))"
HAT = "\u0302"
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BELOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def typeset_name(name: str) -> str:
    """A canonical name as it is printed: dL/dy_hat is ∂L/∂ŷ, lr is γ."""
    if is_marked(name):
        return typeset_name(plain_name(name))
    if is_updated(name):
        return typeset_name(before_update(name)) + NEW
    entry = re.fullmatch(_ENTRY, name) if name[:1] in "xy" or name[-1:] == "]" else None
    if entry:
        letter, layer, index, data, number = entry.groups()
        if data:
            return data + str(number).translate(_BELOW)
        base = {"y_hat": "ŷ", "delta": "δ"}.get(letter, letter.lower())
        return base + layer.translate(_ABOVE) + (index if len(index) > 3 else index.replace(",", "")).translate(_BELOW)
    parts = parse(name)
    if parts.by:
        return f"∂{typeset_name(parts.what)}/∂{typeset_name(parts.below)}"
    if name.startswith("delta"):
        return "δ" + name.removeprefix("delta")
    if name[1:5] == "_hat" and name != "y_hat":
        return with_hat(name[0]) + name[5:]
    if name.startswith("L") and name.endswith("_i") and name[1:-2].isdecimal() == bool(name[1:-2]):
        return name[:-2] + "ᵢ"
    return {"y_hat": "ŷ", "lr": "γ"}.get(name, name)


def with_hat(letter: str) -> str:
    """A letter with a hat: m̂."""
    return letter + HAT


_TYPESET = r"([^\W\d])([⁰¹²³⁴-⁹]*)([₀-₉]+(?:,[₀-₉]+)?)"
LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def canonical_name(name: str) -> str:
    """The canonical name of what a typeset one stands for: ŷ is y_hat, ∂L/∂W3 dL/dW3, w¹₁₂ W1[1,2], x₁ x1."""
    above, _, below = name[1:].partition("/") if name[:1] in ("∂", "d") else ("", "", "")
    if above and below[1:]:
        return derivative(canonical_name(above), canonical_name(below[1:]))
    if name[1:2] == HAT:
        return f"{name[0]}_hat{name[2:]}"
    found = re.fullmatch(_TYPESET, name)
    if not found:
        return {"ŷ": "y_hat", "γ": "lr"}.get(name, name)
    letter, layer, index = (part.translate(LEVEL) for part in found.groups())
    if not layer and letter in "xy":
        return letter + index
    if len(index) == 2:
        index = f"{index[0]},{index[1]}"
    letter = {"ŷ": "y_hat", "δ": "delta", "b": "b"}.get(letter, letter.upper())
    return entry_of(f"{letter}{layer}", index) if layer or letter == "y_hat" else name


TYPESET = Style(minus="−", squared="²", half="½", name=typeset_name)
