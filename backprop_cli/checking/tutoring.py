"""What a tutor goes by: the hints to a line, the rule that it practises, when that is mastered, how examples fade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..evaluate.substitute import substitute_values
from ..expr.node import symbol
from ..expr.traverse import symbols
from ..expr.write.text import text
from ..program.line import Assignment
from ..records import NamedTuple
from .judge.key import KeyLine

NAMES, KIND, FORMULA, NUMBERS, VALUE = "names", "kind", "formula", "numbers", "value"
# Three right in a row: Kelly, Wang, Thompson, Heffernan, "Defining mastery: knowledge tracing versus n-consecutive
# correct responses", EDM 2015, found it to tell mastery better than knowledge tracing, and a learner can count it.
IN_A_ROW = 3
# Backward fading: Renkl, Atkinson, "Structuring the transition from example study to problem solving", 2003. A line is
# worked in three steps (formula, numbers, value); of each next line of a rule one more of them is left to the learner.
FADING = (VALUE, NUMBERS, FORMULA)


def ladder(line: KeyLine, is_wrong: bool) -> tuple[str, ...]:
    """The hints to a line in their order, the last of which shows its value; none before it does.

    names: what it is made of. kind: what kind of mistake a wrong answer has. formula: the line. numbers: the line with
    numbers put in. is_wrong: whether there is a wrong answer to it.
    """
    formula = line.assignment.expression
    kind = (KIND,) if is_wrong else ()
    if not symbols(formula) or (line.value is None and formula.op == "symbol"):
        return *kind, VALUE  # what it is made of, or its formula, is the answer itself
    if line.value is None:
        return NAMES, *kind, VALUE
    # Of a name alone, its transpose or its only row, the numbers that are put in are the value.
    name = line.assignment.name
    put_in, value = (text(substitute_values(node, line.floats)) for node in (formula, symbol(name, formula.shape)))
    numbers = () if is_wrong or put_in == value else (NUMBERS,)
    return NAMES, *kind, FORMULA, *numbers, VALUE


class PractisedRule(NamedTuple):
    """What a line asks for: the kind of its layer, loss or optimiser ("" in a scalar graph), its phase, its output.

    output: out, total, an extra line's name, or the edge whose gradient it is (x, W, b); in a scalar graph the
    operation of the line.
    """

    kind: str
    phase: str
    output: str


class Skill(NamedTuple):
    """How far a rule is mastered: the names of its lines, how many answers there are, and how many right at once.

    mastered: whether the latest three answers of the rule were right at the first try and without a hint.
    """

    rule: PractisedRule
    names: tuple[str, ...]
    answered: int
    at_first: int
    mastered: bool


def rule_of(line: Assignment) -> PractisedRule:
    """The rule that a line practises."""
    return PractisedRule(line.kind, line.phase, line.origin.output if line.origin else line.expression.op)


def skill(rule: PractisedRule, names: Iterable[str], successes: Sequence[bool]) -> Skill:
    """How far a rule is mastered; successes: of each answer in the order of the work, whether it was right at once."""
    latest = successes[-IN_A_ROW:]
    return Skill(
        rule, tuple(dict.fromkeys(names)), len(successes), sum(successes), len(latest) == IN_A_ROW and all(latest)
    )
