"""x above 0, slope·x below; at 0 the convention `relu_at_zero` decides. Source: Maas, Hannun, Ng, 2013."""

from ..expr.node import Node, elementwise

also_called = ("lrelu", "leaky", "prelu")
options = {"slope": "0.01"}


def out(x: Node, slope: Node) -> Node:
    return elementwise("leaky_relu", x, slope)


def dx(d: Node, x: Node, slope: Node, relu_at_zero: Node) -> Node:
    return d * (slope + (1 - slope) * elementwise("step", x, relu_at_zero))
