"""−(1 − p)^gamma·ln p of the true class's probability p, summed over the outputs. Source: Lin and others, 2017.

x, y: (batch, outputs). With alpha above 0 the terms of targets 1 are times alpha, those of targets 0 times 1 − alpha.
"""

from ..expr.node import Node, Operand, columns, elementwise

also_called = ("focal_loss", "sigmoid_focal_loss")
options = {"gamma": "2", "alpha": "0"}
probable = ("alpha",)
targets = ("0", "1")
threshold = "1/2"
logarithmic = True


def out(x: Node, y: Node, gamma: Node, alpha: Node) -> Node:
    ones, zeros = _weights(alpha)
    hit, miss = elementwise("xlogy", y, x), elementwise("xlogy", 1 - y, 1 - x)
    return (-(ones * ((1 - x) ** gamma * hit)) - zeros * (x**gamma * miss)).sum(columns)


def dx(d: Node, x: Node, y: Node, gamma: Node, alpha: Node) -> Node:
    ones, zeros = _weights(alpha)
    hit = gamma * (1 - x) ** (gamma - 1) * elementwise("xlogy", y, x) - (1 - x) ** gamma * elementwise("xdivy", y, x)
    miss = gamma * x ** (gamma - 1) * elementwise("xlogy", 1 - y, 1 - x) - x**gamma * elementwise("xdivy", 1 - y, 1 - x)
    return d * (ones * hit - zeros * miss)


def _weights(alpha: Node) -> tuple[Operand, Operand]:
    """What the terms of targets 1 and 0 are multiplied by; alpha is 0 where it is not given."""
    return (1, 1) if alpha.data == 0 else (alpha, 1 - alpha)
