"""The sum of squares s ← s + d², then w − lr·d/(√s + ε). Source: Duchi, Hazan, Singer, 2011."""

from ..expr.node import Node, elementwise

options = {"epsilon": "1e-10"}
state = {"s": "0"}


def s(s: Node, d: Node) -> Node:
    return s + d**2


def out(w: Node, d: Node, s: Node, epsilon: Node, lr: Node) -> Node:
    return w - lr * d / (elementwise("sqrt", s) + epsilon)
