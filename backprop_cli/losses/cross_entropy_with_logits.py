"""−Σ y·ln P of P = softmax(x), from the logits x; the targets sum to 1. Source: Bishop, PRML, 4.109."""

from ..expr.node import Node, by_rows, columns, elementwise
from ._targets import smoothed

also_called = ("cross_entropy_loss", "softmax_cross_entropy", "ce_with_logits", "softmax_loss")
options = {"smoothing": "0"}
targets = ("0", "1")
logarithmic = True
distribution = True


def P(x: Node) -> Node:
    return by_rows("softmax", x)


def out(x: Node, y: Node, smoothing: Node, outputs: Node) -> Node:
    return (-(smoothed(y, smoothing, outputs) * by_rows("log_softmax", x))).sum(columns)


def dx(d: Node, P: Node, y: Node, smoothing: Node, outputs: Node) -> Node:
    return d * (P - smoothed(y, smoothing, outputs))


def _not_normalised(x: Node) -> Node:
    """They wrote e^x and forgot to divide by the sum."""
    return elementwise("exp", x)


def _sigmoid(x: Node) -> Node:
    """They took the sigmoid of each logit."""
    return elementwise("sigmoid", x)


mistakes = {"softmax_not_normalised": ("P", _not_normalised), "sigmoid_for_softmax": ("P", _sigmoid)}
