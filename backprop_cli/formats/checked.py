"""Judged answers for programs: one table of CSV, or JSON lines, however many files there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

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


def _cell(value: Any, dump: Dump) -> str:
    """A value as the text of a cell: a list as JSON writes it."""
    return "" if value is None else value if isinstance(value, str) else dump(value)
