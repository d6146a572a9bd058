"""The plan of a program's step on numpy's matrices, with buffers and numbers of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..compiled.arrays import aligned
from ..compiled.matrices import MatrixPlan
from ..program.line import Program
from ..typed import Any

Array = Any  # of numpy, which is imported when it is needed


class PlannedStep:
    """A step of a program on matrices: it takes arrays by name, and replaces the weights among them in place.

    weights, loss: their names. shown: the names of values that are given beside the loss. dtype: of all arrays. Raises
    KeyError where the program has an operation that is none on matrices.
    """

    def __init__(
        self, program: Program, weights: Sequence[str], loss: str, shown: Sequence[str] = (), dtype: str = "float64"
    ) -> None:
        import numpy

        self.dtype, key = dtype, ("matrices", *shown)
        if key not in program.compiled:
            plan = MatrixPlan(program, tuple(weights), loss, shown)
            program.compiled[key] = plan, plan.make()
        self.plan, self._function = program.compiled[key]
        self._buffers = [aligned(shape, dtype, self.plan.order_of(shape, dtype)) for shape in self.plan.buffers]
        numbers = [piece.value for piece in self.plan.numbers]
        self._numbers = tuple(n if isinstance(n, float) else numpy.asarray(n, dtype) for n in numbers)

    def own(self, values: Mapping[str, Array]) -> dict[str, Array]:
        """Arrays of its own with some values, which lie in memory as its products like them."""
        order, dtype = self.plan.order_of, self.dtype
        found = {name: aligned(a.shape, dtype, order(a.shape, dtype)) for name, a in values.items()}
        for name, array in found.items():
            array[...] = values[name]
        return found

    def __call__(self, known: Mapping[str, Array]) -> Any:
        """The loss, with the shown values if there are any, which hold until the next step.

        Raises OverflowError where the loss is not finite; nothing is replaced then.
        """
        import numpy

        with numpy.errstate(all="ignore"):
            return self._function(self._buffers, self._numbers, [known[name] for name in self.plan.inputs])
