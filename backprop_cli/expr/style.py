"""Ways of writing: which signs an expression is written with."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple


def plain_name(name: str) -> str:
    """A name without the mark that tells sorts of one name apart inside a program."""
    return name.partition(":")[0] if ":" in name else name


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
    box: tuple[str, str] = ("⟦", "⟧")
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
    functions="ascii",
    name=lambda name: plain_name(name).replace("⁺", "+"),
)


_ENTRY = re.compile(r"(?:([A-Z]|b|y_hat|delta)(\d*)\[(\d+(?:,\d+)?)\]|([xy])(\d+))")
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BELOW = str.maketrans("0123456789,", "₀₁₂₃₄₅₆₇₈₉,")


def typeset_name(name: str) -> str:
    """A canonical name as it is printed: dL/dy_hat is ∂L/∂ŷ, lr is γ."""
    if ":" in name:
        return typeset_name(plain_name(name))
    if name.endswith("⁺"):
        return typeset_name(name[:-1]) + "⁺"
    entry = _ENTRY.fullmatch(name) if name[-1:] in "]0123456789" else None
    if entry:
        letter, layer, index, data, number = entry.groups()
        if data:
            return data + str(number).translate(_BELOW)
        base = {"y_hat": "ŷ", "delta": "δ"}.get(letter, letter.lower())
        return base + layer.translate(_ABOVE) + (index if len(index) > 3 else index.replace(",", "")).translate(_BELOW)
    if name.startswith("d") and "/d" in name:
        above, below = name[1:].split("/d", 1)
        return f"∂{typeset_name(above)}/∂{typeset_name(below)}"
    if name.startswith("delta"):
        return "δ" + name.removeprefix("delta")
    return {"y_hat": "ŷ", "lr": "γ", "L_i": "Lᵢ"}.get(name, name)


TYPESET = Style(minus="−", squared="²", half="½", name=typeset_name)
