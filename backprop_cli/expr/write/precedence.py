"""How tightly a written expression binds: who needs brackets around what, on a line and in two dimensions."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..names import parse
from ..node import Node
from ..simplify import is_unit

SUM, NEGATION, PRODUCT, MATMUL, QUOTIENT, POWER, ATOM = 1, 2, 3, 4, 5, 6, 9


def precedence(node: Node, flat: bool = True) -> int:
    """How tightly the writing of a node binds.

    flat: on one line. In two dimensions a fraction stands for itself (but not under an exponent), e^x has an exponent
    of its own, and a root covers what is under it.
    """
    found = _PRECEDENCES.get(node.op, ATOM) if flat else _TALL.get(node.op) or _PRECEDENCES.get(node.op, ATOM)
    return found(node) if callable(found) else found


def _number(node: Node) -> int:
    if node.data < 0:
        return SUM
    return QUOTIENT if type(node.data) is Fraction and node.data.denominator > 1 else ATOM


def _symbol(node: Node) -> int:
    # Under an exponent alone: ∂L/∂W² would be the square of W; ∂L/∂Hᵀ nobody takes for anything else.
    return POWER + 2 if parse(node.data).by else ATOM


def _tall_number(node: Node) -> int:
    flat = _number(node)
    return POWER if flat == QUOTIENT else flat


def leads_negative(node: Node) -> bool:
    """Whether the writing begins with the minus of a number: no brackets at the start of a product."""
    if node.op == "number":
        return bool(node.data < 0)
    return node.op in ("mul", "matmul", "div") and leads_negative(node.args[0])


def is_negative(node: Node) -> bool:
    """Whether the node is written as a minus before something: a fraction has that minus before the whole."""
    return node.op == "neg" or (node.op == "number" and bool(node.data < 0))


def is_entrywise(node: Node) -> bool:
    """Whether this is a product of two matrices entry by entry, which binds less tightly than one of matrices."""
    return node.op == "mul" and bool(node.args[0].shape and node.args[1].shape)


def _product(node: Node) -> int:
    if node.op == "mul" and any(arg.op == "picked" and is_unit(arg) for arg in node.args):
        return ATOM  # diag(…)
    if leads_negative(node):
        return NEGATION
    return PRODUCT if is_entrywise(node) else MATMUL


def _tall_product(node: Node) -> int:
    # There a negative number has brackets of its own also at the start, so that the product begins with no minus.
    return PRODUCT if is_entrywise(node) else MATMUL


def _fraction(node: Node) -> int:
    return NEGATION if is_negative(node.args[0]) else POWER


def is_single(node: Node) -> bool:
    """Whether a sum is over one entry, which is then written without Σ."""
    shape = node.args[0].shape
    return not shape or shape[node.data] == 1


def _sum(node: Node) -> int:
    return precedence(node.args[0]) if is_single(node) else PRODUCT + 1


def _paired(node: Node) -> int:
    from ..windows import INPUT, KERNEL  # which most formulas do without

    wanted, geometry = node.data
    return ATOM if wanted == INPUT or (geometry.turned and wanted == KERNEL) else PRODUCT


_PRECEDENCES: dict[str, int | Callable[[Node], int]] = {
    "number": _number, "symbol": _symbol, "add": SUM, "neg": NEGATION, "mul": _product, "matmul": _product,
    "div": _product, "xdivy": _product, "power": POWER, "xlogy": PRODUCT, "ln": PRODUCT, "log_sigmoid": PRODUCT,
    "softmax": PRODUCT, "outer": MATMUL, "row_sum": PRODUCT, "column_sum": PRODUCT, "transpose": POWER + 1, "sum": _sum,
    "paired": _paired, "channel_sum": PRODUCT,
    "reshape": lambda node: ATOM if node.data else precedence(node.args[0]),
    "stacked": lambda node: precedence(node.args[0]), "picked": lambda node: precedence(node.args[0]),
}  # fmt: skip
_TALL: dict[str, int | Callable[[Node], int]] = {
    "number": _tall_number, "mul": _tall_product, "matmul": _tall_product,
    "div": _fraction, "xdivy": _fraction, "softmax": POWER, "exp": POWER, "transpose": POWER,
}  # fmt: skip
