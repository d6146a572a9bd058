"""A training for programs: JSON, JSON lines and CSV, an epoch a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..solution.training import Training
from ..typed import Any
from ..views.training import MEASURES, epoch_records, training_header
from .csv import table_lines
from .json import Dump
from .look import Look

COLUMNS = ["problem", "epoch", "steps", *MEASURES]


def training_data(trainings: Iterable[Any], format: str, look: Look) -> Iterator[str]:
    """Trainings, which are finished, in a format of data."""
    return {"json": _json, "jsonl": _jsonl, "csv": _csv}[format](trainings, look)


def _json(trainings: Iterable[Training], look: Look) -> Iterator[str]:
    dump = Dump()
    for training in trainings:
        yield "{" + dump.members(training_header(training)) + ',\n "epochs": ['
        records = [
            dump({name: value for name, value in r.items() if name != "problem"}) for r in epoch_records(training)
        ]
        yield "\n  " + ",\n  ".join(records) + "],\n " if records else "],\n "
        yield dump.members({"final": training.so_far}) + "}\n"


def _jsonl(trainings: Iterable[Training], look: Look) -> Iterator[str]:
    dump = Dump()
    yield from (dump(record) + "\n" for training in trainings for record in epoch_records(training))


def _csv(trainings: Iterable[Training], look: Look) -> Iterator[str]:
    rows = (record for training in trainings for record in epoch_records(training))
    cells = ([_cell(record[column]) for column in COLUMNS] for record in rows)
    return table_lines(_headed(cells), look)


def _headed(rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield COLUMNS
    yield from rows


def _cell(value: Any) -> Any:
    return "" if value is None else value
