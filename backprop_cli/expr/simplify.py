"""Light simplification: neutral elements disappear and numbers come first; nothing else is rearranged.

A rule takes the operands and `f`, which applies an operation of the table to expressions; it gives what is simpler, or
None where the operation stays as it is.
"""

from __future__ import annotations

from ..typed import Any

Operands = tuple[Any, ...]


def is_number(node: Any, value: int | None = None) -> bool:
    """Whether the node is a number (that number, if one is given)."""
    return bool(node.op == "number" and (value is None or node.data == value))


def add(args: Operands, f: Any) -> Any:
    """Without zeros; x − x is 0."""
    kept = tuple(arg for arg in args if not is_number(arg, 0))
    if len(kept) == len(args):
        return 0 if _opposite(args) else None
    if not kept:
        return args[0]
    return kept[0] if len(kept) == 1 else f("add", *kept)


def _opposite(args: Operands) -> bool:
    if len(args) != 2 or args[0].shape:
        return False
    first, second = args
    return (second.op == "neg" and second.args[0] is first) or (first.op == "neg" and first.args[0] is second)


def is_unit(node: Any) -> bool:
    """Whether this is the identity, or stands for each of its rows: times it entry by entry, a factor is a diagonal."""
    return bool(node.op == "eye" or (node.op == "picked" and node.args[0].op == "eye"))


def mul(args: Operands, f: Any) -> Any:
    """Without ones and pairs of signs; numbers come first."""
    first, second = args
    if is_number(first, 1) or (is_unit(first) and first.shape in ((1, 1), (1,))):
        return second
    if first.op == "mul" and is_unit(first.args[0]):
        return first.args[0] * (first.args[1] * second)
    if "ones" in (first.op, second.op) and first.shape == second.shape:
        return second if first.op == "ones" else first
    if is_number(second, 1):
        return first
    if first.op == second.op == "neg":
        return first.args[0] * second.args[0]
    if not (first.shape or second.shape) and (is_number(first, 0) or is_number(second, 0)):
        return 0
    if second.op == "number" and first.op != "number":
        return second * first
    if first.op == "number" and first.data < 0:
        return -(-first.data * second)
    if first.op == "number" and second.op == "neg":
        return -(first * second.args[0])
    if first.op == "number" and second.op == "mul" and second.args[0].op == "number":
        product = first * second.args[0]  # no number where it has too many digits: then it is not pulled together
        return product * second.args[1] if product.op == "number" else None
    return None


def div(args: Operands, f: Any) -> Any:
    """x/1 is x, and 0/x is 0."""
    first, second = args
    if is_number(second, 1):
        return first
    return first if is_number(first, 0) and second.op != "number" and not second.shape else None


def neg(args: Operands, f: Any) -> Any:
    """−(−x) is x."""
    (inner,) = args
    return inner.args[0] if inner.op == "neg" else None


def ln(args: Operands, f: Any) -> Any:
    """ln(1/n) is −ln n."""
    (inner,) = args
    if is_number(inner) and inner.data.numerator == 1 and inner.data > 0:
        return -f("ln", inner.data.denominator)
    return None


def xlogy(args: Operands, f: Any) -> Any:
    """1·ln x is ln x."""
    factor, inside = args
    return f("ln", inside) if is_number(factor, 1) else None


def log_softmax(args: Operands, f: Any) -> Any:
    """ln softmax of n equal numbers is −ln n."""
    row = args[1:]
    return -f("ln", len(row)) if all(arg is args[0] for arg in row) else None


def log_sigmoid(args: Operands, f: Any) -> Any:
    """ln σ(0) is −ln 2."""
    return -f("ln", 2) if is_number(args[0], 0) else None


def power(args: Operands, f: Any) -> Any:
    """x^1 is x, and x^0 is 1."""
    base, exponent = args
    if is_number(exponent, 0) and not base.shape:
        return 1
    return base if is_number(exponent, 1) else None
