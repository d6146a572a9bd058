"""−Σ y·ln P of P = softmax(x), from the logits x; the targets sum to 1. Source: Bishop, PRML, 4.109."""

from ..expr.node import Node, by_rows, columns
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
