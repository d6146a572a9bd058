"""Boxes of text: lines of equal width, and the line on which the text beside them stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from ..records import NamedTuple


@lru_cache(4096)
def width(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(2048)
def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, columns: int) -> str:
    """The text, filled up with spaces to so many columns."""
    return text + " " * (columns - width(text))


class TextBox(NamedTuple):
    """Lines of equal width; `base` is the number (from 0) of the line on which the text beside it stands."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """How many columns the box takes."""
        return width(self.lines[0])


def beside(boxes: Sequence[TextBox]) -> TextBox:
    """The boxes next to each other, with all their base lines on one line."""
    if len(boxes) == 1:
        return boxes[0]
    base = max((box.base for box in boxes), default=0)
    below = max((len(box.lines) - box.base for box in boxes), default=1)
    lines = [""] * (base + below)
    for box in boxes:
        blank = " " * box.width
        first = base - box.base
        for number in range(len(lines)):
            inside = first <= number < first + len(box.lines)
            lines[number] += box.lines[number - first] if inside else blank
    return TextBox(tuple(lines), base)


def stacked(boxes: Sequence[TextBox]) -> TextBox:
    """The boxes under each other; the base line is that of the first one."""
    widest = max(box.width for box in boxes)
    return TextBox(tuple(pad(line, widest) for box in boxes for line in box.lines), boxes[0].base)
