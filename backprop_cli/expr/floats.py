"""The primitive functions on floats, each in a form that neither overflows nor loses its digits."""

from __future__ import annotations

import math

from ..tolerances import CANCELS, DUST, REMEMBERED


class Cancelled(float):
    """A sum much smaller than its terms; `scale` is the largest of them."""

    __slots__ = ("scale",)
    scale: float


def add(*terms: float) -> float:
    """The sum, as a `Cancelled` where its terms nearly cancel.

    A plain float could not say later that 5.6e-17 is what is left of 0.1 + 0.2 − 0.3, which is 0 on paper.
    """
    result, scale = 0.0, 0.0
    for term in terms:
        result += term
        size = term.scale if type(term) is Cancelled else abs(term)
        if size > scale:
            scale = size
    if abs(result) * REMEMBERED >= scale:
        return result
    cancelled = Cancelled(result)
    cancelled.scale = scale
    return cancelled


def is_dust(total: float) -> bool:
    """Whether of a sum no more is left than rounding alone may have made, of all lines before it."""
    return type(total) is Cancelled and 0 < abs(total) < DUST * total.scale


def add_surely(*terms: float) -> float:
    """The sum. Raises ArithmeticError where it is dust."""
    total = add(*terms)
    if is_dust(total):
        raise ArithmeticError
    return total


def snap_to_zero(value: float) -> float:
    """A float as a comparison reads it: 0 where it is only what rounding left of a sum that cancels.

    Without it ReLU and |x| would see a sign in 0.1 + 0.2 − 0.3, and a gradient would appear that does not exist.
    """
    if type(value) is Cancelled and abs(value) <= CANCELS * math.ulp(value.scale):
        return 0.0
    return value


def power(x: float, y: float) -> float:
    """x^y; x² is x·x, rounded once on every machine, as the powers of its libraries are not.

    Raises ValueError for a root of a negative number, of which Python would make a complex one, OverflowError for what
    is too large.
    """
    if y == 2:
        square = x * x
        if square == math.inf != abs(x):
            raise OverflowError(x, y)
        return square
    if x < 0 and not float(y).is_integer():
        raise ValueError(x, y)
    result: float = x**y
    return result


def normal_cdf(x: float) -> float:
    """The share of the standard normal distribution below x; by erfc, so that a small share keeps its digits."""
    return math.erfc(-x / math.sqrt(2)) / 2


def normal_density(x: float) -> float:
    """e^(−x²/2)/√(2π), the slope of that share."""
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def sigmoid(x: float) -> float:
    """1/(1 + e^−x), without overflow on either side."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    power = math.exp(x)
    return power / (1 + power)


def softplus(x: float) -> float:
    """ln(1 + e^x), without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def log_sigmoid(x: float) -> float:
    """ln σ(x), finite where σ(x) is too small for a float."""
    return -softplus(-x)


def xlogy(x: float, y: float) -> float:
    """x·ln y, where 0·ln 0 is 0."""
    return 0.0 if x == 0 else x * math.log(y)


def xdivy(x: float, y: float) -> float:
    """x/y, the derivative of x·ln y by y, where 0/0 is 0."""
    return 0.0 if x == 0 else x / y


def softmax(x: float, *row: float) -> float:
    """e^x / Σ e^row, shifted by the largest so that nothing overflows."""
    top = max(row)
    return math.exp(x - top) / sum(math.exp(other - top) for other in row)


def log_softmax(x: float, *row: float) -> float:
    """ln softmax, finite where softmax is too small for a float."""
    top = max(row)
    return x - top - math.log(sum(math.exp(other - top) for other in row))


def elu(x: float, alpha: float) -> float:
    """x above 0, α·(e^x − 1) below. Source: Clevert, Unterthiner, Hochreiter, 2016."""
    return x if x > 0 else alpha * math.expm1(x)
