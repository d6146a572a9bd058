"""Texts for people on a page: messages in its language, user's texts made printable, words wrapped."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..errors import Message
from ..expr.node import Node
from ..expr.write.ascii import PLAIN_SIGNS
from ..expr.write.pieces import Matrix
from ..expr.write.text import pieces, text
from ..i18n import text as catalogue_text
from .boxes import width
from .numbers import Look, cells_of, element_text

NAMES = ("name", "names")
TYPESET = ("board.", "check.")


def say(said: Any, look: Look) -> str:
    """A message in the page's language, an expression, a value or a user's own text, on one line."""
    if isinstance(said, Message):
        typeset = said.key.startswith(TYPESET)
        values = {key: _inside(value, look, typeset and key in NAMES) for key, value in said.values.items()}
        return signs(catalogue_text(said.key, look.lang, **values), look)
    if isinstance(said, Node):
        return formula_text(said, look)
    if isinstance(said, (float, Fraction, tuple)):
        return value_text(said, look)
    return "" if said is None else signs(printable(str(said)), look)


def _inside(value: Any, look: Look, is_name: bool) -> str:
    if isinstance(value, (tuple, list)) and not isinstance(value, Message):
        return ", ".join(_inside(item, look, is_name) for item in value)
    if is_name and isinstance(value, str):
        return printable(look.name(value))
    return say(value, look)


def signs(text: str, look: Look) -> str:
    """The text, its typographic signs (not its letters) in ASCII where the page is."""
    return text.translate(PLAIN_SIGNS) if look.ascii else text


def printable(text: str) -> str:
    """A user's text without control characters."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)


def formula_text(node: Node, look: Look) -> str:
    """An expression on one line."""
    if any(isinstance(piece, Matrix) for piece in pieces(node, look.formulas)):
        return text(node, look.formulas)
    return "".join(map(str, pieces(node, look.formulas)))


def value_text(value: Any, look: Look) -> str:
    """A value on one line: 5, (1, 2), [[1, 2], [3, 4]]."""
    if not isinstance(value, tuple):
        return element_text(value, look)
    cells = cells_of(value, look)
    if len(cells) == 1:
        return cells[0][0] if len(cells[0]) == 1 else "(" + look.separator.join(cells[0]) + ")"
    return "[" + look.separator.join("[" + look.separator.join(row) + "]" for row in cells) + "]"


def wrapped(text: str, columns: int | None) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces (inside a word only where it is wider)."""
    if columns is None or width(text) <= columns:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= columns:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = sliced(word, columns)
        lines += full
    return [*lines, line] if line else lines


def sliced(text: str, columns: int) -> list[str]:
    """The text in pieces of at most so many columns."""
    parts = [""]
    for char in text:
        if width(parts[-1] + char) > columns:
            parts.append("")
        parts[-1] += char
    return parts
