"""Binary cross-entropy of P = σ(x), from the logit x; 1 − σ(x) = σ(−x). Source: Bishop, PRML, 4.90."""

from ..expr.node import Node, columns, elementwise

also_called = ("bce_with_logits", "binary_cross_entropy_with_logits", "sigmoid_cross_entropy", "soft_margin")
targets = ("0", "1")
threshold = "0"
logarithmic = True


def P(x: Node) -> Node:
    return elementwise("sigmoid", x)


def out(x: Node, y: Node) -> Node:
    return (-(y * elementwise("log_sigmoid", x)) - (1 - y) * elementwise("log_sigmoid", -x)).sum(columns)


def dx(d: Node, P: Node, y: Node) -> Node:
    return d * (P - y)
