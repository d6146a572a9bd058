"""What convolutions along one axis and along two have in common: their rules, and what people make of them.

x is (batch, channels, …), W (outputs, channels, …), b (outputs,). Source: Dumoulin, Visin, A Guide to Convolution
Arithmetic for Deep Learning, 2016; Goodfellow, Bengio, Courville, Deep Learning, 9.
"""

from collections.abc import Iterator
from math import prod

from ..expr.node import Node
from ..expr.windows import (
    Geometry,
    by_channel,
    channel_sum,
    convolution,
    correlated,
    input_gradient,
    kernel_gradient,
)

TURNED = ("false", "true")


def geometry_of(x: Node, W: Node, stride: Node, padding: Node, flip: str) -> Geometry:
    """How the windows of a convolution lie."""
    return convolution(x.shape, W.shape, int(stride.data), int(padding.data), flip == "true")


def value(x: Node, W: Node, b: Node, geometry: Geometry) -> Node:
    """Each window times the kernel, plus the bias of its channel."""
    return correlated(x, W, geometry) + by_channel(b, len(x.shape))


def kernel_turned(x: Node, W: Node, b: Node, stride: Node, padding: Node, flip: str) -> Node:
    """They turned the kernel where it is not turned, or did not where it is."""
    geometry = geometry_of(x, W, stride, padding, flip)
    return value(x, W, b, geometry._replace(turned=not geometry.turned))


def stride_forgotten(x: Node, W: Node, b: Node, stride: Node, padding: Node, flip: str) -> Node | None:
    """They moved the window by one place each time."""
    geometry = geometry_of(x, W, stride, padding, flip)
    return value(x, W, b, geometry._replace(stride=1)) if geometry.stride > 1 else None


def window_shifted(x: Node, W: Node, b: Node, stride: Node, padding: Node, flip: str) -> Iterator[Node]:
    """They began one place too late or too early."""
    geometry = geometry_of(x, W, stride, padding, flip)
    for by in (-1, 1):
        yield value(x, W, b, geometry._replace(padding=geometry.padding + by))


def kernel_not_turned(d: Node, x: Node, W: Node, stride: Node, padding: Node, flip: str) -> Node:
    """They did not turn the kernel on the way back."""
    geometry = geometry_of(x, W, stride, padding, flip)
    return input_gradient(d, W, geometry._replace(turned=not geometry.turned))


def padding_forgotten_back(d: Node, x: Node, W: Node, stride: Node, padding: Node, flip: str) -> Node | None:
    """They forgot the padding on the way back."""
    geometry = geometry_of(x, W, stride, padding, flip)
    return input_gradient(d, W, geometry._replace(padding=0)) if geometry.padding else None


def padding_forgotten_kernel(x: Node, W: Node, d: Node, stride: Node, padding: Node, flip: str) -> Node | None:
    """They forgot the padding in the gradient by the kernel."""
    geometry = geometry_of(x, W, stride, padding, flip)
    return kernel_gradient(x, d, geometry._replace(padding=0)) if geometry.padding else None


def stride_forgotten_kernel(x: Node, W: Node, d: Node, stride: Node, padding: Node, flip: str) -> Node | None:
    """They forgot the stride in the gradient by the kernel."""
    geometry = geometry_of(x, W, stride, padding, flip)
    return kernel_gradient(x, d, geometry._replace(stride=1)) if geometry.stride > 1 else None


def bias_averaged(d: Node) -> Node:
    """They took the mean over the places for the bias's gradient, and not the sum."""
    return channel_sum(d) / prod(d.shape[2:])


MISTAKES = {
    "conv_kernel_turned": ("out", kernel_turned),
    "conv_stride_forgotten": ("out", stride_forgotten),
    "conv_window_shifted": ("out", window_shifted),
    "conv_kernel_not_turned": ("x", kernel_not_turned),
    "conv_padding_forgotten_back": ("x", padding_forgotten_back),
    "conv_padding_forgotten_kernel": ("W", padding_forgotten_kernel),
    "conv_stride_forgotten_kernel": ("W", stride_forgotten_kernel),
    "conv_bias_averaged": ("b", bias_averaged),
}
