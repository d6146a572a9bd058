"""Operations over windows, evaluated: sums of products, largest entries, means, and what goes back from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain
from math import prod

from ..expr.axes import flat, nested
from ..expr.node import Node
from ..expr.windows import of_one, products, readers, windows
from ..typed import Any

Function = Callable[..., Any]


def paired(node: Node, values: list[Any], algebra: Any) -> Any:
    """The sums of products of a convolution, or of a gradient of it."""
    times, add = algebra.function("mul"), algebra.function("add")
    zero = algebra.number(Fraction(0))
    return sums_of_products(node, values, lambda pairs: summed([times(a, b) for a, b in pairs], add, zero))


def sums_of_products(node: Node, values: list[Any], entry: Function) -> Any:
    """What an entry is made of from its pairs of factors, for every entry of a node `paired`."""
    left, right = map(flat, values)
    wanted, geometry = node.data
    found = (entry([(left[i], right[j]) for i, j in pairs]) for pairs in products(wanted, geometry))
    return nested(found, node.shape)


def summed(terms: list[Any], add: Function, zero: Any) -> Any:
    """The sum of terms; of a single one itself, of none zero."""
    return add(*terms) if len(terms) > 1 else terms[0] if terms else zero


def max_pool(node: Node, values: list[Any], algebra: Any) -> Any:
    """The largest entry of every window."""
    entries, largest = flat(values[0]), algebra.function("largest")
    found = ([entries[i] for i in window] for window in windows(node.data))
    return nested((largest(*window) if len(window) > 1 else window[0] for window in found), node.shape)


def mean_pool(node: Node, values: list[Any], algebra: Any) -> Any:
    """The sum of every window over the number of its places."""
    entries, add, divide = flat(values[0]), algebra.function("add"), algebra.function("div")
    count, zero = algebra.number(Fraction(prod(node.data.kernel))), algebra.number(Fraction(0))
    sums = (summed([entries[i] for i in window], add, zero) for window in windows(node.data))
    return nested((divide(total, count) for total in sums), node.shape)


def to_winners(node: Node, values: list[Any], algebra: Any) -> Any:
    """For every entry the sum of the gradients of those windows whose first largest entry it is."""
    times, wins = algebra.function("mul"), algebra.function("winner")
    batch = node.shape[0]
    found = []
    for d, x in zip(values[0], values[1] if len(values[1]) == batch else values[1] * batch):
        found.append(_to_winners(node, (flat(d), flat(x)), (times, wins), algebra))
    return nested(chain.from_iterable(found), node.shape)


def _to_winners(
    node: Node, values: tuple[list[Any], list[Any]], functions: tuple[Function, Function], algebra: Any
) -> Iterator[Any]:
    geometry = of_one(node.data)
    (gradients, entries), (times, wins) = values, functions
    held = windows(geometry)
    for place, outs in enumerate(readers(geometry)):
        terms = []
        for out in outs:
            before = held[out].index(place)
            others = [entries[i] for i in held[out] if i != place]
            won = wins(entries[place], algebra.number(Fraction(before)), *others)
            terms.append(times(gradients[out], won))
        yield summed(terms, algebra.function("add"), algebra.number(Fraction(0)))


def spread(node: Node, values: list[Any], algebra: Any) -> Any:
    """For every entry the sum of the gradients of the windows that hold it, over the number of a window's places."""
    add, divide = algebra.function("add"), algebra.function("div")
    count, zero = algebra.number(Fraction(prod(node.data.kernel))), algebra.number(Fraction(0))
    geometry = of_one(node.data)
    found = []
    for d in values[0]:
        gradients = flat(d)
        for outs in readers(geometry):
            found.append(divide(summed([gradients[out] for out in outs], add, zero), count) if outs else zero)
    return nested(iter(found), node.shape)


def channel_sum(node: Node, values: list[Any], algebra: Any) -> Any:
    """The sum of each channel over all observations and places."""
    add, zero = algebra.function("add"), algebra.number(Fraction(0))
    return tuple(summed([entry for part in channel for entry in flat(part)], add, zero) for channel in zip(*values[0]))


OVER_WINDOWS: dict[str, Callable[[Node, list[Any], Any], Any]] = {
    "paired": paired,
    "max_pool": max_pool,
    "mean_pool": mean_pool,
    "to_winners": to_winners,
    "spread": spread,
    "channel_sum": channel_sum,
}
