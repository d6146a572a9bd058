"""A number as it is written: its value, and how much of it the digits say."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from ...expr.node import Node, as_node, elementwise, symbol
from ...expr.read.constants import decimal
from ...expr.read.parser import parse_answer
from ...expr.read.tokens import MAX_LITERAL, MAX_POWER_OF_TEN, FormulaError
from ...expr.traverse import walk
from ...expr.write.style import canonical_name
from ...tolerances import DIGIT_NOISE, END_NOISE, SAME_NUMBER

_DECIMAL = re.compile(r"([+−–-]?)\s*(\d*)(?:[.,](\d*))?(?:[eE]([+−-]?\d{1,3}))?(\s?%)?")
# What stands in brackets behind a number and is no factor: (rounded), (3 s.f.).
_REMARK = re.compile(r"[^()=*/+^·−]*(?:[^\W\d_]{3}|[^\W\d_]\.)[^()=*/+^·−]*\)")
EXACT_DIGITS = 17  # as many as a float can need
MAX_REMARK = 60
_PI = as_node(Fraction(math.pi))
CONSTANTS = {"e": elementwise("exp", as_node(1)), "pi": _PI, "π": _PI}


class WrittenNumber:
    """One entry of an answer as it was written.

    text: as it stands in the answer. value: its number; None where there is none. unit: one in the last digit of a
    decimal, 0.001 for 0.461; 0 for what is exact (a fraction, a formula of constants). decimals: the number of digits
    after the decimal mark; None for what is exact. digits: the significant digits that were written. formula: the
    expression, where the text has names in it. error: why the text cannot be read.
    """

    # Values are nested tuples, so what stands in them must be no tuple itself: no NamedTuple here.
    __slots__ = ("decimals", "digits", "error", "formula", "text", "unit", "value")

    def __init__(self, text: str, value: float | None = None, unit: float = 0.0, digits: int = EXACT_DIGITS) -> None:
        self.text, self.value, self.unit, self.digits = text, value, unit, digits
        self.decimals = max(0, round(-math.log10(unit))) if unit else None
        self.formula: Node | None = None
        self.error: FormulaError | None = None

    def in_units(self, unit: float, digits: int) -> WrittenNumber:
        """The same number, read as if its last digit stood elsewhere."""
        return WrittenNumber(self.text, self.value, unit, digits)

    def negated(self) -> WrittenNumber:
        """The number with the other sign."""
        return WrittenNumber(self.text, None if self.value is None else -self.value, self.unit, self.digits)

    @property
    def is_number(self) -> bool:
        """Whether it has a value that can be compared."""
        return self.value is not None


def read_number(text: str, functions: tuple[str, ...] = ()) -> WrittenNumber:
    """One entry read from its text: a decimal (0.46, 0,46, 1e-3, 50%), a constant (1/16, σ(-5/32), ln 2) or a formula.

    functions: the names of unknown functions. Raises nothing: what cannot be read carries its error.
    """
    text = text.strip()
    found = _decimal(text, text.lstrip("≈~ ")) or _remarked(text)
    if found is not None:
        return found
    found = WrittenNumber(text)
    try:
        node = parse_answer(text, functions, lambda name: CONSTANTS.get(name) or symbol(canonical_name(name)))
        if any(part.op in ("symbol", "call") for part in walk(node)):
            found.formula = node
        else:
            found.value = decimal(node.data if node.op == "number" else node)
    except FormulaError as error:
        found.error = error
    return found


def plain_decimal(text: str) -> bool:
    """Whether a text is a decimal and nothing else: 0.46, -0,5, 1e-3."""
    return _decimal(text, text) is not None


def _remarked(text: str) -> WrittenNumber | None:
    """The decimal before a remark in brackets, as in 0.461 (rounded)."""
    head, _, remark = text.partition("(")
    is_remark = 0 < len(remark) <= MAX_REMARK and _REMARK.fullmatch(remark)
    return _decimal(text, head.lstrip("≈~ ").rstrip()) if is_remark else None


def _decimal(text: str, digits: str) -> WrittenNumber | None:
    """A decimal with the unit of its last digit; None where the digits are none, or too many."""
    match = _DECIMAL.fullmatch(digits)
    if not match or len(digits) > MAX_LITERAL or not (match[2] or match[3]):
        return None
    sign, whole, after, power = match[1], match[2] or "0", match[3] or "", int((match[4] or "0").replace("−", "-"))
    if abs(power) > MAX_POWER_OF_TEN:
        return None
    power -= 2 if match[5] else 0
    size = Fraction(int(whole + after), 10 ** len(after)) * Fraction(10) ** power
    value = float(-size if sign not in ("", "+") else size)
    return WrittenNumber(text, value, 10.0 ** (power - len(after)), len((whole + after).lstrip("0")))


def values_written_so(number: WrittenNumber, strict: bool = False) -> tuple[float, float]:
    """The least and the largest value that is written so: rounded to the digits of the number, or cut unless strict.

    A rounded value is off by half a unit at most; a cut one lies further from 0 than the number, by less than a unit.
    """
    assert number.value is not None
    half, whole = number.unit / 2 * (1 + DIGIT_NOISE), number.unit * (1 - DIGIT_NOISE)
    below = half if strict or number.value > 0 else max(half, whole)
    above = half if strict or number.value < 0 else max(half, whole)
    return number.value - below, number.value + above


def within(number: WrittenNumber, lo: float, hi: float, strict: bool = False) -> bool:
    """Whether some value from lo to hi is written so: rounded to the digits of the number, or cut unless strict."""
    assert number.value is not None
    least, largest = values_written_so(number, strict)
    noise = END_NOISE * max(abs(lo), abs(hi), abs(number.value))
    return lo - noise <= largest and least <= hi + noise


def equal(number: WrittenNumber, value: float) -> bool:
    """Whether it is that very value, but for the noise of floats."""
    assert number.value is not None
    return abs(number.value - value) <= SAME_NUMBER * max(abs(value), abs(number.value))


def matches(item: WrittenNumber, values: tuple[float, float]) -> bool:
    """Whether a value is written so, rounded to its digits.

    values: what a mistake gives from the student's numbers as they were written, and from the same before rounding.
    """
    low, high = values if values[0] <= values[1] else values[::-1]
    slack = _slack(item, max(abs(low), abs(high)))
    return low - slack <= (item.value or 0.0) <= high + slack


def reach(item: WrittenNumber) -> tuple[float, float]:
    """Bounds of the values that may be written so; some between them are not."""
    value = item.value or 0.0
    slack = 2 * _slack(item, abs(value))  # a value that is a little larger has a little more
    return value - slack, value + slack


def _slack(item: WrittenNumber, size: float) -> float:
    """How far from a number a value may be that is written so; size: the larger of both."""
    half = item.unit / 2 * (1 + DIGIT_NOISE)
    return max(half, SAME_NUMBER * max(size, abs(item.value or 0.0)))
