"""How numbers are written on a page: decimals, fractions, and both inside formulas."""

from __future__ import annotations

from fractions import Fraction

from ..expr.axes import is_stack, tables
from ..expr.node import Node
from ..expr.write.style import Style
from ..expr.write.text import text
from ..typed import Any
from .look import DIGITS, Look

# Up to so many digits before the decimal mark a number is written out, however few are asked for: 123456, not 1.2e5.
FIXED_DIGITS = 6


def formula_style(look: Look) -> Style:
    """The style of formulas, with constants as a book writes them: ½, but 3/4."""

    def constant(value: Any) -> str:
        return look.style.half if isinstance(value, Fraction) and value * 2 == 1 else element_text(value, look)

    return look.style._replace(name=look.name, number=constant, separator=look.separator)


def number_style(look: Look) -> Style:
    """The style of formulas with their numbers put in: every number as it is written in a value."""
    return look.style._replace(name=look.name, number=lambda value: element_text(value, look), separator=look.separator)


def decimal_text(x: float, digits: int = DIGITS, minus: str = "-", mark: str = ".") -> str:
    """A float in significant digits: no trailing zeros, no −0, 1.5e-7 where it is very small or large."""
    usual = f"{x:.{digits}g}"  # the same, much quicker, but for where it turns to exponents
    if "e" not in usual:
        return usual.replace("-", minus).replace(".", mark) if x else "0"
    mantissa, exponent = f"{abs(x):.{digits - 1}e}".split("e")
    power = int(exponent)
    if -4 <= power < max(digits, FIXED_DIGITS):
        said = f"{float(f'{mantissa}e{power}'):.{max(0, digits - 1 - power)}f}"
        tail = ""
    else:
        said, tail = mantissa, f"e{power}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    return (minus if x < 0 else "") + said.replace(".", mark) + tail


def digits_of(x: float, look: Look) -> int:
    """The digits of a decimal on a page: as many as are asked for, else as many as are enough.

    A number that six digits write exactly (0.15625, 12345) is not rounded to fewer unless that is asked for.
    """
    if look.digits is not None:
        return look.digits
    return DIGITS if look.enough == DIGITS or float(f"{x:.{DIGITS - 1}e}") == x else look.enough


def element_text(element: Any, look: Look) -> str:
    """One element of a value: a decimal, a fraction (1/8) or a closed expression (σ(−5/32))."""
    if isinstance(element, Node):
        return text(element, number_style(look))
    if isinstance(element, Fraction):
        return _fraction_text(element, look)
    if isinstance(element, float):
        return decimal_text(element, digits_of(element, look), look.style.minus, look.mark)
    return str(element).replace("-", look.style.minus)


def _fraction_text(value: Fraction, look: Look) -> str:
    """The fraction; where decimals are shown, the decimal that equals it if there is one of so few digits."""
    digits = look.digits or DIGITS
    if not look.exact and value.denominator > 1 and Fraction(decimal_text(float(value), digits)) == value:
        return decimal_text(float(value), digits, look.style.minus, look.mark)
    return str(value).replace("-", look.style.minus)


def cells_of(value: Any, look: Look) -> tuple[tuple[str, ...], ...]:
    """The elements of a value as texts, row by row: a vector is one row, a number one cell, a stack of one a matrix."""
    if is_stack(value):
        ((_, value),) = tables(value)
    rows = value if isinstance(value, tuple) else (value,)
    if not rows or not isinstance(rows[0], tuple):
        rows = (rows,)
    return tuple(tuple(element_text(item, look) for item in row) for row in rows)
