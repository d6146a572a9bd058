"""The automatic derivative: reverse accumulation over a scalar expression, one table row per operation."""

from __future__ import annotations

from .node import Node, as_node, number
from .operations import OPERATIONS


def derivatives(out: Node) -> dict[Node, Node]:
    """The derivative of a scalar expression by every node in it. Source: Griewank and Walther, 3.2."""
    gradient: dict[Node, Node] = {out: number(1)}
    for node in reversed(_ordered(out)):
        if not node.args or node not in gradient:
            continue
        for arg, partial in zip(node.args, OPERATIONS[node.op].derivative(node.args, node)):
            part = gradient[node] * as_node(partial)
            gradient[arg] = gradient[arg] + part if arg in gradient else part
    return gradient


def _ordered(out: Node) -> list[Node]:
    """Every node once, operands before what uses them."""
    found: dict[Node, None] = {}
    waiting = [(out, False)]
    while waiting:
        node, ready = waiting.pop()
        if node in found:
            continue
        if ready:
            found[node] = None
        else:
            waiting.append((node, True))
            waiting += [(arg, False) for arg in node.args]
    return list(found)
