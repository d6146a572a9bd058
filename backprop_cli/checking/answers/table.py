"""Answers in a table: CSV, or a table of Markdown, with the columns step, name and value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ...errors import BackpropError, Fault, Mark, Message, Source, fail, plainly
from ...expr.names import entry_of
from ...problem.answers import BLANK
from ...program.spellings import entry_address
from .answer import FINAL, MAX_ENTRIES, Answer, Answers
from .spreadsheet import unguarded
from .values import raw_text, read_value


def read_table(lines: list[str], is_markdown: bool, source: str, functions: tuple[str, ...] = ()) -> Answers:
    """The answers of a table, CSV or Markdown. Raises BackpropError where its columns or its steps are none."""
    return _answers(_markdown(lines) if is_markdown else _csv(lines), Source(source, ""), functions)


def _csv(lines: list[str]) -> list[dict[str, str]]:
    import csv

    first = next((line for line in lines if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    return _rows([unguarded(cell) for cell in row] for row in csv.reader(lines, delimiter=delimiter))


def _markdown(lines: list[str]) -> list[dict[str, str]]:
    cells = (
        [cell.strip().strip("`").replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in lines
        if line.strip().startswith("|")
    )
    return _rows(row for row in cells if not all(re.fullmatch(":?-+:?", cell) for cell in row))


def _rows(rows: Iterable[list[str]]) -> list[dict[str, str]]:
    """Rows of cells by the names of their columns, which stand in the first row.

    Raises BackpropError for too many rows, and where the columns name and value are missing.
    """
    named: list[dict[str, str]] = []
    head: list[str] | None = None
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if head is None:
            head = [cell.strip().lower() for cell in row]
        else:
            named.append(dict(zip(head, (cell.strip() for cell in row))))
        if len(named) > MAX_ENTRIES:
            raise fail("fault.many_answers", limit=MAX_ENTRIES)
    if head is None or "name" not in head or not {"value", "answer"} & set(head):
        raise fail("fault.answer_columns", None, Message("hint.answer_columns"), found=plainly(", ".join(head or [])))
    return named


def _answers(rows: Iterable[dict[str, str]], source: Source, functions: tuple[str, ...]) -> Answers:
    """Answers from rows with the columns step (a number, or final) or question, name and value.

    The rows may be those that `solve -f csv` writes: they have a phase, and one entry each; rows without a value are
    left out. Raises BackpropError for a step that is no number.
    """
    found, problem, faults = [], None, []
    rows = [row for row in rows if row.get("phase") not in ("compare", "formula")]
    names = Counter(
        (row.get("question"), row.get("name", "")) for row in rows if row.get("question") and row.get("phase")
    )
    for place, row in enumerate(rows):
        text = row.get("value", row.get("answer", ""))
        if row.get("phase") and not text:
            continue
        name = row.get("name", "")  # a row may be shorter than the head
        if names[row.get("question"), name] > 1:  # two lines of one name: then the phase tells them apart
            name = entry_of(row["phase"], *entry_address(name)[1])
        if row.get("row") and row.get("column") and not name.endswith("]"):
            name = entry_of(name, row["row"], row["column"])
        step, question = row.get("step", ""), row.get("question") or None
        problem = row.get("problem") or problem
        if step and step.lower() != FINAL and not (step.isascii() and step.isdigit()):
            faults.append(Fault(Message("fault.answer_step", {"found": plainly(step)}), None, Message("hint.answers")))
            continue
        assumed = not step and not question
        number = 1 if assumed else int(step) if step.isdigit() and not question else None
        value = None if text in BLANK else read_value(text, functions)
        found.append(Answer(number, question, name, value, raw_text(text), Mark(source, place, 0), assumed))
    if faults:
        raise BackpropError(*faults)
    return Answers(tuple(found), problem)
