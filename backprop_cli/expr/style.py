"""Ways of writing: which signs an expression is written with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


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
    functions: str = "typeset"
    name: Callable[[str], str] = str
    number: Callable[[Any], str] | None = None


CANONICAL = Style()
ASCII = Style(
    times="*",
    hadamard=" * ",
    transposed="^T",
    total=("sum_i ", "sum_j "),
    at_least=">=",
    root="sqrt",
    functions="ascii",
    name=lambda name: name.replace("⁺", "+"),
)


def typeset_name(name: str) -> str:
    """A canonical name as it is printed: dL/dy_hat is ∂L/∂ŷ, lr is γ."""
    if name.endswith("⁺"):
        return typeset_name(name[:-1]) + "⁺"
    if name.startswith("d") and "/d" in name:
        above, below = name[1:].split("/d", 1)
        return f"∂{typeset_name(above)}/∂{typeset_name(below)}"
    return {"y_hat": "ŷ", "lr": "γ", "L_i": "Lᵢ"}.get(name, name)


TYPESET = Style(minus="−", squared="²", half="½", name=typeset_name)
