"""The table of primitive operations on scalars: one row each, one column for each reading.

A comparison (ReLU, |x|, max) has a `pick`: it says which of its operands the result is, given the
operands as they compare; so floats, fractions and expressions share one rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

MAX_EXPONENT = 16


class Operation(NamedTuple):
    """One primitive: how it is computed, differentiated and written.

    decimal: on floats. exact: on fractions, None where the result is no fraction.
    derivative: (operands, result) → one partial derivative per operand, as expressions.
    pick: for comparisons, (operands, operands as compared) → the chosen result.
    typeset, ascii: the name of a function as written.
    """

    name: str
    decimal: Callable[..., float]
    exact: Callable[..., Fraction | None]
    derivative: Callable[[tuple[Any, ...], Any], tuple[Any, ...]]
    typeset: str = ""
    ascii: str = ""
    pick: Callable[[tuple[Any, ...], tuple[Any, ...]], Any] | None = None


class Cancelled(float):
    """A sum much smaller than its terms; `scale` is the largest of them."""

    __slots__ = ("scale",)
    scale: float


def add(*terms: float) -> float:
    """The sum of floats, remembering the size of its terms where they cancel."""
    result, scale = 0.0, 0.0
    for term in terms:
        result += term
        size = term.scale if type(term) is Cancelled else abs(term)
        if size > scale:
            scale = size
    if abs(result) * 16 >= scale:
        return result
    cancelled = Cancelled(result)
    cancelled.scale = scale
    return cancelled


def snap_to_zero(value: float) -> float:
    """A float as it compares: a sum that cancels to within 4 ulp of its terms is 0, as on paper."""
    if type(value) is Cancelled and abs(value) <= 4 * math.ulp(value.scale):
        return 0.0
    return value


def sigmoid(x: float) -> float:
    """1/(1 + e^−x), without overflow on either side."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    power = math.exp(x)
    return power / (1 + power)


def softplus(x: float) -> float:
    """ln(1 + e^x), without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


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
    """ln softmax, which stays finite where softmax is too small for a float."""
    top = max(row)
    return x - top - math.log(sum(math.exp(other - top) for other in row))


def elu(x: float, alpha: float) -> float:
    """x above 0, α·(e^x − 1) below. Source: Clevert, Unterthiner, Hochreiter, 2016."""
    return x if x > 0 else alpha * math.expm1(x)


def _softmax_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    return (out, *(-out * apply("softmax", arg, *args[1:]) for arg in args[1:]))


def _log_softmax_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    return (1, *(-apply("softmax", arg, *args[1:]) for arg in args[1:]))


def _elu_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    on = apply("step", args[0], Fraction(0))
    return on + (1 - on) * (out + args[1]), (1 - on) * (out / args[1])


def _equal_share(x: Fraction, *row: Fraction) -> Fraction | None:
    return Fraction(1, len(row)) if set(row) == {x} else None


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT:
        return None
    return Fraction(base ** int(exponent))


def _power_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    base, exponent = args
    by_base = exponent * base ** (exponent - 1)
    return by_base, (0 if exponent.op == "number" else out * apply("ln", base))


def _exact_sqrt(x: Fraction) -> Fraction | None:
    if x < 0:
        return None
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    root = Fraction(top, bottom)
    return root if root * root == x else None


def _at(point: int, value: int | Fraction) -> Callable[[Fraction], Fraction | None]:
    return lambda x: Fraction(value) if x == point else None


def apply(op: str, *args: Any) -> Any:
    """An operation of this table on expressions."""
    from .node import elementwise

    return elementwise(op, *args)


def _compares(name: str, pick: Any, derivative: Any, typeset: str, ascii: str) -> Operation:
    def decimal(*args: float) -> float:
        return float(pick(args, tuple(snap_to_zero(arg) for arg in args)))

    return Operation(name, decimal, lambda *a: Fraction(pick(a, a)), derivative, typeset, ascii, pick)


def _step(args: tuple[Any, ...], at: tuple[Any, ...]) -> Any:
    return 1 if at[0] > 0 else args[1] if at[0] == 0 else 0


def _sign(args: tuple[Any, ...], at: tuple[Any, ...]) -> Any:
    return (at[0] > 0) - (at[0] < 0)


def _leaky(args: tuple[Any, ...], at: tuple[Any, ...]) -> Any:
    return args[0] if at[0] > 0 else args[1] * args[0]


def _leaky_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    on = apply("step", args[0], Fraction(0))
    return args[1] + (1 - args[1]) * on, (1 - on) * args[0]


def _huber(args: tuple[Any, ...], at: tuple[Any, ...]) -> Any:
    """½·r² within ±δ, δ·(|r| − ½·δ) outside. Source: Huber, 1964."""
    size = -args[0] if at[0] < 0 else args[0]
    inside = (at[0] if at[0] >= 0 else -at[0]) <= at[1]
    return args[0] * args[0] / 2 if inside else args[1] * (size - args[1] / 2)


def _huber_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    return apply("max", -args[1], apply("min", args[0], args[1])), 0


def _larger(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    left = apply("step", args[0] - args[1], Fraction(1, 2))
    return left, 1 - left


def _smaller(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    left = apply("step", args[1] - args[0], Fraction(1, 2))
    return left, 1 - left


def _unknown(name: str, x: float) -> float:
    """An unknown function has no values."""
    raise KeyError(name)


def _call_derivative(args: tuple[Any, ...], out: Any) -> tuple[Any, ...]:
    from .node import call

    return (call(out.data + "′", args[0]),)


_half = Fraction(1, 2)
_ROWS = (
    Operation("add", add, lambda *a: sum(a, Fraction(0)), lambda a, o: (1,) * len(a)),
    Operation("neg", lambda x: -x, lambda x: -x, lambda a, o: (-1,)),
    Operation("mul", lambda x, y: x * y, lambda x, y: x * y, lambda a, o: (a[1], a[0])),
    Operation("div", lambda x, y: x / y, lambda x, y: x / y, lambda a, o: (1 / a[1], -o / a[1])),
    Operation("power", lambda x, y: x**y, _exact_power, _power_derivative),
    Operation("exp", math.exp, _at(0, 1), lambda a, o: (o,), "exp", "exp"),
    Operation("ln", math.log, _at(1, 0), lambda a, o: (1 / a[0],), "ln", "ln"),
    Operation("sqrt", math.sqrt, _exact_sqrt, lambda a, o: (1 / (2 * o),), "√", "sqrt"),
    Operation("sin", math.sin, _at(0, 0), lambda a, o: (apply("cos", a[0]),), "sin", "sin"),
    Operation("cos", math.cos, _at(0, 1), lambda a, o: (-apply("sin", a[0]),), "cos", "cos"),
    Operation("tan", math.tan, _at(0, 0), lambda a, o: (1 + o**2,), "tan", "tan"),
    Operation("tanh", math.tanh, _at(0, 0), lambda a, o: (1 - o**2,), "tanh", "tanh"),
    Operation("sigmoid", sigmoid, _at(0, _half), lambda a, o: (o * (1 - o),), "σ", "sigmoid"),
    Operation("softplus", softplus, lambda x: None, lambda a, o: (apply("sigmoid", a[0]),), "softplus", "softplus"),
    Operation(
        "xlogy",
        xlogy,
        lambda x, y: Fraction(0) if x == 0 or y == 1 else None,
        lambda a, o: (apply("ln", a[1]), apply("xdivy", a[0], a[1])),
    ),
    Operation(
        "xdivy",
        xdivy,
        lambda x, y: Fraction(0) if x == 0 else x / y,
        lambda a, o: (1 / a[1], -o / a[1]),
    ),
    _compares(
        "relu",
        lambda a, at: a[0] if at[0] > 0 else 0,
        lambda a, o: (apply("step", a[0], Fraction(0)),),
        "ReLU",
        "relu",
    ),
    Operation("call", _unknown, lambda x: None, _call_derivative),
    Operation("softmax", softmax, _equal_share, _softmax_derivative),
    Operation("log_softmax", log_softmax, lambda *a: None, _log_softmax_derivative),
    Operation(
        "log_sigmoid",
        lambda x: -softplus(-x),
        lambda x: None,
        lambda a, o: (apply("sigmoid", -a[0]),),
    ),
    Operation("elu", elu, lambda x, alpha: x if x >= 0 else None, _elu_derivative, "ELU", "elu"),
    _compares("leaky_relu", _leaky, _leaky_derivative, "LeakyReLU", "leaky_relu"),
    _compares("huber", _huber, _huber_derivative, "huber", "huber"),
    _compares("step", _step, lambda a, o: (0, 0), "step", "step"),
    _compares("sign", _sign, lambda a, o: (0,), "sign", "sign"),
    _compares("abs", lambda a, at: -a[0] if at[0] < 0 else a[0], lambda a, o: (apply("sign", a[0]),), "abs", "abs"),
    _compares("max", lambda a, at: a[0] if at[0] >= at[1] else a[1], _larger, "max", "max"),
    _compares("min", lambda a, at: a[0] if at[0] <= at[1] else a[1], _smaller, "min", "min"),
)
OPERATIONS = {row.name: row for row in _ROWS}
