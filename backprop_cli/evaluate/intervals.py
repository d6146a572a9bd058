"""The interval algebra: where a result can lie when its operands, and it, were rounded on the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import product

from ..expr.node import Node
from ..expr.operations import OPERATIONS, Cancelled, snap_to_zero

NOISE = 1e-9


class Interval:
    """All reals from lo to hi, both included; of an exact number both are the same."""

    __slots__ = ("hi", "lo")

    def __init__(self, lo: float, hi: float) -> None:
        self.lo, self.hi = lo, hi

    def __repr__(self) -> str:
        return f"[{self.lo}, {self.hi}]"

    @property
    def is_point(self) -> bool:
        """Whether it holds one number."""
        return self.lo == self.hi

    @property
    def width(self) -> float:
        """How far its ends are apart."""
        return self.hi - self.lo


def point(value: float) -> Interval:
    """The interval of one number."""
    return Interval(value, value)


def hull(values: Iterable[float]) -> Interval:
    """The least interval that holds all of some numbers."""
    found = list(values)
    return Interval(min(found), max(found))


class Intervals:
    """Elements are intervals. digits: the result of every operation may be rounded or cut to that many significant
    digits, or to that many decimals; where there are none, nothing is rounded on the way.

    strict: rounded only, not cut.
    """

    def __init__(self, digits: int | None = None, decimals: int | None = None, strict: bool = False) -> None:
        self.digits, self.strict = digits, strict
        self.least = 0.0 if decimals is None else 10.0**-decimals
        self._functions: dict[str, Callable[..., Interval]] = {}

    def number(self, value: Fraction) -> Interval:
        """An exact number has no width."""
        return point(float(value))

    def unknown(self, node: Node) -> Interval:
        """Raises KeyError: a name is no number."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., Interval]:
        """The operation on intervals, its result rounded as a person may have rounded it."""
        found = self._functions.get(op)
        if found is None:
            bounds = _BOUNDS.get(op) or _by_corners(op)
            if self.digits is None or op in _NOT_ROUNDED:
                found = bounds if op not in _COMPOSED else _composed(op, _same)
            elif op in _COMPOSED:
                found = _composed(op, self.rounded)
            elif op == "add":
                found = self._sum
            else:
                rounded = self.rounded

                def found(*args: Interval) -> Interval:
                    return rounded(bounds(*args))

            self._functions[op] = found
        return found

    def rounded(self, value: Interval) -> Interval:
        """What a person may go on with: the value, or it rounded or cut."""
        lo, hi = value.lo, value.hi
        below = self._nearby(lo)
        above = below if hi == lo else self._nearby(hi)
        return Interval(min(lo, below[0]), max(hi, above[1]))

    def _sum(self, first: Interval, *terms: Interval) -> Interval:
        """Terms added one after the other; of exact ones that cancel, the sum as it is."""
        exactly = total = _add(first, *terms)
        if len(terms) > 1:
            total = first
            for term in terms:
                total = self.rounded(_add(total, term))
        total = self.rounded(total)
        if exactly.lo == total.lo and exactly.hi == total.hi:
            return exactly
        return Interval(min(exactly.lo, total.lo), max(exactly.hi, total.hi))

    def _nearby(self, value: float) -> tuple[float, float]:
        size = abs(value)
        if size == 0 or size * 0 != 0:
            return value, value
        assert self.digits is not None
        unit = max(10.0 ** (math.floor(math.log10(size)) - self.digits + 1), self.least)
        count = value / unit
        near = round(count)
        if abs(count - near) < NOISE:
            return value, value
        return (near * unit, near * unit) if self.strict else (math.floor(count) * unit, math.ceil(count) * unit)


def _same(value: Interval) -> Interval:
    return value


_NOT_ROUNDED = frozenset(("neg", "step", "sign", "max", "min", "abs", "relu"))


def _add(*terms: Interval) -> Interval:
    if all(term.lo == term.hi for term in terms):
        return point(OPERATIONS["add"].decimal(*(term.lo for term in terms)))
    return Interval(sum(term.lo for term in terms), sum(term.hi for term in terms))


def _mul(x: Interval, y: Interval) -> Interval:
    if x.lo == x.hi:
        a, b = x.lo * y.lo, x.lo * y.hi
        return Interval(a, b) if a <= b else Interval(b, a)
    if x is y:
        return _power(x, point(2.0))
    ends = (x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi)
    return Interval(min(ends), max(ends))


def _neg(x: Interval) -> Interval:
    return Interval(-x.hi, -x.lo)


def _div(x: Interval, y: Interval) -> Interval:
    if y.lo <= 0 <= y.hi and y.lo != y.hi:
        return Interval(-math.inf, math.inf)
    ends = (x.lo / y.lo, x.lo / y.hi, x.hi / y.lo, x.hi / y.hi)
    return Interval(min(ends), max(ends))


def _power(x: Interval, y: Interval) -> Interval:
    if x.lo <= 0 <= x.hi and x.lo != x.hi and y.lo < 0:
        return Interval(-math.inf, math.inf)
    ends = [a**b for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
    return hull([*ends, 0.0] if x.lo < 0 < x.hi else ends)


def _step(x: Interval, at_zero: Interval) -> Interval:
    lo, hi = snap_to_zero(x.lo), snap_to_zero(x.hi)
    if lo > 0 or hi < 0:
        return point(float(lo > 0))
    if lo == hi == 0:
        return at_zero
    return Interval(0.0, 1.0)


def _wave(op: str) -> Callable[[Interval], Interval]:
    function, quarter = OPERATIONS[op].decimal, math.pi / 2

    def bounds(x: Interval) -> Interval:
        if x.hi - x.lo > 4 * quarter:
            return Interval(-1.0, 1.0)
        turns = range(math.ceil(x.lo / quarter), math.floor(x.hi / quarter) + 1)
        return hull([function(x.lo), function(x.hi), *(float(round(function(turn * quarter))) for turn in turns)])

    return bounds


_TURNING = {"abs": (0.0,), "huber": (0.0,)}


def _by_corners(op: str) -> Callable[..., Interval]:
    """Of a function that rises or falls in each operand, but for the points where it turns."""
    decimal, turning = OPERATIONS[op].decimal, _TURNING.get(op, ())

    def bounds(*args: Interval) -> Interval:
        if all(arg.lo == arg.hi for arg in args):
            return point(decimal(*(arg.lo for arg in args)))
        choices = [(arg.lo, arg.hi) if arg.lo != arg.hi else (arg.lo,) for arg in args]
        ends = [*choices[0], *(at for at in turning if args[0].lo < at < args[0].hi)]
        try:
            return hull(decimal(*corner) for corner in product(ends, *choices[1:]))
        except (ValueError, ZeroDivisionError):
            return Interval(-math.inf, math.inf)

    return bounds


_Round = Callable[[Interval], Interval]


def _exp(x: Interval) -> Interval:
    return Interval(math.exp(x.lo), math.exp(x.hi))


def _sigmoid(rounded: _Round, x: Interval) -> Interval:
    """1/(1 + e^−x), e^−x being worked out first; far out, as it is."""
    if max(abs(x.lo), abs(x.hi)) > 30:
        return _by_corners("sigmoid")(x)
    power = rounded(_exp(_neg(x)))
    return rounded(Interval(1 / (1 + power.hi), 1 / (1 + power.lo)))


def _softmax(rounded: _Round, x: Interval, *row: Interval) -> Interval:
    """e^x / Σ e^row, the powers being worked out first."""
    top = max(other.hi for other in row)
    shift = 0.0 if top < 30 else top
    powers = {id(other): rounded(_exp(Interval(other.lo - shift, other.hi - shift))) for other in row}
    own = powers.get(id(x)) or rounded(_exp(Interval(x.lo - shift, x.hi - shift)))
    total = rounded(_add(*powers.values()))
    rest_lo, rest_hi = max(total.lo - own.lo, 0.0), max(total.hi - own.hi, 0.0)
    return rounded(Interval(own.lo / (own.lo + rest_hi), own.hi / (own.hi + rest_lo)) if own.lo else point(0.0))


def _log_softmax(rounded: _Round, x: Interval, *row: Interval) -> Interval:
    share = _softmax(rounded, x, *row)
    if share.lo <= 0:
        return _by_corners("log_softmax")(x, *row)
    return rounded(Interval(math.log(share.lo), math.log(share.hi)))


def _log_sigmoid(rounded: _Round, x: Interval) -> Interval:
    share = _sigmoid(rounded, x)
    return rounded(Interval(math.log(share.lo), math.log(share.hi)))


_COMPOSED: dict[str, Callable[..., Interval]] = {
    "sigmoid": _sigmoid,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "log_sigmoid": _log_sigmoid,
}


def _composed(op: str, rounded: _Round) -> Callable[..., Interval]:
    """A function that a person works out in several operations; of exact numbers, unrounded, its plain value."""
    function, plain = _COMPOSED[op], OPERATIONS[op].decimal

    def bounds(*args: Interval) -> Interval:
        if rounded is _same and all(arg.lo == arg.hi for arg in args):
            return point(plain(*(arg.lo for arg in args)))
        found = function(rounded, *args)
        if all(arg.lo == arg.hi for arg in args):
            exactly = plain(*(arg.lo for arg in args))
            return Interval(min(found.lo, exactly), max(found.hi, exactly))
        return found

    return bounds


_BOUNDS: dict[str, Callable[..., Interval]] = {
    "add": _add,
    "mul": _mul,
    "neg": _neg,
    "div": _div,
    "power": _power,
    "step": _step,
    "sin": _wave("sin"),
    "cos": _wave("cos"),
}


def settled(value: Interval) -> Interval:
    """An exact sum that cancels is 0, as it is where a comparison reads it."""
    return point(snap_to_zero(value.lo)) if value.is_point and type(value.lo) is Cancelled else value
