"""Tables with heads: columns aligned, the last text column wrapped, cell under cell where the page is too narrow."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..errors import Message
from ..expr.node import Node
from ..typed import Any
from ..views.report import Table
from .folding import FoldingPart, Typesetter
from .matrix import aligned
from .messages import say, wrapped
from .page_row import PageRow, PlacedBox, Span, placed_text, row_lines, row_width
from .text_box import TextBox, stacked, width

GAP = 2
# A column of words narrower than this is a tower that nobody reads; then each cell gets a row.
NARROWEST = 16


def table_lines(block: Table, setter: Typesetter) -> Iterator[list[Span]]:
    """The lines of the table."""
    page = setter.look.width
    heads = [say(head, setter.look) for head in block.heads]
    boxes = [[_part(item, setter).box for item in row] for row in block.rows]
    columns = [_aligned([row[index] for row in boxes], block, index) for index in range(len(heads))]
    widths = [max([width(head), *(box.width for box in column)]) for head, column in zip(heads, columns)]
    wrap = _wrap(widths, block, page)
    if wrap:
        index, room = wrap
        columns[index], widths[index] = [_wrapped(box, room) for box in columns[index]], room
    widths = _narrowed(widths, [max([0, *(box.width for box in column)]) for column in columns], heads, page)
    if page is not None and sum(widths) + GAP * (len(widths) - 1) > page:
        yield from _cell_by_cell(heads, block, setter, page)
        return
    starts = [sum(widths[:index]) + GAP * index for index in range(len(widths))]
    yield from _head_lines(heads, widths, starts)
    for row in zip(*columns):
        yield from row_lines([PlacedBox(box, start) for box, start in zip(row, starts)])


def _part(item: Any, setter: Typesetter) -> FoldingPart:
    """A cell, laid out; what is no formula and no value is wrapped at spaces."""
    if isinstance(item, Node):
        return setter.formula(item)
    if not _is_text(item):
        return setter.value(item)
    box = TextBox((say(item, setter.look),))
    return FoldingPart(box, lambda room: _wrapped(box, room))


def _is_text(item: Any) -> bool:
    return item is None or isinstance(item, (str, bool, Message))


def _aligned(column: list[TextBox], block: Table, index: int) -> list[TextBox]:
    """Single numbers of a column moved so that their decimal marks stand under each other."""
    numbers = [_is_number(row[index]) for row in block.rows]
    said = iter(aligned([box.lines[0] for box, is_number in zip(column, numbers) if is_number] or [""]))
    return [TextBox((next(said).rstrip(),)) if is_number else box for box, is_number in zip(column, numbers)]


def _is_number(item: Any) -> bool:
    """Whether a cell is one number, bare or in a vector or matrix of its own."""
    while isinstance(item, tuple) and len(item) == 1:
        item = item[0]
    return isinstance(item, (int, float, Fraction)) and not isinstance(item, bool)


def _wrap(widths: list[int], block: Table, page: int | None) -> tuple[int, int] | None:
    """For a table that is too wide: the column to wrap (the last one of texts that can be) and the room it gets."""
    over = sum(widths) + GAP * (len(widths) - 1) - (page or 0)
    if page is None or over <= 0:
        return None
    texts = [index for index in range(len(widths)) if all(_is_text(row[index]) for row in block.rows)]
    found = [index for index in texts if widths[index] - over >= NARROWEST]
    return (found[-1], widths[found[-1]] - over) if found else None


def _narrowed(widths: list[int], cells: list[int], heads: list[str], page: int | None) -> list[int]:
    """The widths of a table that would fit if its heads stood on several lines; else the same widths."""
    least = [max(cell, *map(width, head.split() or [""])) for cell, head in zip(cells, heads)]
    if page is None or sum(least) + GAP * (len(least) - 1) > page:
        return widths
    found = list(widths)
    for _ in range(sum(found) + GAP * (len(found) - 1) - page):
        widest = max(range(len(found)), key=lambda index: found[index] - least[index])
        found[widest] -= 1
    return found


def _head_lines(heads: list[str], widths: list[int], starts: list[int]) -> Iterator[list[Span]]:
    """The heads, each on as many lines as its column needs, the last ones in one line."""
    said = [wrapped(head, room) if head else [""] for head, room in zip(heads, widths)]
    for line in range(-max(map(len, said), default=0), 0):
        row = [(lines[line], start) for lines, start in zip(said, starts) if len(lines) >= -line and lines[line]]
        if row:
            yield from row_lines([placed_text(text, start, "head") for text, start in row])


def _wrapped(box: TextBox, room: int) -> TextBox:
    return box if box.width <= room else stacked([TextBox((part,)) for part in wrapped(box.lines[0], room)])


def _cell_by_cell(heads: list[str], block: Table, setter: Typesetter, page: int) -> Iterator[list[Span]]:
    """Each cell on a line of its own after its head; empty cells are left out."""
    at = min(max(map(width, heads)) + GAP, page // 3)
    for number, row in enumerate(block.rows):
        if number:
            yield []
        for head, item in zip(heads, row):
            part = _part(item, setter)
            box = part.box if part.box.width <= page - at else part.fit(page - at) or part.box
            if not box.width:
                continue
            line: PageRow = [placed_text(head, 0, "head"), PlacedBox(box, at)]
            if row_width(line) <= page:
                yield from row_lines(line)
            else:
                yield from ([(text, "head")] for text in wrapped(head, page))
                yield from row_lines([PlacedBox(box, at)])
