"""start·times^⌊k/every⌋ after k steps: the rate drops once in so many steps. Source: Krizhevsky and others, 2012."""

from ..expr.node import Node, elementwise

also_called = ("step_decay", "staircase", "step_lr", "drop")
options = {"start": "1", "every": "10", "times": "0.5"}
positive = ("start", "every", "times")


def out(start: Node, k: Node, every: Node, times: Node) -> Node:
    return start * times ** elementwise("floor", k / every)
