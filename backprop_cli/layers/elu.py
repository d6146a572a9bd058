"""x above 0, α·(e^x − 1) below. Source: Clevert, Unterthiner, Hochreiter, 2016."""

from ..expr.node import Node, elementwise

also_called = ("exponential_linear",)
options = {"alpha": "1"}
positive = ("alpha",)


def out(x: Node, alpha: Node) -> Node:
    return elementwise("elu", x, alpha)


def dx(d: Node, x: Node, out: Node, alpha: Node) -> Node:
    on = elementwise("step", x, 0)
    return d * (on + (1 - on) * (out + alpha))
