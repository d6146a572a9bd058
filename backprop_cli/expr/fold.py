"""Light folding: numbers are computed exactly and neutral elements disappear; nothing is rearranged."""

from __future__ import annotations

from fractions import Fraction

from .node import Node, elementwise, intern, is_number, number
from .operations import OPERATIONS

MAX_DIGITS = 60
_LIMIT = 10**MAX_DIGITS


def fold(op: str, args: tuple[Node, ...]) -> Node | None:
    """The simpler node that op(args) equals, or None where it stays as it is."""
    if all(arg.op == "number" for arg in args):
        value = exact_value(op, tuple(arg.data for arg in args))
        if value is not None:
            return number(value)
    rule = NEUTRAL.get(op)
    return rule(args) if rule else None


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


def _add(args: tuple[Node, ...]) -> Node | None:
    kept = tuple(arg for arg in args if not is_number(arg, 0))
    if len(kept) == len(args):
        return number(0) if _opposite(args) else _subtracted(args)
    if not kept:
        return args[0]
    return kept[0] if len(kept) == 1 else elementwise("add", *kept)


def _opposite(args: tuple[Node, ...]) -> bool:
    if len(args) != 2 or args[0].shape:
        return False
    first, second = args
    return (second.op == "neg" and second.args[0] is first) or (first.op == "neg" and first.args[0] is second)


def _subtracted(args: tuple[Node, ...]) -> Node | None:
    """x + (−1) is x − 1."""
    if not any(arg.op == "number" and arg.data < 0 for arg in args[1:]):
        return None
    shape = next((arg.shape for arg in args if arg.shape), ())
    turned = (
        intern("neg", (number(-arg.data),), None, ()) if arg.op == "number" and arg.data < 0 else arg
        for arg in args[1:]
    )
    return intern("add", (args[0], *turned), None, shape)


def _mul(args: tuple[Node, ...]) -> Node | None:
    first, second = args
    if is_number(first, 1) or (first.op == "eye" and first.data == 1):
        return second
    if first.op == "mul" and first.args[0].op == "eye":
        return first.args[0] * (first.args[1] * second)
    if is_number(second, 1):
        return first
    if first.op == second.op == "neg":
        return first.args[0] * second.args[0]
    if not (first.shape or second.shape) and (is_number(first, 0) or is_number(second, 0)):
        return number(0)
    if second.op == "number" and first.op != "number":
        return second * first
    if first.op == "number" and first.data < 0:
        return -(number(-first.data) * second)
    if first.op == "number" and second.op == "neg":
        return -(first * second.args[0])
    if first.op == "number" and second.op == "mul" and second.args[0].op == "number":
        product = exact_value("mul", (first.data, second.args[0].data))
        return None if product is None else number(product) * second.args[1]
    return None


def _div(args: tuple[Node, ...]) -> Node | None:
    first, second = args
    if is_number(second, 1):
        return first
    return first if is_number(first, 0) and second.op != "number" and not second.shape else None


def _neg(args: tuple[Node, ...]) -> Node | None:
    (inner,) = args
    return inner.args[0] if inner.op == "neg" else None


def _ln(args: tuple[Node, ...]) -> Node | None:
    (inner,) = args
    if is_number(inner) and inner.data.numerator == 1 and inner.data > 0:
        return -elementwise("ln", number(inner.data.denominator))
    return None


def _xlogy(args: tuple[Node, ...]) -> Node | None:
    factor, inside = args
    return elementwise("ln", inside) if is_number(factor, 1) else None


def _log_share(args: tuple[Node, ...]) -> Node | None:
    """ln softmax of n equal numbers is −ln n."""
    row = args[1:]
    return -elementwise("ln", number(len(row))) if all(arg is args[0] for arg in row) else None


def _log_sigmoid(args: tuple[Node, ...]) -> Node | None:
    """ln σ(0) is −ln 2."""
    return -elementwise("ln", number(2)) if is_number(args[0], 0) else None


def _power(args: tuple[Node, ...]) -> Node | None:
    base, exponent = args
    return base if is_number(exponent, 1) else None


NEUTRAL = {
    "add": _add,
    "mul": _mul,
    "div": _div,
    "neg": _neg,
    "ln": _ln,
    "xlogy": _xlogy,
    "power": _power,
    "log_softmax": _log_share,
    "log_sigmoid": _log_sigmoid,
}
