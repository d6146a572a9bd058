"""max(0, 1 − y·x) for targets ±1, summed over the outputs. 0 at the kink. Source: Cortes and Vapnik, 1995."""

from ..expr.node import Node, columns, elementwise

also_called = ("hinge_loss", "svm", "margin", "categorical_hinge")
targets = ("-1", "1")
threshold = "0"
only_bounds = True


def out(x: Node, y: Node) -> Node:
    return elementwise("max", 0, 1 - y * x).sum(columns)


def dx(d: Node, x: Node, y: Node) -> Node:
    return -d * y * elementwise("step", 1 - y * x, 0)
