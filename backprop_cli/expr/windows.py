"""Windows that slide over arrays: which entries each of them holds, and the sums, largest entries and means over them.

A value has the axes (batch, channels, then one or two along which windows move). Every operation is a table of places,
made once for a geometry; so all readings of an expression go over the same places.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from math import prod

from ..errors import ShapeError
from ..records import NamedTuple
from ..typed import Any
from .axes import reshape
from .node import Node, Shape, intern

INPUT, KERNEL, OUTPUT = "input", "kernel", "output"


class Geometry(NamedTuple):
    """How windows lie on an array.

    input: its shape. kernel: of a convolution (outputs, inputs of one group, window sizes), of pooling the sizes alone.
    output: (batch, channels, how many windows along each axis). stride: how far a window lies from the one before.
    padding: how many zeros lie before the first entry. turned: whether the kernel is turned by half a turn first, as in
    a convolution; otherwise it is a cross-correlation. groups: the channels are divided into so many, each with
    outputs of its own.
    """

    input: tuple[int, ...]
    kernel: tuple[int, ...]
    output: tuple[int, ...]
    stride: int = 1
    padding: int = 0
    turned: bool = False
    groups: int = 1


def convolution(x: Shape, W: Shape, stride: int, padding: int, turned: bool = False, groups: int = 1) -> Geometry:
    """The geometry of a kernel on an array. Raises ShapeError where the channels differ, or no window fits."""
    known = all(isinstance(size, int) for size in (*x, *W))
    if not known or len(x) < 3 or len(W) != len(x) or x[1] != W[1] * groups or W[0] % groups:
        raise ShapeError(x, W)
    return Geometry(x, W, (x[0], W[0], *_counts(x, W[2:], stride, padding)), stride, padding, turned, groups)


def pooling(x: Shape, size: int, stride: int, padding: int = 0) -> Geometry:
    """The geometry of square windows, each within one channel. Raises ShapeError where no window fits."""
    if len(x) < 3 or not all(isinstance(item, int) for item in x) or padding * 2 > size:
        raise ShapeError(x, (size,))
    sizes = (size,) * (len(x) - 2)
    return Geometry(x, sizes, (*x[:2], *_counts(x, sizes, stride, padding)), stride, padding)


def _counts(x: Shape, sizes: Shape, stride: int, padding: int) -> tuple[int, ...]:
    """How many windows lie along each axis."""
    counts = tuple((length + 2 * padding - size) // stride + 1 for length, size in zip(x[2:], sizes))
    if min(counts) < 1:
        raise ShapeError(x, sizes)
    return counts


def correlated(x: Node, W: Node, geometry: Geometry) -> Node:
    """Each window times the kernel, summed: the cross-correlation of x and W, or their convolution."""
    return paired(x, W, OUTPUT, geometry)


def kernel_gradient(x: Node, d: Node, geometry: Geometry) -> Node:
    """The sum over all windows of the window times the gradient of its output: the gradient by the kernel."""
    return paired(x, d, KERNEL, geometry)


def input_gradient(d: Node, W: Node, geometry: Geometry) -> Node:
    """What every entry gets from all windows that hold it: the full convolution of d with the turned kernel."""
    batch = d.shape[0]
    moved = geometry._replace(input=(batch, *geometry.input[1:]), output=(batch, *geometry.output[1:]))
    return paired(d, W, INPUT, moved)


def paired(left: Node, right: Node, wanted: str, geometry: Geometry) -> Node:
    """A sum of products over windows, as `READS` has its factors. Raises ShapeError where theirs are other shapes."""
    shapes = geometry._asdict()
    expected = tuple(shapes[name] for name in READS[wanted])
    if (left.shape, right.shape) != expected:
        raise ShapeError(left.shape, right.shape)
    return intern("paired", (left, right), (wanted, geometry), shapes[wanted])


# What a sum of products is multiplied from, by what it gives.
READS = {OUTPUT: (INPUT, KERNEL), KERNEL: (INPUT, OUTPUT), INPUT: (OUTPUT, KERNEL)}


def pooled(x: Node, geometry: Geometry, mean: bool = False) -> Node:
    """The largest entry of every window, or the mean of its entries, zeros of the padding included."""
    if x.shape != geometry.input:
        raise ShapeError(x.shape, geometry.input)
    return intern("mean_pool" if mean else "max_pool", (x,), geometry, geometry.output)


def to_winners(d: Node, x: Node, geometry: Geometry) -> Node:
    """The gradient of every window where its largest entry stands, the first one where several are equal.

    d may have more observations than x, which is repeated then.
    """
    return intern("to_winners", (d, x), geometry, (d.shape[0], *geometry.input[1:]))


def spread(d: Node, geometry: Geometry) -> Node:
    """The gradient of every window shared out evenly over its entries."""
    return intern("spread", (d,), geometry, (d.shape[0], *geometry.input[1:]))


def channel_sum(d: Node) -> Node:
    """The sum of each channel over all observations and places."""
    if len(d.shape) < 3:
        raise ShapeError(d.shape, ())
    return intern("channel_sum", (d,), None, (d.shape[1],))


def by_channel(b: Node, rank: int) -> Node:
    """A number for each channel, to be added to a value with so many axes; a single number as it is."""
    return reshape(b, (*b.shape, *(1,) * (rank - 2))) if b.shape else b


@lru_cache(128)
def triples(geometry: Geometry) -> tuple[tuple[int, int, int], ...]:
    """The flat places (output, input, kernel) of every product of a convolution, output by output."""
    return tuple(_triples(geometry))


def _triples(geometry: Geometry) -> Iterator[tuple[int, int, int]]:
    per_group = geometry.kernel[0] // geometry.groups
    sizes = geometry.kernel[2:]
    places = list(product(*map(range, geometry.kernel[1:])))
    for out, (n, o, *at) in enumerate(product(*map(range, geometry.output))):
        first = o // per_group * geometry.kernel[1]
        for c, *k in places:
            inside = _inside(geometry, at, k)
            if inside is not None:
                turned = [size - 1 - place for size, place in zip(sizes, k)] if geometry.turned else k
                x = _flat((n, first + c, *inside), geometry.input)
                yield out, x, _flat((o, c, *turned), geometry.kernel)


def _inside(geometry: Geometry, at: Any, k: Any) -> tuple[int, ...] | None:
    """The place of a window's entry in the array; None in the padding."""
    found = tuple(a * geometry.stride - geometry.padding + place for a, place in zip(at, k))
    fits = all(0 <= place < size for place, size in zip(found, geometry.input[2:]))
    return found if fits else None


def _flat(place: tuple[int, ...], shape: tuple[int, ...]) -> int:
    found = 0
    for index, size in zip(place, shape):
        found = found * size + index
    return found


@lru_cache(128)
def products(wanted: str, geometry: Geometry) -> tuple[tuple[tuple[int, int], ...], ...]:
    """For every entry of what is wanted the flat places of the factors of its products, as `READS` has them."""
    column = {OUTPUT: 0, INPUT: 1, KERNEL: 2}
    left, right = (column[name] for name in READS[wanted])
    shape = geometry._asdict()[wanted]
    found: list[list[tuple[int, int]]] = [[] for _ in range(prod(shape))]
    for triple in triples(geometry):
        found[triple[column[wanted]]].append((triple[left], triple[right]))
    return tuple(map(tuple, found))


@lru_cache(128)
def windows(geometry: Geometry) -> tuple[tuple[int, ...], ...]:
    """For every output of pooling the flat places of its window's entries, row by row."""
    places = list(product(*map(range, geometry.kernel)))
    found = []
    for n, c, *at in product(*map(range, geometry.output)):
        inside = (_inside(geometry, at, k) for k in places)
        found.append(tuple(_flat((n, c, *place), geometry.input) for place in inside if place is not None))
    return tuple(found)


def readers(geometry: Geometry) -> tuple[tuple[int, ...], ...]:
    """For every entry of the array the flat places of the windows that hold it."""
    found: list[list[int]] = [[] for _ in range(prod(geometry.input))]
    for out, window in enumerate(windows(geometry)):
        for place in window:
            found[place].append(out)
    return tuple(map(tuple, found))


def of_one(geometry: Geometry) -> Geometry:
    """The geometry of a single observation."""
    return geometry._replace(input=(1, *geometry.input[1:]), output=(1, *geometry.output[1:]))
