"""The running mean of squares s ← β·s + (1 − β)·d², then w − lr·d/(√s + ε). Source: Tieleman and Hinton, 2012."""

from ..expr.node import Node, elementwise

also_called = ("rms",)
options = {"beta": "0.9", "epsilon": "1e-8"}
state = {"s": "0"}


def s(s: Node, d: Node, beta: Node) -> Node:
    return beta * s + (1 - beta) * d**2


def out(w: Node, d: Node, s: Node, epsilon: Node, lr: Node) -> Node:
    return w - lr * d / (elementwise("sqrt", s) + epsilon)
