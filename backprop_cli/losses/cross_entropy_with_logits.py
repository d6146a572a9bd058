"""−Σ y·ln P of P = softmax(x), from the logits x; the targets sum to 1. Source: Bishop, PRML, 4.109."""

from ..expr.node import Node, by_rows, columns

also_called = ("cross_entropy_loss", "softmax_cross_entropy", "ce_with_logits", "softmax_loss")
targets = ("0", "1")
threshold = "0"
logarithmic = True
distribution = True


def P(x: Node) -> Node:
    return by_rows("softmax", x)


def out(x: Node, y: Node) -> Node:
    return (-(y * by_rows("log_softmax", x))).sum(columns)


def dx(d: Node, P: Node, y: Node) -> Node:
    return d * (P - y)
