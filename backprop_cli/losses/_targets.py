"""What losses make of a target before they use it."""

from ..expr.node import Node


def smoothed(y: Node, smoothing: Node, outputs: Node) -> Node:
    """The target with a share of it spread over all classes. Source: Szegedy and others, 2016, section 7."""
    return (1 - smoothing) * y + smoothing / outputs
