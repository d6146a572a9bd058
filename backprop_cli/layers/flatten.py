"""All numbers of an observation in one row, channel by channel, row by row. Source: LeCun et al., 1998.

The gradient is laid back on the axes of the input.
"""

from math import prod

from ..expr.axes import reshape
from ..expr.node import Node

also_called = ("view", "reshape", "ravel", "unroll")
axes = ("channels", "rows", "columns")
puts_out = ("features",)
fewest_axes = 1


def out(x: Node) -> Node:
    return reshape(x, (x.shape[0], prod(x.shape[1:])), "flatten")


def dx(d: Node, x: Node) -> Node:
    return reshape(d, (d.shape[0], *x.shape[1:]), "reshape")
