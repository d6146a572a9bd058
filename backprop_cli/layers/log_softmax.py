"""x_i − ln Σ_j e^x_j along each row, the logarithm of softmax. Source: Goodfellow, Bengio, Courville, 6.2.2.3."""

from ..expr.node import Node, by_rows, row_sum

probabilities = "logarithms"


def out(x: Node) -> Node:
    return by_rows("log_softmax", x)


def dx(d: Node, x: Node) -> Node:
    return d - by_rows("softmax", x) * row_sum(d)
