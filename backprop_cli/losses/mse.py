"""(y − x)², averaged over the outputs."""

from ..expr.node import Node, columns

squared = "mean"


def out(x: Node, y: Node, outputs: Node) -> Node:
    return ((y - x) ** 2).sum(columns) / outputs


def dx(d: Node, x: Node, y: Node, outputs: Node) -> Node:
    return d * (2 / outputs) * (x - y)
