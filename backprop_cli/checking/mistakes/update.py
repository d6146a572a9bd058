"""Misconceptions about the step of gradient descent."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, number
from .rewriting import COMMON, RARE, Misconception, RewriteContext

STEP, NEW = ("update",), ("out",)


def without_rate(context: RewriteContext) -> Node:
    """They took a whole step, without the learning rate."""
    return context.rewired(lr=number(1))


def divided_by_rate(lr: Node, context: RewriteContext) -> Node:
    """They divided the gradient by the learning rate."""
    return context.rewired(lr=1 / lr)


def step_alone(context: RewriteContext) -> Node:
    """They wrote down the step instead of the weight after it."""
    return context.rewired(w=number(0))


def gradient_alone(d: Node) -> Node:
    """They wrote down the gradient instead of the new weight."""
    return d


def not_moved(w: Node) -> Node:
    """They left the weight as it was."""
    return w


def rate_times_both(lr: Node, context: RewriteContext) -> Node:
    """They multiplied the old weight by the learning rate as well."""
    return lr * without_rate(context)


def gradient_less_weight(w: Node, context: RewriteContext) -> Node:
    """They subtracted the weight from the step, not the step from the weight."""
    return -step_alone(context) - w


def turned_gradient(d: Node, right: Node, context: RewriteContext) -> Iterator[Node]:
    """They subtracted the gradient with its rows as columns, or wrote the new weights so."""
    if len(d.shape) == 2 and d.shape != (1, 1):
        yield context.rewired(d=d.T)
        yield right.T


MISTAKES = (
    Misconception("forgot_learning_rate", STEP, without_rate, NEW, rank=COMMON),
    Misconception("step_for_weight", STEP, step_alone, NEW, rank=COMMON),
    Misconception("gradient_for_weight", STEP, gradient_alone, NEW),
    Misconception("weight_not_moved", STEP, not_moved, NEW, rank=COMMON),
    Misconception("rows_for_columns", STEP, turned_gradient, NEW),
    Misconception("divided_by_learning_rate", STEP, divided_by_rate, NEW, rank=RARE),
    Misconception("learning_rate_times_all", STEP, rate_times_both, NEW, rank=RARE),
    Misconception("gradient_less_weight", STEP, gradient_less_weight, NEW, rank=RARE),
)
