"""The values of all lines of a step at once, by the compiled reading: for solutions of many steps."""

from __future__ import annotations

from collections.abc import Callable

from ..compiled.lines import compiled_lines
from ..evaluate.algebras import DECIMAL, WatchedDecimal, is_near_zero
from ..evaluate.evaluate import Value
from ..program.line import Program
from ..typed import Any


class LineValues:
    """The values of a program's lines, from floats by name; they are those of the walk, bit for bit.

    decimal: the walk's own floats, which notice where they are too coarse.
    """

    def __init__(self, program: Program, decimal: WatchedDecimal) -> None:
        self.program, self.decimal = program, decimal
        self.compared = [place for place, line in enumerate(program) if line.compared]
        found = compiled_lines(program)
        self.inputs = found.inputs if found else ()
        self._watched: Callable[..., Any] | None = found.bind(decimal.function) if found else None
        self._plain: Callable[..., Any] | None = found.bind(DECIMAL.function) if found else None

    def values(self, floats: dict[str, Value], decides: bool) -> tuple[Value, ...] | None:
        """The values in the order of the lines; None where the walk must say what is wrong, or cannot be done without.

        decides: whether what hangs on a comparison that floats cannot decide is for the walk to decide.
        """
        function = self._watched if decides else self._plain
        if function is None:
            return None
        self.decimal.is_close = False
        try:
            found: tuple[Value, ...] = function(*[floats[name] for name in self.inputs])
        except (ArithmeticError, ValueError, TypeError, KeyError):
            return None
        close = decides and (self.decimal.is_close or any(is_near_zero(found[place]) for place in self.compared))
        return None if close else found
