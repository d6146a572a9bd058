"""The logistic function σ(x) = 1/(1 + e^−x). Source: σ′ = σ·(1 − σ), Bishop, PRML, 4.88."""

from ..expr.node import Node, elementwise

familiar = True


def out(x: Node) -> Node:
    return elementwise("sigmoid", x)


def dx(d: Node, out: Node) -> Node:
    return d * out * (1 - out)


def _factor_forgotten(d: Node, out: Node) -> Node:
    """They took 1 − σ for the derivative, and forgot the factor σ."""
    return d * (1 - out)


mistakes = {"factor_forgotten": ("x", _factor_forgotten)}
