"""The product of large matrices of floats on arrays: term after term, so that every float is that of the walk."""

from __future__ import annotations

from ..expr.floats import Cancelled
from ..tolerances import REMEMBERED
from .evaluate import Value


def large_product(left: Value, right: Value) -> Value:
    """(n, k)·(k, m) as nested tuples, each entry the `add` of its k products.

    A product of BLAS would be quicker still, but adds in another order, and so to other last digits.
    """
    import numpy

    rows, columns = (numpy.array(value, float) for value in (left, right))
    total = numpy.zeros((len(left), len(right[0])))
    scale = numpy.zeros_like(total)
    with numpy.errstate(all="ignore"):
        for place in range(len(right)):
            terms = rows[:, place, None] * columns[place]
            total += terms
            numpy.fmax(scale, numpy.abs(terms, out=terms), out=scale)
        is_cancelled = ~(numpy.abs(total) * REMEMBERED >= scale)
    found = total.tolist()
    for row, column in numpy.argwhere(is_cancelled).tolist():
        entry = found[row][column] = Cancelled(found[row][column])
        entry.scale = float(scale[row, column])
    return tuple(map(tuple, found))
