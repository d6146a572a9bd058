"""Texts for people on a page of characters: messages in the page's language, a user's own text, words wrapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from ..errors import Message
from ..expr.axes import tables
from ..expr.node import Node
from ..expr.write.ascii import PLAIN_SIGNS
from ..expr.write.style import VARIANCE
from ..expr.write.text import text
from ..i18n import text as catalogue_text
from ..typed import Any
from ..views.report import Fact, Line
from .look import Look
from .numbers import cells_of, element_text, formula_style
from .text_box import width

NAMES = ("name", "names")
TYPESET = ("board.", "check.")


def say(said: Any, look: Look) -> str:
    """A message in the page's language, an expression, a value or a user's own text, on one line."""
    if isinstance(said, Message):
        values = {key: _inside(value, look, holds_names(said, key)) for key, value in said.values.items()}
        return in_signs(catalogue_text(said.key, look.lang, **values), look)
    if isinstance(said, Node):
        return formula_text(said, look)
    if isinstance(said, (float, Fraction, tuple)):
        return value_text(said, look)
    return "" if said is None else in_signs(printable(str(said)), look)


def holds_names(message: Message, key: str) -> bool:
    """Whether a value of a message is a canonical name, to be printed as the page prints names.

    Faults speak of what a user typed, so their names stay as they are.
    """
    return key in NAMES and message.key.startswith(TYPESET)


def _inside(value: Any, look: Look, is_name: bool) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(_inside(item, look, is_name) for item in value)
    if is_name and isinstance(value, str):
        return printable(look.name(value))
    return say(value, look)


def fact_text(fact: Fact, speak: Callable[[Any], str]) -> str:
    """`γ = 1` for a name and its value, `order 2, 1` for a word and what it says; `speak` writes each part."""
    named = isinstance(fact.label, Message) and fact.label.key == "board.name"
    note = f" ({speak(fact.note)})" if fact.note else ""
    label = f"{speak(fact.label)} {'= ' if named else ''}" if fact.label else ""
    return f"{label}{speak(fact.value)}{note}"


def part_label(number: int) -> str:
    """The label of a part of an exercise: (a), (b), …, after (z) again (aa).

    >>> part_label(1), part_label(28)
    ('(a)', '(ab)')
    """
    letters = ""
    while number:
        number, last = divmod(number - 1, 26)
        letters = chr(ord("a") + last) + letters
    return f"({letters})"


def group_labels(lines: Iterable[Line], speak: Callable[[Any], str]) -> list[str]:
    """The label of each line's group, where it is another than that of the line before; else an empty text."""
    labels = [speak(line.group) for line in lines]
    return [label if label != before else "" for before, label in zip(["", *labels], labels)]


def in_signs(text: str, look: Look) -> str:
    """The text in the signs of the page: on an ASCII page its typographic signs (not its letters) are in ASCII."""
    name, *signs = VARIANCE  # σ alone is the sigmoid
    return text.replace("".join(signs), name).translate(PLAIN_SIGNS) if look.ascii else text


def printable(text: str) -> str:
    """A user's text without control characters, which could move a terminal's cursor."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)


def formula_text(node: Node, look: Look) -> str:
    """An expression on one line."""
    return text(node, formula_style(look))


def value_text(value: Any, look: Look) -> str:
    """A value on one line: 5, (1, 2), [[1, 2], [3, 4]], of a stack its matrices in one more pair of brackets."""
    if not isinstance(value, tuple):
        return element_text(value, look)
    stack = tables(value)
    if len(stack) > 1:
        return "[" + look.separator.join(value_text(table, look) for _, table in stack) + "]"
    cells = cells_of(value, look)
    if len(cells) == 1:
        return cells[0][0] if len(cells[0]) == 1 else "(" + look.separator.join(cells[0]) + ")"
    return "[" + look.separator.join("[" + look.separator.join(row) + "]" for row in cells) + "]"


def wrapped(text: str, columns: int | None) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces; inside a word only where it is wider."""
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
    """The text cut into pieces of at most so many columns."""
    parts = [""]
    for char in text:
        if width(parts[-1] + char) > columns:
            parts.append("")
        parts[-1] += char
    return parts
