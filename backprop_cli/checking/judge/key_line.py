"""The lines of the answer key, and those that stand beside them: changes, frozen parameters, the terms of a loss."""

from __future__ import annotations

from contextlib import suppress

from ...derivation.loss_terms import terms_of
from ...errors import BackpropError
from ...evaluate.algebras import DECIMAL
from ...evaluate.evaluate import Value
from ...expr.node import Node, symbol
from ...program.layout import ProblemLayout
from ...program.line import Assignment, run_decimal
from ...records import NamedTuple
from ...solution.trace import Row

LineIdentity = tuple[int | None, str | None, str, str]  # step, question, phase and name


class KeyLine(NamedTuple):
    """One line of the answer key: the step or question it stands in, its formula, and the right values by name.

    entries: its entries as expressions, where it has no number. row: as it stands in a solution, if it does.
    """

    step: int | None
    question: str | None
    assignment: Assignment
    floats: dict[str, Value]
    entries: Value | None = None
    row: Row | None = None

    @property
    def name(self) -> str:
        """The canonical name; of a parameter's change, `step W3`."""
        return self.assignment.shown

    @property
    def identity(self) -> LineIdentity:
        """Step, question, phase and name, which no other line shares."""
        return self.step, self.question, self.assignment.phase, self.assignment.shown

    @property
    def value(self) -> Value | None:
        """The right value as floats in nested tuples; None where the line is a formula."""
        return self.floats.get(self.assignment.name)

    @property
    def worked_out(self) -> Value | None:
        """The right value; of a scalar graph's formula, the formula in what is given."""
        return self.row.exact if self.row and self.row.composed and self.value is None else self.value

    @property
    def nested_value(self) -> Value | None:
        """The value, or where it has none the entries as expressions: its nesting says which entries there are."""
        return self.value if self.value is not None else self.entries


class Target(NamedTuple):
    """What an answer is about: a line, or one entry of it (row and column, or place, from 1).

    called: the canonical name of what it is about, where that is no entry of its line's name.
    """

    line: KeyLine
    entry: tuple[int, ...] = ()
    called: str = ""


class StepKey(NamedTuple):
    """The right lines of one step or one question, in the order of the work, and the values that they start from."""

    step: int | None
    question: str | None
    observations: tuple[int, ...]
    lines: tuple[KeyLine, ...]
    floats: dict[str, Value]

    @property
    def updates(self) -> dict[str, Assignment]:
        """The lines of the updates, by the names that they give."""
        return {line.assignment.name: line.assignment for line in self.lines if line.assignment.phase == "update"}


def kept(step_key: StepKey, name: str) -> KeyLine:
    """The line of a parameter that no update replaces."""
    return KeyLine(step_key.step, None, Assignment(name, symbol(name), "update", target=name), step_key.floats)


def change_of(line: KeyLine) -> KeyLine:
    """A parameter's change as a line: its value after the update less the one before."""
    update = line.assignment
    shape = update.expression.shape
    difference: Node = symbol(update.name, shape) - symbol(update.target or "", shape)
    assignment = Assignment(f"step {update.shown}", difference, "update", update.layer, update.kind)
    with suppress(KeyError, BackpropError):
        run_decimal(assignment, line.floats, DECIMAL)
    return KeyLine(line.step, line.question, assignment, line.floats)


def loss_terms(line: KeyLine, layout: ProblemLayout) -> KeyLine | None:
    """What each output adds to a loss as a line, in the problem's layout; None where there are no such terms."""
    whole = line.assignment
    split = terms_of(whole._replace(expression=whole.upright or whole.expression))
    if split is None:
        return None
    terms = layout.line(split[0])
    with suppress(KeyError, BackpropError):
        run_decimal(terms, line.floats, DECIMAL)
    return KeyLine(line.step, line.question, terms, line.floats)
