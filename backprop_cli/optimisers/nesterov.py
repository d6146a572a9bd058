"""Momentum that looks ahead: v ← β·v + d, then w − lr·(d + β·v). Source: Nesterov, 1983; Sutskever and others, 2013."""

from ..expr.node import Node

also_called = ("nag", "nesterov_momentum", "sgd_nesterov")
options = {"beta": "0.9"}
state = {"v": "0"}


def v(v: Node, d: Node, beta: Node) -> Node:
    return beta * v + d


def out(w: Node, d: Node, v: Node, beta: Node, lr: Node) -> Node:
    return w - lr * (d + beta * v)
