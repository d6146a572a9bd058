"""Lines of the work (NAME = formula = numbers = value) under each other in columns, folded where they are too wide."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..records import NamedTuple
from ..views.report import Line, Lines
from .folding import FoldingPart, Typesetter
from .matrix import lead
from .messages import group_labels, printable, say, sliced, wrapped
from .page_row import PageRow, PlacedBox, Span, placed_text, row_lines, row_width
from .text_box import TextBox, width

INDENT, GAP = 2, 3
# On a page narrower than this the labels of groups stand above their lines: beside them they would take a sixth of it.
NARROW = 60
# How wide a column of formulas or numbers may be; wider ones reach over. Tried from the widest down, in steps of about
# a sixth: the first with the fewest misfits gives the calmest page.
LIMITS = (60, 48, 40, 34, 29, 25, 22, 19, 16)
# If at most one line in three is too wide, only these are folded; else every line has two rows, so that they agree.
FEW = 3
# A value of more columns (an exact expression) does not push away what stands behind the others.
LONG = 24
# Folded into less room than this under the first sign, a part would be a tower: it begins under the name instead.
ROOMY = 32


class WrittenLine(NamedTuple):
    """A line of the work with each of its parts laid out, not yet placed; absent parts are None or empty.

    sign: = or the arrow of an update. mark: ▲ or ▼ where the value moved. style: of the line.
    """

    name: str
    sign: str
    formula: FoldingPart | None
    numbers: FoldingPart | None
    value: FoldingPart | None
    mark: str
    remark: str
    style: str


class ColumnStarts(NamedTuple):
    """The columns where the names, the first sign, the sign of the numbers, that of the value and the rest begin."""

    name: int
    sign: int
    numbers: int
    value: int
    tail: int


def work_lines(block: Lines, setter: Typesetter) -> Iterator[list[Span]]:
    """The lines of the block: each on one row if all fit, else in two rows, else a part a row."""
    look = setter.look
    labels = group_labels(block.lines, partial(say, look=look))
    runs = _runs([_written(line, setter) for line in block.lines], labels if block.tight else [])
    margin = max(map(width, labels), default=0) + INDENT
    above = look.width is not None and (
        _is_narrow(look.width, margin, [line for run in runs for line in run])
        or (block.tight and any(_best(run, margin, look.width, False)[0] for run in runs))
    )
    margin = INDENT if above or margin == INDENT else margin
    for label, rows in zip(labels, (rows for run in runs for rows in _laid_out(run, margin, look.width))):
        if label and above:
            yield from ([(part, "group")] for part in wrapped(label, look.width))
        elif label:
            rows[0].insert(0, placed_text(label, 0, "group"))
        for row in rows:
            yield from row_lines(row)


def _runs(lines: list[WrittenLine], labels: list[str]) -> list[list[WrittenLine]]:
    """The lines that have columns in common: those from one label to the next; without labels all."""
    starts = [index for index, label in enumerate(labels) if label or not index] or [0]
    return [_aligned_values(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)])]


def _is_narrow(page: int, margin: int, lines: list[WrittenLine]) -> bool:
    """Whether labels beside the lines would take room that the lines need."""
    names = max(min(width(line.name), LONG) for line in lines)
    return page < NARROW or margin * 4 > page or (margin > INDENT and page - margin - names - 3 < ROOMY)


def _written(line: Line, setter: Typesetter) -> WrittenLine:
    """The parts of a line; a part that reads as the one beside it is left out."""
    look = setter.look
    value = None if line.value is None else setter.value(line.value)
    formula = setter.formula(line.formula) if line.formula is not None and (look.work or value is None) else None
    numbers = setter.numbers(line.substitution()) if look.work and line.substitution else None
    if formula and value and formula.box == value.box:
        formula = None
    if numbers and (numbers.box == (formula and formula.box) or numbers.box == (value and value.box)):
        numbers = None
    remark = say(line.remark, look)
    if remark and (value or formula):
        remark = f"({remark})"
    arrow = ("<-" if look.ascii else "←") if line.arrow else "="
    moved = ("^v" if look.ascii else "▲▼")[line.change < 0] if line.change else ""
    style = "muted" if line.muted else ""
    name = " " * (INDENT * line.depth) + printable(look.name(line.name))
    return WrittenLine(name, arrow, formula, numbers, value, moved, remark, style)


def _aligned_values(lines: list[WrittenLine]) -> list[WrittenLine]:
    """The lines with single numbers moved so that their decimal marks stand under each other."""
    leads = (lead(line.value.box.lines[0]) for line in lines if line.value and _is_number(line.value))
    most = max(leads, default=0)
    return [line._replace(value=line.value and _moved(line.value, most)) for line in lines]


def _is_number(part: FoldingPart | None) -> bool:
    return part is not None and len(part.box.lines) == 1 and part.box.lines[0][:1] != "("


def _moved(part: FoldingPart, most: int) -> FoldingPart:
    if not _is_number(part):
        return part
    (text,) = part.box.lines
    return FoldingPart(TextBox((" " * (most - lead(text)) + text,)), part.fit)


def _laid_out(lines: list[WrittenLine], margin: int, page: int | None) -> Iterator[list[PageRow]]:
    """The rows of each line: one row each, with the few that are too wide folded; or two rows each."""
    if page is None:
        starts = _column_starts(lines, margin, LIMITS[0], False)
        return (_rows(line, starts, False) for line in lines)
    wide, starts = _best(lines, margin, page, False)
    fold = wide * FEW > len(lines)
    if fold:
        _, starts = _best(lines, margin, page, True)
    return map(partial(_fitted, starts=starts, page=page, fold=fold), lines)


def _best(lines: list[WrittenLine], margin: int, page: int, fold: bool) -> tuple[int, ColumnStarts]:
    """The widest columns in which the fewest lines are too wide for the page, and how many these are."""
    best: tuple[int, ColumnStarts] | None = None
    for limit in LIMITS:
        starts = _column_starts(lines, margin, limit, fold)
        wide = _misfits(lines, starts, page, fold)
        if best is None or wide < best[0]:
            best = wide, starts
        if not wide:
            break
    assert best
    return best


def _misfits(lines: list[WrittenLine], starts: ColumnStarts, page: int, fold: bool) -> int:
    """How many lines are too wide, even with what follows the value moved up to it."""
    loose = starts._replace(tail=0)
    return sum(not _fits(_rows(line, loose, fold), page) for line in lines)


def _fits(rows: list[PageRow], page: int) -> bool:
    return all(row_width(row) <= page for row in rows)


def _column_starts(lines: list[WrittenLine], margin: int, limit: int, fold: bool) -> ColumnStarts:
    """Columns as wide as their widest part within the limit; a part that is wider reaches over into the next."""
    sign = margin + _widest((width(line.name) for line in lines), max(limit // 2, 16)) + 1
    formula = _widest((_part_width(line.formula) for line in lines), limit)
    middle = _widest((_part_width(line.numbers) for line in lines), limit)
    numbers = sign if fold or not formula else sign + formula + 3
    value = numbers + middle + 3 if middle else numbers
    longest = _widest((_part_width(line.value) for line in lines if _is_number(line.value)), LONG)
    return ColumnStarts(margin, sign, numbers, value, value + 2 + longest + GAP)


def _widest(widths: Iterator[int], limit: int) -> int:
    return max((wide for wide in widths if wide <= limit), default=0)


def _part_width(part: FoldingPart | None) -> int:
    return part.box.width if part else 0


def _rows(line: WrittenLine, starts: ColumnStarts, fold: bool) -> list[PageRow]:
    """NAME = formula = numbers = value on one row, or with the numbers and what follows on a second one."""
    row: PageRow = [placed_text(line.name, starts.name, line.style)]
    rows = [row]
    sign, at = line.sign, starts.sign
    if line.formula:
        row += _signed(sign, at, line.formula.box, line.style)
        sign, at = "=", starts.numbers
    if line.numbers:
        if fold:
            row = []
            rows.append(row)
        row += _signed(sign, at, line.numbers.box, line.style)
        sign, at = "=", starts.value
    if line.value:
        at = starts.value if line.formula else at
        row += _signed(sign, at if sign == "=" else starts.sign, line.value.box, line.style)
        row[-1] = row[-1]._replace(style=_value_style(line))
    row += _tail(line, starts.tail if line.value else starts.name)
    return rows


def _value_style(line: WrittenLine) -> str:
    return "moved" if line.mark else line.style


def _signed(sign: str, at: int, box: TextBox, style: str) -> PageRow:
    return [placed_text(sign, at, style), PlacedBox(box, at + 2, style)]


def _tail(line: WrittenLine, at: int) -> PageRow:
    """The mark of a change and the remark, after what is before them."""
    mark = [placed_text(line.mark, at, "moved", INDENT)] if line.mark else []
    return [*mark, placed_text(line.remark, at + 2 * bool(mark), line.style or "remark", INDENT)]


def _fitted(line: WrittenLine, starts: ColumnStarts, page: int, fold: bool) -> list[PageRow]:
    """A line on one row or in two if that fits, else with each part on rows of its own."""
    numbers = line.numbers and _fitted_part("=", line.numbers, starts.name, page, 0)
    line = line if numbers else line._replace(numbers=None)
    # From the calmest to the tightest: as the block has it, numbers under the formula, the value right behind them.
    folded = starts._replace(numbers=starts.sign)
    for place, two in ((starts, fold), (folded, True), (folded._replace(value=0), True)):
        for tail in (starts.tail, 0):
            rows = _rows(line, place._replace(tail=tail), two)
            if _fits(rows, page):
                return rows
    return _part_by_part(line, starts, page)


def _part_by_part(line: WrittenLine, starts: ColumnStarts, page: int) -> list[PageRow]:
    """Each part of a line on a row of its own, folded into the page."""
    # All parts stand under each other: under the first sign of the block or, where that is too narrow, under the name.
    for at, least in ((starts.sign, ROOMY), (starts.name, 0)):
        parts = list(_parts(line, page - at - INDENT))
        signs = [line.sign, *["="] * len(parts)]
        fitted = [_fitted_part(*pair, at, page, least) for pair in zip(signs, parts)]
        if all(fitted):
            break
    rows = [[item._replace(style=line.style) for item in row] for row in fitted if row]
    if rows and line.value:
        rows[-1][-1] = rows[-1][-1]._replace(style=_value_style(line))
    name = [[placed_text(part, starts.name, line.style)] for part in sliced(line.name, page - starts.name)]
    if rows and starts.name + width(line.name) < rows[0][0].at:
        rows[0].insert(0, name.pop()[0])
    return [*name, *rows, *_fitted_tail(line, rows, starts.name, page)]


def _parts(line: WrittenLine, room: int) -> Iterator[FoldingPart]:
    """The parts of a line; an equation among them as its sides where it is wider than the room."""
    for part in filter(None, (line.formula, line.numbers, line.value)):
        yield from part.steps if part.steps and part.box.width > room else (part,)


def _fitted_part(sign: str, part: FoldingPart, at: int, page: int, least: int) -> PageRow | None:
    """The part after its sign, folded where there are at least so many columns for it; None where it does not fit."""
    room = page - at - 1 - width(sign)
    box = part.box if part.box.width <= room else part.fit(room) if room >= least else None
    return _signed(sign, at, box, "") if box and (box.width <= room or not least) else None


def _fitted_tail(line: WrittenLine, rows: list[PageRow], at: int, page: int) -> list[PageRow]:
    """The rows for the mark and the remark that find no place behind the last of the given rows."""
    tail = _tail(line, 0)
    if rows and row_width([*rows[-1], *tail]) <= page:
        rows[-1] += tail
        return []
    if rows and line.mark and row_width([*rows[-1], tail[0]]) <= page:
        rows[-1].append(tail.pop(0))
    mark = [tail[:1]] if len(tail) > 1 else []
    said = wrapped(line.remark, page - at) if line.remark else []
    return [*mark, *([placed_text(part, at, line.style or "remark")] for part in said)]
