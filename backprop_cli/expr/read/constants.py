"""Constants from text: numbers, formulas of numbers, and the texts that only look like numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from ...errors import Message, plainly
from ..node import Node
from ..operations import OPERATIONS
from ..traverse import fold, symbols
from .confusables import latin, look_alike
from .tokens import DIGITS, MAX_LITERAL, FormulaError, refuse_length

_SIGNED = rf"[+−-]?{DIGITS}"
_GENERAL = ("fault.strange_sign", "fault.unexpected_sign", "fault.implicit_product", "fault.formula_ends")


def parse_number(text: str) -> Fraction | Node:
    """A constant: a fraction where it is one (0.1 is 1/10), else an expression of constants (exp(-1)).

    Raises FormulaError for anything else.
    """
    stripped = text.strip()
    if len(stripped) <= MAX_LITERAL and _is_plain(stripped):
        return Fraction(stripped)
    above, _, below = stripped.partition("/")
    if len(stripped) <= MAX_LITERAL and _is_plain(above) and below.isascii() and below.isdecimal() and int(below):
        return Fraction(above) / int(below)
    refuse_length(text)
    _refuse_look_alikes(stripped, len(text) - len(text.lstrip()))
    node = _constant(text)
    decimal(node)
    return node.data if node.op == "number" else node


def _is_plain(text: str) -> bool:
    """Whether a text is digits alone, with a sign before and a point between them; said by hand, as it is for names."""
    whole, point, rest = text.removeprefix("-" if text[:1] == "-" else "+").partition(".")
    parts = (whole, rest) if point else (whole,)
    return text.isascii() and all(part.isdecimal() and len(part) <= 30 for part in parts)


def _constant(text: str) -> Node:
    """A formula without names; errors say how numbers are written, not how formulas are."""
    from .parser import parse_formula  # which plain numbers do without

    try:
        node = parse_formula(text)
    except FormulaError as error:
        if error.message.key in _GENERAL and (not error.hint or error.hint.key in ("hint.write", "hint.signs")):
            error.hint = Message("hint.number")
        raise
    for name in symbols(node):
        place = re.search(rf"(?<![\w′']){re.escape(name)}(?![\w′'])", text)
        hint = look_alike(name) or Message("hint.number")
        raise FormulaError(Message("fault.not_constant", {"found": plainly(name)}), place.start() if place else 0, hint)
    return node


def decimal(element: Fraction | Node) -> float:
    """The float nearest to a constant. Raises FormulaError where it has no value, or one too large for a float."""
    try:
        value = _float(element)
    except (ValueError, ZeroDivisionError, TypeError):
        raise FormulaError(Message("fault.no_value"), 0, Message("hint.no_value")) from None
    except OverflowError:
        raise FormulaError(Message("fault.too_large"), 0, Message("hint.too_large")) from None
    if isinstance(value, complex) or value != value:
        raise FormulaError(Message("fault.no_value"), 0, Message("hint.no_value"))
    if abs(value) == float("inf"):
        raise FormulaError(Message("fault.too_large"), 0, Message("hint.too_large"))
    return value


def _float(element: Fraction | Node) -> float:
    if isinstance(element, Fraction):
        return float(element)
    return fold(element, lambda part, args: OPERATIONS[part.op].decimal(*args) if args else float(part.data))


def between(low: str, high: str) -> Callable[[Fraction | Node], bool]:
    """A test of whether a number lies between two bounds, which are given as exact text and included."""
    least, most = Fraction(low), Fraction(high)
    return lambda value: least <= (value if isinstance(value, Fraction) else decimal(value)) <= most


_THOUSANDS = r"[+−-]?[0-9]{1,3}(?:[ \u00a0\u2009\u202f'’_][0-9]{3})+(?:\.[0-9]*)?"
# A spreadsheet turns 12/25 and 2020.01 into dates and writes them without a space; a difference has spaces.
_DAY, _YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"[12][0-9]{3}"
_LOOKS = (
    (r"(?i)[+−-]?\.?(nan|inf|infinity)", "fault.not_finite"),
    (r"[+−-]?0[xXbBoO][0-9a-fA-F_]+", "fault.not_decimal"),
    (r"[+−-]?[0-9]+(:[0-9]+)+(\.[0-9]*)?", "fault.not_decimal"),
    (rf"{_DAY}-{_DAY}|{_YEAR}([-/.]){_DAY}\1{_DAY}|{_DAY}([-/.]){_DAY}\2(?:{_YEAR}|[0-9]{{2}})", "fault.date"),
    (r"[+−-]?[0-9][0-9_]*(\.[0-9_]*)?", "fault.not_decimal"),
    (r"[+−-]?[0-9]*,[0-9]+", "fault.decimal_comma"),
)


def _refuse_look_alikes(text: str, column: int) -> None:
    """Raises FormulaError for what other programs or a person would take for a number: 0x10, 1:30, 0,5, NaN, 1 000."""
    found = {"found": plainly(text)}
    if re.fullmatch(_THOUSANDS, text):
        mended = Message("hint.write", {"mended": re.sub("[^0-9.−+-]", "", text)})
        raise FormulaError(Message("fault.not_decimal", found), column, mended)
    key = next((key for pattern, key in _LOOKS if re.fullmatch(pattern, text)), None)
    if key == "fault.date":
        raise FormulaError(Message(key, found), column, Message("hint.date", {"mended": _apart(text)}))
    if key and not re.fullmatch(_SIGNED, text):
        point = Message("hint.decimal_point", {"mended": text.replace(",", ".")})
        raise FormulaError(Message(key, found), column, point if "," in text else Message("hint.number"))
    meant = latin(text).translate({ord("O"): "0", ord("o"): "0"})
    if meant != text and re.fullmatch(_SIGNED, meant):
        letter = look_alike(text) or Message("hint.write", {"mended": meant})
        raise FormulaError(Message("fault.expected_number", found), column, letter)
    if not re.search(r"[0-9(½√]", text):
        raise FormulaError(Message("fault.expected_number", found), column, Message("hint.number"))


def _apart(text: str) -> str:
    """The same as a calculation: 12-25 is 12 - 25."""
    return re.sub("([-/])", r" \1 ", text)
