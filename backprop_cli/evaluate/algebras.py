"""Algebras for `evaluate`: floats, expressions, and exact elements, which are fractions as long as they can be."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from ..expr.floats import add, is_dust, snap_to_zero
from ..expr.names import is_stand_in
from ..expr.node import Exact, Node, apply, number
from ..expr.operations import OPERATIONS, exact_value
from ..expr.traverse import is_longer, symbols
from ..expr.write.style import CANONICAL
from ..expr.write.text import text
from ..tolerances import CLOSE, MAX_EXACT_TEXT, MOST_MULTIPLIED
from ..typed import Any
from .evaluate import Value, elements, evaluate


class Decimal:
    """The algebra whose elements are floats."""

    def number(self, value: Fraction) -> float:
        """The nearest float."""
        return float(value)

    def function(self, op: str) -> Callable[..., float]:
        """The table's float function."""
        return OPERATIONS[op].decimal

    def unknown(self, node: Node) -> float:
        """Raises KeyError: a name is no float."""
        raise KeyError(node.data)

    def product(self, left: Value, right: Value) -> Value | None:
        """The product of two large matrices, of the very same floats; None where it is for the walk to make."""
        if not is_large_product(left, right):
            return None
        from .large_products import large_product  # loaded only for the few problems that are so large

        return large_product(left, right)


DECIMAL = Decimal()


class WatchedDecimal(Decimal):
    """Floats that notice where they are too coarse.

    is_close: whether a comparison hung on less than CLOSE, or a sum left what may be rounding alone: 0.1 + 0.2 − 0.3.
    """

    def __init__(self) -> None:
        self.is_close = False

    def _add(self, *terms: float) -> float:
        total = add(*terms)
        self.is_close = self.is_close or is_dust(total)
        return total

    def product(self, left: Value, right: Value) -> Value | None:
        """The product of two large matrices, each of its sums looked at."""
        found = super().product(left, right)
        self.is_close = self.is_close or (found is not None and any(map(is_dust, elements(found))))
        return found

    def function(self, op: str) -> Callable[..., float]:
        """The table's float function; of a comparison, one that looks whether a small shift changes the choice."""
        row = OPERATIONS[op]
        pick = row.pick
        if pick is None:
            return self._add if row.decimal is add else row.decimal

        def compared(*args: float) -> float:
            shift = CLOSE * max(1.0, *map(abs, args))
            below, above = (pick(args, (args[0] + by, *args[1:])) for by in (-shift, shift))
            self.is_close = self.is_close or below != above
            return row.decimal(*args)

        return compared


def is_large_product(left: Value, right: Value) -> bool:
    """Whether the product of two values is one of matrices with so many products that arrays are quicker."""
    if not all(isinstance(value, tuple) and isinstance(value[0], tuple) for value in (left, right)):
        return False
    return len(left) * len(right) * len(right[0]) > MOST_MULTIPLIED


def is_near_zero(value: Value) -> bool:
    """Whether an element is so small that it may be 0 on paper."""
    return any(0 < abs(element) < CLOSE for element in elements(value))


class Symbolic:
    """The algebra whose elements are expressions: it writes a matrix line out entry by entry."""

    def number(self, value: Fraction) -> Node:
        """The number's node."""
        return number(value)

    def function(self, op: str) -> Callable[..., Node]:
        """The operation as an expression."""
        return partial(apply, op)

    def unknown(self, node: Node) -> Node:
        """The symbol itself, where it is a scalar."""
        return _scalar(node)


def _scalar(node: Node) -> Node:
    if node.shape:
        raise KeyError(node.data)
    return node


SYMBOLIC = Symbolic()


class ExactAlgebra:
    """The algebra of exact elements: fractions, or expressions where there is none: σ(0) is 1/2, σ(−5/32) stays.

    A comparison of expressions is decided by their decimal values, and stays where they have none. `atoms` are the
    decimal values of the symbols that stand for numbers too long to write.
    """

    def __init__(self) -> None:
        self.atoms: dict[str, float] = {}
        self._functions: dict[str, Callable[..., Exact]] = {}

    def number(self, value: Fraction) -> Exact:
        """The fraction itself."""
        return value

    def unknown(self, node: Node) -> Exact:
        """The symbol itself, where it is a scalar."""
        return _scalar(node)

    def function(self, op: str) -> Callable[..., Exact]:
        """The operation on fractions and expressions."""
        found = self._functions.get(op)
        if found is None:
            found = self._functions[op] = self._make(op)
        return found

    def _make(self, op: str) -> Callable[..., Exact]:
        pick = OPERATIONS[op].pick

        def applied(*args: Any) -> Exact:
            if all(isinstance(arg, Fraction) for arg in args):
                value = exact_value(op, args)
                if value is not None:
                    return value
            if pick:
                try:
                    return _plain(pick(args, tuple(self._compared(arg) for arg in args)))
                except KeyError:
                    pass
            return _plain(apply(op, *args))

        return applied

    def _compared(self, element: Exact) -> Any:
        return snap_to_zero(evaluate(element, self.atoms, DECIMAL)) if isinstance(element, Node) else element


def _plain(element: Any) -> Exact:
    if isinstance(element, Node):
        return element.data if element.op == "number" else element
    return Fraction(element)


def is_written(value: Value) -> bool:
    """Whether every element of a value has a closed form that is short enough."""
    return all(map(is_writable, elements(value)))


def is_writable(element: Exact) -> bool:
    """Whether the element has a closed form of at most MAX_EXACT_TEXT characters."""
    if isinstance(element, Fraction):
        return True
    # Every part is at least one sign long, so that a text which would never end is not begun.
    if is_longer(element, MAX_EXACT_TEXT) or len(text(element, CANONICAL)) > MAX_EXACT_TEXT:
        return False
    return not any(map(is_stand_in, symbols(element)))
