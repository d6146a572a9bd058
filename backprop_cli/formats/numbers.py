"""How a page looks, and how numbers and names are written on it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from ..expr.names import gradient_of, parse
from ..expr.node import Node
from ..expr.write.style import TYPESET, Style
from ..expr.write.text import text

FIXED_DIGITS = 6


class Settings(NamedTuple):
    """What a page looks like.

    digits: significant digits of decimals. style: the signs of expressions. mark: the decimal mark.
    width: of the terminal; None (a pipe, a file) is never folded. work: whether formulas and
    substitutions are shown. ascii: ASCII signs only. exact: fractions stay fractions.
    labels: the problem's own names, canonical → printed. delimiter: between the cells of CSV.
    """

    digits: int = 6
    style: Style = TYPESET
    mark: str = "."
    width: int | None = None
    work: bool = True
    ascii: bool = False
    lang: str = "en"
    exact: bool = False
    labels: Mapping[str, str] = {}
    delimiter: str = ","


class Look(Settings):
    """Settings, and what follows from them."""

    @cached_property
    def formulas(self) -> Style:
        """The style of formulas: constants as a book writes them (½)."""
        return self.style._replace(name=self.name, number=self._constant)

    @cached_property
    def numbers(self) -> Style:
        """The style of formulas with the numbers put in."""
        return self.style._replace(name=self.name, number=lambda value: element_text(value, self))

    @cached_property
    def written(self) -> dict[Node, Any]:
        """Formulas as they were written last: the same ones come back in every step."""
        return {}

    def labelled(self, labels: Mapping[str, str]) -> Look:
        """The same look with a problem's own names."""
        return self._replace(labels=labels)

    @property
    def separator(self) -> str:
        """What stands between the entries of a vector on one line."""
        return "; " if self.mark == "," else ", "

    def name(self, canonical: str) -> str:
        """A canonical name as it is printed: the problem's own label (in ASCII if need be), or the style's."""
        label = self.labels.get(canonical)
        if label is not None and (label.isascii() or not self.ascii):
            return label
        parts = parse(canonical)
        if self.labels and parts.by:
            d = self.style.name(gradient_of("L"))[0]
            return f"{d}{self.name(parts.what)}/{d}{self.name(parts.below)}"
        return self.style.name(canonical)

    def _constant(self, value: Any) -> str:
        return self.style.half if isinstance(value, Fraction) and value * 2 == 1 else element_text(value, self)


def decimal_text(x: float, digits: int = 6, minus: str = "-", mark: str = ".") -> str:
    """A float in significant digits: no trailing zeros, no −0, 1.5e-7 where it is very small or large."""
    if not math.isfinite(x):
        return str(x).replace("-", minus)
    mantissa, exponent = f"{abs(x):.{digits - 1}e}".split("e")
    power = int(exponent)
    if x == 0 or -4 <= power < max(digits, FIXED_DIGITS):
        said = f"{float(f'{mantissa}e{power}'):.{max(0, digits - 1 - power)}f}"
        tail = ""
    else:
        said, tail = mantissa, f"e{power}"
    if "." in said:
        said = said.rstrip("0").rstrip(".")
    return (minus if x < 0 else "") + said.replace(".", mark) + tail


def element_text(element: Any, look: Look) -> str:
    """One element of a value: a decimal, a fraction (1/8) or a closed expression (σ(−5/32))."""
    if isinstance(element, Node):
        return text(element, look.numbers)
    if isinstance(element, Fraction):
        return _fraction_text(element, look)
    if isinstance(element, float):
        return decimal_text(element, look.digits, look.style.minus, look.mark)
    return str(element).replace("-", look.style.minus)


def _fraction_text(value: Fraction, look: Look) -> str:
    """The fraction; where decimals are shown, the decimal that equals it if there is one of so few digits."""
    if not look.exact and value.denominator > 1:
        said = decimal_text(float(value), look.digits)
        if Fraction(said) == value:
            return decimal_text(float(value), look.digits, look.style.minus, look.mark)
    return str(value).replace("-", look.style.minus)


def cells_of(value: Any, look: Look) -> tuple[tuple[str, ...], ...]:
    """A value's elements as texts, row by row; a vector is one row, a number one cell."""
    if not isinstance(value, tuple):
        return ((element_text(value, look),),)
    if not value or not isinstance(value[0], tuple):
        return (tuple(element_text(item, look) for item in value),)
    return tuple(tuple(element_text(item, look) for item in row) for row in value)
