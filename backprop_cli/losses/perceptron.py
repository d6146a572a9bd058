"""(o − y)·x, where the step unit o is 1 for x ≥ 0, else 0: |x| of every wrong decision. Source: Rosenblatt, 1958."""

from ..expr.node import Node, columns, elementwise

also_called = ("perceptron_loss", "perceptron_criterion", "perceptron_rule")
targets = ("0", "1")
threshold = "0"
only_bounds = True


def o(x: Node) -> Node:
    return elementwise("step", x, 1)


def out(x: Node, y: Node, o: Node) -> Node:
    return ((o - y) * x).sum(columns)


def dx(d: Node, y: Node, o: Node) -> Node:
    return d * (o - y)
