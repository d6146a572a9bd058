"""Binary cross-entropy of a probability x, summed over the outputs; 0·ln 0 is 0. Source: Bishop, PRML, 4.90."""

from ..expr.node import Node, columns, elementwise

also_called = ("bce", "binary_crossentropy", "logistic_loss", "deviance", "logistic", "bernoulli")
targets = ("0", "1")
threshold = "1/2"
logarithmic = True


def out(x: Node, y: Node) -> Node:
    return (-elementwise("xlogy", y, x) - elementwise("xlogy", 1 - y, 1 - x)).sum(columns)


def dx(d: Node, x: Node, y: Node) -> Node:
    return d * (elementwise("xdivy", 1 - y, 1 - x) - elementwise("xdivy", y, x))
