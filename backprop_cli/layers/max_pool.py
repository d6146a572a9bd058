"""The largest entry of each window; the gradient goes to it, the first of equal ones. Source: Riesenhuber, 1999.

x is (batch, channels, …); windows are square, and move by their size unless `stride` says otherwise.
"""

from math import prod

from ..expr.node import Node
from ..expr.windows import Geometry, pooled, pooling, spread, to_winners

also_called = ("max_pooling", "MaxPool2d", "MaxPool1d", "MaxPooling2D")
axes = ("channels", "rows", "columns")
puts_out = ("channels", "rows′", "columns′")
options = {"size": "2", "stride": "size", "padding": "0"}
whole = {"size": 1, "stride": 1, "padding": 0}
alone = "size"


def out(x: Node, size: Node, stride: Node, padding: Node) -> Node:
    return pooled(x, _geometry(x, size, stride, padding))


def dx(d: Node, x: Node, size: Node, stride: Node, padding: Node) -> Node:
    return to_winners(d, x, _geometry(x, size, stride, padding))


def _geometry(x: Node, size: Node, stride: Node, padding: Node) -> Geometry:
    return pooling(x.shape, int(size.data), int(stride.data), int(padding.data))


def _to_all(d: Node, x: Node, size: Node, stride: Node, padding: Node) -> Node:
    """They sent the gradient to every entry of its window."""
    geometry = _geometry(x, size, stride, padding)
    return spread(d, geometry) * prod(geometry.kernel)


def _shared(d: Node, x: Node, size: Node, stride: Node, padding: Node) -> Node:
    """They shared the gradient out evenly, as for a mean."""
    return spread(d, _geometry(x, size, stride, padding))


def _mean(x: Node, size: Node, stride: Node, padding: Node) -> Node:
    """They took the mean of each window."""
    return pooled(x, _geometry(x, size, stride, padding), mean=True)


mistakes = {
    "max_pool_to_all": ("x", _to_all),
    "max_pool_shared": ("x", _shared),
    "mean_for_max_pool": ("out", _mean),
}
