"""Rows of boxes on a page, as lines of styled spans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .boxes import TextBox, width

Span = tuple[str, str]


class Cell(NamedTuple):
    """A box on a row, from a column on, or a gap after what reaches over it."""

    box: TextBox
    at: int = 0
    style: str = ""
    gap: int = 1


PageRow = list[Cell]


def cell(text: str, at: int = 0, style: str = "", gap: int = 1) -> Cell:
    """A cell of one line of text."""
    return Cell(TextBox((text,)), at, style, gap)


def placed(row: PageRow) -> list[tuple[int, Cell]]:
    """The cells that hold something, with the columns where they begin."""
    found: list[tuple[int, Cell]] = []
    end = 0
    for item in row:
        if item.box.width:
            start = max(item.at, end + item.gap) if found else item.at
            found.append((start, item))
            end = start + item.box.width
    return found


def row_width(row: PageRow) -> int:
    """The columns up to the end of the last cell."""
    found = placed(row)
    return found[-1][0] + found[-1][1].box.width if found else 0


def drawn(row: PageRow) -> Iterator[list[Span]]:
    """The row's lines, the base lines of its cells on one line."""
    cells = placed(row)
    base = max((item.box.base for _, item in cells), default=0)
    below = max((len(item.box.lines) - item.box.base for _, item in cells), default=0)
    for number in range(base + below):
        line: list[Span] = []
        end = 0
        for start, item in cells:
            index = number - base + item.box.base
            text = item.box.lines[index].rstrip() if 0 <= index < len(item.box.lines) else ""
            if text:
                stripped = text.lstrip()
                start += width(text) - width(stripped)
                line += [(" " * (start - end), "")] if start > end else []
                line.append((stripped, item.style))
                end = start + width(stripped)
        yield line
