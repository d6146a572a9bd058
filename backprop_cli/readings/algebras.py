"""The algebras of the walk: decimal (floats) and exact (fractions that fold, expressions that do not)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..expr.fold import exact_value
from ..expr.node import Exact, Node, elementwise, number
from ..expr.operations import OPERATIONS, settle
from ..expr.style import CANONICAL
from ..expr.text import starts
from .walk import evaluate

MAX_EXACT_TEXT = 200


class Decimal:
    """Elements are floats."""

    def number(self, value: Fraction) -> float:
        """The nearest float."""
        return float(value)

    def function(self, op: str) -> Callable[..., float]:
        """The table's float function."""
        return OPERATIONS[op].decimal


DECIMAL = Decimal()


class Symbolic:
    """Elements are expressions: what a line is, entry by entry."""

    def number(self, value: Fraction) -> Node:
        """The number's node."""
        return number(value)

    def function(self, op: str) -> Callable[..., Node]:
        """The operation as an expression."""
        return lambda *args: elementwise(op, *args)


SYMBOLIC = Symbolic()


class ExactAlgebra:
    """Elements are fractions where they fold, else expressions: σ(0) is 1/2, σ(−5/32) stays.

    A comparison of an expression is decided by its decimal value. `atoms` are the decimal values of
    symbols that stand for numbers too long to write.
    """

    def __init__(self) -> None:
        self.atoms: dict[str, float] = {}
        self._functions: dict[str, Callable[..., Exact]] = {}

    def number(self, value: Fraction) -> Exact:
        """The fraction itself."""
        return value

    def function(self, op: str) -> Callable[..., Exact]:
        """The operation on fractions and expressions."""
        found = self._functions.get(op)
        if found is None:
            found = self._functions[op] = self._make(op)
        return found

    def _make(self, op: str) -> Callable[..., Exact]:
        pick = OPERATIONS[op].pick

        def apply(*args: Any) -> Exact:
            if all(isinstance(arg, Fraction) for arg in args):
                value = exact_value(op, args)
                if value is not None:
                    return value
            if pick:
                return _plain(pick(args, tuple(self._compared(arg) for arg in args)))
            return _plain(elementwise(op, *args))

        return apply

    def _compared(self, element: Exact) -> Any:
        return settle(evaluate(element, self.atoms, DECIMAL)) if isinstance(element, Node) else element


def _plain(element: Any) -> Exact:
    if isinstance(element, Node):
        return element.data if element.op == "number" else element
    return Fraction(element)


def is_writable(element: Exact) -> bool:
    """Whether the element has a closed form of at most MAX_EXACT_TEXT characters."""
    if isinstance(element, Fraction):
        return True
    return len(starts(element, CANONICAL, MAX_EXACT_TEXT + 1)) <= MAX_EXACT_TEXT and not _has_symbol(element)


def _has_symbol(node: Node) -> bool:
    return node.op == "symbol" or any(_has_symbol(arg) for arg in node.args)
