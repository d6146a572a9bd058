"""Where a long formula is broken: at the outermost operators, and further inside only what is still too wide then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

# How deep a break is: brackets count two, so that within them a sum is broken before its products are. A factor on a
# row of its own is the last resort: this counts as more brackets than a formula has.
BRACKET, TIGHT, FACTOR = 2, 1, 100


def unbroken(
    depths: Sequence[int], width: Callable[[int, int], float], room: float, within: range | None = None, depth: int = 0
) -> Iterator[tuple[int, int]]:
    """The stretches of tokens that stay together on a line, as (first, past the last).

    depths: for each token, how deep the break before it is. width: of the tokens from one number up to another. room:
    what is wider is broken at the next depth, unless it is a single token.

    >>> list(unbroken([0, 2, 0, 2], lambda start, end: end - start, 2))
    [(0, 2), (2, 4)]
    >>> list(unbroken([0, 2, 0, 2], lambda start, end: end - start, 1))
    [(0, 1), (1, 2), (2, 3), (3, 4)]
    """
    within = range(len(depths)) if within is None else within
    starts = [index for index in within if index == within.start or depths[index] <= depth]
    for start, end in zip(starts, [*starts[1:], within.stop]):
        if end - start == 1 or width(start, end) <= room:
            yield start, end
        else:
            yield from unbroken(depths, width, room, range(start, end), depth + 1)
