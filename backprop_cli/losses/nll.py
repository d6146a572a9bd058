"""−Σ y·x of logarithms of probabilities x, after log_softmax; the targets sum to 1. Source: Bishop, PRML, 4.108."""

from ..expr.node import Node, columns

also_called = ("negative_log_likelihood", "nll_loss")
targets = ("0", "1")
distribution = True
of_logarithms = True


def out(x: Node, y: Node) -> Node:
    return (-(y * x)).sum(columns)


def dx(d: Node, y: Node) -> Node:
    return -d * y
