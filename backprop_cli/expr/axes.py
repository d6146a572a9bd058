"""Values of any rank up to four: their entries laid on other axes, and the matrices that a stack of them consists of.

An observation may be an image (channels, rows, columns); a batch of them has four axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from ..errors import ShapeError
from ..typed import Any
from .node import Node, Shape, intern

MAX_RANK = 4


def reshape(node: Node, shape: Shape, said: str = "") -> Node:
    """The entries of a value in their order, laid on other axes.

    said: how it is written, as flatten(x); "" writes the value itself. Raises ShapeError for another number of entries,
    for sizes that are not known, and for more than four axes.
    """
    if node.shape == shape:
        return node
    known = all(isinstance(size, int) for size in (*node.shape, *shape))
    if not known or prod(node.shape) != prod(shape) or len(shape) > MAX_RANK:
        raise ShapeError(node.shape, shape)
    return intern("reshape", (node,), said, shape)


def count_of(shape: Shape) -> Any:
    """How many entries a value of that shape has; of sizes that are not known, the name of their product."""
    if all(isinstance(size, int) for size in shape):
        return prod(shape)
    return "·".join(str(size) for size in shape if size != 1)


def stacked(parts: Sequence[Node], count: Any) -> Node:
    """A matrix with a row for each of some values of one formula: its entries in their order. Written as that formula.

    count: how many rows there are; where that is not known, parts has one for all.
    """
    return intern("stacked", tuple(parts), None, (count, count_of(parts[0].shape)))


def picked(rows: Node, place: int, shape: Shape) -> Node:
    """A row of a matrix, counted from 1, laid on the axes of a value. Written as the matrix: it stands for each row."""
    return intern("picked", (rows,), place, shape)


def nested(entries: Iterator[Any], shape: Shape) -> Any:
    """Entries one after the other as nested tuples of a shape."""
    if not shape:
        return next(entries)
    return tuple(nested(entries, shape[1:]) for _ in range(shape[0]))


def flat(value: Any) -> list[Any]:
    """Every element of nested tuples, one after the other."""
    found: list[Any] = []
    for item in value:
        if isinstance(item, tuple):
            found += flat(item)
        else:
            found.append(item)
    return found


def depth(value: Any) -> int:
    """How many axes nested tuples have."""
    found = 0
    while isinstance(value, tuple):
        found, value = found + 1, value[0]
    return found


def laid_on(value: Any, axes: int, inner: int = 0) -> Any:
    """Nested tuples on so many axes, of which the first may be left out in a file where they have a single item.

    inner: where one axis is left out and this is 1, it is the second that has a single item: a list of kernels, one
    for each output, of the only input.
    """
    left_out = axes - depth(value)
    if left_out == 1 and inner == 1 and axes > 2:
        return tuple((item,) for item in value)
    for _ in range(left_out):
        value = (value,)
    return value


def tables(value: Any) -> list[tuple[tuple[int, ...], Any]]:
    """The matrices of nested tuples, each with its place among the others; of a vector or a matrix, itself at ().

    Leading axes of a single item are left out, so that an image of one channel is a matrix.
    """
    while is_stack(value) and len(value) == 1:
        value = value[0]
    found = list(_tables(value, ()))
    single = [len({place[axis] for place, _ in found}) == 1 for axis in range(len(found[0][0]))]
    return [(tuple(at for at, one in zip(place, single) if not one), table) for place, table in found]


def is_stack(value: Any) -> bool:
    """Whether nested tuples have more axes than a matrix."""
    return isinstance(value, tuple) and isinstance(value[0], tuple) and isinstance(value[0][0], tuple)


def _tables(value: Any, place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    if not is_stack(value):
        yield place, value
        return
    for index, item in enumerate(value, 1):
        yield from _tables(item, (*place, index))


def said_place(place: tuple[int, ...]) -> str:
    """How a matrix of a stack is labelled, as its entries are addressed: [2], or [2,1]."""
    return f"[{','.join(map(str, place))}]"
