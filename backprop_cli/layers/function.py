"""f(x), an unknown activation, entry by entry; its derivative is f′. Source: Goodfellow, Bengio, Courville, 6.5.2."""

from ..expr.node import Node, call

also_called = ("activation", "unknown", "lambda", "custom")
function = "f"


def out(x: Node, f: str) -> Node:
    return call(f, x)


def dx(d: Node, x: Node, f: str) -> Node:
    return d * call(f + "′", x)
