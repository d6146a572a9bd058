"""The algebra whose elements are pieces of a program: a walk over the lines writes each operation down, once."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from ..expr.compiled_form import MINUS, SQUARE, SUM, TIMES, Form
from ..expr.floats import add, add_surely
from ..expr.node import Node
from ..expr.operations import OPERATIONS
from ..typed import Any

# What a line gives that a comparison reads; and a sum that one reads at once, of which it must know the terms' size.
SNAP, KEPT = "snap({0})", "{0}"


class Piece:
    """One operation, or a number or an input. form: how it is written. args: its operands.

    value: of a number, its float; of given numbers, their array. name: of an input, the name of its value. place: the
    how many-th it is.
    function: the row's own function, which the form may call.
    """

    __slots__ = ("args", "form", "function", "name", "place", "value")

    def __init__(self, form: str, args: tuple[Piece, ...], place: int, function: Any = None) -> None:
        self.form, self.args, self.place, self.function = form, args, place, function
        self.value: Any = None
        self.name = ""


class TooLargeError(Exception):
    """A step has more operations than are written out one by one."""


class Pieces:
    """The algebra. all: every piece, each after its operands. most: of them; more raise TooLargeError.

    times: the form of a product. linear: the forms in which what is infinite, or no number, stays so.
    """

    times = TIMES
    linear: tuple[str, ...] = (SUM, MINUS, TIMES, SQUARE)

    def __init__(self, most: int | None = None) -> None:
        self.all: list[Piece] = []
        self.most = most
        self._known: dict[Any, Piece] = {}

    def write(self, form: str, *args: Piece, function: Any = None) -> Piece:
        """The one piece of this form with these operands; of 1 times a product, that product."""
        if form == self.times == args[1].form and is_power_of_two(args[0].value) and args[0].value == 1:
            return args[1]
        return self.once(form, args, function)

    def is_factor(self, piece: Piece) -> bool:
        """Whether a number may be multiplied in anywhere: a power of two is, to the last bit."""
        return is_power_of_two(piece.value)

    def once(self, form: str, args: tuple[Piece, ...], function: Any = None) -> Piece:
        """The one piece of this form with these operands as they are."""
        key = (form, args, function)
        if key not in self._known:
            if len(self.all) == self.most:
                raise TooLargeError
            self._known[key] = piece = Piece(form, args, len(self.all), function)
            self.all.append(piece)
        return self._known[key]

    def known(self, form: str, *args: Piece) -> Piece | None:
        """The piece of this form with these operands, if it is written already."""
        return self._known.get((form, args, None))

    def number(self, value: Fraction | float) -> Piece:
        """The piece of a number."""
        piece = self.write(f"number {float(value)!r}")
        piece.value = float(value)
        return piece

    def input(self, name: str) -> Piece:
        """The piece of an input, by the address of its entry."""
        piece = self.write(f"input {name}")
        piece.name = name
        return piece

    def unknown(self, node: Node) -> Piece:
        """Raises KeyError: a name is no piece."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., Piece]:
        """The operation as it is written in Python."""
        row = OPERATIONS[op]
        function = row.decimal

        def write(form: str, *args: Piece) -> Piece:
            return self.write(form, *args, function=function if "{f}" in form else None)

        def applied(*args: Piece) -> Piece:
            if row.pick and any(arg.form == SUM for arg in args):
                # Only the function can tell that a sum is nothing but rounding; what a line gives is settled there.
                kept = [self.write(KEPT, arg) if arg.form == SUM else arg for arg in args]
                return write(_call(args), *kept)
            return self.formed(row.compiled.python, write, args)

        return applied

    @staticmethod
    def formed(form: Form, write: Callable[..., Piece], args: tuple[Piece, ...]) -> Piece:
        """A form written down: a template, or what a function writes."""
        return write(form, *args) if isinstance(form, str) else form(write, *args)


class SurePieces(Pieces):
    """Those of steps in which no float is asked what only an exact number can tell: a sum that is dust stops them.

    A comparison raises ValueError, so that a program with one has no such steps.
    """

    def function(self, op: str) -> Callable[..., Piece]:
        """The operation as it is written in Python."""
        row = OPERATIONS[op]
        if row.pick:
            raise ValueError(op)
        if row.decimal is not add:
            return super().function(op)
        return lambda *args: self.write(_call(args), *args, function=add_surely)


def is_power_of_two(value: Any) -> bool:
    """Whether it is a number that changes nothing but the exponent of a float."""
    return isinstance(value, float) and math.frexp(value)[0] == 0.5


def _call(args: tuple[Piece, ...]) -> str:
    return f"{{f}}({', '.join(f'{{{place}}}' for place in range(len(args)))})"
