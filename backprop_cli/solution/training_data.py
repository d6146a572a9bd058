"""The data of a training as arrays: the rows of each batch, and how many of them are decided rightly."""

from __future__ import annotations

from collections.abc import Mapping

from ..problem.data_file import DataRows
from ..problem.model import Problem
from ..typed import Any
from .decision import rightly_decided
from .values import floats_of, given_of

Numbers = dict[str, Any]
Batch = tuple[int, ...]


class TrainingData:
    """The data of a problem as arrays, made once. decides: whether an observation is decided rightly or wrongly."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._rows = None if problem.graph else _rows_of(problem)
        self._rightly = None if problem.graph else rightly_decided(problem, self._rows and self._rows.get("y"))
        self.decides = self._rightly is not None

    def batch(self, numbers: Batch) -> Numbers:
        """What the observations of these numbers give the names of the program."""
        if self._rows is None:
            return as_arrays(floats_of(given_of(self.problem, numbers)))
        places = [number - 1 for number in numbers]
        return {name: rows[places] for name, rows in self._rows.items()}

    def right(self, y_hat: Any, y: Any) -> int | None:
        """How many observations of a batch are decided rightly; None where nothing is decided."""
        return self._rightly and self._rightly(y_hat, y)


def as_arrays(values: Mapping[str, Any]) -> Numbers:
    """Nested tuples of floats as arrays, and numbers as they are."""
    import numpy

    return {name: numpy.array(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _rows_of(problem: Problem) -> Numbers:
    import numpy

    data = problem.data
    if isinstance(data, DataRows):
        found = {"X": numpy.frombuffer(data.inputs).reshape(len(data), -1)}
        return found if data.targets is None else {**found, "y": numpy.frombuffer(data.targets).reshape(len(data), -1)}
    return as_arrays(floats_of(given_of(problem, tuple(range(1, len(data) + 1)))))
