"""Misconceptions about linear layers: products, sums, transposes, the bias."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...expr.node import Node, matmul, number, rows, symbol, transpose
from ...expr.traverse import parts, replaced
from .rewriting import COMMON, RARE, Misconception, RewriteContext

LINEAR = ("linear",)
ALL = ("forward", "backward", "gradient", "jacobian")


def without_bias(wired: Any, b: Node) -> Node | None:
    return wired(b=number(0)) if b.op == "symbol" else None


def bias_twice(right: Node, b: Node) -> Node | None:
    return right + b if b.op == "symbol" else None


def zero(right: Node) -> Node:
    return right * 0


def times_input(x: Node, d: Node) -> Iterator[Node]:
    yield (x.T @ d).sum(rows)
    yield (x * d).sum(rows)


def times_bias(right: Node, b: Node) -> Node:
    return right * b


def forgot_transpose(right: Node) -> Iterator[Node]:
    for part, put in parts(right):
        if part.op == "transpose":
            yield put(part.args[0])


def result_turned(right: Node) -> Node | None:
    return transpose(right) if len(right.shape) == 2 and right.shape != (1, 1) else None


def turned_weights(wired: Any, W: Node) -> Node | None:
    return wired(W=W.T) if W.shape != (1, 1) else None


def other_order(right: Node) -> Iterator[Node]:
    for part, put in parts(right):
        if part.op == "matmul" and part.shape != (1, 1):
            yield put(matmul(part.args[1], part.args[0]))


def by_entries(right: Node) -> Iterator[Node]:
    for part, put in parts(right):
        if part.op == "matmul":
            left, other = part.args
            yield put(left * other)
            yield put(left * other.T)


def added_for_multiplied(right: Node) -> Iterator[Node]:
    for part, put in parts(right):
        if part.op == "matmul" and {arg.shape for arg in part.args} == {(1, 1)}:
            yield put(part.args[0] + part.args[1])


def one_term_dropped(right: Node) -> Iterator[Node]:
    """The sums of a product of matrices without one of their terms; sums written with + without one of theirs."""
    for part, put in parts(right):
        if part.op == "matmul" and isinstance(part.args[0].shape[1], int):
            count = part.args[0].shape[1]
            for left_out in range(count) if 1 < count <= 16 else ():
                yield put(replaced(part, (part.args[0] @ _without(left_out, count), part.args[1])))
        if part.op == "add" and part is not right:
            for index in range(len(part.args)):
                yield put(_sum([*part.args[:index], *part.args[index + 1 :]]))


def _sum(terms: list[Node]) -> Node:
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _without(left_out: int, count: int) -> Node:
    """The unit matrix with one 1 left out, by its name: `kept` says which."""
    return symbol(f"I:{left_out}:{count}", (count, count))


def without_input(d: Node, right: Node) -> Iterator[Node]:
    yield right * 0 + d.sum(rows)
    if d.shape == right.shape:
        yield d


def without_upstream(wired: Any, d: Node) -> Node:
    return wired(d=d * 0 + 1)  # type: ignore[no-any-return]


def input_for_gradient(right: Node, x: Node) -> Node | None:
    return x.T if x.T.shape == right.shape else x if x.shape == right.shape else None


def through_weights(d: Node, right: Node) -> Node | None:
    """What arrives, handed on without the weights."""
    return d if d.shape == right.shape else None


def weights_alone(W: Node, right: Node) -> Node | None:
    return W.T if W.T.shape == right.shape else None


def wrong_bias(right: Node, b: Node, setting: RewriteContext) -> Iterator[Node]:
    for name in setting.alike(b.data) if b.op == "symbol" else ():
        if name.startswith("b"):
            yield setting.again(b=symbol(name, b.shape))


MISTAKES = (
    Misconception("forgot_bias", ("forward",), without_bias, ("out",), LINEAR, COMMON),
    Misconception("bias_gradient_forgotten", ("gradient",), zero, ("b",), LINEAR, COMMON),
    Misconception("bias_gradient_times_input", ("gradient",), times_input, ("b",), LINEAR, COMMON),
    Misconception("bias_gradient_times_bias", ("gradient",), times_bias, ("b",), LINEAR),
    Misconception("forgot_transpose", ("backward", "gradient"), forgot_transpose, ("x", "W"), LINEAR, COMMON),
    Misconception("rows_for_columns", ("gradient",), result_turned, ("W",), LINEAR, COMMON),
    Misconception("rows_for_columns", ("forward",), turned_weights, ("out",), LINEAR, COMMON),
    Misconception("wrong_order_of_product", ("forward", "backward", "gradient"), other_order, (), LINEAR),
    Misconception("forgot_input", ("gradient",), without_input, ("W",), LINEAR, COMMON),
    Misconception("forgot_upstream", ("gradient",), without_upstream, ("W", "b"), LINEAR, COMMON),
    Misconception("forgot_upstream", ("backward",), weights_alone, ("x",), LINEAR),
    Misconception("forgot_weights", ("backward",), through_weights, ("x",), LINEAR, COMMON),
    Misconception("path_left_out", ("backward",), one_term_dropped, ("x",), LINEAR, COMMON),
    Misconception("term_dropped", ("forward", "gradient"), one_term_dropped, ("out", "W"), LINEAR, COMMON),
    Misconception("product_by_entries", ALL, by_entries, (), LINEAR),
    Misconception("added_for_multiplied", ALL, added_for_multiplied, (), LINEAR),
    Misconception("bias_added_twice", ("forward",), bias_twice, ("out",), LINEAR, RARE),
)
