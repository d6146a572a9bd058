"""Misconceptions about activations and their derivatives."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, elementwise, number
from ...rules import wire
from .rewriting import COMMON, RARE, Misconception, RewriteContext
from .traits import familiar_activations, is_activation, is_bent, is_known_by_output, is_smooth

BACK = ("backward", "jacobian")


def forgot_derivative(d: Node) -> Node:
    """They handed the gradient on as it arrived, as if the activation were not there."""
    return d


def forgot_upstream(context: RewriteContext) -> Node:
    """They wrote the activation's derivative and forgot the gradient that arrives."""
    return context.rewired(d=number(1))


def of_its_output(out: Node, context: RewriteContext) -> Node:
    """They took the derivative at the activation's output: σ′(o) for σ′(h)."""
    rules = context.rules
    assert rules is not None
    return context.rewired(x=out, out=wire(rules.out, {**context.edges, "x": out}))


def of_its_input(x: Node, context: RewriteContext) -> Node:
    """They put the input into a derivative that is written in terms of the output: h·(1 − h) for o·(1 − o)."""
    return context.rewired(out=x)


def twice(right: Node, context: RewriteContext) -> Node:
    """They multiplied by the derivative, and then once more."""
    return context.rewired(d=right)


def value_for_derivative(d: Node, out: Node) -> Node:
    """They multiplied by the activation's value instead of its derivative."""
    return d * out


def others_derivative(context: RewriteContext) -> Iterator[Node]:
    """They took the derivative of another activation."""
    edges = {**context.edges, "relu_at_zero": number(0)}
    for other in familiar_activations():
        if other.kind != context.line.kind:
            yield wire(other.derivatives["x"], edges)


def others_value(context: RewriteContext) -> Iterator[Node]:
    """They used another activation."""
    for other in familiar_activations():
        if other.kind != context.line.kind:
            yield wire(other.out, context.edges)


def skipped(x: Node) -> Node:
    """They passed the value on without the activation."""
    return x


def masked_by_gradient(d: Node) -> Node:
    """They let the gradient pass where the gradient is positive, not where the input was."""
    return d * elementwise("step", d, 0)


def other_side(d: Node, x: Node) -> Node:
    """They let the gradient pass where the input was negative."""
    return d * elementwise("step", -x, 0)


def without_square(d: Node, out: Node, context: RewriteContext) -> Node | None:
    """They took 1 − o for a derivative that is 1 − o²."""
    return d * (1 - out) if forgot_upstream(context) is 1 - out**2 else None


def without_factor(d: Node, out: Node, context: RewriteContext) -> Node | None:
    """They took 1 − o for a derivative that is o·(1 − o)."""
    return d * (1 - out) if forgot_upstream(context) is out * (1 - out) else None


def added(d: Node, context: RewriteContext) -> Node:
    """They added the derivative to the gradient that arrives; the chain rule multiplies."""
    return d + forgot_upstream(context)


def size(x: Node) -> Node:
    """They took the absolute value: a negative value became positive, not 0."""
    return elementwise("abs", x)


MISTAKES = (
    Misconception("forgot_derivative", BACK, forgot_derivative, ("x",), is_smooth, COMMON),
    Misconception("relu_not_masked", BACK, forgot_derivative, ("x",), is_bent, COMMON),
    Misconception("derivative_of_output", BACK, of_its_output, ("x",), is_smooth, COMMON),
    Misconception("value_for_derivative", BACK, value_for_derivative, ("x",), is_smooth),
    Misconception("derivative_twice", BACK, twice, ("x",), is_smooth, COMMON),
    Misconception("input_for_output", BACK, of_its_input, ("x",), is_known_by_output, COMMON),
    Misconception("forgot_upstream", BACK, forgot_upstream, ("x",), is_activation, COMMON),
    Misconception("relu_let_negative_through", ("forward",), skipped, ("out",), is_bent, COMMON),
    Misconception("relu_masked_by_gradient", BACK, masked_by_gradient, ("x",), is_bent, COMMON),
    Misconception("relu_masked_other_side", BACK, other_side, ("x",), is_bent),
    Misconception("absolute_value_for_relu", ("forward",), size, ("out",), is_bent, RARE),
    Misconception("activation_skipped", ("forward",), skipped, ("out",), is_smooth, COMMON),
    Misconception("square_forgotten", BACK, without_square, ("x",), is_known_by_output),
    Misconception("factor_forgotten", BACK, without_factor, ("x",), is_known_by_output),
    Misconception("added_for_multiplied", BACK, added, ("x",), is_activation),
    Misconception("other_activation", BACK, others_derivative, ("x",), is_activation),
    Misconception("other_activation", ("forward",), others_value, ("out",), is_activation),
)
