"""One step of a problem, with those before it taken in silence."""

from __future__ import annotations

from ..errors import fail, plainly
from ..problem.model import Problem
from .solution import Solution, SolveOptions
from .values import is_large


def step(
    problem: Problem,
    at: int | None = None,
    observations: tuple[int, ...] = (),
    exact: bool = False,
    after: bool = False,
) -> Solution:
    """One step: the next, the at-th (from 1, the ones before it taken in silence), or one on given observations.

    Where a step is too large to be compiled, those before it are taken on arrays, as `train` takes them.
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
    if number > first and is_large(problem):
        solution = _ahead(problem, number - 1, solution)
    solution = solution.further(number - 1 - solution.taken, 1)
    solution.first = number
    return solution


def _ahead(problem: Problem, steps: int, solution: Solution) -> Solution:
    """The solution with so many steps of the problem taken on arrays."""
    from .training import Training  # loaded only for the few problems that are so large

    training = Training(problem)
    training.take(steps)
    found = Solution(training.now(), solution.options)
    found.again = solution.again
    return found


def _known(problem: Problem, observations: tuple[int, ...]) -> None:
    for observation in observations:
        if not 1 <= observation <= len(problem.data):
            raise fail("fault.no_observation", number=plainly(observation), count=len(problem.data))
