"""The interval algebra: where a result can lie when its operands, and it, were rounded on the way."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from ..expr.floats import Cancelled, snap_to_zero
from ..expr.interval import Interval, point, unrounded
from ..expr.node import Node
from ..expr.operations import OPERATIONS
from ..tolerances import ON_GRID


class Intervals:
    """The algebra whose elements are intervals.

    digits, decimals: the result of every operation may be rounded or cut to that many significant digits, but to no
    finer unit than that many decimals have; where there are no digits, nothing is rounded on the way.
    strict: rounded only, not cut.
    """

    def __init__(self, digits: int | None = None, decimals: int | None = None, strict: bool = False) -> None:
        self.digits, self.strict = digits, strict
        self.least = 0.0 if decimals is None else 10.0**-decimals
        self._functions: dict[str, Callable[..., Interval]] = {}

    def number(self, value: Fraction) -> Interval:
        """The interval of an exact number, which has no width."""
        return point(float(value))

    def unknown(self, node: Node) -> Interval:
        """Raises KeyError: a name has no interval."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., Interval]:
        """The operation on intervals, its result rounded as a person may have rounded it."""
        found = self._functions.get(op)
        if found is None:
            row = OPERATIONS[op]
            found = partial(row.bounds, row.decimal, unrounded if self.digits is None else self.rounded)
            self._functions[op] = found
        return found

    def carried(self, value: float) -> Interval:
        """What a person may go on with after a result."""
        return point(value) if self.digits is None else self.rounded(point(value))

    def rounded(self, value: Interval) -> Interval:
        """What a person may go on with: the value, or it rounded or cut."""
        lo, hi = value.lo, value.hi
        below = self._nearby(lo)
        above = below if hi == lo else self._nearby(hi)
        return Interval(min(lo, below[0]), max(hi, above[1]))

    def _nearby(self, value: float) -> tuple[float, float]:
        size = abs(value)
        if size == 0 or size * 0 != 0:
            return value, value
        assert self.digits is not None
        unit = max(10.0 ** (math.floor(math.log10(size)) - self.digits + 1), self.least)
        count = value / unit
        near = round(count)
        if abs(count - near) < ON_GRID:
            return value, value
        whole = math.trunc(count)
        cut = near if self.strict else whole  # cut is towards zero: −0.4103 becomes −0.41, never −0.42
        if abs(abs(count - whole) - 0.5) < ON_GRID:
            cut, near = whole, whole + int(math.copysign(1, count))  # 0.125 is written as 0.13, and by some as 0.12
        return min(near, cut) * unit, max(near, cut) * unit


def settled(value: Interval) -> Interval:
    """An exact sum that cancels is 0, as it is where a comparison reads it."""
    return point(snap_to_zero(value.lo)) if value.is_point and type(value.lo) is Cancelled else value
