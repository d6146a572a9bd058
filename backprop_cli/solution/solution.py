"""Solving: the program run once for every entry of the order, weights carried over."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice
from typing import Any, NamedTuple

from ..errors import fail
from ..evaluate.algebras import is_written
from ..evaluate.evaluate import Value, elements, map_value
from ..problem.model import Problem
from ..program.line import Program
from ..program.network import build, layer_stages
from .trace import Row
from .values import Values, given_of

MAX_LITERAL = 40


class Step(NamedTuple):
    """One step: its number, how many there are, the observations in it, and its rows in order."""

    number: int
    count: int  # type: ignore[assignment]
    observations: tuple[int, ...]
    rows: tuple[Row, ...]


class How(NamedTuple):
    """How a problem is solved: with exact numbers beside the floats; with the forward pass again after each step."""

    exact: bool = False
    after: bool = False


class Solution:
    """A problem being solved. Iterate over `steps()` or `trace()` once, in order; `final` needs them all.

    Nothing is kept but the weights, so any number of steps takes the memory of one.
    """

    def __init__(self, problem: Problem, how: How = How(), steps: int | None = None, done: int | None = None):  # noqa: B008
        self.problem = problem
        done = done if done is not None else problem.train.done if problem.train else 0
        self.first, self.taken = done + 1, done
        self.schedule, self.count = _schedule(problem, done, steps)
        self._run = _Run(problem, how)
        self._remaining = self._solve()

    def steps(self) -> Iterator[Step]:
        """The steps that are still to be taken."""
        return self._remaining

    def trace(self) -> Iterator[Row]:
        """The rows of the steps that are still to be taken."""
        for step in self._remaining:
            yield from step.rows

    @property
    def remaining(self) -> int:
        """How many steps are left of the problem's order once these are taken."""
        for _ in self._remaining:
            pass
        return max(0, self.count - self.taken)

    @property
    def final(self) -> dict[str, Value]:
        """The parameters after the last step, as floats."""
        for _ in self._remaining:
            pass
        return {name: self._run.values.floats.get(name) for name in self._run.values.parameters}

    @property
    def final_exact(self) -> dict[str, Value] | None:
        """The parameters after the last step, exact where they can be written; None if not solved exactly."""
        final, exact = self.final, self._run.values.exact
        if exact is None:
            return None
        known = {name: value for name, value in exact.items() if final.get(name) is not None}
        return {name: known[name] if name in known and is_written(known[name]) else None for name in final}

    @property
    def inexact(self) -> tuple[int, str] | None:
        """The step and the line from which on exact numbers are too long to write; None where all are written."""
        return self._run.values.inexact

    def arrays(self) -> dict[str, Any]:
        """The final parameters as numpy arrays."""
        import numpy

        return {name: numpy.array(value) for name, value in self.final.items()}

    def _solve(self) -> Iterator[Step]:
        while True:
            entry = next(self.schedule, None)
            if entry is None:
                return
            number, observations = entry
            rows = tuple(self._run.step(number, observations))
            self.taken = number
            yield Step(number, self.count, observations, rows)


def solve(problem: Problem, exact: bool = False, steps: int | None = None, after: bool = False) -> Solution:
    """The solution of a problem, from its first step that is not done; `steps` takes that many, cycling the order.

    With exact, fractions and closed expressions are kept beside the floats; with after, each step ends with the
    forward pass and the loss under its new weights.
    """
    return Solution(problem, How(exact, after), steps)


def step(
    problem: Problem,
    at: int | None = None,
    observations: tuple[int, ...] = (),
    exact: bool = False,
    after: bool = False,
) -> Solution:
    """One step: the next, the at-th (from 1, the ones before it taken in silence), or one on given observations.

    Raises BackpropError where every step is done, or there is no such step.
    """
    solution = Solution(problem, How(exact, after))
    first = problem.train.done + 1 if problem.train else 1
    last = max(solution.count, first - 1)
    if observations:
        _known(problem, observations)
        solution.schedule = iter([(first, observations)])
        solution.count = max(solution.count, first)
        return solution
    number = first if at is None else at
    if first > last:
        raise fail("fault.all_done", count=last)
    if not first <= number <= last:
        raise fail("fault.no_step", number=number, first=first, last=last)
    for _ in islice(solution.steps(), number - first):
        pass
    solution.schedule = islice(solution.schedule, 1)
    return solution


def after_step(solution: Solution) -> Any:
    """The problem's document after the steps of a solution: new weights, `train.done`, all else kept.

    A weight is a fraction where that fits the limit of a literal, else a decimal of 17 digits.

    >>> from backprop_cli import after_step, load, load_text, step, to_yaml
    >>> text = to_yaml(after_step(step(load("ex3")[0], exact=True)))
    >>> load_text(text, "next.yaml", "next")[0].train.done
    1
    """
    from ..problem.edit import with_weights

    problem, final, exact = solution.problem, solution.final, solution.final_exact or {}
    numbers = {}
    for stage in layer_stages(problem, 1):
        for edge, name in stage.learned.items():
            value = exact.get(name.data) or final[name.data]
            if value is None:
                continue
            rounded = iter(elements(final[name.data]))
            numbers[stage.layer or 1, edge] = map_value(lambda item: _literal(item, next(rounded)), value)  # noqa: B023
    train = problem.train
    return with_weights(problem.document, numbers, min(solution.taken, len(train.order) * train.epochs if train else 0))


def _literal(element: Any, rounded: float) -> str:
    said = str(element) if isinstance(element, Fraction) else repr(rounded)
    return said if len(said) <= MAX_LITERAL else repr(rounded)


def _known(problem: Problem, observations: tuple[int, ...]) -> None:
    for observation in observations:
        if not 1 <= observation <= len(problem.data):
            raise fail("fault.no_observation", number=observation, count=len(problem.data))


def _schedule(problem: Problem, done: int, steps: int | None) -> tuple[Iterator[tuple[int, tuple[int, ...]]], int]:
    train = problem.train
    if problem.graph:
        return iter([(1, ())]), 1
    order = train.order if train else tuple((number,) for number in range(1, len(problem.data) + 1))
    count = len(order) * (train.epochs if train else 1)
    last = count if steps is None else done + steps
    entries = enumerate(cycle(order), 1) if order else iter(())
    return islice(entries, done, last), max(count, last) if order else 0


class _Run:
    """The values between steps, and the programs by batch size."""

    def __init__(self, problem: Problem, how: How) -> None:
        self.problem, self.how = problem, how
        self._programs: dict[int, Program] = {}
        self.values = Values(problem, how.exact)
        if problem.train:
            self.values.bind({"lr": problem.train.lr})

    def program(self, batch: int) -> Program:
        """The program for a batch size, built once."""
        if batch not in self._programs:
            self._programs[batch] = build(self.problem, batch, self.how.after)
        return self._programs[batch]

    def step(self, number: int, observations: tuple[int, ...]) -> Iterator[Row]:
        """The rows of one step; afterwards the weights are the new ones."""
        values = self.values = self.values.copy()
        values.bind(given_of(self.problem, observations))
        floats, exact = values.floats, values.exact
        for line in self.program(len(observations)):
            value, entries = values.run(line, number)
            yield Row(number, observations, line, value, floats, exact, entries=entries, composed=values.composed)
        values.keep((*values.parameters, "lr"))
