"""max(0, x); at 0 the derivative is the convention `relu_at_zero`. Source: Nair and Hinton, 2010."""

from ..expr.node import Node, elementwise

also_called = ("rectifier", "rectified_linear", "relu_layer", "ramp")
familiar = True


def out(x: Node) -> Node:
    return elementwise("relu", x)


def dx(d: Node, x: Node, relu_at_zero: Node) -> Node:
    return d * elementwise("step", x, relu_at_zero)
