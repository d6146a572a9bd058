"""The mean of each window; its gradient is shared out evenly. Source: LeCun et al., 1998.

x is (batch, channels, …); windows are square, and move by their size unless `stride` says otherwise. Zeros of the
padding count.
"""

from ..expr.node import Node
from ..expr.windows import Geometry, pooled, pooling, spread

also_called = ("average_pool", "average_pooling", "mean_pool", "AvgPool2d", "AveragePooling2D")
axes = ("channels", "rows", "columns")
puts_out = ("channels", "rows′", "columns′")
options = {"size": "2", "stride": "size", "padding": "0"}
whole = {"size": 1, "stride": 1, "padding": 0}
alone = "size"


def out(x: Node, size: Node, stride: Node, padding: Node) -> Node:
    return pooled(x, _geometry(x, size, stride, padding), mean=True)


def dx(d: Node, x: Node, size: Node, stride: Node, padding: Node) -> Node:
    return spread(d, _geometry(x, size, stride, padding))


def _geometry(x: Node, size: Node, stride: Node, padding: Node) -> Geometry:
    return pooling(x.shape, int(size.data), int(stride.data), int(padding.data))


def _not_divided(d: Node, x: Node, size: Node, stride: Node, padding: Node) -> Node:
    """They gave every entry the whole gradient, not divided by how many they are."""
    return spread(d, _geometry(x, size, stride, padding)) * size ** (len(x.shape) - 2)


def _by_side(d: Node, x: Node, size: Node, stride: Node, padding: Node) -> Node | None:
    """They divided by the side of the window, not by the number of its entries."""
    return spread(d, _geometry(x, size, stride, padding)) * size if len(x.shape) == 4 else None


def _mean_by_side(x: Node, size: Node, stride: Node, padding: Node) -> Node | None:
    """They divided the sum by the side of the window, not by the number of its entries."""
    return pooled(x, _geometry(x, size, stride, padding), mean=True) * size if len(x.shape) == 4 else None


def _largest(x: Node, size: Node, stride: Node, padding: Node) -> Node:
    """They took the largest entry of each window."""
    return pooled(x, _geometry(x, size, stride, padding))


mistakes = {
    "avg_pool_not_divided": ("x", _not_divided),
    "avg_pool_wrong_count_back": ("x", _by_side),
    "avg_pool_wrong_count": ("out", _mean_by_side),
    "max_for_avg_pool": ("out", _largest),
}
