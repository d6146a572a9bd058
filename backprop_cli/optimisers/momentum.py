"""The velocity v ← β·v + d, or β·v + (1 − β)·d as a running mean; then w − lr·v. Source: Polyak, 1964."""

from ..expr.node import Node

also_called = ("sgd_momentum", "heavy_ball", "sgdm")
options = {"beta": "0.9"}
choices = {"form": ("polyak", "ewma")}
state = {"v": "0"}


def v(v: Node, d: Node, beta: Node, form: str) -> Node:
    return beta * v + ((1 - beta) * d if form == "ewma" else d)


def out(w: Node, v: Node, lr: Node) -> Node:
    return w - lr * v
