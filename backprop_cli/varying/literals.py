"""Numbers as they are written (an integer, one decimal, a fraction), and others of the same kind and size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd

from ..records import NamedTuple

MOST, SPREAD = 100_000, 1000  # sizes that are all looked at; so many, about, if there are more
FEWEST, ENOUGH = 3, 5  # sizes to choose from: two would repeat at once; five are as many as a digit of small numbers
_DECIMAL = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?((?:[eE][+-]?\d+)?)")
_FRACTION = re.compile(r"([+-]?)(\d+)\s*/\s*(\d+)")


class Literal(NamedTuple):
    """A number as it is written: so many units, with a sign.

    decimals: the digits after the point, None of a fraction. denominator: of a fraction. tail: its power of ten.
    """

    units: int
    decimals: int | None = None
    denominator: int = 1
    tail: str = ""

    @property
    def unit(self) -> Fraction:
        """What one unit is: 1/10 of a number with one decimal, 1/3 of thirds."""
        power = Fraction(10) ** int(self.tail[1:]) if self.tail else 1
        return Fraction(1, self.denominator if self.decimals is None else 10**self.decimals) * power

    @property
    def value(self) -> Fraction:
        """The number."""
        return self.units * self.unit

    @property
    def kind(self) -> tuple[int | None, int, str]:
        """What numbers of one kind share."""
        return self.decimals, self.denominator, self.tail

    def __str__(self) -> str:
        sign = "-" if self.units < 0 else ""
        if self.decimals is None:
            return f"{sign}{abs(self.units)}/{self.denominator}"
        digits = str(abs(self.units)).rjust(self.decimals + 1, "0")
        cut = len(digits) - self.decimals
        return sign + digits[:cut] + ("." + digits[cut:] if self.decimals else "") + self.tail


def literal(text: str) -> Literal | None:
    """The number that a text writes; None for a name, and for a formula of constants, which stays as it is."""
    text = text.strip()
    if found := _FRACTION.fullmatch(text):
        sign, above, below = found.groups()
        return Literal(int(f"{sign}{above}"), None, int(below)) if int(below) else None
    found = _DECIMAL.fullmatch(text)
    if not found or not (found[2] or found[3]):
        return None
    sign, whole, decimals, tail = found[1], found[2], found[3] or "", found[4]
    return Literal(int(f"{sign}{whole}{decimals}"), len(decimals), 1, tail)


class Sizes:
    """What numbers of one group may become: of the same kind, about as large, with signs if the group has both.

    group: the numbers that belong together (the weights, the inputs). at_most: what none of them may exceed.
    """

    def __init__(self, group: Sequence[Literal], signed: bool, at_most: Fraction | None = None) -> None:
        self.group, self.signed, self.at_most = group, signed, at_most
        self._choices: dict[tuple[int | None, int, str], list[int]] = {}

    def others(self, one: Literal) -> list[Literal]:
        """The numbers that may stand in the place of one that is not 0, itself among them."""
        if one.kind not in self._choices:
            self._choices[one.kind] = list(self._units(one))
        found = self._choices[one.kind]
        signs = (1, -1) if self.signed else (1,)
        return [one._replace(units=sign * units) for units in found for sign in signs]

    def _units(self, one: Literal) -> Iterable[int]:
        """The sizes in units, from the smallest of the group to the largest, and beyond where these are few."""
        sizes = [abs(item.value) for item in self.group if item.units] or [Fraction(1), Fraction(2)]
        low, high = max(1, ceil(min(sizes) / one.unit)), max(1, floor(max(sizes) / one.unit))
        low, fewest, grid = min(low, high), FEWEST - self.signed, self._grid(one)
        cap = None if self.at_most is None else floor(self.at_most / one.unit)
        found = [units for units in _spread(low, high, grid) if _is_kind(units, one, grid)]
        below = high // 2
        while len(found) < ENOUGH and low > max(1, below):
            low -= 1
            found = [low, *found] if _is_kind(low, one, grid) else found
        while len(found) < fewest and (cap is None or high < cap):
            high += 1
            found += [high] if _is_kind(high, one, grid) else []
        return found

    def _grid(self, one: Literal) -> int:
        """Of numbers with several decimals, the step that they keep to: 25 of 0.25 and 0.75, 5 of 0.15 and 0.2."""
        if not one.decimals or one.decimals < 2:
            return 1
        return gcd(10**one.decimals, *(item.units for item in self.group if item.kind == one.kind))


def _spread(low: int, high: int, grid: int) -> Iterable[int]:
    """The sizes from one to another; of far too many, as of numbers with eight decimals, some all over the range.

    These lie on the grid, and go by a number of its steps that ends in 1: so that not all of them end alike.
    """
    count = (high - low) // grid
    if count <= MOST:
        return range(low, high + 1)
    apart = count // SPREAD // 10 * 10 + 1
    return range(-(-low // grid) * grid, high + 1, grid * apart)


def _is_kind(units: int, one: Literal, grid: int) -> bool:
    """Whether so many units are written as the number is: 0.5 does not become 1.0, nor 1/3 become 3/3."""
    if one.decimals is None:
        return gcd(units, one.denominator) == 1 or one.denominator == 1
    return units % grid == 0 and (one.decimals == 0 or units % 10 != 0)
