"""The features of several values side by side: (x₁, x₂, …). Source: Huang et al., Densely Connected Networks, 2017.

The gradient by one of them is its own columns of d.
"""

from ..expr.node import Node, between, concat

also_called = ("concatenate", "cat", "hstack", "merge", "stack")
several = "side by side"


def out(x: tuple[Node, ...]) -> Node:
    return concat(*x)


def dx(d: Node, x: tuple[Node, ...], place: int) -> Node:
    first = sum(part.shape[-1] for part in x[:place])
    return between(d, first + 1, first + x[place].shape[-1])
