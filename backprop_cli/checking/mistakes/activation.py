"""Misconceptions about activations and their derivatives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...expr.node import Node, elementwise, number
from ...rules import edges_of
from .rewriting import COMMON, RARE, Misconception, RewriteContext

BACK = ("backward", "jacobian")
SMOOTH = ("sigmoid", "tanh", "softplus", "elu", "softmax", "function")
BENT = ("relu", "leaky_relu")
ACTIVATIONS = (*SMOOTH, *BENT)


def forgot_derivative(d: Node) -> Node:
    return d


def forgot_upstream(wired: Any) -> Node:
    return wired(d=number(1))  # type: ignore[no-any-return]


def of_its_output(wired: Any, out: Node, setting: RewriteContext) -> Node | None:
    forward = setting.rule_of("layers", setting.line.kind, "out")
    edges = {**setting.line.origin.arguments, "x": out}  # type: ignore[union-attr]
    return wired(x=out, out=forward(*(edges[name] for name in edges_of(forward))))  # type: ignore[no-any-return]


def of_its_input(wired: Any, x: Node) -> Node:
    return wired(out=x)  # type: ignore[no-any-return]


def twice(wired: Any, right: Node) -> Node:
    return wired(d=right)  # type: ignore[no-any-return]


def value_for_derivative(d: Node, out: Node) -> Node:
    return d * out


def others_derivative(d: Node, x: Node, out: Node, setting: RewriteContext) -> Iterator[Node]:
    edges = {"d": d, "x": x, "out": out, "relu_at_zero": number(0)}
    for kind in ("sigmoid", "tanh", "relu"):
        rule = setting.rule_of("layers", kind, "x")
        if kind != setting.line.kind:
            yield rule(*(edges[name] for name in edges_of(rule)))


def others_value(x: Node, setting: RewriteContext) -> Iterator[Node]:
    for kind in ("sigmoid", "tanh", "relu"):
        if kind != setting.line.kind:
            yield setting.rule_of("layers", kind, "out")(x)


def skipped(x: Node) -> Node:
    return x


def masked_by_gradient(d: Node) -> Node:
    return d * elementwise("step", d, 0)


def other_side(d: Node, x: Node) -> Node:
    return d * elementwise("step", -x, 0)


def without_square(d: Node, out: Node) -> Node:
    return d * (1 - out)


def added(wired: Any, d: Node) -> Node:
    return d + forgot_upstream(wired)


def size(x: Node) -> Node:
    return elementwise("abs", x)


MISTAKES = (
    Misconception("forgot_derivative", BACK, forgot_derivative, ("x",), SMOOTH, COMMON),
    Misconception("relu_not_masked", BACK, forgot_derivative, ("x",), BENT, COMMON),
    Misconception("derivative_of_output", BACK, of_its_output, ("x",), SMOOTH, COMMON),
    Misconception("value_for_derivative", BACK, value_for_derivative, ("x",), SMOOTH),
    Misconception("derivative_twice", BACK, twice, ("x",), SMOOTH, COMMON),
    Misconception("input_for_output", BACK, of_its_input, ("x",), ("sigmoid", "tanh", "softmax"), COMMON),
    Misconception("forgot_upstream", BACK, forgot_upstream, ("x",), ACTIVATIONS, COMMON),
    Misconception("relu_let_negative_through", ("forward",), skipped, ("out",), BENT, COMMON),
    Misconception("relu_masked_by_gradient", BACK, masked_by_gradient, ("x",), BENT, COMMON),
    Misconception("relu_masked_other_side", BACK, other_side, ("x",), BENT),
    Misconception("absolute_value_for_relu", ("forward",), size, ("out",), BENT, RARE),
    Misconception("activation_skipped", ("forward",), skipped, ("out",), SMOOTH, COMMON),
    Misconception("square_forgotten", BACK, without_square, ("x",), ("tanh",)),
    Misconception("factor_forgotten", BACK, without_square, ("x",), ("sigmoid",)),
    Misconception("added_for_multiplied", BACK, added, ("x",), ACTIVATIONS),
    Misconception("other_activation", BACK, others_derivative, ("x",), ACTIVATIONS),
    Misconception("other_activation", ("forward",), others_value, ("out",), ACTIVATIONS),
)
