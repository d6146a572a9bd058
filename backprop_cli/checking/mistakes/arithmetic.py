"""Slips of arithmetic: these are seen in the digits that were written, entry by entry."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ...tolerances import ENOUGH_DIGITS, MOST_UNITS
from ..answers.number import WrittenNumber

Slip = Callable[[float, WrittenNumber], Iterator[float]]


def decimal_point(right: float, item: WrittenNumber) -> Iterator[float]:
    """They put the decimal point one or two places off."""
    for power in (10, 0.1, 100, 0.01):
        yield right * power


def sign(right: float, item: WrittenNumber) -> Iterator[float]:
    """They lost or added a minus in one entry."""
    yield -right


def digit(right: float, item: WrittenNumber) -> Iterator[float]:
    """They got one digit wrong, of enough to tell."""
    unit, count = _in_units(right, item)
    text = str(abs(count))
    for place, old in enumerate(text):
        for new in "0123456789":
            if new != old:
                yield math.copysign(int(text[:place] + new + text[place + 1 :]) * unit, right)


def digits_swapped(right: float, item: WrittenNumber) -> Iterator[float]:
    """They swapped two neighbouring digits, of enough to tell."""
    unit, count = _in_units(right, item)
    text = str(abs(count))
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            yield math.copysign(int(swapped) * unit, right)


def _in_units(right: float, item: WrittenNumber) -> tuple[float, int]:
    """The right number in units of the last digit that was written; 0 of them where too few digits were."""
    if item.digits < ENOUGH_DIGITS:
        return 0.0, 0
    return item.unit, round(right / item.unit) if item.unit and abs(right / item.unit) < MOST_UNITS else 0


SLIPS: tuple[tuple[str, Slip], ...] = (
    ("sign_slip", sign),
    ("decimal_point", decimal_point),
    ("digits_swapped", digits_swapped),
    ("digit_slip", digit),
)
