"""−Σ y·ln x of probabilities x, after a softmax layer; 0·ln 0 is 0. Source: Bishop, PRML, 4.108."""

from ..expr.node import Node, columns, elementwise
from ._targets import smoothed

also_called = ("ce", "categorical_crossentropy", "sparse_categorical_crossentropy")
options = {"smoothing": "0"}
targets = ("0", "1")
logarithmic = True
distribution = True


def out(x: Node, y: Node, smoothing: Node, outputs: Node) -> Node:
    return (-elementwise("xlogy", smoothed(y, smoothing, outputs), x)).sum(columns)


def dx(d: Node, x: Node, y: Node, smoothing: Node, outputs: Node) -> Node:
    return -d * elementwise("xdivy", smoothed(y, smoothing, outputs), x)
