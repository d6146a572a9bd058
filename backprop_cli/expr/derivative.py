"""The automatic derivative of expressions of numbers and matrices: reverse accumulation, one rule per operation."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import ShapeError
from ..typed import Any
from .axes import reshape
from .node import (
    Node,
    Operand,
    Shape,
    apply,
    as_node,
    between,
    by_columns,
    by_rows,
    column_sum,
    columns,
    elementwise,
    is_number,
    matmul,
    number,
    ones,
    outer,
    row_sum,
    rows,
    symbol,
    transpose,
)
from .operations import OPERATIONS
from .traverse import upwards
from .windows import READS, by_channel, paired, spread, to_winners


def derivatives(out: Node) -> dict[Node, Node]:
    """The derivative of a scalar expression by every node in it. Source: Griewank and Walther, 3.2."""
    return pulled_back(out, number(1))


def pulled_back(out: Node, d: Node, relu_at_zero: Operand = 0) -> dict[Node, Node]:
    """What the gradient d of an expression becomes for every node in it.

    A gradient may be a scalar, or a row, where all entries, or all rows, of it are the same: `full` writes it out.
    relu_at_zero: the derivative of max(0, x) at 0.
    """
    gradient: dict[Node, Node] = {out: d}
    for node in reversed(upwards(out)):
        if not node.args or node not in gradient:
            continue
        for arg, part in zip(node.args, _parts(node, gradient[node], relu_at_zero)):
            gradient[arg] = gradient[arg] + part if arg in gradient else part
    return gradient


def _parts(node: Node, d: Node, relu_at_zero: Operand) -> list[Node]:
    rule = _RULES.get(node.op)
    if rule:
        return list(rule(node, d))
    partials = OPERATIONS[node.op].derivative(node.args, node, apply)
    if node.op == "relu":
        partials = (elementwise("step", node.args[0], relu_at_zero),)
    parts = [_times(d, as_node(partial)) for partial in partials]
    return [summed_to(part, node.shape, arg.shape) for part, arg in zip(parts, node.args)]


def _times(d: Node, partial: Node) -> Node:
    """A gradient times a partial derivative, as a person writes it: a sign before the whole, d/y for d·(1/y)."""
    if partial.op == "neg":
        return -_times(d, partial.args[0])
    if d.op == "neg":
        return -_times(d.args[0], partial)
    if is_number(partial, -1):
        return -d
    if d.op == "div" and all(part.op == "mul" and part.args[0].op == "number" for part in (d.args[1], partial)):
        (below, bottom), (above, top) = d.args[1].args, partial.args
        if below == above:  # √(Σ u²): u/√(…), not 1/(2·√(…))·2·u
            return d.args[0] * top / bottom
    for one, other in ((partial, d), (d, partial)):
        if one.op == "div" and is_number(one.args[0], 1) and other.op != "number":
            return other / one.args[1]
    return d * partial


def _turned(node: Node) -> Node:
    """The transpose of a gradient, inside its products: dᵀ·Q for (Qᵀ·d)ᵀ."""
    if node.op == "matmul" and all(len(arg.shape) == 2 for arg in node.args):
        return matmul(_turned(node.args[1]), _turned(node.args[0]))
    if node.op in ("mul", "div") and not (node.args[0].shape and node.args[1].shape):
        return elementwise(node.op, *map(_turned, node.args))
    return transpose(node)


def full(gradient: Node, shape: Shape) -> Node:
    """A gradient in the shape of its value. Raises ShapeError where it has another that cannot be repeated to it.

    Every gradient of a formula passes here, so that none has another shape than its value.
    """
    written = gradient if gradient.shape == shape else gradient * ones(shape)
    if written.shape != shape:
        raise ShapeError(written.shape, shape)
    return written


def summed_to(part: Node, whole: Shape, shape: Shape) -> Node:
    """The gradient of an operand of this shape, which the operation repeated (broadcast) to the shape `whole`.

    The sum over what was repeated. part: the gradient by the repeated operand, which may lack axes along which it is
    the same.
    """
    while len(whole) > len(shape):
        part, whole = _down(part, whole), whole[1:]
    if len(whole) > 2:
        return _summed_axes(part, whole, shape)
    if whole and shape[-1] == 1 != whole[-1]:
        part = _along(part, whole)
    if len(whole) == 2 and shape[0] == 1 != whole[0]:
        part = transpose(row_sum(transpose(part))) if len(part.shape) == 2 else part * _size(whole[0])
    return part


def _summed_axes(part: Node, whole: Shape, shape: Shape) -> Node:
    """The sum over every axis of an array along which the operand had a single item."""
    part = full(part, whole)
    for axis, (size, repeated) in enumerate(zip(shape, whole)):
        if size == 1 != repeated:
            part = reshape(part.sum(axis), (*part.shape[:axis], 1, *part.shape[axis + 1 :]))
    return part


def _down(part: Node, whole: Shape) -> Node:
    """The sum over the first axis, which is then gone."""
    return part.sum(rows) if len(part.shape) == len(whole) else part * _size(whole[0])


def _along(part: Node, whole: Shape) -> Node:
    """The sum over the last axis, of which one entry stays."""
    if not part.shape or part.shape[-1] == 1:
        return part * _size(whole[-1])
    return row_sum(part) if len(part.shape) == 2 else part.sum(rows)


def _size(size: Any) -> Node:
    return symbol(size) if isinstance(size, str) else number(size)


def _matmul(node: Node, d: Node) -> tuple[Node, Node]:
    left, right = node.args
    if not node.shape:
        return d * right, d * left
    d = full(d, node.shape)
    by_left = outer(d, right) if len(right.shape) == 1 else matmul(d, transpose(right))
    by_right = outer(left, d) if len(left.shape) == 1 else matmul(transpose(left), d)
    return by_left, by_right


def _outer(node: Node, d: Node) -> tuple[Node, Node]:
    left, right = node.args
    d = full(d, node.shape)
    return matmul(d, right), matmul(_turned(d), left)


def _transpose(node: Node, d: Node) -> tuple[Node]:
    return (_turned(full(d, node.shape) if d.shape else d),)


def _sum(node: Node, d: Node) -> tuple[Node]:
    whole = node.args[0].shape
    if len(whole) > 2:
        return (full(reshape(full(d, node.shape), (*node.shape[: node.data], 1, *node.shape[node.data :])), whole),)
    if d.shape and node.data == columns:
        return (outer(d, ones(whole[1:])),)
    return (d,)


def _row_sum(node: Node, d: Node) -> tuple[Node]:
    return (full(d, node.shape) if d.shape else d,)


def _by_rows(node: Node, d: Node) -> tuple[Node]:
    total = row_sum if len(node.shape) == 2 else lambda part: part.sum(rows)
    if node.data == "softmax":
        return (node * (d - total(d * node)),)
    d = full(d, node.shape)
    return (d - by_rows("softmax", node.args[0]) * total(d),)


def _by_columns(node: Node, d: Node) -> tuple[Node]:
    if node.data == "softmax":
        return (node * (d - column_sum(full(d, node.shape) * node)),)
    d = full(d, node.shape)
    return (d - by_columns("softmax", node.args[0]) * column_sum(d),)


def _concat(node: Node, d: Node) -> list[Node]:
    places, first = [], 1
    for arg in node.args:
        places.append((first, first + arg.shape[-1] - 1))
        first += arg.shape[-1]
    return [between(full(d, node.shape), *place) for place in places]


def _reshape(node: Node, d: Node) -> tuple[Node]:
    return (reshape(full(d, node.shape), node.args[0].shape, node.data and "reshape"),)


def _paired(node: Node, d: Node) -> tuple[Node, ...]:
    """A sum of products: by one factor, the same sum with the gradient in the place of what it was."""
    wanted, geometry = node.data
    parts = dict(zip(READS[wanted], node.args)) | {wanted: full(d, node.shape)}
    factors = {name: [parts[read] for read in READS[name]] for name in READS[wanted]}
    return tuple(paired(left, right, name, geometry) for name, (left, right) in factors.items())


def _max_pool(node: Node, d: Node) -> tuple[Node]:
    return (to_winners(full(d, node.shape), node.args[0], node.data),)


def _mean_pool(node: Node, d: Node) -> tuple[Node]:
    return (spread(full(d, node.shape), node.data),)


def _channel_sum(node: Node, d: Node) -> tuple[Node]:
    inner = node.args[0].shape
    return (full(by_channel(full(d, node.shape), len(inner)), inner),)


_RULES: dict[str, Callable[[Node, Node], Any]] = {
    "matmul": _matmul,
    "outer": _outer,
    "transpose": _transpose,
    "sum": _sum,
    "reshape": _reshape,
    "paired": _paired,
    "max_pool": _max_pool,
    "mean_pool": _mean_pool,
    "channel_sum": _channel_sum,
    "row_sum": _row_sum,
    "column_sum": _row_sum,
    "by_rows": _by_rows,
    "by_columns": _by_columns,
    "concat": _concat,
}
