"""One step of a large network on numpy's matrices, whose weights are replaced in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..compiled.step import each_target, several
from ..errors import fail
from ..evaluate.evaluate import Value, value_shape
from ..problem.model import Problem
from ..problem.series import steps_of
from ..typed import Any
from .planned_step import PlannedStep
from .step_arguments import array_of, other_shape, pairs, row, unfitting
from .stepper import Batch, Stepper, fixed
from .values import loss_of

Array = Any  # of numpy, which is imported when it is needed


class MatrixStepper(Stepper):
    """A step of a large network: `step(weights, x, y)` gives the same weights, changed in place, and the loss.

    weights: arrays by name, as `flat` makes them. x, y: arrays with a row for each observation of the batch. dtype:
    "float64", equal to `solve` but for rounding (1e-12), or "float32". Raises BackpropError, which names the line,
    where the loss is not finite; the weights are then as before the step.
    """

    def __init__(self, problem: Problem, batch: int = 1, dtype: str = "float64") -> None:
        if dtype not in ("float64", "float32"):
            raise fail("fault.dtype", found=dtype)
        self.dtype = dtype
        self._held: dict[str, Array] | None = None
        super().__init__(problem, batch)

    def _made(self) -> tuple[Any, Any]:
        if self.counts or self.problem.graph or steps_of(self.problem):
            raise fail("fault.no_matrices", problem=self.problem.name)
        try:
            self._planned = PlannedStep(self.program, tuple(self.start), loss_of(self.problem), dtype=self.dtype)
        except KeyError:
            raise fail("fault.no_matrices", problem=self.problem.name) from None
        self._fixed = fixed(self.problem)
        self._shapes = {name: (self.batch, *value_shape(value)[1:]) for name, value in self.example.items()}
        return self._planned, None

    def flat(self, values: Mapping[str, Any] | None = None) -> Any:
        """Weights by name as arrays of their own; what is not given is as in the problem."""
        import numpy

        whole = super().values(super().flat(values))
        return self._planned.own({name: numpy.asarray(value, self.dtype) for name, value in whole.items()})

    def named(self, weights: Any) -> dict[str, Value]:
        """The arrays as nested tuples by name."""
        self._hold(weights)
        return super().named([entry for name in self.start for entry in weights[name].ravel().tolist()])

    def __call__(self, weights: Any, x: Any = (), y: Any = ()) -> tuple[Any, float]:
        """The weights, which are the new ones now, and the loss of the step."""
        if weights is not self._held:
            self._hold(weights)
        known = {**weights, **self._fixed}
        count = len(self._shapes) - 1
        for (name, shape), value in zip(
            self._shapes.items(), (x, *each_target(y if count == 1 else row(y, "y"), count))
        ):
            array = array_of(value, name.lower(), self.dtype)
            known[name] = array if array.shape == shape else self._fitted(array, name, shape)
        try:
            return weights, self.raw_step(known)
        except OverflowError:
            flat = tuple(entry for name in self.start for entry in weights[name].ravel().tolist())
            rows = [known[name].tolist() for name in self._shapes]
            first, *others = (row[0] for row in rows) if self.batch == 1 else rows
            after, loss = self.in_decimal(flat, first, several(tuple(others)))
            for name, value in self.values(after).items():
                weights[name][...] = value
            return weights, loss

    def _fitted(self, array: Array, name: str, shape: tuple[int, ...]) -> Array:
        """What is given for one observation as a row of it. Raises BackpropError where a shape does not fit."""
        array = array[None] if array.ndim == len(shape) - 1 else array
        if array.shape != shape:
            raise other_shape(array, name.lower(), shape)
        return array

    def _hold(self, weights: Any) -> None:
        """Remembers weights that fit, so that they are looked at once. Raises BackpropError where they do not."""
        if not isinstance(weights, dict):
            raise unfitting("fault.no_names_given", "weights", weights)
        for name, value in self.start.items():
            shape = value_shape(value)
            array: Any = weights.get(name)
            if getattr(getattr(array, "dtype", None), "kind", "") != "f":
                raise unfitting("fault.no_array_given", name, array)
            if array.shape != shape:
                raise other_shape(array, name, shape)
        self._held = weights

    def run(self, weights: Any, batches: Iterable[Batch], epochs: int = 1) -> tuple[Any, float]:
        """The weights after so many epochs over the batches, and the loss of the last step."""
        entries = pairs(batches, epochs)
        loss = 0.0
        for _ in range(epochs):
            for x, y in entries:
                weights, loss = self(weights, x, y)
        return weights, loss
