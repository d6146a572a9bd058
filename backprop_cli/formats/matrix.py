"""Matrices drawn in characters: brackets around columns that are aligned on their decimal marks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import Message
from .look import Look
from .messages import say
from .text_box import TextBox, pad, stacked, width

Cells = Sequence[Sequence[str]]


def lead(text: str) -> int:
    """How many columns stand left of the decimal mark; in a text that is no number, its sign and first character."""
    number = text[1:] if text[:1] in ("-", "−") and text[1:] else text
    digits = len(number) - len(number.lstrip("0123456789"))
    return width(text[: len(text) - len(number) + max(digits, 1)])


def aligned(texts: Iterable[str]) -> list[str]:
    """Numbers of one column, aligned on their decimal marks and filled up to one width."""
    texts = list(texts)
    most = max(map(lead, texts))
    moved = [" " * (most - lead(text)) + text for text in texts]
    widest = max(map(width, moved))
    return [pad(text, widest) for text in moved]


def matrix_box(cells: Cells, ascii: bool = False) -> TextBox:
    """A matrix in brackets over all its lines; a matrix of one row is (1  2), one of a single number is bare."""
    if len(cells) == 1:
        return TextBox((cells[0][0],)) if len(cells[0]) == 1 else _row_box(cells[0])
    lines = ["  ".join(row) for row in zip(*map(aligned, zip(*cells)))]
    base = (len(lines) - 1) // 2
    if ascii:
        return TextBox(tuple(f"[ {line} ]" for line in lines), base)
    between = len(lines) - 2
    left, right = "⎡" + "⎢" * between + "⎣", "⎤" + "⎥" * between + "⎦"
    return TextBox(tuple(map("".join, zip(left, lines, right))), base)


def _row_box(row: Sequence[str]) -> TextBox:
    return TextBox(("(" + "  ".join(row) + ")",))


def matrix_in_blocks(cells: Cells, room: int, look: Look) -> TextBox | None:
    """A matrix in blocks of as many columns as fit into the room, each under its column numbers.

    None where a single column is too wide.
    """
    columns = list(zip(*cells))
    blocks: list[tuple[int, int, TextBox]] = []
    first = 0
    while first < len(columns):
        last = first + 1
        while last < len(columns) and _block(columns[first : last + 1], look).width <= room:
            last += 1
        block = _block(columns[first:last], look)
        if block.width > room:
            return None
        blocks.append((first, last, block))
        first = last
    if len(blocks) == 1:
        return blocks[0][2]
    return stacked([box for first, last, block in blocks for box in (_label(first, last, look), block)])


def _block(columns: Cells, look: Look) -> TextBox:
    rows = list(zip(*columns))
    # One number keeps its brackets here: bare, a block of a row would read as a value of its own.
    return _row_box(rows[0]) if len(rows) == 1 else matrix_box(rows, look.ascii)


def _label(first: int, last: int, look: Look) -> TextBox:
    key = "board.column" if last - first == 1 else "board.columns"
    return TextBox((say(Message(key, {"first": first + 1, "last": last}), look),))
