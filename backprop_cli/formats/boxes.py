"""Small boxes of text: lines of equal width and the line that the text beside them stands on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

Cells = Sequence[Sequence[str]]

_LEAD = re.compile(r"[-−]?(?:\d+|.)")
_BRACKETS = ("⎡⎢⎣", "⎤⎥⎦")


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
    """The text with spaces after it."""
    return text + " " * (columns - width(text))


class TextBox(NamedTuple):
    """Lines of equal width; `base` is the number of the line that the text beside it stands on."""

    lines: tuple[str, ...]
    base: int = 0

    @property
    def width(self) -> int:
        """The columns that it takes."""
        return width(self.lines[0])


def beside(boxes: Sequence[TextBox]) -> TextBox:
    """Boxes next to each other, their base lines on one line."""
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
    """Boxes under each other; the first one's base line is the base."""
    widest = max(box.width for box in boxes)
    return TextBox(tuple(pad(line, widest) for box in boxes for line in box.lines), boxes[0].base)


def lead(text: str) -> int:
    """The columns left of the decimal mark (of other texts, of the first sign and character)."""
    found = _LEAD.match(text)
    return width(found[0]) if found else 0


def aligned(texts: Iterable[str]) -> list[str]:
    """Numbers in a column, aligned on their decimal marks."""
    texts = list(texts)
    most = max(map(lead, texts))
    moved = [" " * (most - lead(text)) + text for text in texts]
    widest = max(map(width, moved))
    return [pad(text, widest) for text in moved]


def matrix_box(cells: Cells, ascii: bool = False) -> TextBox:
    """A matrix in brackets, its columns aligned on the decimal mark; one row as (1  2); one number bare."""
    if len(cells) == 1:
        row = cells[0]
        return TextBox((row[0] if len(row) == 1 else "(" + "  ".join(row) + ")",))
    columns = [aligned(column) for column in zip(*cells)]
    lines = ["  ".join(row) for row in zip(*columns)]
    if ascii:
        return TextBox(tuple(f"[ {line} ]" for line in lines), (len(lines) - 1) // 2)
    last = len(lines) - 1
    place = [0, *[1] * (last - 1), 2]
    bracketed = (f"{_BRACKETS[0][p]}{line}{_BRACKETS[1][p]}" for p, line in zip(place, lines))
    return TextBox(tuple(bracketed), last // 2)
