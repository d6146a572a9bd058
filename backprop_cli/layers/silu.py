"""x·σ(x), ReLU with its corner smoothed. Source: Elfwing, Uchibe, Doya, 2018; Hendrycks and Gimpel, 2016."""

from ..expr.node import Node, elementwise

also_called = ("swish", "sigmoid_linear_unit")


def out(x: Node) -> Node:
    return x * elementwise("sigmoid", x)


def dx(d: Node, x: Node, out: Node) -> Node:
    share = elementwise("sigmoid", x)
    return d * (share + out * (1 - share))
