"""x within `low` and `high`, the bound outside; at a bound itself the derivative is 0. Source: Collobert, 2004."""

from ..expr.node import Node, elementwise

also_called = ("relu6", "clip", "clamp")
options = {"low": "-1", "high": "1"}


def out(x: Node, low: Node, high: Node) -> Node:
    return elementwise("max", low, elementwise("min", x, high))


def dx(d: Node, x: Node, low: Node, high: Node) -> Node:
    return d * elementwise("step", x - low, 0) * elementwise("step", high - x, 0)
