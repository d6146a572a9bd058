"""Plain tables with heads: columns aligned, the last text column wrapped, cell under cell where it is too narrow."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..errors import Message
from ..expr.node import Node
from ..views.report import Table
from .boxes import TextBox, aligned, stacked, width
from .folding import formula_part, value_part
from .messages import say, wrapped
from .numbers import Look
from .page import Cell, PageRow, Span, cell, drawn, row_width

GAP, NARROWEST = 2, 16


def table_lines(block: Table, look: Look) -> Iterator[list[Span]]:
    """The table's lines."""
    heads = [say(head, look) for head in block.heads]
    boxes = [[_box(item, look) for item in row] for row in block.rows]
    texts = [all(isinstance(row[index], str) for row in block.rows) for index in range(len(heads))]
    columns = [_aligned([row[index] for row in boxes], block, index) for index in range(len(heads))]
    widths = [max([width(head), *(box.width for box in column)]) for head, column in zip(heads, columns)]
    rows = [list(row) for row in zip(*columns)]
    free = _room(widths, texts, block, look.width)
    if free:
        index, room = free
        rows = [[*row[:index], _wrapped(row[index], room), *row[index + 1 :]] for row in rows]
        widths[index] = room
    if look.width is not None and sum(widths) + GAP * (len(widths) - 1) > look.width:
        yield from _cell_by_cell(heads, block, look, look.width)
        return
    starts = [sum(widths[:index]) + GAP * index for index in range(len(widths))]
    if any(heads):
        yield from drawn([cell(head, start, "head") for head, start in zip(heads, starts)])
    for row in rows:
        yield from drawn([Cell(box, start) for box, start in zip(row, starts)])


def _is_text(item: Any) -> bool:
    return item is None or isinstance(item, (str, Message))


def _is_number(item: Any) -> bool:
    return isinstance(item, (int, float, Fraction)) and not isinstance(item, bool)


def _box(item: Any, look: Look) -> TextBox:
    if _is_text(item) or isinstance(item, bool):
        return TextBox((say(item, look),))
    return formula_part(item, look).box if isinstance(item, Node) else value_part(item, look).box


def _aligned(column: list[TextBox], block: Table, index: int) -> list[TextBox]:
    """Single numbers of a column moved so that their decimal marks stand under each other."""
    numbers = [_is_number(row[index]) or _is_single(row[index]) for row in block.rows]
    said = iter(aligned([box.lines[0] for box, is_number in zip(column, numbers) if is_number] or [""]))
    return [TextBox((next(said).rstrip(),)) if is_number else box for box, is_number in zip(column, numbers)]


def _is_single(item: Any) -> bool:
    while isinstance(item, tuple) and not isinstance(item, Message) and len(item) == 1:
        item = item[0]
    return _is_number(item)


def _room(widths: list[int], texts: list[bool], block: Table, page: int | None) -> tuple[int, int] | None:
    """The last text column and what is left for it, where the table is too wide and that is enough."""
    over = sum(widths) + GAP * (len(widths) - 1) - (page or 0)
    if page is None or over <= 0:
        return None
    found = [index for index in range(len(widths)) if all(_is_text(row[index]) for row in block.rows)]
    index = max(found, key=lambda index: (widths[index] - over >= NARROWEST, index), default=None)
    return (index, widths[index] - over) if index is not None and widths[index] - over >= NARROWEST else None


def _wrapped(box: TextBox, room: int) -> TextBox:
    return box if box.width <= room else stacked([TextBox((part,)) for part in wrapped(box.lines[0], room)])


def _cell_by_cell(heads: list[str], block: Table, look: Look, page: int) -> Iterator[list[Span]]:
    """Each row as lines of its own: head and cell; empty cells are left out."""
    at = min(max(map(width, heads)) + GAP, page // 3)
    for number, row in enumerate(block.rows):
        if number:
            yield []
        for head, item in zip(heads, row):
            box = _fitted(item, page - at, look)
            if not box.width:
                continue
            start: PageRow = [cell(head, 0, "head")] if head else []
            line: PageRow = [*start, Cell(box, at)]
            if row_width(line) <= page:
                yield from drawn(line)
                continue
            yield from ([(part, "head")] for part in wrapped(head, page))
            yield from drawn([Cell(box, at)])


def _fitted(item: Any, room: int, look: Look) -> TextBox:
    if _is_text(item) or isinstance(item, bool):
        return _wrapped(TextBox((say(item, look),)), room)
    part = formula_part(item, look) if isinstance(item, Node) else value_part(item, look)
    return part.box if part.box.width <= room else part.fit(room) or part.box
