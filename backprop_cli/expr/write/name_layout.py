"""Names as they are set: the parts of ŷ, W₁, w¹₁₂ and ∂L/∂W₁, and of the names that authors give."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..names import before_update, parse, plain_name
from .style import LEVEL

Part = tuple[Any, ...]
Names = Callable[[str], str | None]
_INDEXED = r"([A-Za-z]+|delta)(\d*)(?:\[(\d+)(?:,(\d+))?\])?"


def name_structure(name: str, labels: Names = lambda name: None) -> Part:
    """The parts of a name: ŷ, W₁, w¹₁₂, ∂L/∂W₁; a problem's own label as it is given."""
    name = plain_name(name)
    label = labels(name)
    if label is not None:
        return _label(label)
    parsed = parse(name)
    if parsed.new:
        return "script", name_structure(before_update(name), labels), None, ("sign", "+")
    if parsed.by:
        parts = (name_structure(part, labels) for part in (parsed.what, parsed.below))
        return "fraction", *(("row", (("name", "∂"), part)) for part in parts)
    if parsed.what == "y_hat":
        hat: Part = ("name", "ŷ")
        return ("script", hat, ("number", "".join(map(str, parsed.entry))), None) if parsed.entry else hat
    return indexed(name)


def indexed(name: str) -> Part:
    """The parts of a letter with its layer and the place of an entry: W1, w¹₁₂; else of a label."""
    found = re.fullmatch(_INDEXED, {"lr": "γ", "L_i": "L"}.get(name, name))
    if name == "L_i":
        return "script", ("name", "L"), ("name", "i"), None
    if not found:
        return _label({"lr": "γ"}.get(name, name))
    letter, layer, row, column = found.groups()
    head: Part = ("name", "δ") if letter == "delta" else ("name", letter) if len(letter) == 1 else ("word", letter)
    if row is None:
        return ("script", head, ("number", layer), None) if layer else head
    small: Part = ("name", letter.lower()) if len(letter) == 1 else head
    below: Part = ("number", row + (("," if max(len(row), len(column)) > 1 else "") + column if column else ""))
    return "script", small, below, ("number", layer) if layer else None


def _label(label: str) -> Part:
    """A name that an author gave: a letter with what stands above and below it, or a text."""
    found = re.fullmatch(r"([^\W\d_])(?:(\d+)|([⁰¹²³⁴-⁹]*)([₀-₉,]*))", label)
    if found and len(label) > 1:
        letter, number, above, below = found.groups()
        under, over = (number or below or "").translate(LEVEL), (above or "").translate(LEVEL)
        return "script", ("name", letter), ("number", under) if under else None, ("number", over) if over else None
    return ("name", label) if len(label) == 1 else ("text", label)
