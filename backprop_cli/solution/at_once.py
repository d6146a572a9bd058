"""Many steps of which nobody asks for a line, taken by the compiled step, or on arrays where they are too large."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice

from ..errors import BackpropError
from ..evaluate.evaluate import Value, elements
from ..problem.model import Problem
from ..program.layout import in_usual_layout, layout_of
from ..tolerances import STEPS_AT_ONCE
from .advance import nested
from .array_run import ArrayRun
from .stepper import Batch, Flat, Stepper
from .training_data import as_arrays
from .values import is_large

Observations = tuple[int, ...]
Entry = tuple[int, Observations]
Way = Callable[[Stepper, Flat, list[Batch]], tuple[Flat, float] | None]
Part = tuple[Stepper | None, list[Observations], list[Batch]]


class ManySteps:
    """The steps of a problem, in groups of one batch size.

    values: gives the floats of the parameters by the names of the program; they are replaced as steps are taken. one:
    takes one step line by line, on the same values; it is asked where a number overflows or does not exist, so that the
    error names step and line.
    """

    def __init__(self, problem: Problem, values: Callable[[], dict[str, Value]], one: Callable[..., None]) -> None:
        self.problem, self.values, self.one = problem, values, one
        self._steppers: dict[int, Stepper | None] = {}
        self._run: ArrayRun | None = None
        self._batches: dict[Observations, Batch] = {}
        self._parts: tuple[list[Observations], list[Part]] = ([], [])

    def take(self, entries: Iterator[Entry], way: Way = Stepper.tried) -> Iterator[int]:
        """Takes the steps, which are numbered in turn; the number of the last one that is taken, again and again.

        way: the method of a stepper that takes them.
        """
        for number, observations in entries:
            order = [observations]
            order += [following for _, following in islice(entries, STEPS_AT_ONCE - 1)]
            if order != self._parts[0]:  # most often they are those of as many steps before
                self._parts = order, list(self._in_parts(order))
            for stepper, part, batches in self._parts[1]:
                if self._run:
                    self._take_on_arrays(self._run, number, part)
                elif not (stepper and self._is_taken(stepper, way, number, batches)):
                    for entry in enumerate(part, number):
                        self.one(*entry)
                number += len(part)
                yield number - 1

    def _take_on_arrays(self, run: ArrayRun, number: int, part: list[Observations]) -> None:
        """Takes steps on arrays, and line by line those with a number that does not exist there."""
        self._bring(run, number)
        for place, observations in enumerate(part, number):
            if run.step(place, observations) is None:
                self._fetch(run)
                self.one(place, observations)
                self._bring(run, place + 1)
        self._fetch(run)

    def _bring(self, run: ArrayRun, number: int) -> None:
        """Gives a run on arrays the floats before a step of this number."""
        values = self.values()
        usual = layout_of(self.problem).values({name: values[name] for name in run.names}, back=True)
        run.now = as_arrays(usual), number - 1

    def _fetch(self, run: ArrayRun) -> None:
        """Takes from a run on arrays what has become of the floats."""
        found = {name: nested(value) for name, value in run.now[0].items()}
        self.values().update(layout_of(self.problem).values(found))

    def _is_taken(self, stepper: Stepper, way: Way, number: int, batches: list[Batch]) -> bool:
        values = self.values()
        usual = stepper.layout.values(values, back=True)
        start = [entry for name in stepper.start for entry in elements(usual[name])]
        found = way(stepper, (*start, *([number - 1.0] if stepper.counts else ())), batches)
        if found:
            values.update(stepper.layout.values(stepper.values(found[0])))
        return bool(found)

    def _in_parts(self, order: list[Observations]) -> Iterator[Part]:
        """An order cut where the size of the batch changes, and what the steps of each part are given."""
        for size, group in groupby(order, len):
            part, stepper = list(group), self._stepper(size)
            if stepper:
                asked = set(part).difference(self._batches)
                self._batches |= {observations: stepper.data(*observations) for observations in asked}
            yield stepper, part, [*map(self._batches.__getitem__, part)] if stepper else []

    def _stepper(self, size: int) -> Stepper | None:
        """The compiled step for a batch size; None where there is none. Where it is too large, arrays are used."""
        if size not in self._steppers:
            self._steppers[size] = None
            try:
                if not is_large(self.problem):
                    self._steppers[size] = Stepper(self.problem, size)
                elif not self._run:
                    self._run = ArrayRun(in_usual_layout(self.problem))
            except BackpropError:
                pass
        return self._steppers[size]
