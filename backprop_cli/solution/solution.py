"""Solving: the program run once for every entry of the order, weights carried over."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain, count, islice

from ..errors import fail
from ..evaluate.algebras import is_written
from ..evaluate.evaluate import Value
from ..expr.names import plain_name
from ..problem.model import Problem
from ..program.line import Assignment, Program
from ..program.step import Programs
from ..program.updates import rate_of
from ..records import NamedTuple
from ..tolerances import MAX_RETRACED, STEPS_WALKED
from ..typed import TYPE_CHECKING, Any
from .no_number import in_step, placed
from .schedule import schedule_of
from .trace import Row
from .values import Values, given_of, is_large

if TYPE_CHECKING:
    from .line_values import LineValues


class Step(NamedTuple):
    """One step: its number from 1, the number of the last one, the observations in it, and its rows in order.

    >>> from backprop_cli import load, solve
    >>> first = next(solve(load("ex3")[0]).steps())
    >>> first.number, first.last, first.observations, [row.name for row in first.rows][:3]
    (1, 2, (2,), ['H1', 'O1', 'H2'])
    """

    number: int
    last: int
    observations: tuple[int, ...]
    rows: tuple[Row, ...]


class SolveOptions(NamedTuple):
    """How to solve. exact: keep exact numbers beside the floats; after: run the forward pass again after each step."""

    exact: bool = False
    after: bool = False


PLAIN = SolveOptions()


class Solution:
    """A problem being solved. Iterate over `steps()` or `trace()` once, in order; `final` takes those that are left.

    Nothing is kept but the weights, so any number of steps takes the memory of one. again: makes the same solution with
    all of its steps still to be taken; a notebook shows that one.
    done: how many steps of the problem are done; None: as many as it says. steps: how many to take, cycling the order;
    None: all that are left. programs: those of the problem, where somebody has them already.

    >>> from backprop_cli import load, solve
    >>> solution = solve(load("ex3")[0], steps=1)
    >>> [row.name for row in solution.trace() if row.phase == "gradient"]
    ['dL/dW3', 'dL/db3', 'dL/dW2', 'dL/db2', 'dL/dW1', 'dL/db1']
    >>> solution.final["b3"], solution.remaining
    ((-0.125,), 1)
    """

    def __init__(
        self,
        problem: Problem,
        options: SolveOptions = PLAIN,
        steps: int | None = None,
        done: int | None = None,
        programs: Programs | None = None,
    ) -> None:
        self.problem, self.options = problem, options
        done = done if done is not None else problem.train.done if problem.train else 0
        self.first, self.taken = done + 1, done
        self.schedule, self.count = schedule_of(problem, done, steps)
        self.programs = programs or Programs(problem)
        self._runner = _StepRunner(problem, options, self.programs)
        self._remaining = self._solve()
        self.asked: dict[str, Any] = {}  # the step about which values were asked last, and what was worked out for them
        self.again: Callable[[], Solution] = lambda: Solution(problem, options, steps, done)

    def _repr_html_(self) -> str:
        from ..notebook_display import as_html  # which a command does without

        return as_html(self.again())

    def steps(self) -> Iterator[Step]:
        """The steps that are still to be taken."""
        return self._remaining

    def trace(self) -> Iterator[Row]:
        """The rows of the steps that are still to be taken."""
        for step in self._remaining:
            yield from step.rows

    def only(self, number: int, observations: tuple[int, ...]) -> Solution:
        """The same solution with one step left, of that number, on some observations (counted from 1)."""
        self.schedule, self.count = iter([(number, observations)]), max(self.count, number)
        return self

    def further(self, skipped: int, steps: int) -> Solution:
        """The same solution, so many steps further and with so many left."""
        schedule = self.schedule
        self.schedule = islice(schedule, skipped)
        self._take_all()
        self.schedule, self._remaining = islice(schedule, steps), self._solve()
        return self

    @property
    def remaining(self) -> int:
        """How many steps are left of the problem's order once these are taken."""
        self._take_all()
        return max(0, self.count - self.taken)

    @property
    def final(self) -> dict[str, Value]:
        """The parameters by name after the last step, then what the optimiser remembers (v_W1, t).

        They are nested tuples of floats; None for one without numbers.
        """
        self._take_all()
        values = self._runner.values
        return {plain_name(name): values.floats.get(name) for name in values.parameters}

    @property
    def final_exact(self) -> dict[str, Value] | None:
        """The parameters after the last step, exact where they can be written; None if not solved exactly."""
        final, exact = self.final, self._runner.values.exact
        if exact is None:
            return None
        known = {plain_name(name): exact[name] for name in self._runner.values.parameters if name in exact}
        known = {name: value for name, value in known.items() if final[name] is not None}
        return {name: known[name] if name in known and is_written(known[name]) else None for name in final}

    @property
    def inexact(self) -> tuple[int, str] | None:
        """The step and the line from which on exact numbers are too long to write; None where all are written."""
        return self._runner.values.inexact

    def arrays(self) -> dict[str, Any]:
        """The final parameters as numpy arrays."""
        import numpy

        return {name: numpy.array(value) for name, value in self.final.items()}

    def _take_all(self) -> None:
        runner = self._runner
        if runner.is_plain:
            first, later = list(islice(self.schedule, MAX_RETRACED)), list(islice(self.schedule, 1))
            is_long = bool(later) or (bool(first) and is_large(self.problem))
            self.schedule = chain(() if is_long else first, later, self.schedule)
            if is_long:
                from .at_once import ManySteps  # loaded only for the few solutions that are so long or so large
                from .stepper import Stepper

                runner.retrace(first)
                many = ManySteps(self.problem, lambda: runner.values.floats, runner.take)
                # The first steps may have to be decided exactly.
                for taken in chain(many.take(iter(first), Stepper.surely), many.take(self.schedule)):
                    self.taken = taken
        deque(self._remaining, 0)

    def _solve(self) -> Iterator[Step]:
        # The schedule is read anew for each step: `only` may have put another in its place.
        while (entry := next(self.schedule, None)) is not None:
            number, observations = entry
            rows = tuple(self._runner.step(number, observations))
            self.taken = number
            yield Step(number, self.count, observations, rows)


def solve(problem: Problem, exact: bool = False, steps: int | None = None, after: bool = False) -> Solution:
    """The solution of a problem, from its first step that is not done; `steps` takes that many, cycling the order.

    With exact, fractions and closed expressions are kept beside the floats; with after, each step ends with the
    forward pass and the loss under its new weights. Raises BackpropError, as the steps are taken, where a number
    overflows or does not exist (ln 0).

    >>> from backprop_cli import load, solve
    >>> rows = {row.name: row for row in solve(load("ex3")[0], exact=True, steps=1).trace()}
    >>> rows["dL/dW3"].value, rows["dL/dW3"].exact
    (((0.0625,),), ((Fraction(1, 16),),))
    """
    if steps is not None and steps < 0:
        raise fail("fault.negative_steps", found=steps)
    return Solution(problem, SolveOptions(exact, after), steps)


def first_step(problem: Problem, exact: bool, programs: Programs | None = None, alone: bool = False) -> tuple[Row, ...]:
    """The rows of the problem's very first step, even where it is done already; none where there are no data.

    alone: on the first observation of its batch only.
    """
    solution = Solution(problem, SolveOptions(exact), done=0, programs=programs)
    if alone:
        number, observations = next(solution.schedule)
        solution.only(number, observations[:1])
    step = next(solution.steps(), None)
    return step.rows if step else ()


class _StepRunner:
    """Runs steps: the values that are carried from one to the next, and the program of each batch size."""

    def __init__(self, problem: Problem, options: SolveOptions, programs: Programs) -> None:
        self.problem, self.options, self.programs = problem, options, programs
        self.values = Values(problem, options.exact)
        self.values.exactly = self._exactly
        self._taken: list[tuple[int, tuple[int, ...]]] = []
        self._exact_rows: Iterator[Row] | None = None
        self._runs: Counter[Program] = Counter()
        self._compiled: dict[Program, LineValues] = {}
        if problem.train and not problem.train.rate_changes:
            self.values.bind({"lr": problem.train.lr})

    @property
    def is_plain(self) -> bool:
        """Whether steps need nothing but floats, so that the compiled step gives the same."""
        return self.values.algebra is None and not self.options.after

    @cached_property
    def _is_large(self) -> bool:
        return is_large(self.problem)

    def retrace(self, entries: list[tuple[int, tuple[int, ...]]]) -> None:
        """Notes the steps that come next, to be taken again exactly if one of them asks for it."""
        self._taken += entries[: MAX_RETRACED - len(self._taken)]

    def take(self, number: int, observations: tuple[int, ...]) -> None:
        """Takes one step of which nobody asks for a row."""
        deque(self.step(number, observations), 0)

    def step(self, number: int, observations: tuple[int, ...]) -> Iterator[Row]:
        """The rows of one step; afterwards the weights are the new ones."""
        if len(self._taken) < MAX_RETRACED:
            self._taken.append((number, observations))
        values = self.values = self.values.copy()
        values.bind(given_of(self.problem, observations))
        train = self.problem.train
        if train and train.rate_changes:
            values.bind(rate_of(train, number))
        floats, exact = values.floats, values.exact
        program = self.programs.program(len(observations), self.options.after, number)
        found = self._at_once(program, number)
        if found:
            floats.update(zip([line.name for line in program], found))
            yield from (Row(number, observations, line, value, floats) for line, value in zip(program, found))
        for line in () if found else program:
            with placed(self.problem, line, in_step(self.problem, number, observations)):
                value, entries = values.run(line, number)
            yield Row(number, observations, line, value, floats, exact, entries=entries, composed=values.composed)
        values.keep((*values.parameters, "lr"))

    def _at_once(self, program: Program, number: int) -> tuple[Value, ...] | None:
        """The values of all lines by the compiled reading, where the program has run often enough; None: walk it."""
        if self.values.algebra or self.programs.draws:  # there is a program for each step, and none runs twice
            return None
        self._runs[program] += 1
        if self._runs[program] <= STEPS_WALKED:
            return None
        if program not in self._compiled:
            from .line_values import LineValues  # loaded only for solutions of many steps

            self._compiled[program] = LineValues(program, self.values.decimal)
        return self._compiled[program].values(self.values.floats, number <= self._taken[-1][0])

    def _exactly(self, step: int, line: Assignment) -> Value | None:
        """The exact value of a line of the step that is being taken; None where exact numbers do not reach so far.

        The steps so far are taken again exactly, for only the first time that a comparison is too close for floats
        asks for them; later steps go on from there. Not so large ones: they would take minutes, and nobody has their
        numbers on paper; floats decide there, as they do in a training.
        """
        if self._taken[-1][0] < step or self._is_large:
            return None
        if self._exact_rows is None:
            run = _StepRunner(self.problem, SolveOptions(exact=True, after=self.options.after), self.programs)
            self._exact_rows = (row for entry in _growing(self._taken) for row in run.step(*entry))
        row = next((row for row in self._exact_rows if row.step == step and row.line.name == line.name), None)
        return row.exact_values.get(line.name) if row and row.exact_values else None


def _growing(entries: list[tuple[int, tuple[int, ...]]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The entries of a list that grows while they are read."""
    for index in count():
        if index == len(entries):
            return
        yield entries[index]
