"""The table of primitive operations on scalars: one row each, one column for each reading.

A comparison (ReLU, |x|, max) has a `pick`: it says which of its operands the result is, given the
operands as they compare; so floats, fractions and expressions share one rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from ..records import NamedTuple
from ..tolerances import MAX_DIGITS, MAX_EXPONENT
from ..typed import Any
from . import comparisons, floats, interval, simplify
from . import compiled_form as form
from . import maxima_form as maxima
from .compiled_form import CompiledForm, called
from .interval import Bounds, exactly, in_steps, monotone, tan_bounds, turning, wave_bounds

_LIMIT = 10**MAX_DIGITS
Args = tuple[Any, ...]


class Operation(NamedTuple):
    """One primitive: how it is computed, differentiated, bounded, simplified, read and written.

    decimal: on floats. exact: on fractions, None where the result is no fraction.
    derivative: (operands, result, f) → one partial derivative per operand, as expressions; f applies an operation.
    bounds: on intervals, a rule of expr/interval.py (monotone, turning(0.0), …).
    compiled: as Python source, as ufuncs of numpy, and as Maxima (expr/compiled_form.py).
    typeset, ascii: the name of a function as written; spellings: those under which formulas call it.
    arity: how many operands; 0 is any number. simplify: a rule of expr/simplify.py.
    pick: for comparisons, (operands, operands as compared) → the chosen result.
    has_place: whether the second operand is a known whole number, the place of the first one among the others.
    chained: whether formulas give it several operands at once, which are taken one after the other.
    """

    name: str
    decimal: Callable[..., float]
    exact: Callable[..., Fraction | None]
    derivative: Callable[[Args, Any, Callable[..., Any]], Args]
    bounds: Bounds
    compiled: CompiledForm
    typeset: str = ""
    ascii: str = ""
    spellings: tuple[str, ...] = ()
    arity: int = 1
    simplify: Callable[[Args, Any], Any] | None = None
    pick: Callable[[Args, Args], Any] | None = None
    has_place: bool = False
    chained: bool = False


def exact_value(op: str, values: tuple[Fraction, ...]) -> Fraction | None:
    """op of fractions as a fraction, or None where it has no (or too long) exact form."""
    try:
        value = OPERATIONS[op].exact(*values)
    except (ZeroDivisionError, ValueError):
        return None
    return value if value is not None and is_short(value) else None


def is_short(value: Fraction) -> bool:
    """Whether numerator and denominator have at most MAX_DIGITS digits."""
    return bool(abs(value.numerator) < _LIMIT and value.denominator < _LIMIT)


def functions() -> dict[str, str]:
    """What a formula may call, with the operation that it is: every plain name, then other words, then signs."""
    found = [
        (place > 0, not name.isalpha(), name, row)
        for row in OPERATIONS.values()
        for place, name in enumerate(row.spellings)
    ]
    return {name: row.name for *_, name, row in sorted(found, key=lambda item: item[:2])}


def _softmax_derivative(args: Args, out: Any, f: Any) -> Args:
    return (out, *(-out * f("softmax", arg, *args[1:]) for arg in args[1:]))


def _log_softmax_derivative(args: Args, out: Any, f: Any) -> Args:
    return (1, *(-f("softmax", arg, *args[1:]) for arg in args[1:]))


def _elu_derivative(args: Args, out: Any, f: Any) -> Args:
    on = f("step", args[0], 0)
    return on + (1 - on) * (out + args[1]), (1 - on) * (out / args[1])


def _equal_share(x: Fraction, *row: Fraction) -> Fraction | None:
    return Fraction(1, len(row)) if set(row) == {x} else None


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    root: Fraction | None = base
    while root is not None and exponent.denominator % 2 == 0:
        root, exponent = _exact_sqrt(root), exponent * 2
    if root is None or exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT:
        return None
    return Fraction(root ** int(exponent))


def _power_derivative(args: Args, out: Any, f: Any) -> Args:
    base, exponent = args
    by_base = exponent * base ** (exponent - 1)
    return by_base, (0 if exponent.op == "number" else out * f("ln", base))


def _exact_sqrt(x: Fraction) -> Fraction | None:
    if x < 0:
        return None
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    root = Fraction(top, bottom)
    return root if root * root == x else None


def _at(point: int, value: int | Fraction) -> Callable[[Fraction], Fraction | None]:
    return lambda x: Fraction(value) if x == point else None


def _compares(name: str, pick: Any, derivative: Any, bounds: Bounds, compiled: CompiledForm, typeset: str) -> Operation:
    """A comparison: what it picks says what it is on floats and on fractions. Its own name is that in ASCII."""

    def decimal(*args: float) -> float:
        return float(pick(args, tuple(floats.snap_to_zero(arg) for arg in args)))

    def exact(*args: Fraction) -> Fraction:
        return Fraction(pick(args, args))

    return Operation(name, decimal, exact, derivative, bounds, compiled, typeset, name, pick=pick)


def _unknown(name: str, x: Any) -> Any:
    """An unknown function has no values."""
    raise KeyError(name)


_half = Fraction(1, 2)
_ROWS = (
    Operation(
        "add", floats.add, lambda *a: sum(a, Fraction(0)), lambda a, o, f: (1,) * len(a), interval.add_bounds,
        CompiledForm(form.SUM, form.sums, maxima.sums), arity=0, simplify=simplify.add,
    ),
    Operation(
        "neg", lambda x: -x, lambda x: -x, lambda a, o, f: (-1,), interval.neg_bounds,
        CompiledForm(form.MINUS, "negative", "(-{0})"), simplify=simplify.neg,
    ),
    Operation(
        "mul", lambda x, y: x * y, lambda x, y: x * y, lambda a, o, f: (a[1], a[0]), interval.mul_bounds,
        CompiledForm(form.TIMES, "multiply", "{0}*{1}"), arity=2, simplify=simplify.mul,
    ),
    Operation(
        "div", lambda x, y: x / y, lambda x, y: x / y, lambda a, o, f: (1 / a[1], -(a[0] / a[1] ** 2)),
        interval.div_bounds, CompiledForm("{0} / {1}", "divide", "bpdiv({0},{1})"), arity=2, simplify=simplify.div,
    ),
    Operation(
        "power", floats.power, _exact_power, _power_derivative, interval.power_bounds,
        CompiledForm(form.power, form.power_arrays, "bppower({0},{1})"), arity=2, simplify=simplify.power,
    ),
    Operation(
        "exp", math.exp, _at(0, 1), lambda a, o, f: (o,), monotone, called("exp", "bpexp({0})"),
        "exp", "exp", ("exp",),
    ),
    Operation(
        "ln", math.log, _at(1, 0), lambda a, o, f: (1 / a[0],), monotone, called("log", "bpln({0})"),
        "ln", "ln", ("ln", "log"), simplify=simplify.ln,
    ),
    Operation(
        "sqrt", math.sqrt, _exact_sqrt, lambda a, o, f: (1 / (2 * o),), monotone, called("sqrt", "bpsqrt({0})"),
        "√", "sqrt", ("sqrt", "√"),
    ),
    _compares(
        "abs", lambda a, at: -a[0] if at[0] < 0 else a[0], lambda a, o, f: (f("sign", a[0]),), exactly(turning(0.0)),
        CompiledForm("-{0} if {0} < 0.0 else {0}", "absolute", "abs({0})"), "abs",
    )._replace(spellings=("abs",)),
    Operation(
        "sin", math.sin, _at(0, 0), lambda a, o, f: (f("cos", a[0]),), wave_bounds, called("sin", "sin({0})"),
        "sin", "sin", ("sin",),
    ),
    Operation(
        "cos", math.cos, _at(0, 1), lambda a, o, f: (-f("sin", a[0]),), wave_bounds, called("cos", "cos({0})"),
        "cos", "cos", ("cos",),
    ),
    Operation(
        "tan", math.tan, _at(0, 0), lambda a, o, f: (1 + o**2,), tan_bounds, called("tan", "tan({0})"),
        "tan", "tan", ("tan", "tg"),
    ),
    Operation(
        "tanh", math.tanh, _at(0, 0), lambda a, o, f: (1 - o**2,), monotone, called("tanh", "bptanh({0})"),
        "tanh", "tanh", ("tanh", "th"),
    ),
    Operation(
        "sigmoid", floats.sigmoid, _at(0, _half), lambda a, o, f: (o * (1 - o),), in_steps(interval.sigmoid_bounds),
        CompiledForm(form.SIGMOID, form.sigmoid, "bpsigmoid({0})"), "σ", "sigmoid", ("sigmoid", "σ"),
    ),
    Operation(
        "normal_cdf", floats.normal_cdf, _at(0, _half), lambda a, o, f: (f("normal_density", a[0]),), monotone,
        called("normal_cdf", "bpnormal({0})"), "Φ", "normal_cdf", ("normal_cdf", "Φ"),
    ),
    Operation(
        "normal_density", floats.normal_density, lambda x: None, lambda a, o, f: (-a[0] * o,), turning(0.0),
        called(form.normal_density, "bpbell({0})"), "Φ′", "normal_density", ("normal_density", "Φ′"),
    ),
    Operation(
        "softplus", floats.softplus, lambda x: None, lambda a, o, f: (f("sigmoid", a[0]),), monotone,
        called(form.softplus, "bpsoftplus({0})"), "softplus", "softplus",
    ),
    Operation(
        "xlogy", floats.xlogy, lambda x, y: Fraction(0) if x == 0 or y == 1 else None,
        lambda a, o, f: (f("ln", a[1]), f("xdivy", a[0], a[1])), monotone,
        called(form.xlogy, "bpxlogy({0},{1})", form.CALL2), arity=2, simplify=simplify.xlogy,
    ),
    Operation(
        "xdivy", floats.xdivy, lambda x, y: Fraction(0) if x == 0 else x / y,
        lambda a, o, f: (1 / a[1], -o / a[1]), interval.xdivy_bounds,
        called(form.xdivy, "bpxdivy({0},{1})", form.CALL2), arity=2,
    ),
    _compares(
        "relu", lambda a, at: a[0] if at[0] > 0 else 0, lambda a, o, f: (f("step", a[0], 0),), exactly(monotone),
        CompiledForm("{0} if {0} > 0.0 else 0.0", form.relu, "max({0},0.0)"), "ReLU",
    )._replace(spellings=("relu", "ReLU")),
    Operation(
        "call", _unknown, lambda x: None, lambda a, o, f: (f("call", o.data + "′", a[0]),),
        lambda f, rounded, name, x: _unknown(name, x), CompiledForm(form.unknown, form.unknown, maxima.unknown),
    ),
    Operation(
        "softmax", floats.softmax, _equal_share, _softmax_derivative, in_steps(interval.softmax_bounds),
        CompiledForm(form.softmax, form.softmax_arrays, maxima.softmax), arity=0,
    ),
    Operation(
        "log_softmax", floats.log_softmax, lambda *a: None, _log_softmax_derivative,
        in_steps(interval.log_softmax_bounds),
        CompiledForm(form.log_softmax, form.log_softmax_arrays, maxima.log_softmax), arity=0,
        simplify=simplify.log_softmax,
    ),
    Operation(
        "log_sigmoid", floats.log_sigmoid, lambda x: None, lambda a, o, f: (f("sigmoid", -a[0]),),
        in_steps(interval.log_sigmoid_bounds), called(form.log_sigmoid, "(-bpsoftplus(-{0}))"),
        simplify=simplify.log_sigmoid,
    ),
    Operation(
        "elu", floats.elu, lambda x, alpha: x if x >= 0 else None, _elu_derivative, turning(0.0),
        called(form.elu, "bpelu({0},{1})", form.CALL2), "ELU", "elu", arity=2,
    ),
    _compares(
        "leaky_relu", comparisons.leaky, comparisons.leaky_derivative, turning(0.0),
        CompiledForm("{0} if {0} > 0.0 else {1} * {0}", form.leaky, "bpleaky({0},{1})"), "LeakyReLU",
    )._replace(arity=2),
    _compares(
        "huber", comparisons.huber, comparisons.huber_derivative, turning(0.0),
        called(form.huber, "bphuber({0},{1})", form.CALL2), "huber",
    )._replace(arity=2),
    _compares(
        "step", comparisons.step, lambda a, o, f: (0, 0), exactly(interval.step_bounds),
        CompiledForm("1.0 if {0} > 0.0 else {1} if {0} == 0.0 else 0.0", form.step, "bpstep({0},{1})"), "step",
    )._replace(arity=2),
    _compares(
        "same", lambda a, at: int(at[0] == at[1]), lambda a, o, f: (0, 0), exactly(interval.same_bounds),
        CompiledForm("1.0 if {0} == {1} else 0.0", "equal", "bpsame({0},{1})"), "same",
    )._replace(arity=2),
    Operation(
        "floor", lambda x: float(math.floor(x)), lambda x: Fraction(math.floor(x)), lambda a, o, f: (0,),
        exactly(monotone), called("floor", "bpfloor({0})"), "floor", "floor",
    ),
    _compares("sign", comparisons.sign, lambda a, o, f: (0,), exactly(monotone), called("sign", "signum({0})"), "sign"),
    _compares(
        "max", lambda a, at: a[0] if at[0] >= at[1] else a[1], comparisons.larger, exactly(monotone),
        CompiledForm("{0} if {0} >= {1} else {1}", "maximum", "max({0},{1})"), "max",
    )._replace(arity=2, spellings=("max",), chained=True),
    _compares(
        "largest", comparisons.largest, comparisons.largest_derivative, exactly(monotone),
        CompiledForm(form.largest, form.largest_arrays, maxima.largest),
        "max",
    )._replace(arity=0, ascii="max"),
    _compares(
        "winner", comparisons.winner, lambda a, o, f: (0,) * len(a), interval.winner_bounds,
        CompiledForm(form.winner, form.winner_arrays, maxima.winner), "winner",
    )._replace(arity=0, has_place=True),
    _compares(
        "min", lambda a, at: a[0] if at[0] <= at[1] else a[1], comparisons.smaller, exactly(monotone),
        CompiledForm("{0} if {0} <= {1} else {1}", "minimum", "min({0},{1})"), "min",
    )._replace(arity=2, spellings=("min",), chained=True),
)  # fmt: skip
OPERATIONS = {row.name: row for row in _ROWS}
CHAINED = frozenset(row.name for row in _ROWS if row.chained)
