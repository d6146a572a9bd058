"""Adam with decay beside it: (1 − lr·weight_decay)·w − lr·m̂/(√v̂ + ε). Source: Loshchilov and Hutter, 2019."""

from ..expr.node import Node, elementwise

also_called = ("adam_weight_decay", "decoupled_adam")
options = {"beta1": "0.9", "beta2": "0.999", "epsilon": "1e-8", "weight_decay": "0.01"}
state = {"m": "0", "v": "0", "t": "0"}
shared = ("t",)


def t(t: Node) -> Node:
    return t + 1


def m(m: Node, d: Node, beta1: Node) -> Node:
    return beta1 * m + (1 - beta1) * d


def v(v: Node, d: Node, beta2: Node) -> Node:
    return beta2 * v + (1 - beta2) * d**2


def m_hat(m: Node, beta1: Node, t: Node) -> Node:
    return m / (1 - beta1**t)


def v_hat(v: Node, beta2: Node, t: Node) -> Node:
    return v / (1 - beta2**t)


def out(w: Node, m_hat: Node, v_hat: Node, epsilon: Node, weight_decay: Node, lr: Node) -> Node:
    return (1 - lr * weight_decay) * w - lr * m_hat / (elementwise("sqrt", v_hat) + epsilon)
