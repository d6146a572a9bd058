"""Expressions as text: one walk yields pieces, a style says which signs are used.

A piece is a string or a `Matrix` of cells; whoever joins them decides how a matrix stands on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ..node import Node, number
from ..operations import OPERATIONS
from .pieces import Matrix, Piece, inline, merged
from .precedence import ATOM, MATMUL, POWER, PRODUCT, SUM, is_entrywise, is_single, leads_negative, precedence
from .style import CANONICAL, Style


def text(node: Node, style: Style = CANONICAL) -> str:
    """The expression on one line; matrices as (1, 2) and [[1, 2], [3, 4]]."""
    return inline(pieces(node, style))


def pieces(node: Node, style: Style) -> list[Piece]:
    """The expression's pieces in reading order."""
    return list(merged(_write(node, style, 0)))


def _write(node: Node, style: Style, outer: int) -> Iterator[Piece]:
    """The pieces of a node, in brackets where it binds less tightly than what is around it."""
    write = _WRITERS.get(node.op, _function)
    if precedence(node) < outer:
        yield "("
        yield from write(node, style)
        yield ")"
    else:
        yield from write(node, style)


def number_text(value: Any, style: Style) -> str:
    """An exact fraction or a float in a style."""
    if style.number and not isinstance(value, Node):
        return style.number(value)
    if isinstance(value, Node):
        return text(value, style)
    if not isinstance(value, Fraction):
        return repr(value)
    if value == Fraction(1, 2):
        return style.half
    return str(value).replace("-", style.minus)


def _number(node: Node, style: Style) -> Iterator[Piece]:
    yield number_text(node.data, style)


def _symbol(node: Node, style: Style) -> Iterator[Piece]:
    yield style.name(node.data)


def _literal(node: Node, style: Style) -> Iterator[Piece]:
    table = node.data if len(node.shape) == 2 else (node.data,)
    yield Matrix(tuple(tuple(number_text(cell, style) for cell in row) for row in table))


def _row_count(node: Node) -> int:
    return int(node.shape[0]) if len(node.shape) == 2 else 1


def _add(node: Node, style: Style) -> Iterator[Piece]:
    first, *rest = node.args
    if first.op == "neg" and len(rest) == 1 and rest[0].op != "neg":
        first, rest = rest[0], [first]
    yield from _write(first, style, SUM)
    for term in rest:
        if term.op == "neg":
            yield f" {style.minus} "
            yield from _write(term.args[0], style, PRODUCT)
        else:
            yield " + "
            yield from _write(term, style, PRODUCT)


def _neg(node: Node, style: Style) -> Iterator[Piece]:
    yield style.minus
    yield from _write(node.args[0], style, PRODUCT)


def _product(node: Node, style: Style) -> Iterator[Piece]:
    left, right = node.args
    if "eye" in (left.op, right.op):
        yield "diag("
        yield from _write(left if right.op == "eye" else right, style, 0)
        yield ")"
        return
    entrywise = is_entrywise(node)
    binds = PRODUCT if entrywise else MATMUL
    yield from _write(left, style, 0 if leads_negative(left) else binds)
    yield style.hadamard if entrywise else style.times
    associates = node.op == right.op == "mul" and not (is_entrywise(right) and not entrywise)
    yield from _write(right, style, binds if associates else binds + 1)


def _quotient(node: Node, style: Style) -> Iterator[Piece]:
    yield from _write(node.args[0], style, 0 if leads_negative(node.args[0]) else PRODUCT)
    yield "/"
    yield from _write(node.args[1], style, MATMUL + 2)


def _power(node: Node, style: Style) -> Iterator[Piece]:
    base, exponent = node.args
    yield from _write(base, style, POWER + 1)
    if exponent.op == "number" and exponent.data == 2:
        yield style.squared
    else:
        yield "^"
        yield from _write(exponent, style, POWER + 1)


def _xlogy(node: Node, style: Style) -> Iterator[Piece]:
    yield from _write(node.args[0], style, PRODUCT)
    yield style.times
    yield "ln "
    yield from _write(node.args[1], style, POWER)


def _ln(node: Node, style: Style) -> Iterator[Piece]:
    yield "ln "
    yield from _write(node.args[0], style, POWER)


def _log_sigmoid(node: Node, style: Style) -> Iterator[Piece]:
    yield "ln "
    yield from _function(node, style, "σ" if style.functions == "typeset" else "sigmoid")


def _boxed(node: Node, style: Style) -> Iterator[Piece]:
    yield f"{style.box[0]}{style.name(node.data)}: "
    yield from _write(node.args[0], style, 0)
    yield style.box[1]


def _shaped(node: Node, style: Style) -> Iterator[Piece]:
    yield from _write(node.args[0], style, ATOM)
    yield f"{style.shape[0]}{style.shape[1].join(map(str, node.data))}{style.shape[2]}"


def _call(node: Node, style: Style) -> Iterator[Piece]:
    yield from _function(node, style, style.name(node.data))


def _shares(node: Node, style: Style) -> Iterator[Piece]:
    """e^x / (e^x1 + e^x2 + …), or its logarithm."""
    if node.op == "log_softmax":
        yield "ln("
    for index, arg in enumerate(node.args):
        yield ("/(" if index == 1 else " + ") if index else ""
        yield from _function(arg, style, "exp", (arg,))
    yield "))" if node.op == "log_softmax" else ")"


def _by_rows(node: Node, style: Style) -> Iterator[Piece]:
    yield from _function(node, style, node.data.replace("log_", "ln "))


def _row_sum(node: Node, style: Style) -> Iterator[Piece]:
    (inner,) = node.args
    if not inner.shape or inner.shape[1] == 1:
        yield from _write(inner, style, PRODUCT + 1)
    else:
        yield style.total[1]
        yield from _write(inner, style, PRODUCT + 1)


def _step(node: Node, style: Style) -> Iterator[Piece]:
    inside, at_zero = node.args
    sign = style.at_least if at_zero.op == "number" and at_zero.data == 1 else ">"
    yield "["
    yield from _write(inside, style, 0)
    yield f" {sign} 0"
    if not (at_zero.op == "number" and at_zero.data in (0, 1)):
        yield "; 0 → " if style.functions == "typeset" else "; 0 -> "
        yield from _write(at_zero, style, 0)
    yield "]"


def _abs(node: Node, style: Style) -> Iterator[Piece]:
    yield "|"
    yield from _write(node.args[0], style, 0)
    yield "|"


def _transpose(node: Node, style: Style) -> Iterator[Piece]:
    yield from _write(node.args[0], style, POWER + 1)
    yield style.transposed


def _sum(node: Node, style: Style) -> Iterator[Piece]:
    (inner,) = node.args
    if is_single(node):
        yield from _write(inner, style, precedence(node))
        return
    yield style.total[node.data if len(inner.shape) == 2 else int(_is_features(inner))]
    yield from _write(inner, style, PRODUCT + 1)


def _is_features(vector: Node) -> bool:
    """Whether a vector has an entry for each output, not one for each observation."""
    return vector.op == "sum" and vector.data == 0


def _eye(node: Node, style: Style) -> Iterator[Piece]:
    yield "I"


def _function(
    node: Node, style: Style, name: str | None = None, args: tuple[Node, ...] | None = None
) -> Iterator[Piece]:
    args = node.args if args is None else args
    yield getattr(OPERATIONS[node.op], style.functions) if name is None else name
    if len(args) == 1 and args[0].op == "literal" and _row_count(args[0]) == 1:
        yield from _literal(args[0], style)
        return
    yield "("
    for index, arg in enumerate(args):
        if index:
            yield ", "
        yield from _write(arg, style, 0)
    yield ")"


_WRITERS: dict[str, Callable[[Node, Style], Iterator[Piece]]] = {
    "number": _number,
    "symbol": _symbol,
    "literal": _literal,
    "eye": _eye,
    "add": _add,
    "neg": _neg,
    "mul": _product,
    "matmul": _product,
    "div": _quotient,
    "xdivy": _quotient,
    "power": _power,
    "xlogy": _xlogy,
    "ln": _ln,
    "log_sigmoid": _log_sigmoid,
    "call": _call,
    "boxed": _boxed,
    "shaped": _shaped,
    "softmax": _shares,
    "log_softmax": _shares,
    "by_rows": _by_rows,
    "row_sum": _row_sum,
    "step": _step,
    "abs": _abs,
    "transpose": _transpose,
    "sum": _sum,
}


def starts(element: Node | Fraction, style: Style, limit: int | None = None) -> str:
    """The text of a scalar, or only its first characters where it is longer than the limit."""
    node = element if isinstance(element, Node) else number(element)
    said = ""
    for piece in _write(node, style, 0):
        said += str(piece)
        if limit and len(said) >= limit:
            break
    return said
