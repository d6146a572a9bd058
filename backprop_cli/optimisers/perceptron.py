"""The perceptron's rule: w + Δw with Δw = −lr·d, which is lr·(y − o)·x under its loss. Source: Rosenblatt, 1958."""

from ..expr.node import Node

also_called = ("perceptron_rule", "rosenblatt")
loss = "perceptron"


def Delta(d: Node, lr: Node) -> Node:
    return -(lr * d)


def out(w: Node, Delta: Node) -> Node:
    return w + Delta
