"""The features of several values side by side: (x₁, x₂, …). Source: Huang et al., Densely Connected Networks, 2017.

The gradient by one of them is its own columns of d.
"""

from collections.abc import Iterator

from ..expr.node import Node, between, concat

also_called = ("concatenate", "cat", "hstack", "merge", "stack")
several = "side by side"


def out(x: tuple[Node, ...]) -> Node:
    return concat(*x)


def dx(d: Node, x: tuple[Node, ...], place: int) -> Node:
    first = sum(part.shape[-1] for part in x[:place])
    return between(d, first + 1, first + x[place].shape[-1])


def _other_order(x: tuple[Node, ...]) -> Iterator[Node]:
    """They put two neighbours in the other order."""
    for place in range(len(x) - 1):
        yield concat(*x[:place], x[place + 1], x[place], *x[place + 2 :])


def _cut_elsewhere(d: Node, x: tuple[Node, ...], place: int) -> Iterator[Node]:
    """They cut the gradient at the wrong place: from its first column on, or as if the parts stood in reverse."""
    width = x[place].shape[-1]
    for part in (0, sum(part.shape[-1] for part in x[place + 1 :])):
        yield between(d, part + 1, part + width)


def _not_cut(d: Node) -> Node:
    """They sent the whole gradient to each of the values."""
    return d


mistakes = {
    "parts_in_other_order": ("out", _other_order),
    "gradient_cut_elsewhere": ("x", _cut_elsewhere),
    "gradient_not_cut": ("x", _not_cut),
}
