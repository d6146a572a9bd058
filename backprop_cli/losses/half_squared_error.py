"""½·(y − x)², summed over the outputs. Source: Rumelhart, Hinton, Williams, 1986."""

from fractions import Fraction

from ..expr.node import Node, columns

also_called = ("half_mse", "quadratic", "quadratic_cost", "half_sse", "half_squared_loss")
squared = "half"


def out(x: Node, y: Node) -> Node:
    return (Fraction(1, 2) * (y - x) ** 2).sum(columns)


def dx(d: Node, x: Node, y: Node) -> Node:
    return d * (x - y)
