"""Texts with formulas in them, for formats that mark formulas as such (LaTeX, HTML)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import groupby

from ..errors import Message
from ..expr.node import Node
from ..expr.write.layout import structure, value_structure
from ..expr.write.name_layout import Part, name_structure
from ..i18n import text as catalogue_text
from ..records import NamedTuple
from ..typed import Any
from ..views.report import ExercisePart, Fact, Line
from .look import Look
from .messages import fact_text, holds_names, printable
from .numbers import decimal_text, digits_of

# The private use area of Unicode: no text has these characters, so each can hold the place of a formula in a text while
# the text around it is made harmless.
FIRST, LAST = 0xE000, 0xF8FF


class Markup(NamedTuple):
    """How a format writes: `text` makes special signs harmless, `math` writes the parts of a formula inside a text."""

    text: Callable[[str], str]
    math: Callable[[Part], str]


def runs(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Each line by itself, but those that say only a value (entries of a matrix, the weights at the end) together."""
    for (is_bare, _), group in groupby(lines, lambda line: (_is_bare(line), line.group)):
        found = tuple(group)
        yield from [found] if is_bare else zip(found)


def _is_bare(line: Line) -> bool:
    says_more = line.formula is not None or line.substitution is not None or line.remark or line.change
    return line.value is not None and not says_more


class MarkupWriter:
    """Writes what a report says in one format, on a page of one look."""

    def __init__(self, look: Look, markup: Markup) -> None:
        self.look, self.markup = look, markup

    def formula(self, node: Node) -> Part:
        """The layout of an expression, with the problem's own names in it."""
        return structure(node, self.look.label, self._number, self.look.separator.strip())

    def numbers(self, node: Node) -> Part:
        """The layout of an expression with its numbers put in."""
        return self.formula(node)

    def name(self, canonical: str) -> Part:
        """The layout of a name."""
        return name_structure(canonical, self.look.label)

    def value(self, value: Any) -> Part:
        """The layout of a value."""
        return value_structure(value, self.look.label, self._number, self.look.separator.strip())

    def say(self, said: Any) -> str:
        """A message, a text, a formula or a value as running text."""
        held: list[str] = []

        def hold(part: Part) -> str:
            held.append(self.markup.math(part))
            return chr(FIRST + len(held) - 1)

        text = self.markup.text(self._said(said, hold))
        return "".join(held[ord(sign) - FIRST] if FIRST <= ord(sign) < FIRST + len(held) else sign for sign in text)

    def fact(self, fact: Fact) -> str:
        """A fact in a heading: `γ = 1`, `order 2, 1`."""
        return fact_text(fact, self.say)

    def equal(self, name: str, value: Any) -> str:
        """A name with its value: x = 5."""
        return self.markup.math(("row", (self.name(name), ("sign", "="), self.value(value))))

    def part(self, block: ExercisePart) -> str:
        """What a part of a sheet is about, with its details: `Step 1: x = 5, y = 0`."""
        details = ", ".join(self.equal(name, value) for name, value in block.details)
        return self.say(block.text) + (f": {details}" if details else "")

    def equations(self, line: Line) -> list[Part | None]:
        """What the name of a line equals: its formula, the same with its numbers put in, and its value.

        Each begins with its sign, = or ←; None stands for each that is not shown, or is the same as another.
        """
        formula, numbers, value = self._shown(line)
        formula = None if formula == value else formula
        numbers = None if numbers in (formula, value) else numbers
        found: list[Part | None] = []
        for part in (formula, numbers, value):
            sign = "←" if line.arrow and not any(found) else "="
            found.append(None if part is None else ("row", (("sign", sign), part)))
        return found

    def _shown(self, line: Line) -> tuple[Part | None, Part | None, Part | None]:
        work = self.look.work
        formula = self.formula(line.formula) if line.formula is not None and (work or line.value is None) else None
        numbers = line.substitution() if work and line.substitution else None
        value = None if line.value is None else self.value(line.value)
        return formula, None if numbers is None else self.numbers(numbers), value

    def _said(self, said: Any, hold: Callable[[Part], str]) -> str:
        if isinstance(said, Message):
            values = {key: self._inside(value, hold, holds_names(said, key)) for key, value in said.values.items()}
            return catalogue_text(said.key, self.look.lang, **values)
        if isinstance(said, Node):
            return hold(self.formula(said))
        if isinstance(said, (float, Fraction, tuple)):
            return hold(self.value(said))
        text = "" if said is None else printable(str(said))
        return "".join("?" if FIRST <= ord(sign) <= LAST else sign for sign in text)

    def _inside(self, value: Any, hold: Callable[[Part], str], is_name: bool) -> str:
        if isinstance(value, (tuple, list)):
            return ", ".join(self._inside(item, hold, is_name) for item in value)
        if is_name and isinstance(value, str):
            return hold(self.name(value))
        return self._said(value, hold)

    def _number(self, value: Any) -> str:
        if isinstance(value, float):
            return decimal_text(value, digits_of(value, self.look), "-", self.look.mark)
        return str(value)
