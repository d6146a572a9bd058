"""(y − x)², averaged over the outputs. Source: Gauss, 1821."""

from ..expr.node import Node, columns

also_called = ("mean_squared_error", "mean_square_error", "mse_loss", "l2_mean")
squared = "mean"


def out(x: Node, y: Node, outputs: Node) -> Node:
    return ((y - x) ** 2).sum(columns) / outputs


def dx(d: Node, x: Node, y: Node, outputs: Node) -> Node:
    return d * (2 / outputs) * (x - y)
