"""One step of many problems of one structure at once: their numbers are arrays, whose last axis counts the problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..compiled.arrays import CACHE_LINE, CompiledPlan, aligned, compiled_plan
from ..compiled.step import X, each_target, several
from ..errors import fail, plainly
from ..evaluate.evaluate import map_value, value_shape
from ..expr.names import plain_name
from ..problem.model import Problem
from ..tolerances import BLOCK
from ..typed import Any
from .step_arguments import array_of, other_shape, pairs, row, unfitting
from .stepper import Batch, Flat, Stepper, fixed

Array = Any  # of numpy, which is imported when it is needed


class ManyStepper(Stepper):
    """A step of many variants: `step(weights, x, y)` gives their new weights and their losses.

    weights: an array of a row for each number of a flat tuple and a column for each variant. x, y: as a step of one
    takes them, with one more axis for the variants, or without it where all have the same data. Equal to the single
    step but for rounding (1e-12). Raises BackpropError, which names variant and line, for a number that overflows.

    >>> from backprop_cli import load
    >>> (problem,) = load("ex3")
    >>> step = problem.stepper(many=True)
    >>> weights, losses = step(step.columns([problem] * 3), [5.0], [0.0])
    >>> weights.shape, losses.tolist()
    ((6, 3), [0.125, 0.125, 0.125])
    """

    def __init__(self, problem: Problem, batch: int = 1, dtype: str = "") -> None:
        if dtype:
            raise fail("fault.many_dtype")
        super().__init__(problem, batch)

    def _made(self) -> tuple[Any, Any]:
        import numpy

        rates = numpy.array(self.rates())
        compiled: CompiledPlan = self.compiled(compiled_plan)
        # A line more than a block: at the distance of a power of two arrays would push each other out of the cache.
        apart = BLOCK + CACHE_LINE // 8
        self._buffers = aligned((compiled.plan.buffers, apart))
        self._places = aligned((2, self.size + 2, apart))  # weights, loss and check between two steps
        self._shapes = {name: value_shape(value) for name, value in self.example.items()}
        last = len(rates) - 1
        return compiled.bind(
            fixed(self.problem, self.batch), lambda done: rates[numpy.minimum(done.astype(int), last)]
        ), None

    def columns(self, problems: Sequence[Problem]) -> Array:
        """The weights of problems of this structure, a column each."""
        import numpy

        if not isinstance(problems, Sequence) or not all(isinstance(problem, Problem) for problem in problems):
            raise unfitting("fault.no_problems_given", "problems", problems)
        if not problems:
            raise fail("fault.no_problems")
        return numpy.array([self._column(problem) for problem in problems]).T.copy()

    def _column(self, problem: Problem) -> Flat:
        """The weights of a problem. Raises BackpropError where it has others than this one."""
        other = Stepper(problem, self.batch)
        shapes = ({name: value_shape(value) for name, value in one.start.items()} for one in (self, other))
        if other.size != self.size or len({tuple(shape.items()) for shape in shapes}) > 1:
            raise fail("fault.other_weights", name=plainly(problem.name), expected=self.problem.name)
        return other.flat()

    def named(self, weights: Array) -> dict[str, Any]:
        """The weights by name, as arrays whose last axis counts the variants."""
        import numpy

        numbers = iter(self._held(weights))
        found = {name: map_value(lambda _: next(numbers), value) for name, value in self.start.items()}
        return {plain_name(name): numpy.array(value) + 0.0 for name, value in self.layout.values(found).items()}

    def _held(self, weights: Any) -> Array:
        """The weights as an array of floats. Raises BackpropError where it has not a row for each."""
        array = array_of(weights, "weights")
        if array.ndim != 2:
            raise other_shape(array, "weights", (self.size, "N"))
        if len(array) != self.size:
            raise fail("fault.numbers", name="weights", expected=self.size, found=len(array))
        return array

    def __call__(self, weights: Array, x: Any = (), y: Any = ()) -> tuple[Array, Array]:
        """The new weights of all variants, and their losses."""
        return self.run(weights, [(x, y)])

    def run(self, weights: Array, batches: Iterable[Batch], epochs: int = 1) -> tuple[Array, Array]:
        """The weights of all variants after so many epochs over the batches, and the losses of the last step."""
        import numpy

        weights = self._held(weights)
        count = weights.shape[1]
        entries = [self._wide(*batch, count) for batch in pairs(batches, epochs)] * epochs
        after = aligned((self.size + 2, count))
        with numpy.errstate(all="ignore"):
            for first in range(0, count, BLOCK):
                here = slice(first, first + BLOCK)
                self._block(weights[:, here], [_cut(entry, here) for entry in entries], after[:, here], first)
        return after[:-2], after[-2]

    def _block(self, weights: Array, entries: list[Batch], after: Array, first: int) -> None:
        """The steps of a few variants, whose values stay in the cache of a processor; first: the place of the first."""
        import numpy

        count = weights.shape[1]
        buffers, now, bad = self._buffers[:, :count], weights, numpy.False_
        for place, (x, y) in enumerate(entries, 1):
            new = after if place == len(entries) else self._places[place % 2][:, :count]
            self.raw_step(buffers, now, x, y, new)
            total = numpy.add.reduce(new[-1] if place < len(entries) else numpy.add.reduce(new, 0))
            if total - total != 0:
                bad = bad | ~numpy.isfinite(new).all(axis=0)
            now = new[:-2]
        for column in numpy.flatnonzero(bad).tolist():
            single = tuple(weights[:, column].tolist())
            for entry in entries:
                data = _cut(entry, column)
                single, loss = self.in_decimal(single, *data, first + column + 1, "fault.in_variant")
            after[:, column] = (*single, loss, loss)

    def _wide(self, x: Any, y: Any, count: int) -> tuple[Any, Any]:
        """The data with an axis for the variants. Raises BackpropError where their shapes do not fit."""
        import numpy

        def wide(value: Any, name: str, shape: tuple[int, ...]) -> Array:
            found = array_of(value, name)
            if found.shape == (*shape, count):
                return found
            if found.shape == shape:
                found = found[..., None]
            if found.shape[:-1] != shape or found.shape[-1:] not in ((1,), (count,)):
                raise other_shape(found, name, (*shape, count))
            return numpy.broadcast_to(found, (*shape, count))

        shapes = dict(self._shapes)
        if self.problem.graph:
            if len(row(x, "x")) != len(shapes):
                raise fail("fault.numbers", name="x", expected=len(shapes), found=len(x))
            return tuple(wide(value, name, shape) for value, (name, shape) in zip(x, shapes.items())), ()
        one = int(self.batch == 1)
        data = [shapes.pop(name) for name in self.inputs if name in shapes]
        seen = data[0] if self.inputs == (X,) else (self.batch, len(data), *data[0][1:])
        given = zip((x, *each_target(y, len(shapes))), (("x", seen), *shapes.items()))
        found, *targets = (wide(value, name.lower(), shape[one:]) for value, (name, shape) in given)
        return found, several(tuple(targets))


def _cut(wide: tuple[Any, Any], place: Any) -> tuple[Any, Any]:
    """x and y of some variants."""
    x, y = (tuple(part[..., place] for part in w) if isinstance(w, tuple) else w[..., place] for w in wide)
    return x, y
