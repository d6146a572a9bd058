"""The logistic function σ(x) = 1/(1 + e^−x). Source: σ′ = σ·(1 − σ), Bishop, PRML, 4.88."""

from ..expr.node import Node, elementwise

also_called = ("logistic", "sigm", "sig", "expit", "logsig", "σ")
familiar = True
probabilities = "each"


def out(x: Node) -> Node:
    return elementwise("sigmoid", x)


def dx(d: Node, out: Node) -> Node:
    return d * out * (1 - out)
