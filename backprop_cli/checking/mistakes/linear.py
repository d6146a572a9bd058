"""Misconceptions about layers with weights: products, sums, transposes, the bias."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from ...errors import ShapeError
from ...expr.node import Node, matmul, number, rows, transpose
from ...expr.traverse import parts, replaced
from ...tolerances import MOST_TERMS
from .rewriting import COMMON, RARE, Misconception, RewriteContext, terms_left_out, without
from .traits import has_weights

ALL = ("forward", "backward", "gradient", "jacobian")


def without_bias(b: Node, context: RewriteContext) -> Node | None:
    """They left out the bias."""
    return context.rewired(b=number(0)) if b.op == "symbol" else None


def bias_twice(right: Node, b: Node) -> Node | None:
    """They added the bias twice."""
    return right + b if b.op == "symbol" else None


def zero(right: Node) -> Node:
    """They thought that a bias has no gradient."""
    return right * 0


def times_input(x: Node, d: Node) -> Iterator[Node]:
    """They multiplied the bias's gradient by the input, as a weight's."""
    yield (x.T @ d).sum(rows)
    yield (x * d).sum(rows)


def times_bias(right: Node, b: Node) -> Node:
    """They multiplied the bias's gradient by the bias."""
    return right * b


def forgot_transpose(right: Node) -> Iterator[Node]:
    """They left out a transpose, and the matrices happen to fit without it."""
    for part, put in parts(right):
        if part.op == "transpose":
            with suppress(ShapeError):
                yield put(part.args[0])


def result_turned(right: Node) -> Node | None:
    """They wrote the gradient with its rows as columns."""
    return transpose(right) if len(right.shape) == 2 and right.shape != (1, 1) else None


def turned_weights(W: Node, context: RewriteContext) -> Node | None:
    """They read the weights with a row for each output."""
    return context.rewired(W=W.T) if W.shape != (1, 1) else None


def other_order(right: Node) -> Iterator[Node]:
    """They multiplied the matrices in the other order."""
    for part, put in parts(right):
        if part.op == "matmul" and part.shape != (1, 1):
            yield put(matmul(part.args[1], part.args[0]))


def by_entries(right: Node) -> Iterator[Node]:
    """They multiplied matrices entry by entry."""
    for part, put in parts(right):
        if part.op == "matmul":
            left, other = part.args
            yield put(left * other)
            yield put(left * other.T)


def added_for_multiplied(right: Node) -> Iterator[Node]:
    """They added numbers that are multiplied, where each product is one of two numbers."""
    for part, put in parts(right):
        if part.op == "matmul" and part.args[0].shape[-1] == 1:
            yield put(part.args[0] + part.args[1])


def averaged_again(right: Node, n: Node) -> Node | None:
    """They divided by the number of observations once more; the derivative of the loss is averaged already."""
    return right / n if n.op == "number" and n.data > 1 else None


def summed_again(right: Node, n: Node) -> Node | None:
    """They lost the division by the number of observations, which the derivative of the loss brings along."""
    return right * n if n.op == "number" and n.data > 1 else None


def one_term_dropped(right: Node) -> Iterator[Node]:
    """They left out one term of the sum in a product of matrices, or of a sum inside the line."""
    for part, put in parts(right):
        if part.op == "matmul" and isinstance(part.args[0].shape[-1], int):
            count = part.args[0].shape[-1]
            for left_out in range(count) if 1 < count <= MOST_TERMS else ():
                yield put(replaced(part, (part.args[0] @ without(left_out, count), part.args[1])))
        if part.op == "add" and part is not right:
            yield from map(put, terms_left_out(part))


def without_input(d: Node, right: Node) -> Iterator[Node]:
    """They took the gradient that arrives for the weights' gradient, without the layer's input."""
    yield right * 0 + d.sum(rows)
    yield d


def without_upstream(d: Node, context: RewriteContext) -> Node:
    """They took the layer's input for the weights' gradient, without the gradient that arrives."""
    return context.rewired(d=d * 0 + 1)


def through_weights(d: Node) -> Node:
    """They handed the gradient on as it arrived, without the weights."""
    return d


def weights_alone(W: Node, right: Node) -> Node | None:
    """They wrote the weights for the gradient by the input, without the gradient that arrives."""
    return W.T if W.T.shape == right.shape else None


MISTAKES = (
    Misconception("forgot_bias", ("forward",), without_bias, ("out",), has_weights, COMMON),
    Misconception("bias_gradient_forgotten", ("gradient",), zero, ("b",), has_weights, COMMON),
    Misconception("bias_gradient_times_input", ("gradient",), times_input, ("b",), has_weights, COMMON),
    Misconception("bias_gradient_times_bias", ("gradient",), times_bias, ("b",), has_weights),
    Misconception("forgot_transpose", ("backward", "gradient"), forgot_transpose, ("x", "W"), has_weights, COMMON),
    Misconception("rows_for_columns", ("gradient",), result_turned, ("W",), has_weights, COMMON),
    Misconception("rows_for_columns", ("forward",), turned_weights, ("out",), has_weights, COMMON),
    Misconception("rows_for_columns", ("jacobian",), result_turned),
    Misconception("averaged_for_summed", ("gradient",), averaged_again, ("W", "b"), has_weights),
    Misconception("summed_for_averaged", ("gradient",), summed_again, ("W", "b"), has_weights),
    Misconception("wrong_order_of_product", ("forward", "backward", "gradient"), other_order, (), has_weights),
    Misconception("forgot_input", ("gradient",), without_input, ("W",), has_weights, COMMON),
    Misconception("forgot_upstream", ("gradient",), without_upstream, ("W", "b"), has_weights, COMMON),
    Misconception("forgot_upstream", ("backward",), weights_alone, ("x",), has_weights),
    Misconception("forgot_weights", ("backward",), through_weights, ("x",), has_weights, COMMON),
    Misconception("path_left_out", ("backward",), one_term_dropped, ("x",), has_weights, COMMON),
    Misconception("term_dropped", ("forward", "gradient"), one_term_dropped, ("out", "W"), has_weights, COMMON),
    Misconception("product_by_entries", ALL, by_entries, (), has_weights),
    Misconception("added_for_multiplied", ALL, added_for_multiplied, (), has_weights),
    Misconception("bias_added_twice", ("forward",), bias_twice, ("out",), has_weights, RARE),
)
