"""|y − x|, averaged over the outputs; its derivative at 0 is 0. Source: Boscovich, 1757."""

from ..expr.node import Node, columns, elementwise

also_called = ("mean_absolute_error", "l1", "l1_loss", "absolute_error", "mean_absolute_deviation", "lad")


def out(x: Node, y: Node, outputs: Node) -> Node:
    return elementwise("abs", y - x).sum(columns) / outputs


def dx(d: Node, x: Node, y: Node, outputs: Node) -> Node:
    return d * (1 / outputs) * elementwise("sign", x - y)
