"""x₁ + x₂ + …, entry by entry: where paths of a network meet, as in a residual unit. Source: He et al., 2016."""

from collections.abc import Iterator
from functools import reduce
from operator import mul

from ..expr.node import Node, elementwise

also_called = ("sum", "plus", "skip", "skip_connection", "shortcut", "eltwise")
several = "alike"


def out(x: tuple[Node, ...]) -> Node:
    return elementwise("add", *x)


def dx(d: Node) -> Node:
    return d


def _one_left_out(x: tuple[Node, ...]) -> Iterator[Node]:
    """They left out one of the values: the path around the layers."""
    for place in range(len(x)):
        rest = x[:place] + x[place + 1 :]
        yield elementwise("add", *rest) if len(rest) > 1 else rest[0]


def _product(x: tuple[Node, ...]) -> Node:
    """They multiplied the values."""
    return reduce(mul, x)


def _times_the_others(d: Node, x: tuple[Node, ...], place: int) -> Node:
    """They multiplied by the other values, as where values are multiplied."""
    return reduce(mul, x[:place] + x[place + 1 :], d)


mistakes = {
    "term_dropped": ("out", _one_left_out),
    "product_for_sum": ("out", _product),
    "product_rule_for_sum": ("x", _times_the_others),
}
