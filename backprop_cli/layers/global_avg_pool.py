"""The mean of each channel, as a row of numbers, one for each. Source: Lin, Chen, Yan, Network in Network, 2013."""

from math import prod

from ..expr.axes import reshape
from ..expr.node import Node
from ..expr.windows import Geometry, pooled, spread

also_called = ("global_average_pool", "global_average_pooling", "GlobalAveragePooling2D", "gap")
axes = ("channels", "rows", "columns")
puts_out = ("channels",)


def out(x: Node) -> Node:
    return reshape(pooled(x, _whole(x), mean=True), x.shape[:2])


def dx(d: Node, x: Node) -> Node:
    return spread(reshape(d, (*d.shape, *(1,) * (len(x.shape) - 2))), _whole(x))


def _whole(x: Node) -> Geometry:
    """One window over all of a channel."""
    return Geometry(x.shape, x.shape[2:], (*x.shape[:2], *(1,) * (len(x.shape) - 2)))


def _not_divided(d: Node, x: Node) -> Node:
    """They gave every entry the whole gradient, not divided by how many they are."""
    return dx(d, x) * prod(x.shape[2:])


def _summed(x: Node) -> Node:
    """They added up each channel, and did not divide by the number of its entries."""
    return out(x) * prod(x.shape[2:])


mistakes = {
    "avg_pool_not_divided": ("x", _not_divided),
    "avg_pool_summed": ("out", _summed),
}
