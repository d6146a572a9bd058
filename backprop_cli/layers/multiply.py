"""x₁ ⊙ x₂ ⊙ …, entry by entry: a gate. Source: Hochreiter, Schmidhuber, Long Short-Term Memory, 1997.

The gradient by one factor is d times all others.
"""

from functools import reduce
from operator import mul

from ..expr.node import Node, elementwise

also_called = ("product", "hadamard", "gate", "elementwise_product", "mul", "times")
several = "alike"


def out(x: tuple[Node, ...]) -> Node:
    return reduce(mul, x)


def dx(d: Node, x: tuple[Node, ...], place: int) -> Node:
    return reduce(mul, x[:place] + x[place + 1 :], d)


def _handed_on(d: Node) -> Node:
    """They handed the gradient on as it arrived, as where values are added."""
    return d


def _by_itself(d: Node, x: tuple[Node, ...], place: int) -> Node:
    """They multiplied by the factor that the gradient is by, not by the others."""
    return d * x[place]


def _others_alone(d: Node, x: tuple[Node, ...], place: int) -> Node:
    """They wrote the other factors, without the gradient that arrives."""
    return reduce(mul, x[:place] + x[place + 1 :])


def _sum(x: tuple[Node, ...]) -> Node:
    """They added the values."""
    return elementwise("add", *x)


mistakes = {
    "other_factor_forgotten": ("x", _handed_on),
    "own_factor": ("x", _by_itself),
    "forgot_upstream": ("x", _others_alone),
    "sum_for_product": ("out", _sum),
}
