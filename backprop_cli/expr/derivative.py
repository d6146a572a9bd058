"""The automatic derivative of a scalar expression: reverse accumulation, with one rule per operation of the table."""

from __future__ import annotations

from .node import Node, apply, as_node, number
from .operations import OPERATIONS
from .traverse import upwards


def derivatives(out: Node) -> dict[Node, Node]:
    """The derivative of a scalar expression by every node in it. Source: Griewank and Walther, 3.2."""
    gradient: dict[Node, Node] = {out: number(1)}
    for node in reversed(upwards(out)):
        if not node.args or node not in gradient:
            continue
        for arg, partial in zip(node.args, OPERATIONS[node.op].derivative(node.args, node, apply)):
            part = gradient[node] * as_node(partial)
            gradient[arg] = gradient[arg] + part if arg in gradient else part
    return gradient
