"""ln(1 + e^x); its derivative is σ. Source: Dugas and others, 2001."""

from ..expr.node import Node, elementwise

also_called = ("smooth_relu",)


def out(x: Node) -> Node:
    return elementwise("softplus", x)


def dx(d: Node, x: Node) -> Node:
    return d * elementwise("sigmoid", x)
