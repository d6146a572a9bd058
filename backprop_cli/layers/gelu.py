"""x·Φ(x), Φ being the distribution function of a normal variable. Source: Hendrycks and Gimpel, 2016."""

from ..expr.node import Node, elementwise

also_called = ("gaussian_error_linear_unit",)


def out(x: Node) -> Node:
    return x * elementwise("normal_cdf", x)


def dx(d: Node, x: Node) -> Node:
    return d * (elementwise("normal_cdf", x) + x * elementwise("normal_density", x))
