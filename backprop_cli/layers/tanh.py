"""The hyperbolic tangent. Source: tanh′ = 1 − tanh², Bishop, PRML, 5.59."""

from ..expr.node import Node, elementwise

also_called = ("th", "tansig", "hyperbolic_tangent")
familiar = True


def out(x: Node) -> Node:
    return elementwise("tanh", x)


def dx(d: Node, out: Node) -> Node:
    return d * (1 - out**2)
