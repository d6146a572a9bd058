"""The tokens of a formula, each with its column, and the limits of texts and numbers."""

from __future__ import annotations

import re
from fractions import Fraction

from ...errors import Message, plainly
from ...records import NamedTuple
from .confusables import look_alike

MAX_LENGTH, MAX_DEPTH, MAX_LITERAL, MAX_POWER_OF_TEN, MAX_NAME = 400, 32, 40, 308, 64
DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NAME = r"[^\W\d²³½](?:[^\W²³½]|[′'])*"
# In answers an entry is a name too, as an address or typeset: W1[1,2], w¹₁₂, x₁. A superscript alone is a power.
_ENTRY = r"[^\W\d²³½¹⁰⁴-⁹₀-₉](?:[^\W²³½¹⁰⁴-⁹₀-₉]|[′'])*(?:\[\d+(?:,\d+)?\]|[⁰¹²³⁴-⁹]*[₀-₉]+(?:,[₀-₉]+)?)?"
SIGNS = r"\*\*|\.T(?!\w)|[-+*/^()√|,²³½·×−÷⋅⊙ᵀ@>\]\[]"
AS_FORMULA = rf"\s*(?:(?P<number>{DIGITS})|(?P<name>{_NAME})|(?P<sign>{SIGNS}))"
AS_WRITTEN = rf"\s*(?:(?P<number>{DIGITS})|(?P<name>[∂d]\w+/[∂d]{_ENTRY}|{_ENTRY})|(?P<sign>{SIGNS}))"
_SAME = {"×": "*", "⋅": "·", "−": "-", "÷": "/"}


class FormulaError(ValueError):
    """What is wrong with a formula, at which column of it (from 0), and how to mend it."""

    def __init__(self, message: Message, column: int, hint: Message | None = None) -> None:
        super().__init__(message.key)
        self.message, self.column, self.hint = message, column, hint


class Token(NamedTuple):
    """A number, a name or a sign (or the end) with the column where it begins."""

    kind: str
    text: str
    column: int


def refuse_length(text: str) -> None:
    """Raises FormulaError for a text that is too long to be read."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(Message("fault.long_formula", {"length": len(text), "limit": MAX_LENGTH}), 0)


def tokens_of(text: str, tokens: str) -> list[Token]:
    """The tokens of a text by a pattern (AS_FORMULA or AS_WRITTEN). Raises FormulaError at a sign that is none."""
    pattern = re.compile(tokens)
    found, place = [], 0
    while text[place:].strip():
        match = pattern.match(text, place)
        if not match or match.end() == place:
            column = place + len(text[place:]) - len(text[place:].lstrip())
            hint = look_alike(text[column]) or Message("hint.signs")
            raise FormulaError(Message("fault.strange_sign", {"found": plainly(text[column])}), column, hint)
        kind = match.lastgroup or ""
        said = match[kind]
        if kind == "name" and len(said) > MAX_NAME:
            values = {"limit": MAX_NAME, "length": len(said), "found": plainly(said)}
            raise FormulaError(Message("fault.bad_name", values), match.start(kind))
        found.append(Token(kind, _SAME.get(said, said), match.start(kind)))
        place = match.end()
    return found


def literal_value(token: Token) -> Fraction:
    """The exact value of a number's digits, refused before it is computed where it would be huge."""
    if len(token.text) > MAX_LITERAL:
        raise FormulaError(
            Message("fault.long_number", {"limit": MAX_LITERAL, "length": len(token.text)}), token.column
        )
    power = re.search(r"[eE]([+-]?\d+)$", token.text)
    if power and abs(int(power[1])) > MAX_POWER_OF_TEN:
        values = {"limit": MAX_POWER_OF_TEN, "found": power[1]}
        raise FormulaError(Message("fault.large_power", values), token.column)
    return Fraction(token.text)
