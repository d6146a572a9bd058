"""One step as a compiled function of a flat tuple of floats: for loops in which every microsecond counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ..compiled.pieces import Pieces, SurePieces, TooLargeError, is_power_of_two
from ..compiled.step import CompiledStep, StepShape, X, by_name, compiled_step, each_target, observed, several
from ..errors import BackpropError, Message, fail, plainly
from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import Value, elements, map_value, value_shape
from ..expr.names import plain_name, updated
from ..problem.fields import did_you_mean
from ..problem.model import Problem
from ..problem.series import data_names, first_states
from ..program.layout import in_usual_layout, layout_of
from ..program.line import Program, run_decimal
from ..program.step import Programs
from ..program.updates import rate_of, state_values
from ..tolerances import MOST_PIECES, STEPS_AT_ONCE
from ..typed import Any
from .no_number import placed
from .step_arguments import by_names, count, nested, pairs, row
from .values import floats_of, given_of, loss_of, parameters

Flat = tuple[float, ...]
Batch = tuple[Any, Any]
FAULTS = (ArithmeticError, ValueError, TypeError)


class Stepper:
    """A step of a problem as a function: `step(weights, x, y)` gives the new weights and the loss.

    weights: one flat tuple of floats: every parameter row by row, then what the optimiser remembers, and the count of
    steps where the rate, or a mask that is drawn, depends on it. x, y: of one observation its numbers; of a batch a row
    of numbers for each. Of a graph x has a value for each of the data's names, in their order. Raises BackpropError,
    which names the step and the line, where a number overflows or does not exist; of a new weight that overflows, in
    the next step.

    >>> from backprop_cli import load
    >>> step = load("ex3")[0].stepper()
    >>> weights, loss = step(step.flat(), (5.0,), (0.0,))
    >>> loss, step.named(weights)["W3"]
    (0.125, ((-0.0625,),))
    """

    def __init__(self, problem: Problem, batch: int = 1) -> None:
        is_network = problem.loss and problem.data
        batch = count(batch, "batch")
        if batch < 1:
            raise fail("fault.usage_at_least", name="batch", low=1, found=batch)
        if problem.symbolic or not (is_network or problem.graph):
            raise fail("fault.no_stepper", problem=problem.name)
        self.layout = layout_of(problem)
        self.problem, self.batch = in_usual_layout(problem), batch
        problem = self.problem
        self.start = floats_of({**parameters(problem), **state_values(problem)})
        self._names = {plain_name(name): name for name in self.start}
        self.names = tuple(self._names)
        self.inputs, self.example = data_names(problem), _example(problem, batch)
        self._programs = Programs(problem)
        self.program = self._programs.program(batch)
        train = problem.train
        self._counted = train if train and (train.rate_changes or self._programs.draws) else None
        self.counts = bool(self._counted)
        self.size = sum(len(elements(value)) for value in self.start.values()) + self.counts
        self.raw_step, self.raw_run = self._made()

    def _made(self) -> tuple[Any, Any]:
        if self._programs.draws:  # each step has lines of its own, and there is nothing to compile once
            return lambda weights, x=(), y=(): self.in_decimal(weights, x, y), self._line_by_line
        return self._bound(Pieces)

    def _bound(self, kind: type[Pieces]) -> tuple[Any, Any]:
        """The compiled step and loop of pieces of a kind, with the numbers of this problem."""
        rates = self.rates()
        compiled: CompiledStep = self.compiled(partial(compiled_step, kind=kind))
        return compiled.bind(
            fixed(self.problem, self.batch), lambda done: rates[min(int(done), len(rates) - 1)], self.in_decimal
        )

    def rates(self) -> Flat:
        """The rates of the first steps, if they are listed."""
        found: Flat = floats_of({"lr": self._counted.rates if self._counted else ()})["lr"]
        return found

    def compiled(self, way: Callable[[Program, StepShape], Any]) -> Any:
        """What a way of compiling makes of the program. Raises BackpropError where it cannot be compiled."""
        problem, train = self.problem, self._counted
        if self._programs.draws:
            raise fail("fault.no_matrices", problem=problem.name)
        weights = {name: value_shape(value) for name, value in self.start.items()}
        data = {name: value_shape(value) for name, value in self.example.items()}
        batch = None if problem.graph else self.batch
        listed, rate = bool(train and train.rates), fixed(problem).get("lr")
        exact = rate if is_power_of_two(rate) else None
        shape = StepShape(weights, data, batch, self.counts, listed, loss_of(problem), self.inputs, exact)
        try:
            return way(self.program, shape)
        except ValueError:
            raise fail("fault.no_stepper", problem=problem.name) from None
        except TooLargeError:
            raise fail("fault.large_step", problem=problem.name, most=MOST_PIECES) from None

    def __call__(self, weights: Flat, x: Any = (), y: Any = ()) -> tuple[Flat, float]:
        """The new weights and the loss of one step."""
        return self.raw_step(weights, x, y)  # type: ignore[no-any-return]

    def flat(self, values: Mapping[str, Any] | None = None) -> Flat:
        """Weights by name (nested tuples, lists or arrays) as one tuple; what is not given is as in the problem."""
        given = by_names(values)
        for name in given:
            if name not in self._names:
                raise fail("fault.no_parameter", None, did_you_mean(name, self._names), found=plainly(name))
        found: list[float] = []
        for plain, name in self._names.items():
            value, laid = self.start[name], self.layout.value(name, self.start[name])
            mine = self.layout.value(name, nested(given[plain], plain, laid), back=True) if plain in given else value
            found += elements(mine)
        return (*found, *([float(self._counted.done)] if self._counted else ()))

    def named(self, weights: Sequence[float]) -> dict[str, Value]:
        """A flat tuple as nested tuples by name, as `solve(problem).final` has them."""
        return {plain_name(name): value for name, value in self.layout.values(self.values(weights)).items()}

    def values(self, weights: Sequence[float]) -> dict[str, Value]:
        """The same by the names of the program. Raises BackpropError where there are too few numbers or too many."""
        if len(row(weights, "weights")) != self.size:
            raise fail("fault.numbers", name="weights", expected=self.size, found=len(weights))
        numbers = iter(nested(weights, "weights", (0.0,) * self.size))
        return {name: map_value(lambda _: _unsigned(next(numbers)), value) for name, value in self.start.items()}

    def data(self, *observations: int) -> Batch:
        """x and y of some observations of the problem, counted from 1: as many as a batch has."""
        given = floats_of(given_of(self.problem, observations))
        if self.problem.graph:
            return tuple(given[name] for name in self.example), ()
        rows = {name: value[0] if len(observations) == 1 else value for name, value in given.items()}
        targets = tuple(rows[name] for name in self.problem.targets if name in rows)
        seen = {name: rows[name] for name in self.inputs if name in rows}
        return observed(seen, len(observations)), several(targets)

    def batches(self) -> list[Batch]:
        """The batches of one epoch in the order of the problem; those of another size are left out."""
        order = self.problem.train.order if self.problem.train else ()
        return [self.data(*entry) for entry in order if len(entry) == self.batch]

    def run(self, weights: Flat, batches: Iterable[Batch], epochs: int = 1) -> tuple[Flat, float]:
        """The weights after so many epochs over the batches, each an (x, y), and the loss of the last step.

        The loop is inside the compiled function. Raises BackpropError as a step does, and where there is no batch.
        """
        entries = pairs(batches, epochs)
        loss, done, several = 0.0, 0, max(1, STEPS_AT_ONCE // len(entries))
        several_times = entries * min(several, epochs)
        while done < epochs:
            count = min(several, epochs - done)
            now = several_times[: count * len(entries)]
            weights, loss = self.tried(weights, now) or self._one_by_one(weights, now, done * len(entries))
            done += count
        return weights, loss

    def tried(self, weights: Flat, entries: list[Batch]) -> tuple[Flat, float] | None:
        """The same by the compiled loop alone; None where some number is not finite, or does not exist."""
        try:
            after, loss = self.raw_run(weights, entries)
        except FAULTS:
            return None
        total = sum(after)
        return (after, loss) if total - total == 0 else None

    def surely(self, weights: Flat, entries: list[Batch]) -> tuple[Flat, float] | None:
        """The same steps, None also where an exact number may be needed: for a comparison, or a sum that is dust."""
        if self._programs.draws:
            return None
        try:
            _step, run = self._bound(SurePieces)
            return run(weights, entries)  # type: ignore[no-any-return]
        except (BackpropError, *FAULTS):
            return None

    def _one_by_one(self, weights: Flat, entries: list[Batch], done: int) -> tuple[Flat, float]:
        """The same steps, each looked at, so that the one which has no number is named."""
        loss = 0.0
        for number, (x, y) in enumerate(entries, done + 1):
            weights, loss = self.tried(weights, [(x, y)]) or self.in_decimal(weights, x, y, number)
        return weights, loss

    def _line_by_line(self, weights: Flat, entries: list[Batch]) -> tuple[Flat, float]:
        """The loop for steps that are not compiled; raises ValueError where a number does not exist, as theirs."""
        loss = 0.0
        for x, y in entries:
            try:
                weights, loss = self.in_decimal(weights, x, y)
            except BackpropError:
                raise ValueError from None
        return weights, loss

    def in_decimal(
        self, weights: Flat, x: Any = (), y: Any = (), number: int = 1, place: str = "fault.in_compiled_step"
    ) -> tuple[Flat, float]:
        """The step line by line, as `solve` takes it. Raises BackpropError, which names the line without a number."""
        done = row(weights, "weights")[len(weights) - self.counts :]
        rate = floats_of(rate_of(self._counted, int(done[0]) + 1)) if self._counted else {}
        values = {**fixed(self.problem, self.batch), **self.values(weights), **self._given(x, y), **rate}
        where = Message(place, {"problem": self.problem.name, "step": number})
        for line in self._programs.program(self.batch, step=int(done[0]) + 1) if len(done) else self.program:
            with placed(self.problem, line, where):
                run_decimal(line, values, DECIMAL)
        after = [entry for name in self.start for entry in elements(values.get(updated(name), values[name]))]
        return (*after, *(number + 1 for number in done)), values[loss_of(self.problem)]

    def _given(self, x: Any, y: Any) -> dict[str, Value]:
        """What a step is given, by the names of the program, held against the shapes of the problem's own data."""
        example = self.example
        if self.problem.graph:
            if len(row(x, "x")) != len(example):
                raise fail("fault.numbers", name="x", expected=len(example), found=len(x))
            return {name: nested(value, name, like) for (name, like), value in zip(example.items(), x)}
        targets = self.problem.targets
        rows = dict(zip(targets, each_target(_of_each(y, targets, "y"), len(targets))))
        rows |= by_name(x if X in self.inputs else _of_each(x, self.inputs, "x", self.batch), self.inputs, self.batch)
        given = rows if self.batch > 1 else {name: (value,) for name, value in rows.items()}
        return {name: nested(given[name], name.lower(), like) for name, like in example.items()}


def stepper(problem: Problem, batch: int = 1) -> Any:
    """The step of a problem on so many observations: a function, with what a `Stepper` can do as its attributes.

    Raises BackpropError where a weight or the data have no number, the loss is no single one, or the step is too large.
    """
    made = Stepper(problem, batch)
    # The compiled function itself, and no method that calls it in turn: a tenth of the time of a small step.
    function = made.raw_step
    for name in ("flat", "named", "run", "data", "batches", "names", "problem", "batch"):
        setattr(function, name, getattr(made, name))
    function.__doc__ = Stepper.__doc__
    return function


def _example(problem: Problem, batch: int) -> dict[str, Value]:
    """What varies from step to step, by name: a batch of the first observation again and again."""
    given = floats_of(given_of(problem, (1,) * batch)) if problem.data else {}
    names = (
        (problem.data[0].values if problem.data else ()) if problem.graph else (*data_names(problem), *problem.targets)
    )
    return {name: given[name] for name in names if name in given}


def fixed(problem: Problem, batch: int = 1) -> dict[str, Value]:
    """What is the same in every step: the rate, if it is, the values of a graph that are no data, and first states."""
    train = problem.train
    found = {"lr": train.lr} if train and not train.rate_changes else {}
    states = {name: (state,) * batch for name, state in first_states(problem).items()}
    return floats_of({**found, **states, **(given_of(problem, (1,) if problem.data else ()) if problem.graph else {})})


def _unsigned(value: float) -> float:
    return 0.0 if value == 0 else value


def _of_each(value: Any, names: Sequence[str], what: str, batch: int = 1) -> Any:
    """A value for each of several names, in rows for a batch. Raises BackpropError where there are not so many."""
    rows = value if batch > 1 else [value]
    for each in row(rows, what) if len(names) > 1 else ():
        if len(row(each, what)) != len(names):
            raise fail("fault.numbers", name=what, expected=len(names), found=len(each))
    return value
