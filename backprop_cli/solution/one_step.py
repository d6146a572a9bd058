"""One step of a problem, with those before it taken in silence."""

from __future__ import annotations

from itertools import islice

from ..errors import fail, plainly
from ..evaluate.evaluate import elements
from ..problem.learning import learned_values
from ..problem.model import Problem
from ..tolerances import MOST_WRITTEN_WORK
from .solution import Solution, SolveOptions
from .training import Training


def step(
    problem: Problem,
    at: int | None = None,
    observations: tuple[int, ...] = (),
    exact: bool = False,
    after: bool = False,
) -> Solution:
    """One step: the next, the at-th (from 1, the ones before it taken in silence), or one on given observations.

    Where the steps before it are more work than anybody waits for, they are taken on arrays, as `train` takes them.
    Raises BackpropError where every step is done, or there is no such step or observation.

    >>> from backprop_cli import load, step
    >>> [(found.number, found.observations) for found in step(load("ex3")[0], at=2).steps()]
    [(2, (1,))]
    """
    solution = Solution(problem, SolveOptions(exact, after))
    solution.again = lambda: step(problem, at, observations, exact, after)
    first = problem.train.done + 1 if problem.train else 1
    last = max(solution.count, first - 1)
    if observations:
        _known(problem, observations)
        return solution.only(first, observations)
    number = first if at is None else at
    if first > last:
        raise fail("fault.all_done", count=last)
    if not first <= number <= last:
        raise fail("fault.no_step", number=plainly(number), first=first, last=last)
    if (number - first) * _size(problem) > MOST_WRITTEN_WORK:
        solution = _ahead(problem, number, solution)
    for _ in islice(solution.steps(), number - 1 - solution.taken):
        pass
    solution.schedule = islice(solution.schedule, 1)
    return solution


def _ahead(problem: Problem, number: int, solution: Solution) -> Solution:
    """The solution with the steps before one taken by training: they are far too many to be written out."""
    training = Training(problem)
    training.take(number - 1)
    ahead = Solution(training.now(), solution.options)
    ahead.again = solution.again
    return ahead


def _size(problem: Problem) -> int:
    """How many numbers a step changes."""
    return sum(len(elements(value)) for value in learned_values(problem).values())


def _known(problem: Problem, observations: tuple[int, ...]) -> None:
    for observation in observations:
        if not 1 <= observation <= len(problem.data):
            raise fail("fault.no_observation", number=plainly(observation), count=len(problem.data))
