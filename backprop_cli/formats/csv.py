"""CSV for spreadsheets: the rows of the trace with one line for each entry of their values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from ..checking.answers.spreadsheet import guarded
from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant, elements, entry_names, map_value, placed_elements
from ..expr.names import entry_of, parse
from ..expr.write.ascii import PLAIN_SIGNS
from ..expr.write.style import CANONICAL
from ..tolerances import MOST_IN_A_CELL, MOST_REPEATED
from ..typed import Any
from ..views.records import LineRecord, Record
from ..views.solution_records import SolutionRecords
from .json import Dump, rows
from .look import Look

COLUMNS = ["problem", "step", "observations", "phase", "layer", "kind", "name", "row", "column"]
COLUMNS += ["value", "before", "gradient", "formula", "substitution", "question"]
NAME = COLUMNS.index("name")
COUNTS = {"multiplications": "value", "reused": "value", "written_out": "before"}


def comma_separated(problems: Iterable[SolutionRecords], look: Look, exact: bool = False) -> Iterator[str]:
    """The lines of the table, head first. A comparison has this problem's value as `value`, the other's as `before`."""
    return table_lines(_table(problems, Dump(style=look.style if look.ascii else CANONICAL), exact), look)


def table_lines(table: Iterable[Iterable[Any]], look: Look) -> Iterator[str]:
    """Rows of cells as lines of CSV. A cell that a spreadsheet would compute is guarded."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=look.delimiter, lineterminator="\n")
    for row in table:
        # Signs come before the guard: a minus in ASCII is one that a spreadsheet computes with.
        writer.writerow([guarded(str(cell).translate(PLAIN_SIGNS) if look.ascii else str(cell)) for cell in row])
        yield page.getvalue()
        page.seek(0)
        page.truncate()


def _table(problems: Iterable[SolutionRecords], dump: Dump, exact: bool) -> Iterator[list[Any]]:
    yield [*COLUMNS, "exact"] if exact else COLUMNS
    for named, found in rows(problems):
        record = found.whole() if isinstance(found, LineRecord) else found
        plain = {**named, **dump.plain(record if "step" in record else _as_row(record, dump))}
        known = dict(entry_names(plain.get("name", ""), _tuple(plain.get("exact")))) if exact else {}
        for entry in entry_rows(plain):
            yield [*entry, known.get(entry[NAME]) or ""] if exact else entry


def _as_row(line: Record, dump: Dump) -> Record:
    """A line of a derivation, or what else belongs to no step, with the keys of a row of the trace.

    A sentence is its formula, or beside one (a path) its name; a count of multiplications is its value, and what the
    count would be without reuse stands before it.
    """
    said = {"name" if "formula" in line else "formula": dump.said(line["text"])} if "text" in line else {}
    counts = {new: line[key] for key, new in COUNTS.items() if key in line}
    numbers = {"value": map_value(_number, line["exact"])} if "exact" in line else {}
    written = {"substitution": line["full"]} if "full" in line else {}
    return {"step": "", "observations": (), "name": "", **line, **written, **numbers, **counts, **said}


def _number(element: Any) -> float | None:
    """An exact number as a float; None where it holds a name."""
    try:
        return float(constant(element, DECIMAL))
    except KeyError:
        return None


def entry_rows(record: Any) -> Iterator[list[Any]]:
    """The rows of a record, one for each entry of its value, with the cells of COLUMNS."""
    value = _tuple(record.get("value", record.get("here")))
    if value is None:
        value = map_value(lambda _: None, _tuple(record.get("exact")))
    before, gradient = (elements(_tuple(record.get(key))) for key in ("before", "gradient"))
    before = elements(_tuple(record["there"])) if "there" in record else before
    observations = " ".join(map(str, record.get("observations", ())))
    written = {entry.get("address"): entry for entry in record.get("entries", ())}
    whole = record.get("name", "")
    for index, (place, element) in enumerate(placed_elements(value)):
        name = entry_of(whole, *place) if place else whole
        # Of an array, its last two axes; the name tells the others. A name may be that of an entry itself.
        row, column = (*(place or parse(name).entry)[-2:], "", "")[:2]
        yield [
            record["problem"],
            record.get("step", ""),
            _said_once(observations, index),
            record["phase"],
            record.get("layer", ""),
            record.get("kind", ""),
            name,
            row,
            column,
            "" if element is None else repr(element),
            _cell(before, index),
            _cell(gradient, index),
            written.get(name, record).get("formula", ""),
            _said_once(written.get(name, record).get("substitution") or "", index),
            record.get("question", ""),
        ]


def _said_once(said: str, index: int) -> str:
    """What is the same for all entries of a line: its observations, or the numbers put into it.

    Of a large batch or matrix it stands beside the first entry only, or nowhere where no cell has room: beside each
    entry it would fill a book.
    """
    repeated = len(said) <= MOST_REPEATED
    return said if repeated or (not index and len(said) <= MOST_IN_A_CELL) else ""


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value


def _cell(values: list[Any], index: int) -> str:
    return repr(values[index]) if index < len(values) and values[index] is not None else ""
