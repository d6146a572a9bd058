"""x₁ ⊙ x₂ ⊙ …, entry by entry: a gate. Source: Hochreiter, Schmidhuber, Long Short-Term Memory, 1997.

The gradient by one factor is d times all others.
"""

from functools import reduce
from operator import mul

from ..expr.node import Node

also_called = ("product", "hadamard", "gate", "elementwise_product", "mul", "times")
several = "alike"


def out(x: tuple[Node, ...]) -> Node:
    return reduce(mul, x)


def dx(d: Node, x: tuple[Node, ...], place: int) -> Node:
    return reduce(mul, x[:place] + x[place + 1 :], d)
