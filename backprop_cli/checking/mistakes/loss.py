"""Misconceptions about the loss and its derivative."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...expr.names import marked
from ...expr.node import Node, columns, elementwise, number, symbol
from ...expr.traverse import parts
from ...tolerances import MOST_TERMS
from .rewriting import COMMON, OTHER, RARE, Misconception, RewriteContext, without
from .traits import (
    is_halved,
    is_logarithmic,
    is_loss,
    is_not_halved,
    is_of_logits,
    is_of_one_probability,
    is_of_probabilities,
    is_of_two_classes,
    is_squared,
)

DERIVATIVE = ("backward", "derivative")
EVERY = ("loss", *DERIVATIVE)
_HALF = Fraction(1, 2)


def halved(right: Node) -> Node:
    """They wrote half of it: a factor 2 is lost, or a ½ is there that does not belong."""
    return right * _HALF


def doubled(right: Node) -> Node:
    """They wrote twice of it: a ½ is lost, or a factor 2 is there that does not belong."""
    return right * 2


def not_squared(right: Node) -> Iterator[Node]:
    """They added up the errors themselves, or their sizes, and forgot the squares."""
    for part, put in parts(right):
        if part.op == "power" and part.args[1].op == "number" and part.args[1].data == 2:
            yield put(part.args[0])
            yield put(elementwise("abs", part.args[0]))


def one_output_left_out(right: Node) -> Iterator[Node]:
    """They left out what one of the outputs adds to the loss."""
    for part, put in parts(right):
        if part.op == "sum" and part.data == columns and len(part.args[0].shape) == 2:
            count = part.args[0].shape[1]
            for place in range(count) if isinstance(count, int) and 1 < count <= MOST_TERMS else ():
                yield put((part.args[0] @ without(place, count)).sum(columns))


def averaged(right: Node, n: Node, outputs: Node) -> Iterator[Node]:
    """They divided by the number of observations, or of outputs, where the terms are summed."""
    for count in (n, outputs):
        if count.op == "number" and count.data > 1:
            yield right / count


def summed(right: Node, n: Node, outputs: Node) -> Iterator[Node]:
    """They forgot to divide by the number of observations, or of outputs."""
    for count in (n, outputs):
        if count.op == "number" and count.data > 1:
            yield right * count


def of_logit(d: Node, x: Node, y: Node) -> Node:
    """They wrote prediction − target, the derivative by the logit, where it is asked by the probability."""
    return d * (x - y)


def of_probability(right: Node, P: Node) -> Node:
    """They took the derivative by the probability where it is asked by the logit."""
    return right / (P * (1 - P))


def without_minus(d: Node, x: Node, y: Node) -> Iterator[Node]:
    """They lost the minus of −y/p: both terms are added, or the first stands alone."""
    on, off = elementwise("xdivy", y, x), elementwise("xdivy", 1 - y, 1 - x)
    yield d * (on + off)
    yield d * on


def other_class(y: Node, context: RewriteContext) -> Node:
    """They took the other class for the target."""
    return context.rewired(y=1 - y)


def other_target(y: Node, context: RewriteContext) -> Iterator[Node]:
    """They looked up the target of another observation."""
    for name in context.elsewhere:
        if name.startswith(marked(y.data, OTHER)):
            yield context.rewired(y=symbol(name, y.shape))


def without_target(d: Node, x: Node) -> Node:
    """They took the prediction for the error, and forgot the target."""
    return d * x


def other_base(right: Node) -> Iterator[Node]:
    """They took the logarithm to base 2, or to base 10."""
    yield right / elementwise("ln", number(2))
    yield right / elementwise("ln", number(10))


MISTAKES = (
    Misconception("lost_factor_two", DERIVATIVE, halved, ("x",), is_not_halved, COMMON),
    Misconception("extra_factor_two", DERIVATIVE, doubled, ("x",), is_halved, COMMON),
    Misconception("lost_half", ("loss",), doubled, ("out", "total"), is_halved, COMMON),
    Misconception("extra_half", ("loss",), halved, ("out", "total"), is_not_halved, COMMON),
    Misconception("lost_half", DERIVATIVE, halved, ("x",), is_halved),
    Misconception("averaged_for_summed", EVERY, averaged, ("out", "x", "total"), is_loss, COMMON),
    Misconception("summed_for_averaged", EVERY, summed, ("out", "x", "total"), is_loss, COMMON),
    Misconception("not_squared", ("loss",), not_squared, ("out",), is_loss),
    Misconception("term_dropped", ("loss",), one_output_left_out, ("out", "total"), is_loss),
    Misconception("derivative_by_logit", DERIVATIVE, of_logit, ("x",), is_of_probabilities, COMMON),
    Misconception("derivative_by_probability", DERIVATIVE, of_probability, ("x",), is_of_logits),
    Misconception("log_loss_without_minus", DERIVATIVE, without_minus, ("x",), is_of_one_probability, COMMON),
    Misconception("other_class", EVERY, other_class, ("out", "x"), is_of_two_classes),
    Misconception("target_of_other_observation", EVERY, other_target, ("out", "x"), is_loss, COMMON),
    Misconception("target_forgotten", DERIVATIVE, without_target, ("x",), is_squared, RARE),
    Misconception("log_base", ("loss",), other_base, ("out",), is_logarithmic),
)
