"""max(0, d(a, p) − d(a, n) + margin): an anchor a is to be nearer to a positive p than to a negative n. 0 at the kink.

d_ap and d_an are the distances, columns with a row for each observation: squared, or as they are. There is no target.
Source: Schroff, Kalenichenko, Philbin, FaceNet, 2015, arXiv:1503.03832.
"""

from collections.abc import Iterator

from ..expr.node import Node, columns, elementwise, row_sum

Three = tuple[Node, Node, Node]

also_called = ("triplet_margin", "triplet_margin_loss", "triplet_loss")
several = "alike"
reads = ("a", "p", "n")
options = {"margin": "1"}
positive = ("margin",)
choices = {"distance": ("squared", "euclidean")}
example = """\
title: an anchor, a positive and a negative
network:
  - linear: {weights: [[1, 0], [1, 2]]}
loss: triplet
data:
  - {x: [[1, 1], [2, 1], [0, 1]]}
train: {lr: 0.1}
"""


def d_ap(x: Three, distance: str) -> Node:
    return _distance(x[0], x[1], distance)


def d_an(x: Three, distance: str) -> Node:
    return _distance(x[0], x[2], distance)


def out(d_ap: Node, d_an: Node, margin: Node) -> Node:
    return elementwise("max", 0, d_ap - d_an + margin).sum(columns)


def dx(d: Node, x: Three, d_ap: Node, d_an: Node, margin: Node, distance: str, place: int) -> Node:
    return d * _is_near(d_ap, d_an, margin) * _slopes(x, d_ap, d_an, distance)[place]


def _distance(x: Node, other: Node, distance: str) -> Node:
    squared = row_sum((x - other) ** 2)
    return squared if distance == "squared" else elementwise("sqrt", squared)


def _is_near(d_ap: Node, d_an: Node, margin: Node) -> Node:
    """1 where the negative is not far enough away, else 0."""
    return elementwise("step", d_ap - d_an + margin, 0)


def _slopes(x: Three, d_ap: Node, d_an: Node, distance: str) -> Three:
    """The derivatives of d_ap − d_an by a, p and n."""
    a, p, n = x
    if distance == "squared":
        return 2 * (n - p), 2 * (p - a), 2 * (a - n)
    return (a - p) / d_ap - (a - n) / d_an, (p - a) / d_ap, (a - n) / d_an


def _without_margin(d_ap: Node, d_an: Node) -> Node:
    """They forgot the margin."""
    return elementwise("max", 0, d_ap - d_an).sum(columns)


def _exchanged(d_ap: Node, d_an: Node, margin: Node) -> Node:
    """They exchanged the positive and the negative."""
    return elementwise("max", 0, d_an - d_ap + margin).sum(columns)


def _without_hinge(d_ap: Node, d_an: Node, margin: Node) -> Node:
    """They let the loss go below 0."""
    return (d_ap - d_an + margin).sum(columns)


def _root(right: Node, distance: str) -> Node | None:
    """They took the root where the distance is squared."""
    return elementwise("sqrt", right) if distance == "squared" else None


def _without_root(right: Node, distance: str) -> Node | None:
    """They forgot the root."""
    return right**2 if distance != "squared" else None


def _always(d: Node, x: Three, d_ap: Node, d_an: Node, distance: str, place: int) -> Node:
    """They kept the slope where the loss is 0."""
    return d * _slopes(x, d_ap, d_an, distance)[place]


def _one_distance(d: Node, x: Three, d_ap: Node, d_an: Node, margin: Node, distance: str, place: int) -> Iterator[Node]:
    """They forgot one of the two distances that the anchor stands in."""
    _, by_positive, by_negative = _slopes(x, d_ap, d_an, distance)
    for one in (by_positive, by_negative) if place == 0 else ():
        yield -d * _is_near(d_ap, d_an, margin) * one


def _both_added(d: Node, x: Three, d_ap: Node, d_an: Node, margin: Node, distance: str, place: int) -> Node:
    """They lost the minus of the distance to the negative."""
    _, by_positive, by_negative = _slopes(x, d_ap, d_an, distance)
    sums = by_negative - by_positive, by_positive, -by_negative
    return d * _is_near(d_ap, d_an, margin) * sums[place]


def _no_gradient(d: Node, x: Three, place: int) -> Node | None:
    """They took the positive or the negative for a constant."""
    return 0 * d * (x[0] - x[place]) if place > 0 else None


mistakes = {
    "margin_forgotten": ("out", _without_margin),
    "positive_for_negative": ("out", _exchanged),
    "hinge_forgotten": ("out", _without_hinge),
    "root_of_distance": (("d_ap", "d_an"), _root),
    "distance_without_root": (("d_ap", "d_an"), _without_root),
    "slope_beyond_hinge": ("x", _always),
    "distance_not_differentiated": ("x", _one_distance),
    "negative_without_minus": ("x", _both_added),
    "compared_as_constant": ("x", _no_gradient),
}
