"""Random numbers for weights: the same from a seed everywhere; fractions where they are few, floats in bulk."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction

from ..expr.read.constants import decimal
from ..records import NamedTuple
from ..typed import Any

# Beyond so many nobody reads a matrix as exact numbers, and a float takes a tenth of the time of a fraction.
MOST_FRACTIONS = 4096


class DrawnParameter(NamedTuple):
    """Random numbers. kind: he, xavier, lecun, normal or uniform (zeros: none are drawn); seed: of the generator."""

    kind: str
    seed: int
    options: dict[str, Any]


def draw(how: DrawnParameter, inputs: int, outputs: int, fan_in: int) -> Any:
    """A matrix of random numbers, (inputs, outputs), rounded to `digits` places after the point (4 by default).

    Each number is the quantile of one draw of Python's generator, so a seed gives the same numbers everywhere: as
    fractions, and as the floats next to them where there are more than MOST_FRACTIONS.
    Sources: He et al., 2015; Glorot and Bengio, 2010; LeCun et al., 1998.
    """
    digits = how.options.get("digits", 4)
    rows = _rows(how, inputs, outputs, fan_in)
    if inputs * outputs > MOST_FRACTIONS:
        return tuple(tuple([round(number, digits) + 0.0 for number in row]) for row in rows)  # + 0.0: −0.0 is 0
    return tuple(tuple(Fraction(f"{number:.{digits}f}") for number in row) for row in rows)


def _rows(how: DrawnParameter, inputs: int, outputs: int, fan_in: int) -> Iterator[list[float]]:
    """The numbers before they are rounded, row by row: lists, for there may be hundreds of thousands of them."""
    import random

    draws, most = random.Random(how.seed).random, sys.float_info.max
    quantile = _quantile(how, outputs, fan_in)
    for _ in range(inputs):
        row = [quantile(draws() or 0.5) for _ in range(outputs)]  # 0 has no quantile
        yield row if -most <= min(row) and max(row) <= most else [max(-most, min(number, most)) for number in row]


def _quantile(how: DrawnParameter, outputs: int, fan_in: int) -> Callable[[float], float]:
    """The quantiles of the distribution from which numbers are drawn."""
    given = {name: decimal(how.options[name]) for name in ("bound", "std") if name in how.options}
    if how.kind in ("xavier", "uniform"):
        bound = given.get("bound", math.sqrt(6 / (fan_in + outputs)))
        return lambda point: bound * (2 * point - 1)
    from statistics import NormalDist

    spread = {"he": math.sqrt(2 / fan_in), "lecun": math.sqrt(1 / fan_in)}.get(how.kind, given.get("std", 1.0))
    return NormalDist(0, spread).inv_cdf
