"""e^x_i / Σ_j e^x_j along each row. Source: Bridle, 1990; Goodfellow, Bengio, Courville, 6.29."""

from ..expr.node import Node, by_rows, row_sum


def out(x: Node) -> Node:
    return by_rows("softmax", x)


def dx(d: Node, out: Node) -> Node:
    return out * (d - row_sum(d * out))
