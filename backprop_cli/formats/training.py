"""A training for programs: JSON, JSON lines and CSV, an epoch a line, and the final weights after them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

from ..solution.training import Training
from ..views.records import FINAL, Record, final_records
from ..views.training import EPOCH, MEASURES, epoch_records, training_header
from .csv import COLUMNS as ENTRY_COLUMNS
from .csv import entry_rows, table_lines
from .json import Dump
from .look import Look

COLUMNS = ["problem", "epoch", "steps", *MEASURES, "phase", "name", "row", "column", "value"]


def training_data(trainings: Iterable[Any], format: str, look: Look, only: Collection[str] = ()) -> Iterator[str]:
    """Trainings, which are finished, in a format of data; only: rows of these phases, of which none means all."""
    if format == "json":
        return _json(trainings)
    rows = chain.from_iterable(_rows(training, only) for training in trainings)
    return _jsonl(rows) if format == "jsonl" else table_lines(_table(rows), look)


def _rows(training: Training, only: Collection[str]) -> Iterator[Record]:
    """The rows of a training: its epochs, then its final weights."""
    if not only or EPOCH in only:
        yield from epoch_records(training)
    if not only or FINAL in only:
        for record in final_records(training.so_far):
            yield {"problem": training.problem.name, **record}


def _json(trainings: Iterable[Training]) -> Iterator[str]:
    dump = Dump()
    for training in trainings:
        yield "{" + dump.members(training_header(training)) + ',\n "epochs": ['
        records = [
            dump({name: value for name, value in r.items() if name != "problem"}) for r in epoch_records(training)
        ]
        yield "\n  " + ",\n  ".join(records) + "],\n " if records else "],\n "
        yield dump.members({"final": training.so_far}) + "}\n"


def _jsonl(rows: Iterable[Record]) -> Iterator[str]:
    dump = Dump()
    yield from (dump(record) + "\n" for record in rows)


def _table(rows: Iterable[Record]) -> Iterator[list[Any]]:
    """The rows of a table: an epoch has no entry, and an entry of a final weight has no epoch."""
    yield COLUMNS
    for record in rows:
        entries = (dict(zip(ENTRY_COLUMNS, row)) for row in entry_rows(record)) if "phase" in record else [record]
        for entry in entries:
            yield [_cell(entry.get(column)) for column in COLUMNS]


def _cell(value: Any) -> Any:
    return "" if value is None else value
