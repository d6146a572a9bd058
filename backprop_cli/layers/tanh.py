"""The hyperbolic tangent. Source: tanh′ = 1 − tanh², Bishop, PRML, 5.59."""

from ..expr.node import Node, elementwise

familiar = True


def out(x: Node) -> Node:
    return elementwise("tanh", x)


def dx(d: Node, out: Node) -> Node:
    return d * (1 - out**2)


def _square_forgotten(d: Node, out: Node) -> Node:
    """They took 1 − tanh for the derivative, and forgot the square."""
    return d * (1 - out)


mistakes = {"square_forgotten": ("x", _square_forgotten)}
