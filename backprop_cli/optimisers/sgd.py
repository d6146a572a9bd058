"""Stochastic gradient descent: w − lr·d. Source: Robbins and Monro, 1951."""

from ..expr.node import Node

also_called = ("gd", "gradient_descent", "stochastic_gradient_descent", "vanilla", "plain")


def out(w: Node, d: Node, lr: Node) -> Node:
    return w - lr * d
