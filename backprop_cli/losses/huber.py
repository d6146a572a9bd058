"""½·r² of r = x − y within ±δ, δ·(|r| − ½·δ) outside, summed over the outputs. Source: Huber, 1964."""

from ..expr.node import Node, columns, elementwise

also_called = ("smooth_l1", "smooth_l1_loss", "huber_loss")
options = {"delta": "1"}
positive = ("delta",)


def out(x: Node, y: Node, delta: Node) -> Node:
    return elementwise("huber", x - y, delta).sum(columns)


def dx(d: Node, x: Node, y: Node, delta: Node) -> Node:
    return d * elementwise("max", -delta, elementwise("min", x - y, delta))
