"""Judged answers for programs: one table of CSV, or JSON lines, however many files there are; and a graded class."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from ..typed import Any
from .csv import table_lines
from .json import Dump
from .look import Look

Judged = Iterable[tuple[str, dict[str, Any]]]
COLUMNS = ["file", "problem", "step", "question", "name", "line", "given", "expected", "verdict", "mistake"]
COLUMNS += ["convention", "message", "earned", "points", "reason"]


def checked_csv(checks: Judged, lang: str, look: Look) -> Iterator[str]:
    """One row an answer, head first. checks: the names of files, and the records of what is in them."""
    return table_lines(_table(checks, Dump(lang)), look)


def _table(checks: Judged, dump: Dump) -> Iterator[list[str]]:
    yield COLUMNS
    for file, record in checks:
        for answer in record["answers"]:
            row = {"file": file, "problem": record["problem"], **answer}
            yield [_cell(dump.plain(row.get(column), column), dump) for column in COLUMNS]


def checked_jsonl(checks: Judged, lang: str) -> Iterator[str]:
    """One object a document of answers, as in JSON, with the name of its file."""
    dump = Dump(lang)
    yield from (dump({"file": file, **record}) + "\n" for file, record in checks)


STUDENT_COLUMNS = ["student", "file", "score", "right", "total", "step", "question", "name", "mistake", "convention"]
STUDENT_COLUMNS += ["message", "error"]


def class_csv(record: dict[str, Any], look: Look) -> Iterator[str]:
    """One row a student, head first; the first error is in step, question, name, mistake and message."""
    dump = Dump()
    rows = ({**student, **(student["first_error"] or {})} for student in record["students"])
    table = ([_cell(row.get(column), dump) for column in STUDENT_COLUMNS] for row in rows)
    return table_lines(chain([STUDENT_COLUMNS], table), look)


def class_json(record: dict[str, Any]) -> Iterator[str]:
    """A graded class as one object."""
    yield json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _cell(value: Any, dump: Dump) -> str:
    """A value as the text of a cell: a list as JSON writes it."""
    return "" if value is None else value if isinstance(value, str) else dump(value)
