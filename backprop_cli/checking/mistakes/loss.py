"""Misconceptions about the loss and its derivative."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ...expr.node import Node, elementwise, number, symbol
from ...expr.traverse import parts
from .rewriting import COMMON, OTHER, RARE, Misconception, RewriteContext

DERIVATIVE = ("backward", "derivative")
SQUARED = ("half_squared_error", "squared_error", "mse")
LOG = ("log_loss", "cross_entropy", "log_loss_with_logits", "cross_entropy_with_logits")
LOSSES = (*SQUARED, *LOG, "mae", "huber", "hinge")
_HALF = Fraction(1, 2)


def halved(right: Node) -> Node:
    return right * _HALF


def doubled(right: Node) -> Node:
    return right * 2


def not_squared(right: Node) -> Iterator[Node]:
    for part, put in parts(right):
        if part.op == "power" and part.args[1].op == "number" and part.args[1].data == 2:
            yield put(part.args[0])
            yield put(elementwise("abs", part.args[0]))


def averaged(right: Node, n: Node, outputs: Node) -> Iterator[Node]:
    for count in (n, outputs):
        if count.op == "number" and count.data > 1:
            yield right / count


def summed(right: Node, n: Node, outputs: Node) -> Iterator[Node]:
    for count in (n, outputs):
        if count.op == "number" and count.data > 1:
            yield right * count


def of_logit(d: Node, x: Node, y: Node) -> Node:
    return d * (x - y)


def of_probability(right: Node, P: Node) -> Node:
    return right / (P * (1 - P))


def log_derivative_without_minus(d: Node, x: Node, y: Node) -> Iterator[Node]:
    on, off = elementwise("xdivy", y, x), elementwise("xdivy", 1 - y, 1 - x)
    yield d * (on + off)
    yield d * on


def other_class(wired: Any, y: Node) -> Node:
    return wired(y=1 - y)  # type: ignore[no-any-return]


def other_target(right: Node, y: Node, setting: RewriteContext) -> Iterator[Node]:
    for name in setting.extra:
        if name.startswith(f"y:{OTHER}"):
            yield setting.again(y=symbol(name, y.shape)) if setting.line.origin else right


def linear_for_squared(d: Node, x: Node) -> Node:
    return d * x


def other_base(right: Node) -> Iterator[Node]:
    yield right / elementwise("ln", number(2))
    yield right / elementwise("ln", number(10))


MISTAKES = (
    Misconception("lost_factor_two", DERIVATIVE, halved, ("x",), ("squared_error", "mse"), COMMON),
    Misconception("extra_factor_two", DERIVATIVE, doubled, ("x",), ("half_squared_error",), COMMON),
    Misconception("lost_half", ("loss",), doubled, ("out", "total"), ("half_squared_error",), COMMON),
    Misconception("extra_half", ("loss",), halved, ("out", "total"), ("squared_error", "mse"), COMMON),
    Misconception("lost_half", DERIVATIVE, halved, ("x",), ("half_squared_error",)),
    Misconception("averaged_for_summed", ("loss", *DERIVATIVE), averaged, ("out", "x", "total"), LOSSES, COMMON),
    Misconception("summed_for_averaged", ("loss", *DERIVATIVE), summed, ("out", "x", "total"), LOSSES, COMMON),
    Misconception("not_squared", ("loss",), not_squared, ("out",), SQUARED),
    Misconception("derivative_by_logit", DERIVATIVE, of_logit, ("x",), ("log_loss", "cross_entropy"), COMMON),
    Misconception("derivative_by_probability", DERIVATIVE, of_probability, ("x",), LOG[2:]),
    Misconception("log_loss_without_minus", DERIVATIVE, log_derivative_without_minus, ("x",), ("log_loss",), COMMON),
    Misconception(
        "other_class", ("loss", *DERIVATIVE), other_class, ("out", "x"), ("log_loss", "log_loss_with_logits")
    ),
    Misconception("target_of_other_observation", ("loss", *DERIVATIVE), other_target, ("out", "x"), LOSSES, COMMON),
    Misconception("target_forgotten", DERIVATIVE, linear_for_squared, ("x",), SQUARED, RARE),
    Misconception("log_base", ("loss",), other_base, ("out",), LOG),
)
