"""Slips of arithmetic: these are seen in the digits that were written, entry by entry."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ..answers.number import WrittenNumber

FEW = 3
Slip = Callable[[float, WrittenNumber], Iterator[float]]


def decimal_point(right: float, item: WrittenNumber) -> Iterator[float]:
    for power in (10, 0.1, 100, 0.01):
        yield right * power


def sign(right: float, item: WrittenNumber) -> Iterator[float]:
    yield -right


def digit(right: float, item: WrittenNumber) -> Iterator[float]:
    """Another digit in one place of those that were written, if these are enough to tell."""
    unit, count = _in_units(right, item) if item.digits > FEW else (0.0, 0)
    text = str(abs(count))
    for place, old in enumerate(text):
        for new in "0123456789":
            if new != old:
                yield math.copysign(int(text[:place] + new + text[place + 1 :]) * unit, right)


def digits_swapped(right: float, item: WrittenNumber) -> Iterator[float]:
    """Two neighbouring digits of those that were written, the other way round, if these are enough to tell."""
    unit, count = _in_units(right, item) if item.digits > FEW else (0.0, 0)
    text = str(abs(count))
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            yield math.copysign(int(swapped) * unit, right)


def _in_units(right: float, item: WrittenNumber) -> tuple[float, int]:
    """The right number in units of the last digit that was written."""
    return item.unit, round(right / item.unit) if item.unit and abs(right / item.unit) < 1e15 else 0


SLIPS: tuple[tuple[str, Slip], ...] = (
    ("sign_slip", sign),
    ("decimal_point", decimal_point),
    ("digits_swapped", digits_swapped),
    ("digit_slip", digit),
)
