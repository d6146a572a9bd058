"""Many steps of which nobody asks for a line, taken by the compiled step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice

from ..errors import BackpropError
from ..evaluate.evaluate import Value, elements
from ..problem.model import Problem
from ..tolerances import STEPS_AT_ONCE
from .stepper import Batch, Stepper

Entry = tuple[int, tuple[int, ...]]


class ManySteps:
    """The steps of a problem, in groups of one batch size.

    values: gives the floats of the parameters by the names of the program; they are replaced as steps are taken. one:
    takes one step line by line, on the same values; it is asked where a number overflows or does not exist, so that the
    error names step and line.
    """

    def __init__(self, problem: Problem, values: Callable[[], dict[str, Value]], one: Callable[..., None]) -> None:
        self.problem, self.values, self.one = problem, values, one
        self._steppers: dict[int, Stepper | None] = {}
        self._batches: dict[tuple[int, ...], Batch] = {}

    def take(self, entries: Iterator[Entry]) -> Iterator[int]:
        """Takes the steps; the number of the last one that is taken, again and again."""
        while now := list(islice(entries, STEPS_AT_ONCE)):
            for steps in _by_size(now):
                self._take(self._stepper(len(steps[0][1])), steps)
                yield steps[-1][0]

    def _take(self, stepper: Stepper | None, steps: list[Entry]) -> None:
        if stepper:
            order = [observations for _, observations in steps]
            values = self.values()
            usual = stepper.layout.values(values, back=True)
            start = [entry for name in stepper.start for entry in elements(usual[name])]
            flat = (*start, *([float(steps[0][0] - 1)] if stepper.counts else ()))
            asked = set(order).difference(self._batches)
            self._batches |= {observations: stepper.data(*observations) for observations in asked}
            found = stepper.tried(flat, [*map(self._batches.__getitem__, order)])
            if found:
                values.update(stepper.layout.values(stepper.values(found[0])))
                return
        for entry in steps:
            self.one(*entry)

    def _stepper(self, size: int) -> Stepper | None:
        """The compiled step for a batch size; None where it is too large."""
        if size not in self._steppers:
            try:
                self._steppers[size] = Stepper(self.problem, size)
            except BackpropError:
                self._steppers[size] = None
        return self._steppers[size]


def _by_size(steps: list[Entry]) -> list[list[Entry]]:
    """The same steps in order, cut where the size of the batch changes."""
    if len({*map(len, {observations for _, observations in steps})}) == 1:
        return [steps]
    return [list(group) for _, group in groupby(steps, lambda entry: len(entry[1]))]
