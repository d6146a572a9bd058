"""A report: blocks of titles, lines, notes, tables and pictures, which every format writes in its own way.

Formulas are expressions, values are nested tuples of numbers, texts are messages of the catalogue: nothing here knows
colours, widths or markup.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Message
from ..expr.node import Node
from ..records import NamedTuple
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .drawing import Drawing  # with all that draws, of which a page without pictures needs nothing

Said = Message | str


class Title(NamedTuple):
    """The head of a page: a title, a short name, and rows of facts."""

    text: str
    name: str
    facts: tuple[tuple[Fact, ...], ...] = ()


class Fact(NamedTuple):
    """A label with a text or an expression (`loss`, ½·(y − ŷ)²), and a note that follows in brackets."""

    label: Said
    value: Said | Node
    note: Said | None = None


class Heading(NamedTuple):
    """The start of a step or a question, with its details (`x = 5, y = 0`) as (name, value) pairs."""

    text: Said
    details: tuple[tuple[str, Any], ...] = ()


class Line(NamedTuple):
    """One line of the work: NAME = formula = substitution = value.

    group: the label at the left (`forward`), shown where it changes. name: the canonical name. formula: an expression.
    substitution: makes the formula with its numbers put in when it is asked for, which is dear. value: a number, a
    vector or a matrix as nested tuples; exact numbers are fractions or expressions. arrow: whether the value replaces
    the old one of its name (←). change: the sign of the move, 1, 0 or -1. muted: whether the line is of little
    interest. remark: why a value is as it is (a gradient that is zero). depth: how far the name is indented. before:
    the old value that is replaced.
    """

    group: Said
    name: str
    formula: Node | None = None
    substitution: Callable[[], Node | None] | None = None
    value: Any = None
    arrow: bool = False
    change: int | None = None
    muted: bool = False
    remark: Said | None = None
    depth: int = 0
    before: Any = None


class Lines(NamedTuple):
    """Lines of the work that are aligned with each other.

    tight: whether each group has columns of its own, and the labels of groups stand above them all where one of them
    has no room beside its label.
    """

    lines: tuple[Line, ...]
    tight: bool = False


class Note(NamedTuple):
    """A remark in full sentences."""

    text: Said


class Verbatim(NamedTuple):
    """Text that keeps its lines and spaces: a problem file."""

    text: str


class Table(NamedTuple):
    """A table: heads of columns, and rows of cells (texts, messages, expressions or values).

    work: whether its values are those of lines of work, so that they have as few digits.
    """

    heads: tuple[Said, ...]
    rows: tuple[tuple[Any, ...], ...]
    work: bool = False


class Picture(NamedTuple):
    """A computation graph, drawn; a format that cannot draw leaves it out."""

    drawing: Drawing


class Exercise(NamedTuple):
    """The start of a numbered exercise of a sheet, and the points that it is worth; None says nothing of points."""

    number: int
    text: Said
    points: int | None = None


class ExercisePart(NamedTuple):
    """The start of a part of an exercise, (a), (b), …, with its details as (name, value) pairs, and its points."""

    number: int
    text: Said
    details: tuple[tuple[str, Any], ...] = ()
    points: int | None = None


class Facts(NamedTuple):
    """Facts under a common label: what is given."""

    label: Said
    facts: tuple[Fact, ...]


class Blank(NamedTuple):
    """A value that is to be written on a sheet.

    problem, step, question: where it belongs, in the words of an answer file; "" where that is not said. name: as
    answer files have it; shown: as it is printed. rows: of how many rows it is; work: how long its formula
    is, in signs.
    """

    problem: str
    step: str
    question: str
    name: str
    shown: Said
    rows: int = 1
    work: int = 0


class Blanks(NamedTuple):
    """Values to be filled in: a table of their names, or space in proportion to the work; None as the format has it."""

    blanks: tuple[Blank, ...]
    table: bool | None = None


Block = Title | Heading | Lines | Note | Verbatim | Table | Picture | Exercise | ExercisePart | Facts | Blanks
