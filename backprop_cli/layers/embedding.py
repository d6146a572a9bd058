"""The row of W for each index in x, counted from 1. Source: Bengio and others, 2003.

x is (batch, indices), W (words, outputs). E has a row for each index, a 1 in the place of its word: E·W is the rows
of W, and only these get a gradient, Eᵀ·d, a row that is looked up twice the sum of both. Of a single index a row of
outputs is put out, of several a row for each.
"""

from fractions import Fraction

from ..expr.axes import reshape
from ..expr.node import Node, constant_value, elementwise, ones, symbol

also_called = ("lookup", "embed", "embedding_table", "word_embedding")
parameters = {"W": ("words", "outputs")}
axes = ("indices",)
puts_out = ("indices", "outputs")
indices = "words"
example = """\
title: an embedding of three words
network:
  - embedding: {weights: [[1, 0], [0.5, -1], [0, 2]]}
loss: half_squared_error
data:
  - {x: [3], y: [1, 1]}
  - {x: [1], y: [0, 1]}
train: {lr: 0.1}
"""


def E(x: Node, W: Node) -> Node:
    return elementwise("same", _indices(x), _words(W, 1))


def out(x: Node, E: Node, W: Node) -> Node:
    n, count = x.shape
    return reshape(E @ W, (n, W.shape[1]) if count == 1 else (n, count, W.shape[1]))


def dx(d: Node, x: Node) -> Node:
    return 0 * x


def dW(d: Node, E: Node) -> Node:
    return E.T @ _rows(d, E)


def _indices(x: Node) -> Node:
    """All indices below each other."""
    return x if x.shape[1] == 1 else reshape(x, (x.shape[0] * x.shape[1], 1))


def _words(W: Node, first: int) -> Node:
    """The indices of all words, the first one's given; j where it is not known how many there are."""
    count = W.shape[0]
    if not isinstance(count, int):
        return symbol("j", (count,))
    return constant_value(tuple(Fraction(word) for word in range(first, first + count)))


def _rows(d: Node, E: Node) -> Node:
    """The gradients of all looked-up rows below each other."""
    return reshape(d, (E.shape[0], d.shape[-1]))


def _every_row(d: Node, E: Node) -> Node:
    """They gave the gradient to every row."""
    return ones((E.shape[1], E.shape[0])) @ _rows(d, E)


def _not_looked_up(d: Node, E: Node) -> Node:
    """They gave the gradient to the rows that were not looked up."""
    return (1 - E).T @ _rows(d, E)


def _last_only(d: Node, E: Node) -> Node:
    """They counted a row that is looked up several times once, with the gradient of one of them on average."""
    return E.T @ _rows(d, E) / elementwise("max", E.T @ ones((E.shape[0], 1)), 1)


def _next_row(E: Node, W: Node, x: Node) -> Node:
    """They counted the rows from 0."""
    return elementwise("same", _indices(x), _words(W, 0))


mistakes = {
    "gradient_to_every_row": ("W", _every_row),
    "gradient_to_other_rows": ("W", _not_looked_up),
    "repeated_index_averaged": ("W", _last_only),
    "rows_from_zero": ("E", _next_row),
}
