"""1 − c with the cosine c = x·y/(u·v) of the angle between the rows x and y, of the lengths u and v; neither is 0.

u, v and c are columns with a row for each observation. Of pairs that belong together it is the cosine embedding loss.
Source: Manning, Raghavan, Schütze, Introduction to Information Retrieval, 6.10.
"""

from ..expr.node import Node, columns, elementwise, row_sum

also_called = ("cosine_embedding", "cosine_embedding_loss", "cosine_similarity", "cosine_distance")

directions = True
example = """\
title: the angle between a prediction and its target
network:
  - linear: {weights: [[1, 0], [1, 1]]}
loss: cosine
data:
  - {x: [1, 2], y: [4, 3]}
train: {lr: 0.1}
"""


def u(x: Node) -> Node:
    return elementwise("sqrt", row_sum(x**2))


def v(y: Node) -> Node:
    return elementwise("sqrt", row_sum(y**2))


def c(x: Node, y: Node, u: Node, v: Node) -> Node:
    return row_sum(x * y) / (u * v)


def out(c: Node) -> Node:
    return (1 - c).sum(columns)


def dx(d: Node, x: Node, y: Node, u: Node, v: Node, c: Node) -> Node:
    return d * (c * x / u**2 - y / (u * v))


def _not_by_lengths(x: Node, y: Node) -> Node:
    """They took the inner product for the cosine."""
    return row_sum(x * y)


def _without_root(x: Node) -> Node:
    """They forgot the root of the length."""
    return row_sum(x**2)


def _similarity(c: Node) -> Node:
    """They took the cosine itself for the loss."""
    return c.sum(columns)


def _fixed_length(d: Node, y: Node, u: Node, v: Node) -> Node:
    """They forgot that u hangs on x."""
    return -d * y / (u * v)


def _length_not_squared(d: Node, x: Node, y: Node, u: Node, v: Node, c: Node) -> Node:
    """They divided by u where its square stands."""
    return d * (c * x / u - y / (u * v))


mistakes = {
    "length_without_root": ("u", _without_root),
    "cosine_not_by_lengths": ("c", _not_by_lengths),
    "cosine_for_distance": ("out", _similarity),
    "length_as_constant": ("x", _fixed_length),
    "length_not_squared": ("x", _length_not_squared),
}
