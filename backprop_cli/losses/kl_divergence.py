"""Σ y·(ln y − ln x) of probabilities x and y; 0·ln 0 is 0. Source: Kullback and Leibler, 1951; Bishop, PRML, 1.113."""

from ..expr.node import Node, columns, elementwise

also_called = ("kl", "kl_div", "kld", "kldivloss", "kullback_leibler", "relative_entropy")
targets = ("0", "1")
logarithmic = True
distribution = True


def out(x: Node, y: Node) -> Node:
    return (elementwise("xlogy", y, y) - elementwise("xlogy", y, x)).sum(columns)


def dx(d: Node, x: Node, y: Node) -> Node:
    return -d * elementwise("xdivy", y, x)
