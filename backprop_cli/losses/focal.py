"""−(1 − p)^gamma·ln p of the true class's probability p, summed over the outputs. Source: Lin and others, 2017."""

from ..expr.node import Node, columns, elementwise

also_called = ("focal_loss", "sigmoid_focal_loss")
options = {"gamma": "2"}
targets = ("0", "1")
threshold = "1/2"
logarithmic = True


def out(x: Node, y: Node, gamma: Node) -> Node:
    hit, miss = elementwise("xlogy", y, x), elementwise("xlogy", 1 - y, 1 - x)
    return (-((1 - x) ** gamma * hit) - x**gamma * miss).sum(columns)


def dx(d: Node, x: Node, y: Node, gamma: Node) -> Node:
    hit = gamma * (1 - x) ** (gamma - 1) * elementwise("xlogy", y, x) - (1 - x) ** gamma * elementwise("xdivy", y, x)
    miss = gamma * x ** (gamma - 1) * elementwise("xlogy", 1 - y, 1 - x) - x**gamma * elementwise("xdivy", 1 - y, 1 - x)
    return d * (hit - miss)
