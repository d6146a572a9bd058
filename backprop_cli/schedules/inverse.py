"""start/(1 + decay·k) after k steps. Source: Robbins and Monro, 1951."""

from ..expr.node import Node

also_called = ("inverse_time", "inverse_time_decay", "time_based", "hyperbolic")
options = {"start": "1", "decay": "0.01"}
positive = ("start", "decay")


def out(start: Node, k: Node, decay: Node) -> Node:
    return start / (1 + decay * k)
