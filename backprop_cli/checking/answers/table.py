"""Answers in a table: CSV, or a table of Markdown, with the columns step, name and value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ...errors import BackpropError, Fault, Mark, Message, Source, fail, plainly
from ...expr.names import entry_of
from ...problem.answers import BLANK
from ...program.spellings import entry_address
from .answer import FINAL, MAX_ENTRIES, Answer, Answers
from .spreadsheet import unguarded
from .values import raw_text, read_value

Row = tuple[int, list[str]]  # the number of its line, from 0, and its cells


def read_table(lines: list[str], is_markdown: bool, source: str, functions: tuple[str, ...] = ()) -> Answers:
    """The answers of a table, CSV or Markdown. Raises BackpropError where its columns, rows or steps are none."""
    where = Source(source, "\n".join(lines))
    if is_markdown:
        return _answers(_rows(_markdown(lines), "|", where), Source(source, ""), functions)
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    return _answers(_rows(_csv(lines, delimiter), delimiter, where), Source(source, ""), functions)


def _csv(lines: list[str], delimiter: str) -> Iterator[Row]:
    import csv

    reader = csv.reader(lines, delimiter=delimiter)
    yield from ((reader.line_num - 1, [unguarded(cell).strip() for cell in row]) for row in reader)


def _markdown(lines: list[str]) -> Iterator[Row]:
    for number, line in enumerate(map(str.strip, lines)):
        cells = [cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
        if line.startswith("|") and not all(re.fullmatch(":?-+:?", cell) for cell in cells):
            yield number, [cell.replace("\\|", "|") for cell in cells]


def _rows(rows: Iterable[Row], delimiter: str, source: Source) -> list[dict[str, str]]:
    """Rows of cells by the names of their columns, which stand in the first row.

    Raises BackpropError for too many rows, for rows that are longer than the first, and where the columns name and
    value are missing.
    """
    named: list[dict[str, str]] = []
    head: list[str] | None = None
    faults: list[Fault] = []
    for number, row in rows:
        if not any(row):
            continue
        lowered = [cell.lower() for cell in row]
        if head is None or _is_head(lowered):  # the next one, where several tables were pasted under each other
            head = lowered
            continue
        cells = row if len(row) <= len(head) else _joined(row, delimiter)
        if any(cells[len(head) :]):
            said = Message("fault.answer_cells", {"found": len(cells), "columns": len(head)})
            faults.append(Fault(said, Mark(source, number, 0), Message("hint.answer_cells")))
        named.append(dict(zip(head, cells)))
        if len(named) > MAX_ENTRIES:
            raise fail("fault.many_answers", limit=MAX_ENTRIES)
    if head is None or not _is_head(head):
        raise fail("fault.answer_columns", None, Message("hint.answer_columns"), found=plainly(", ".join(head or [])))
    if faults:
        raise BackpropError(*faults)
    return named


def _is_head(cells: list[str]) -> bool:
    return "name" in cells and not {"value", "answer"}.isdisjoint(cells)


def _joined(row: list[str], delimiter: str) -> list[str]:
    """The cells, with those put together again that were cut at a delimiter inside brackets: (1; 0,4), W1[1,2]."""
    cells: list[str] = []
    depth = 0
    for cell in row:
        if depth > 0:
            cells[-1] += delimiter + cell
        else:
            cells.append(cell)
        depth += sum(map(cell.count, "[(")) - sum(map(cell.count, "])"))
    return cells


def _answers(rows: Iterable[dict[str, str]], source: Source, functions: tuple[str, ...]) -> Answers:
    """Answers from rows with the columns step (a number, or final) or question, name and value.

    The rows may be those that `solve -f csv` and `train -f csv` write: they have a phase, and one entry each; rows
    without a value, and those of epochs, are left out. Raises BackpropError for a step that is no number.
    """
    found, problem, faults = [], None, []
    rows = [row for row in rows if row.get("phase") not in ("compare", "formula")]
    names = Counter(
        (row.get("question"), row.get("name", "")) for row in rows if row.get("question") and row.get("phase")
    )
    for place, row in enumerate(rows):
        text = row.get("value", row.get("answer", ""))
        name = row.get("name", "")  # a row may be shorter than the head
        if not text and (row.get("phase") or row.get("epoch")):
            continue
        if names[row.get("question"), name] > 1:  # two lines of one name: then the phase tells them apart
            name = entry_of(row["phase"], *entry_address(name)[1])
        if row.get("row") and row.get("column") and not name.endswith("]"):
            name = entry_of(name, row["row"], row["column"])
        # A row of the final weights has no step, and says by its phase that it is one.
        step = FINAL if row.get("phase") == FINAL else row.get("step", "")
        question = row.get("question") or None
        problem = row.get("problem") or problem
        if step and step.lower() != FINAL and not (step.isascii() and step.isdigit() and len(step) < 10):
            faults.append(Fault(Message("fault.answer_step", {"found": plainly(step)}), None, Message("hint.answers")))
            continue
        assumed = not step and not question
        number = 1 if assumed else int(step) if step.isdigit() and not question else None
        value = None if text in BLANK else read_value(text, functions)
        found.append(Answer(number, question, name, value, raw_text(text), Mark(source, place, 0), assumed))
    if faults:
        raise BackpropError(*faults)
    return Answers(tuple(found), problem)
