"""Intervals, and the rules by which an operation of the table bounds its result when its operands are intervals.

A rule takes the operation on floats, how a person may round a result that is worked out on the way, and the operands;
its interval holds the result for every choice of numbers inside them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import product

from ..tolerances import FAR
from .floats import sigmoid, snap_to_zero


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


Round = Callable[[Interval], Interval]
OnFloats = Callable[..., float]
Bounds = Callable[..., Interval]


def point(value: float) -> Interval:
    """The interval of one number."""
    return Interval(value, value)


def hull(values: Iterable[float]) -> Interval:
    """The least interval that holds all of some numbers."""
    found = list(values)
    return Interval(min(found), max(found))


def everything() -> Interval:
    """All reals: what is said where nothing better is known."""
    return Interval(-math.inf, math.inf)


def unrounded(value: Interval) -> Interval:
    """The way of rounding that rounds nothing."""
    return value


def exactly(rule: Bounds) -> Bounds:
    """The rule for an operation whose result nobody rounds: it only picks, or turns a sign."""
    return lambda f, rounded, *args: rule(f, unrounded, *args)


def turning(*turns: float) -> Bounds:
    """The rule for a function that rises or falls in each operand, its first one between the points where it turns.

    Its extremes lie at the corners of the box of its operands and at those points. Undefined at a corner: all reals.
    """

    def bounds(f: OnFloats, rounded: Round, *args: Interval) -> Interval:
        if all(arg.lo == arg.hi for arg in args):
            return rounded(point(f(*(arg.lo for arg in args))))
        choices = [(arg.lo, arg.hi) if arg.lo != arg.hi else (arg.lo,) for arg in args]
        ends = [*choices[0], *(at for at in turns if args[0].lo < at < args[0].hi)]
        try:
            return rounded(hull(f(*corner) for corner in product(ends, *choices[1:])))
        except (ValueError, ZeroDivisionError):
            return everything()

    return bounds


monotone = turning()


def add_bounds(f: OnFloats, rounded: Round, first: Interval, *terms: Interval) -> Interval:
    """Terms added one after the other, each sum rounded; of exact ones that cancel, the sum as it is."""
    exact = total = _sum(f, first, *terms)
    if rounded is unrounded:
        return exact
    if len(terms) > 1:
        total = first
        for term in terms:
            total = rounded(_sum(f, total, term))
    total = rounded(total)
    return Interval(min(exact.lo, total.lo), max(exact.hi, total.hi))


def _sum(f: OnFloats, *terms: Interval) -> Interval:
    if all(term.lo == term.hi for term in terms):
        return point(f(*(term.lo for term in terms)))
    low, high = f(*(term.lo for term in terms)), f(*(term.hi for term in terms))
    # 1.4 − 14·0.1 is 0 on paper, and 2e-16 on a computer.
    return Interval(min(low, snap_to_zero(low)), max(high, snap_to_zero(high)))


def neg_bounds(f: OnFloats, rounded: Round, x: Interval) -> Interval:
    """The mirrored interval."""
    return Interval(-x.hi, -x.lo)


def mul_bounds(f: OnFloats, rounded: Round, x: Interval, y: Interval) -> Interval:
    """The corners of the box; a value times itself is a square, which has no negative results."""
    if x is not y and math.inf in (x.hi, y.hi, -x.lo, -y.lo):  # 0 times what a pole leaves open is 0
        return rounded(hull([a * b if a and b else 0.0 for a in (x.lo, x.hi) for b in (y.lo, y.hi)]))
    if x.lo == x.hi:
        a, b = x.lo * y.lo, x.lo * y.hi
        return rounded(Interval(a, b) if a <= b else Interval(b, a))
    if x is y:
        return power_bounds(pow, rounded, x, point(2.0))
    ends = (x.lo * y.lo, x.lo * y.hi, x.hi * y.lo, x.hi * y.hi)
    return rounded(Interval(min(ends), max(ends)))


def div_bounds(f: OnFloats, rounded: Round, x: Interval, y: Interval) -> Interval:
    """The corners of the box; all reals where the divisor can be 0, but for a divisor that is 0 (an error)."""
    if y.lo <= 0 <= y.hi and y.lo != y.hi:
        return everything()
    ends = (x.lo / y.lo, x.lo / y.hi, x.hi / y.lo, x.hi / y.hi)
    return rounded(Interval(min(ends), max(ends)))


def xdivy_bounds(f: OnFloats, rounded: Round, x: Interval, y: Interval) -> Interval:
    """As of a quotient, where 0 over anything is 0."""
    return point(0.0) if x.lo == x.hi == 0 else div_bounds(f, rounded, x, y)


def power_bounds(f: OnFloats, rounded: Round, x: Interval, y: Interval) -> Interval:
    """The corners, and 0 where the base passes it; all reals at a pole, and where a negative base has no root."""
    if x.lo <= 0 <= x.hi and x.lo != x.hi and y.lo < 0:
        return everything()
    if x.lo < 0 and not (y.lo == y.hi and y.lo.is_integer()):
        return everything()
    ends = [f(a, b) for a in (x.lo, x.hi) for b in (y.lo, y.hi)]
    return rounded(hull([*ends, 0.0] if x.lo < 0 < x.hi else ends))


def step_bounds(f: OnFloats, rounded: Round, x: Interval, at_zero: Interval) -> Interval:
    """0 below 0, 1 above, and at 0 what is chosen."""
    lo, hi = snap_to_zero(x.lo), snap_to_zero(x.hi)
    if lo > 0 or hi < 0:
        return point(float(lo > 0))
    if lo == hi == 0:
        return at_zero
    return hull((0.0, 1.0, at_zero.lo, at_zero.hi))


def same_bounds(f: OnFloats, rounded: Round, x: Interval, y: Interval) -> Interval:
    """1 where two numbers are the same, 0 where they cannot be."""
    if x.hi < y.lo or y.hi < x.lo:
        return point(0.0)
    return point(1.0) if x.lo == x.hi == y.lo == y.hi else Interval(0.0, 1.0)


def winner_bounds(f: OnFloats, rounded: Round, x: Interval, before: Interval, *others: Interval) -> Interval:
    """1 where x is the largest of its window whatever the numbers, 0 where another one is larger whatever they are."""
    surely = f(x.lo, before.lo, *(other.hi for other in others))
    maybe = f(x.hi, before.lo, *(other.lo for other in others))
    return Interval(min(surely, maybe), max(surely, maybe))


def wave_bounds(f: OnFloats, rounded: Round, x: Interval) -> Interval:
    """Of a sine or cosine: its ends and the −1, 0 and 1 at the quarter turns between them."""
    quarter = math.pi / 2
    if x.hi - x.lo > 4 * quarter:
        return rounded(Interval(-1.0, 1.0))
    turns = range(math.ceil(x.lo / quarter), math.floor(x.hi / quarter) + 1)
    return rounded(hull([f(x.lo), f(x.hi), *(float(round(f(turn * quarter))) for turn in turns)]))


def tan_bounds(f: OnFloats, rounded: Round, x: Interval) -> Interval:
    """It rises between its poles, half a turn apart; over a pole it takes every value."""
    lo, hi = f(x.lo), f(x.hi)
    # The nearest float to a quarter turn lies before the pole: whoever begins there comes over it, and falls.
    if lo > hi or math.floor(x.lo / math.pi + 0.5) != math.floor(x.hi / math.pi + 0.5):
        return everything()
    return rounded(Interval(lo, hi))


def in_steps(rule: Bounds) -> Bounds:
    """The rule for a function that a person works out in several operations, each of which may be rounded.

    Of exact numbers the result also holds the function's own value.
    """

    def bounds(f: OnFloats, rounded: Round, *args: Interval) -> Interval:
        exact = f(*(arg.lo for arg in args)) if all(arg.lo == arg.hi for arg in args) else None
        if exact is not None and rounded is unrounded:
            return point(exact)
        found = rule(f, rounded, *args)
        return found if exact is None else Interval(min(found.lo, exact), max(found.hi, exact))

    return bounds


def sigmoid_bounds(f: OnFloats, rounded: Round, x: Interval) -> Interval:
    """1/(1 + e^−x), e^−x being worked out first; far out, as it is."""
    if max(abs(x.lo), abs(x.hi)) > FAR:
        return monotone(sigmoid, unrounded, x)
    power = rounded(Interval(math.exp(-x.hi), math.exp(-x.lo)))
    return rounded(Interval(1 / (1 + power.hi), 1 / (1 + power.lo)))


def log_sigmoid_bounds(f: OnFloats, rounded: Round, x: Interval) -> Interval:
    """The logarithm of a sigmoid that was worked out first; where that is 0, as it is."""
    share = sigmoid_bounds(f, rounded, x)
    return rounded(_logarithm(share, monotone(f, unrounded, x)))


def softmax_bounds(f: OnFloats, rounded: Round, x: Interval, *row: Interval) -> Interval:
    """e^x / Σ e^row, the powers being worked out first; large ones shifted, so that nothing overflows."""
    top = max(other.hi for other in row)
    shift = 0.0 if top < FAR else top

    def power(of: Interval) -> Interval:
        return rounded(Interval(math.exp(of.lo - shift), math.exp(of.hi - shift)))

    powers = {id(other): power(other) for other in row}
    own = powers.get(id(x)) or power(x)
    total = rounded(Interval(sum(p.lo for p in powers.values()), sum(p.hi for p in powers.values())))
    rest_lo, rest_hi = max(total.lo - own.lo, 0.0), max(total.hi - own.hi, 0.0)
    return rounded(Interval(own.lo / (own.lo + rest_hi), own.hi / (own.hi + rest_lo)) if own.lo else point(0.0))


def log_softmax_bounds(f: OnFloats, rounded: Round, x: Interval, *row: Interval) -> Interval:
    """The logarithm of a softmax that was worked out first; where that is 0, as it is."""
    share = softmax_bounds(f, rounded, x, *row)
    return rounded(_logarithm(share, monotone(f, unrounded, x, *row)))


def _logarithm(share: Interval, as_it_is: Interval) -> Interval:
    """The logarithm of a share; where that may have been rounded to 0, from the logarithm as it is."""
    low = math.log(share.lo) if share.lo > 0 else as_it_is.lo
    return Interval(low, math.log(share.hi) if share.hi > 0 else as_it_is.hi)
