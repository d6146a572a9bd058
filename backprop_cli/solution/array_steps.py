"""How a training takes a step: by a plan of numpy's matrices where its program has one, else line by line on arrays."""

from __future__ import annotations

from collections.abc import Sequence

from ..evaluate.arrays import ArrayWalk
from ..expr.names import updated
from ..program.line import Program
from ..program.step import Programs
from ..typed import Any
from .planned_step import PlannedStep

Numbers = dict[str, Any]


class ArraySteps:
    """The steps of a problem on arrays, whatever their batches.

    names: of what a step replaces, as the program has them. loss: the name of the loss. shown: those of the values that
    are asked for beside it.
    """

    def __init__(self, programs: Programs, names: Sequence[str], loss: str, shown: Sequence[str]) -> None:
        self._programs, self._names, self._loss, self._shown = programs, tuple(names), loss, tuple(shown)
        self._plans: dict[int, PlannedStep | None] = {}
        self._pair: list[Numbers] = []

    def take(self, number: int, size: int, known: Numbers) -> tuple[Numbers, Numbers] | None:
        """The loss and the shown values of a step, and what takes the place of the names, in arrays of its own.

        number: of the step. size: of its batch. known: arrays by name. The arrays hold for this step and the next one,
        and `known` stays as it is, so that whatever interrupts a step leaves those of the one before it. None where a
        number is not finite, or does not exist.
        """
        program = self._programs.program(size, step=number)
        plan = None if self._programs.draws else self._plan(size, program)
        try:
            values, new = self._planned(plan, known) if plan else self._walked(program, known)
        except (ArithmeticError, ValueError):
            return None
        return (values, new) if _is_finite((values[self._loss], *new.values())) else None

    def _plan(self, size: int, program: Program) -> PlannedStep | None:
        """The plan for batches of a size; None where the program has what is no operation on matrices."""
        if size not in self._plans:
            try:
                self._plans[size] = PlannedStep(program, self._names, self._loss, self._shown)
            except KeyError:
                self._plans[size] = None
        return self._plans[size]

    def _planned(self, plan: PlannedStep, known: Numbers) -> tuple[Numbers, Numbers]:
        import numpy

        if not self._pair:
            old = {name: numpy.asarray(known[name], float) for name in self._names}
            self._pair = [plan.own(old) for _ in range(2)]
        is_first = any(known[name] is array for name, array in self._pair[0].items())
        new = self._pair[is_first]
        for name, array in new.items():
            array[...] = known[name]
        loss, *values = plan({**known, **new}) if self._shown else (plan({**known, **new}),)
        return {self._loss: loss, **dict(zip(self._shown, values))}, new

    def _walked(self, program: Program, known: Numbers) -> tuple[Numbers, Numbers]:
        import numpy

        walk = ArrayWalk(known)
        with numpy.errstate(all="ignore"):
            for line in program:
                walk.values[line.name] = walk.settled(line.expression) if line.compared else walk.value(line.expression)
        values = walk.values
        new = {name: values.get(updated(name), values[name]) for name in self._names}
        return {name: values[name] for name in (self._loss, *self._shown)}, new


def _is_finite(values: Sequence[Any]) -> bool:
    import numpy

    return all(numpy.isfinite(value).all() for value in values)
