"""What formulas of matrices mean: their products, what is turned, and functions of whole matrices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import prod

from ...errors import Message, ShapeError, plainly
from ...typed import Any
from ..node import (
    Node,
    by_rows,
    concat,
    elementwise,
    eye,
    intern,
    is_number,
    matmul,
    number,
    outer,
    row_sum,
    rows,
    transpose,
)
from ..operations import CHAINED
from ..traverse import fold, replaced
from .tokens import FormulaError, Token

EULER = elementwise("exp", 1)
AXES = ("rows", "columns")


def fitting(column: int, make: Callable[..., Node], *args: Any) -> Node:
    """What is made of some operands. Raises FormulaError, at the column, where their shapes do not fit."""
    try:
        return make(*args)
    except ShapeError as error:
        sizes = {"left": _size(error.left), "right": _size(error.right)}
        raise FormulaError(Message("fault.shapes", sizes), column) from None


def applied(op: str, args: list[Node]) -> Node:
    """An operation of the table on the arguments of a formula; max(0, x) is ReLU."""
    if op == "max" and len(args) == 2 and any(is_number(arg, 0) for arg in args):
        return elementwise("relu", args[1] if is_number(args[0], 0) else args[0])
    return reduce(lambda left, right: elementwise(op, left, right), args) if op in CHAINED else elementwise(op, *args)


def product_as_written(column: int, left: Node, right: Node, sign: str) -> Node:
    """Of two matrices whose sizes fit their product; else, and with ⊙, entry by entry. Raises FormulaError."""
    fits = len(left.shape) == len(right.shape) == 2 and left.shape[1] == right.shape[0]
    return fitting(column, matmul if fits and sign != "⊙" else _numbers_first, left, right)


def product_in_formula(column: int, left: Node, right: Node, sign: str) -> Node:
    """With @ and · the product of matrices or vectors, with ⊙ and * entry by entry; of numbers, their product.

    Raises FormulaError where sizes do not fit, and where * stands between matrices that have a product.
    """
    if min(prod(left.shape), prod(right.shape)) == 1 and not (left.shape and right.shape):
        return fitting(column, _numbers_first, left, right)
    if sign in "@·":
        return fitting(column, _product_of_matrices, left, right)
    sizes = {"left": _size(left.shape), "right": _size(right.shape)}
    two = 1 not in (prod(left.shape), prod(right.shape)) and 2 in (len(left.shape), len(right.shape))
    if sign == "*" and two and left.shape[-1] == right.shape[0]:
        raise FormulaError(Message("fault.which_product", sizes), column, Message("hint.which_product"))
    return fitting(column, elementwise, "mul", left, right)


def _product_of_matrices(left: Node, right: Node) -> Node:
    """A vector is a row on the left and a column on the right; u·vᵀ of two is the matrix of their products."""
    if _is_turned(right) and len(left.shape) == 1 and not _is_turned(left):
        return outer(left, right.args[0])
    return matmul(*(side.args[0] if _is_turned(side) else side for side in (left, right)))


def column_of(node: Node) -> Node:
    """The transpose; of a vector, a mark that `without_columns` takes away again."""
    return intern("transpose", (node,), None, node.shape) if len(node.shape) == 1 else transpose(node)


def _is_turned(node: Node) -> bool:
    return node.op == "transpose" and len(node.shape) == 1


def without_columns(node: Node) -> Node:
    """The expression without the marks of turned vectors: outside of a product, a vector is its own transpose."""

    def plain(part: Node, args: tuple[Node, ...]) -> Node:
        return args[0] if _is_turned(part) else replaced(part, args) if args != part.args else part

    return fold(node, plain) if node.shape or node.args else node


def matrix_function(token: Token, args: list[Node], axis: str) -> Node:
    """A function of whole matrices by its name. Raises FormulaError for other arguments than it takes."""
    least, most, make = MATRIX_FUNCTIONS[token.text]
    if not least <= len(args) <= most:
        values = {"name": plainly(token.text), "found": len(args), "expected": least}
        raise FormulaError(Message("fault.argument_count", values), token.column)
    return fitting(token.column, make, *args, *([axis] if token.text in ALONG_AXES else []))


def _sum(node: Node, axis: str) -> Node:
    if axis == "columns" and len(node.shape) == 2:
        return row_sum(node)
    for _ in node.shape[:1] if axis else node.shape:
        node = node.sum(rows)
    return node


def _mean(node: Node, axis: str) -> Node:
    sizes = node.shape if not axis else node.shape[:1] if axis == "rows" else node.shape[-1:]
    return number(Fraction(1, prod(sizes))) * _sum(node, axis)


def _dot(left: Node, right: Node) -> Node:
    return matmul(left, right) if len(left.shape) == len(right.shape) == 1 else _sum(left * right, "")


def _diagonal(node: Node) -> Node:
    if len(node.shape) != 1:
        raise ShapeError(node.shape, ())
    return eye(node.shape[0]) * node


# By name: the fewest arguments, the most, and what is made of them.
MATRIX_FUNCTIONS: dict[str, tuple[int, int, Callable[..., Node]]] = {
    "sum": (1, 1, _sum),
    "mean": (1, 1, _mean),
    "norm2": (1, 1, lambda node: elementwise("sqrt", _sum(node**2, ""))),
    "dot": (2, 2, _dot),
    "outer": (2, 2, outer),
    "diag": (1, 1, _diagonal),
    "concat": (2, 16, concat),
    "softmax": (1, 1, lambda node: by_rows("softmax", node)),
    "step": (1, 1, lambda node: elementwise("step", node, 0)),
    "sign": (1, 1, lambda node: elementwise("sign", node)),
    "transpose": (1, 1, column_of),
}
ALONG_AXES = ("sum", "mean")


def _numbers_first(left: Node, right: Node) -> Node:
    """A product of scalars with one number before the rest: x·(2·y) is written 2·x·y, and then read as the same."""
    if left.op == right.op == "neg":
        return _numbers_first(left.args[0], right.args[0])
    if "number" in (left.op, right.op) and "neg" in (left.op, right.op):
        return -_numbers_first(*(side.args[0] if side.op == "neg" else side for side in (left, right)))
    number_right, rest_right = _parted(right)
    if number_right is None or left.shape or right.shape:
        return left * right
    number_left, rest_left = _parted(left)
    found = number_right if number_left is None else number_left * number_right
    for rest in (rest_left, rest_right):
        found = found if rest is None else found * rest
    return found


def _parted(node: Node) -> tuple[Node | None, Node | None]:
    """The number that a product begins with, and the product of the other factors."""
    if node.op == "number":
        return node, None
    if node.op != "mul":
        return None, node
    number, rest = _parted(node.args[0])
    return number, node.args[1] if rest is None else rest * node.args[1]


def _size(shape: tuple[object, ...]) -> str:
    return "×".join(map(str, shape)) or "1"
