"""How tightly the text of an expression binds: who needs brackets around what."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..node import Node

SUM, NEGATION, PRODUCT, MATMUL, POWER, ATOM = 1, 2, 3, 4, 6, 9


def precedence(node: Node) -> int:
    """How tightly a node's own text binds."""
    found = _PRECEDENCES.get(node.op, ATOM)
    return found(node) if callable(found) else found


def _number_precedence(node: Node) -> int:
    value = node.data
    if isinstance(value, Node):
        return precedence(value)
    if value < 0:
        return SUM
    return MATMUL + 1 if isinstance(value, Fraction) and value.denominator > 1 else ATOM


def leads_negative(node: Node) -> bool:
    """Whether the text begins with the minus of a number: no brackets at the start of a product."""
    if node.op == "number":
        return not isinstance(node.data, Node) and bool(node.data < 0)
    return node.op in ("mul", "matmul", "div") and leads_negative(node.args[0])


def is_entrywise(node: Node) -> bool:
    """Whether this is a product of two matrices entry by entry, which binds less tightly than one of matrices."""
    return node.op == "mul" and bool(node.args[0].shape and node.args[1].shape)


def _product_precedence(node: Node) -> int:
    if leads_negative(node):
        return NEGATION
    return PRODUCT if is_entrywise(node) else MATMUL


def is_single(node: Node) -> bool:
    shape = node.args[0].shape
    return not shape or shape[node.data] == 1


def _sum_precedence(node: Node) -> int:
    (inner,) = node.args
    if not is_single(node):
        return PRODUCT + 1
    return precedence(inner)


_PRECEDENCES: dict[str, int | Callable[[Node], int]] = {
    "number": _number_precedence,
    "add": SUM,
    "neg": NEGATION,
    "mul": _product_precedence,
    "matmul": _product_precedence,
    "div": _product_precedence,
    "xdivy": _product_precedence,
    "power": POWER,
    "xlogy": PRODUCT,
    "ln": PRODUCT,
    "log_sigmoid": PRODUCT,
    "softmax": PRODUCT,
    "row_sum": PRODUCT,
    "transpose": POWER + 1,
    "sum": _sum_precedence,
}
