"""Lines of the work, aligned with each other; folded where they are wider than the page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from ..views.report import Line, Lines
from .boxes import TextBox, lead, width
from .folding import FoldingPart, formula_part, numbers_part, value_part
from .messages import printable, say, sliced, wrapped
from .numbers import Look
from .page import Cell, PageRow, Span, cell, drawn, row_width

INDENT, GAP, NARROW = 2, 3, 60
LIMITS = (60, 48, 40, 34, 29, 25, 22, 19, 16)
FEW, LONG, ROOMY = 3, 24, 32


class Column(NamedTuple):
    """A line with its parts written."""

    label: str
    name: str
    sign: str
    formula: FoldingPart | None
    numbers: FoldingPart | None
    value: FoldingPart | None
    mark: str
    remark: str
    style: str


class Columns(NamedTuple):
    """Where things begin: the names, the first sign, the numbers' sign, the value's sign, what follows."""

    name: int
    sign: int
    numbers: int
    value: int
    tail: int


def lines(block: Lines, look: Look) -> Iterator[list[Span]]:
    """The block's lines: on one line each if all fit, else in two, else a part a line."""
    entries = _aligned_values([_entry(line, look) for line in block.lines])
    labels = _changes([entry.label for entry in entries])
    margin = max(map(width, labels), default=0) + INDENT
    above = look.width is not None and (look.width < NARROW or margin * 4 > look.width)
    margin = INDENT if above or margin == INDENT else margin
    for label, rows in zip(labels, _laid_out(entries, margin, look.width)):
        if label and above:
            yield from ([(part, "group")] for part in wrapped(label, look.width))
        elif label:
            rows[0].insert(0, cell(label, 0, "group"))
        for row in rows:
            yield from drawn(row)


def _changes(labels: list[str]) -> list[str]:
    """Each label where it is not the one of the line before."""
    return [label if label != before else "" for before, label in zip(["", *labels], labels)]


def _entry(line: Line, look: Look) -> Column:
    value = None if line.value is None else value_part(line.value, look)
    formula = formula_part(line.formula, look) if line.formula is not None and (look.work or value is None) else None
    numbers = numbers_part(line.substitution(), look) if look.work and line.substitution else None
    if formula and value and formula.box == value.box:
        formula = None
    if numbers and (numbers.box == (formula and formula.box) or numbers.box == (value and value.box)):
        numbers = None
    remark = say(line.remark, look)
    arrow = ("<-" if look.ascii else "←") if line.arrow else "="
    moved = ("^v" if look.ascii else "▲▼")[line.change < 0] if line.change else ""
    style = "muted" if line.muted else ""
    name = " " * (INDENT * line.depth) + printable(look.name(line.name))
    if remark and (value or formula):
        remark = f"({remark})"
    return Column(say(line.group, look), name, arrow, formula, numbers, value, moved, remark, style)


def _aligned_values(entries: list[Column]) -> list[Column]:
    """The entries with single numbers moved so that their decimal marks stand under each other."""
    leads = (lead(entry.value.box.lines[0]) for entry in entries if entry.value and _is_number(entry.value))
    most = max(leads, default=0)
    return [entry._replace(value=entry.value and _moved(entry.value, most)) for entry in entries]


def _is_number(part: FoldingPart | None) -> bool:
    return part is not None and len(part.box.lines) == 1 and part.box.lines[0][:1] != "("


def _moved(part: FoldingPart, most: int) -> FoldingPart:
    if not _is_number(part):
        return part
    (text,) = part.box.lines
    return FoldingPart(TextBox((" " * (most - lead(text)) + text,)), part.fit)


def _laid_out(entries: list[Column], margin: int, page: int | None) -> Iterator[list[PageRow]]:
    """Each entry's rows: on one row each; the few that are too wide in two; or every one in two."""
    if page is None:
        columns = _columns(entries, margin, LIMITS[0], False)
        return (_rows(entry, columns, False) for entry in entries)
    wide, columns = _best(entries, margin, page, False)
    fold = wide * FEW > len(entries)
    if fold:
        _, columns = _best(entries, margin, page, True)
    return map(partial(_fitted, columns=columns, page=page, fold=fold), entries)


def _best(entries: list[Column], margin: int, page: int, fold: bool) -> tuple[int, Columns]:
    """The widest columns in which the fewest lines are too wide for the page, and how many these are."""
    best: tuple[int, Columns] | None = None
    for limit in LIMITS:
        columns = _columns(entries, margin, limit, fold)
        wide = _misfits(entries, columns, page, fold)
        if best is None or wide < best[0]:
            best = wide, columns
        if not wide:
            break
    assert best
    return best


def _misfits(entries: list[Column], columns: Columns, page: int, fold: bool) -> int:
    loose = columns._replace(tail=0)
    return sum(not _fits(_rows(entry, loose, fold), page) for entry in entries)


def _fits(rows: list[PageRow], page: int) -> bool:
    return all(row_width(row) <= page for row in rows)


def _columns(entries: list[Column], margin: int, limit: int, fold: bool) -> Columns:
    """Columns as wide as what is in them; what is wider than the limit reaches over."""
    sign = margin + _widest((width(entry.name) for entry in entries), max(limit // 2, 16)) + 1
    formula = _widest((_part_width(entry.formula) for entry in entries), limit)
    middle = _widest((_part_width(entry.numbers) for entry in entries), limit)
    numbers = sign if fold or not formula else sign + formula + 3
    value = numbers + middle + 3 if middle else numbers
    longest = _widest((_part_width(entry.value) for entry in entries if _is_number(entry.value)), LONG)
    return Columns(margin, sign, numbers, value, value + 2 + longest + GAP)


def _widest(widths: Iterator[int], limit: int) -> int:
    return max((wide for wide in widths if wide <= limit), default=0)


def _part_width(part: FoldingPart | None) -> int:
    return part.box.width if part else 0


def _rows(entry: Column, columns: Columns, fold: bool) -> list[PageRow]:
    """NAME = formula = numbers = value on one row, or with the numbers and what follows on a second one."""
    row: PageRow = [cell(entry.name, columns.name, entry.style)]
    rows = [row]
    sign, at = entry.sign, columns.sign
    if entry.formula:
        row += _signed(sign, at, entry.formula.box, entry.style)
        sign, at = "=", columns.numbers
    if entry.numbers:
        if fold:
            row = []
            rows.append(row)
        row += _signed(sign, at, entry.numbers.box, entry.style)
        sign, at = "=", columns.value
    if entry.value:
        at = columns.value if entry.formula else at
        row += _signed(sign, at if sign == "=" else columns.sign, entry.value.box, entry.style)
        row[-1] = row[-1]._replace(style=_value_style(entry))
    row += _tail(entry, columns.tail if entry.value else columns.name)
    return rows


def _value_style(entry: Column) -> str:
    return "moved" if entry.mark else entry.style


def _signed(sign: str, at: int, box: TextBox, style: str) -> PageRow:
    return [cell(sign, at, style), Cell(box, at + 2, style)]


def _tail(entry: Column, at: int) -> PageRow:
    """The mark of a change and the remark, after what is before them."""
    mark = [cell(entry.mark, at, "moved", INDENT)] if entry.mark else []
    return [*mark, cell(entry.remark, at + 2 * bool(mark), entry.style or "remark", INDENT)]


def _fitted(entry: Column, columns: Columns, page: int, fold: bool) -> list[PageRow]:
    """A line on one row or in two if that fits, else with each part on rows of its own."""
    numbers = entry.numbers and _fitted_part("=", entry.numbers, columns.sign, page, "")
    entry = entry if numbers else entry._replace(numbers=None)
    folded = columns._replace(numbers=columns.sign)
    for place, two in ((columns, fold), (folded, True), (folded._replace(value=0), True)):
        for tail in (columns.tail, 0):
            rows = _rows(entry, place._replace(tail=tail), two)
            if _fits(rows, page):
                return rows
    name = [[cell(part, columns.name, entry.style)] for part in sliced(entry.name, page - columns.name)]
    rows, sign = [], entry.sign
    for part in (entry.formula, entry.numbers, entry.value):
        fitted = part and _fitted_part(sign, part, columns.sign, page, entry.style)
        if fitted:
            rows.append(fitted)
            sign = "="
    if rows and entry.value:
        rows[-1][-1] = rows[-1][-1]._replace(style=_value_style(entry))
    if rows and columns.name + width(entry.name) < rows[0][0].at:
        rows[0].insert(0, name.pop()[0])
    return [*name, *rows, *_fitted_tail(entry, rows, page)]


def _fitted_part(sign: str, part: FoldingPart, at: int, page: int, style: str) -> PageRow | None:
    """The part after its sign, under the first sign of the block or, where that is too narrow, at the left."""
    space = 1 + width(sign)
    for start in (at, INDENT):
        if start + space + part.box.width <= page:
            return _signed(sign, start, part.box, style)
    for start in (at, INDENT):
        room = page - start - space
        box = part.fit(room) if room >= ROOMY or start == INDENT else None
        if box and (box.width <= room or start == INDENT):
            return _signed(sign, start, box, style)
    return None


def _fitted_tail(entry: Column, rows: list[PageRow], page: int) -> list[PageRow]:
    tail = _tail(entry, 0)
    if rows and row_width([*rows[-1], *tail]) <= page:
        rows[-1] += tail
        return []
    if rows and entry.mark and row_width([*rows[-1], tail[0]]) <= page:
        rows[-1].append(tail.pop(0))
    mark = [tail[:1]] if len(tail) > 1 else []
    said = wrapped(entry.remark, page - INDENT) if entry.remark else []
    return [*mark, *([cell(part, INDENT, entry.style or "remark")] for part in said)]
