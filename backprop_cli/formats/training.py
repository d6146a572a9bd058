"""A training for programs: JSON, JSON lines and CSV, an epoch a line, and the final weights if they are asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from ..solution.training import Training
from ..typed import Any
from ..views.records import Record, final_records
from ..views.solution import FINAL
from ..views.training import EPOCH, MEASURES, TRAINING_PHASES, epoch_records, training_header
from .csv import COLUMNS as ENTRY_COLUMNS
from .csv import entry_rows, table_lines
from .json import Dump
from .look import Look

COLUMNS = ["problem", "epoch", "steps", *MEASURES]
FINAL_COLUMNS = ["phase", "name", "row", "column", "value"]


def training_data(trainings: Iterable[Any], format: str, look: Look, only: Collection[str] = ()) -> Iterator[str]:
    """Trainings, which are finished, in a format of data.

    only: of the parts of a training; none is both in JSON, and in rows, as those of a solution, the epochs.
    """
    if format == "json":
        return _json(trainings, only or TRAINING_PHASES)
    rows = chain.from_iterable(_rows(training, only or (EPOCH,)) for training in trainings)
    columns = [*COLUMNS, *(FINAL_COLUMNS if FINAL in only else ())]
    return _jsonl(rows) if format == "jsonl" else table_lines(_table(rows, columns), look)


def _rows(training: Training, only: Collection[str]) -> Iterator[Record]:
    """The rows of a training: its epochs, then its final weights."""
    if EPOCH in only:
        yield from epoch_records(training)
    if FINAL in only:
        for record in final_records(training.so_far):
            yield {"problem": training.problem.name, **record}


def _json(trainings: Iterable[Training], only: Collection[str]) -> Iterator[str]:
    dump = Dump()
    for training in trainings:
        yield "{" + dump.members(training_header(training))
        if EPOCH in only:
            epochs = [{name: r[name] for name in r if name != "problem"} for r in epoch_records(training)]
            yield ',\n "epochs": [' + ",".join(f"\n  {dump(epoch)}" for epoch in epochs) + "]"
        yield (",\n " + dump.members({FINAL: training.so_far}) if FINAL in only else "") + "}\n"


def _jsonl(rows: Iterable[Record]) -> Iterator[str]:
    dump = Dump()
    yield from (dump(record) + "\n" for record in rows)


def _table(rows: Iterable[Record], columns: list[str]) -> Iterator[list[Any]]:
    """The rows of a table: an epoch has no entry, and an entry of a final weight has no epoch."""
    yield columns
    for record in rows:
        entries = (dict(zip(ENTRY_COLUMNS, row)) for row in entry_rows(record)) if "phase" in record else [record]
        for entry in entries:
            yield [_cell(entry.get(column)) for column in columns]


def _cell(value: Any) -> Any:
    return "" if value is None else value
