"""A number as somebody wrote it: its value, and how much of it the digits say."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from ...expr.node import Node
from ...expr.read.constants import decimal
from ...expr.read.parser import parse_answer
from ...expr.read.tokens import MAX_LITERAL, MAX_POWER_OF_TEN, FormulaError
from ...expr.traverse import walk

_DECIMAL = re.compile(r"([+−–-]?)\s*(\d*)(?:[.,](\d*))?(?:[eE]([+−-]?\d{1,3}))?")
NOISE = 1e-9


class Written:
    """One entry of an answer; an element of nested tuples, and so no tuple itself.

    text: as it was given. value: its number; None where there is none. unit: of the last digit of a decimal; 0 for
    what is exact (a fraction, a formula of constants). digits: how many significant digits were written. formula:
    where names stand in it. error: why it cannot be read.
    """

    __slots__ = ("digits", "error", "formula", "text", "unit", "value")

    def __init__(self, text: str, value: float | None = None, unit: float = 0.0, digits: int = 17) -> None:
        self.text, self.value, self.unit, self.digits = text, value, unit, digits
        self.formula: Node | None = None
        self.error: FormulaError | None = None

    def in_units(self, unit: float, digits: int) -> Written:
        """The same number written to another digit."""
        return Written(self.text, self.value, unit, digits)

    def negated(self) -> Written:
        """The same with the other sign."""
        return Written(self.text, None if self.value is None else -self.value, self.unit, self.digits)

    @property
    def decimals(self) -> int | None:
        """How many digits stand after the decimal mark; None for what is exact."""
        return max(0, round(-math.log10(self.unit))) if self.unit else None

    @property
    def is_number(self) -> bool:
        """Whether it is a number that can be compared."""
        return self.value is not None


def written(text: str, functions: tuple[str, ...] = ()) -> Written:
    """What an entry's text says: a decimal (0.46, 0,46, 1e-3), a constant (1/16, σ(-5/32), ln 2) or a formula."""
    text = text.strip()
    found = _decimal(text, text.lstrip("≈~ "))
    if found is not None:
        return found
    found = Written(text)
    try:
        node = parse_answer(text, functions)
        if any(part.op in ("symbol", "call") for part in walk(node)):
            found.formula = node
        else:
            found.value = decimal(node.data if node.op == "number" else node)
    except FormulaError as error:
        found.error = error
    return found


def _decimal(text: str, said: str) -> Written | None:
    match = _DECIMAL.fullmatch(said)
    if not match or len(said) > MAX_LITERAL or not (match[2] or match[3]):
        return None
    sign, whole, after, power = match[1], match[2] or "0", match[3] or "", int((match[4] or "0").replace("−", "-"))
    if abs(power) > MAX_POWER_OF_TEN:
        return None
    number = Fraction(int(whole + after), 10 ** len(after)) * Fraction(10) ** power
    value = float(-number if sign not in ("", "+") else number)
    return Written(text, value, 10.0 ** (power - len(after)), len((whole + after).lstrip("0")))


def within(given: Written, lo: float, hi: float, strict: bool = False) -> bool:
    """Whether some number from lo to hi is written so: rounded or cut to the digits given; rounded only if strict."""
    assert given.value is not None
    size = max(abs(lo), abs(hi), abs(given.value))
    slack = given.unit / 2 * (1 + NOISE) if strict else given.unit * (1 - NOISE)
    slack = max(slack, 4e-15 * size)
    return lo - slack <= given.value <= hi + slack


def equal(given: Written, value: float) -> bool:
    """Whether it is that very number, but for the noise of floats."""
    assert given.value is not None
    return abs(given.value - value) <= 1e-12 * max(abs(value), abs(given.value))


def matches(item: Written, values: tuple[float, float]) -> bool:
    """Whether a number is written so: the one from the values as written, or the one from those before rounding."""
    low, high = min(values), max(values)
    slack = max(item.unit / 2 * (1 + 1e-9), 1e-12 * max(abs(low), abs(high), abs(item.value or 0.0)))
    return low - slack <= (item.value or 0.0) <= high + slack
