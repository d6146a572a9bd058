"""A row of the page: boxes placed at columns, written as lines of styled spans."""

from __future__ import annotations

from collections.abc import Iterator

from ..records import NamedTuple
from .text_box import TextBox, width

Span = tuple[str, str]  # a text, and the name of its style


class PlacedBox(NamedTuple):
    """A box placed at column `at`, or `gap` columns after the previous box if that one overruns `at`."""

    box: TextBox
    at: int = 0
    style: str = ""
    gap: int = 1


PageRow = list[PlacedBox]


def placed_text(text: str, at: int = 0, style: str = "", gap: int = 1) -> PlacedBox:
    """One line of text as a placed box."""
    return PlacedBox(TextBox((text,)), at, style, gap)


def _starts(row: PageRow) -> list[tuple[int, PlacedBox]]:
    """The boxes that are not empty, each with the column where it begins."""
    found: list[tuple[int, PlacedBox]] = []
    end = 0
    for item in row:
        if item.box.width:
            start = max(item.at, end + item.gap) if found else item.at
            found.append((start, item))
            end = start + item.box.width
    return found


def row_width(row: PageRow) -> int:
    """How many columns the row takes, from the left edge to the end of its last box."""
    found = _starts(row)
    return found[-1][0] + found[-1][1].box.width if found else 0


def row_lines(row: PageRow) -> Iterator[list[Span]]:
    """The lines of the row, with the base lines of all its boxes on one line."""
    boxes = _starts(row)
    base = max((item.box.base for _, item in boxes), default=0)
    below = max((len(item.box.lines) - item.box.base for _, item in boxes), default=0)
    for number in range(base + below):
        line: list[Span] = []
        end = 0
        for start, item in boxes:
            index = number - base + item.box.base
            text = item.box.lines[index].rstrip() if 0 <= index < len(item.box.lines) else ""
            if text:
                # Spaces carry no style: a colour with a background would show them.
                stripped = text.lstrip()
                start += width(text) - width(stripped)
                line += [(" " * (start - end), "")] if start > end else []
                line.append((stripped, item.style))
                end = start + width(stripped)
        yield line
