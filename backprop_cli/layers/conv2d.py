"""Each window of an image times the kernel, summed, plus the bias. Source: LeCun et al., 1998; Goodfellow et al., 9."""

from ..expr.node import Node
from ..expr.windows import channel_sum, input_gradient, kernel_gradient
from ._convolution import MISTAKES, TURNED, geometry_of, value

also_called = ("conv", "convolution", "convolution2d")
axes = ("channels", "rows", "columns")
puts_out = ("outputs", "rows′", "columns′")
keys = {"W": "kernel"}
parameters = {"W": ("outputs", "inputs", "rows", "columns"), "b": ("outputs",)}
options = {"stride": "1", "padding": "0"}
whole = {"stride": 1, "padding": 0}
choices = {"flip": TURNED}
mistakes = MISTAKES


def out(x: Node, W: Node, b: Node, stride: Node, padding: Node, flip: str) -> Node:
    return value(x, W, b, geometry_of(x, W, stride, padding, flip))


def dx(d: Node, x: Node, W: Node, stride: Node, padding: Node, flip: str) -> Node:
    return input_gradient(d, W, geometry_of(x, W, stride, padding, flip))


def dW(x: Node, W: Node, d: Node, stride: Node, padding: Node, flip: str) -> Node:
    return kernel_gradient(x, d, geometry_of(x, W, stride, padding, flip))


def db(d: Node) -> Node:
    return channel_sum(d)
