"""(y − x)², summed over the outputs. Source: Legendre, 1805."""

from ..expr.node import Node, columns

also_called = ("sse", "l2", "rss", "squared_loss", "sum_of_squares", "sum_squared_error", "least_squares", "squared_l2")
squared = "sum"


def out(x: Node, y: Node) -> Node:
    return ((y - x) ** 2).sum(columns)


def dx(d: Node, x: Node, y: Node) -> Node:
    return d * 2 * (x - y)
