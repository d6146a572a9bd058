"""Intervals of the values a student may have carried on with, given how many digits they write: where a rounded answer
is accepted.

A student rounds or cuts on the way, so a right answer is no single number. `style_of` reads from all answers how many
digits the student writes. `interval_of` computes every line as an interval: each operation may have been rounded or cut
to these digits, and each operand may be what was written, or what it was before it was rounded. An answer is
accepted if some number of its interval is written as the student wrote it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from ...evaluate.evaluate import Value, evaluate, lift, map_value, matrix_product
from ...evaluate.intervals import Intervals, settled
from ...expr.interval import Interval, point
from ...expr.names import updated
from ...expr.node import Node, intern
from ...expr.operations import OPERATIONS
from ...expr.traverse import reads
from ...program.line import Assignment
from ...records import NamedTuple
from ...tolerances import ENOUGH_DIGITS, HABIT_SHARE, MIN_DIGITS, POWER_NOISE
from ...typed import Any
from ..answers.number import EXACT_DIGITS, WrittenNumber, values_written_so
from .key import KeyLine, StepKey
from .remembered import Remembered


class DigitStyle(NamedTuple):
    """How many digits a student writes.

    digits: significant digits; None where everything was written exactly. decimals: digits after the decimal mark,
    where their number is fixed. strict: numbers are rounded, never cut. least: the fewest significant digits that are
    accepted. habit: the significant digits of most numbers; None where no number has `least` of them. scrap: digits
    after the decimal mark in lines that were not handed in, where all that was has as many, be it by chance. places:
    the fewest digits after the decimal mark of a number with `least` digits.
    """

    digits: int | None
    decimals: int | None = None
    strict: bool = False
    least: int = MIN_DIGITS
    habit: int | None = None
    scrap: int | None = None

    def intervals(self, answered: Iterable[WrittenNumber] = ()) -> Intervals:
        """The interval algebra for a line. Nothing is rounded on the way to an answer that is written exactly."""
        shown = [item for item in answered if item.is_number]
        if self.digits is None or (shown and not any(item.unit for item in shown)):
            return Intervals()
        counts = [item.digits for item in shown if item.unit and item.digits >= self.least]
        decimals = self.decimals if shown else self.scrap
        return Intervals(min([max(counts, default=self.digits), self.digits]), decimals, self.strict)

    def is_coarse(self, item: WrittenNumber) -> bool:
        """Whether a number has too few digits to be judged; 0.01 has enough where two decimals are fixed."""
        return item.digits < self.least and bool(item.unit) and item.decimals != (self.decimals or None)

    def is_claim(self, item: WrittenNumber) -> bool:
        """Whether a number of few digits is meant as it stands: a whole one, and 0.5 among numbers of four digits.

        −0.0006 is not, where the others have four decimals as well.
        """
        is_short = self.scrap is None or (item.decimals or 0) < self.scrap
        return item.unit >= 1 or ((self.habit or 0) >= ENOUGH_DIGITS and is_short)

    def finely(self, item: WrittenNumber) -> WrittenNumber:
        """The number with the zeros left out at its end: 0.5 is read as 0.500 among numbers of three digits."""
        if item.value == 0:
            return item.in_units(0.0, EXACT_DIGITS)
        if item.value is None or not item.unit or self.habit is None:
            return item
        unit = 10.0 ** (math.floor(math.log10(abs(item.value)) + POWER_NOISE) - self.habit + 1)
        unit = max(unit, 10.0**-self.decimals) if self.decimals is not None else unit
        return item.in_units(unit, self.habit) if unit < item.unit else item

    def as_meant(self, item: WrittenNumber) -> WrittenNumber:
        """The number as precisely as it can be meant: a whole number is exact if no other number shows decimals."""
        fine = self.finely(item)
        return fine.in_units(0.0, EXACT_DIGITS) if self.habit is None and fine.unit == 1 else fine

    def coarsely(self, item: WrittenNumber) -> WrittenNumber:
        """A whole number whose last zeros only hold their places: -110 has two digits among numbers of two."""
        if self.habit is None or item.unit != 1 or item.digits <= self.habit or not item.value:
            return item
        unit = 10.0 ** (item.digits - self.habit)
        return item.in_units(unit, self.habit) if item.value % unit == 0 else item


def style_of(numbers: Iterable[WrittenNumber], strict: bool, least: int) -> DigitStyle:
    """The digits of the student who wrote these numbers. Exact numbers (1/16, ln 2) tell nothing about them.

    The decimals count as fixed if most numbers have as many although their significant digits vary: 0.461, 0.012.
    """
    decimals = [item for item in numbers if item.is_number and item.unit]
    broken = [item for item in decimals if item.unit != 1]
    shown = [item for item in broken if item.digits >= least]
    if not shown:
        return DigitStyle(max([least, *(item.digits for item in decimals)]) if decimals else None, None, strict, least)
    digits = _most_common([item.digits for item in shown])
    # 0.01 and 0.00 among numbers of two decimals have few digits, and tell the more clearly what is fixed. One decimal
    # tells nothing: 0.5, 1.5 and −3.5 are exact as well.
    places = [item.decimals or 0 for item in broken]
    fixed = _most_common(places)
    counted = broken if fixed >= least else shown
    same = sum(place == fixed for place in places) >= HABIT_SHARE * len(places)
    varied = len({item.digits for item in counted}) > 1
    kept = fixed if same and varied and len(counted) > 2 else None
    return DigitStyle(digits, kept, strict, least, digits, fixed if same and fixed >= least else kept)


def _most_common(counts: list[int]) -> int:
    tally = Counter(counts)
    return max(tally, key=lambda count: (tally[count], count))


class CarriedValues:
    """The intervals that later lines are computed from, by name ("error carried forward").

    own: from the student's answers as they stand. ideal: from the answers with the wrong ones put right. tainted: the
    names whose own value comes from a wrong answer; of the others both intervals are the same. hollow: those of them
    whose own value is trivial because of that answer, a 0 say. lines: the lines so far of the step or question.
    """

    def __init__(
        self, own: dict[str, Value], ideal: dict[str, Value], tainted: set[str], hollow: Iterable[str] = ()
    ) -> None:
        self.own, self.ideal, self.tainted, self.hollow = own, ideal, tainted, set(hollow)
        self.lines: list[KeyLine] = []

    def copy(self) -> CarriedValues:
        """The same values, to go on from without a change to these."""
        other = CarriedValues(dict(self.own), dict(self.ideal), set(self.tainted), self.hollow)
        other.lines = list(self.lines)
        return other

    def reads_wrong(self, line: Assignment) -> bool:
        """Whether a line reads a value that comes from a wrong answer."""
        return bool(self.tainted) and not self.tainted.isdisjoint(reads(line.expression))

    def put(self, line: Assignment, own: Value | None, ideal: Value | None, tainted: bool) -> None:
        """Keeps a line's value for the lines after it."""
        for values, value in ((self.own, own), (self.ideal, ideal)):
            if value is None:
                values.pop(line.name, None)
            else:
                values[line.name] = value
        (self.tainted.add if tainted else self.tainted.discard)(line.name)


def carried_into(step_key: StepKey, before: CarriedValues | None, known: Remembered) -> CarriedValues:
    """The values that a step starts from: its data, and the weights as the step before left them, if there is one."""
    made, place = {line.assignment.name for line in step_key.lines}, (step_key.step, step_key.question)
    given = [(name, value) for name, value in step_key.floats.items() if name not in made]
    start = {name: known.of((*place, name), (value,), partial(map_value, point, value)) for name, value in given}
    if before is None:
        return CarriedValues(start, dict(start), set())
    left = {name: updated(name) for name in start if updated(name) in before.own}
    own = {**start, **{name: before.own[new] for name, new in left.items()}}
    ideal = {**start, **{name: before.ideal[new] for name, new in left.items()}}
    tainted, hollow = ({name for name, new in left.items() if new in of} for of in (before.tainted, before.hollow))
    return CarriedValues(own, ideal, tainted, hollow)


def interval_of(line: Assignment, values: dict[str, Value], algebra: Intervals) -> Value | None:
    """A line's value with an interval for each entry, in its nesting; None where some values give it no number."""
    forms = orders(line.expression) if algebra.digits else (line.expression,)
    try:
        value = last_exact(forms[0], values, algebra)
        for form in forms[1:]:
            value = lift(_hull, [value, last_exact(form, values, algebra)])
    except (ArithmeticError, ValueError, KeyError):
        return None
    return map_value(settled, value) if line.compared else value


def last_exact(node: Node, values: dict[str, Value], algebra: Intervals) -> Value:
    """The intervals of an expression with its last operation unrounded.

    How the last operation was rounded is seen in the answer itself; to widen the interval by it as well would accept a
    number that is off by two roundings.
    """
    if algebra.digits is not None and node.op == "matmul":
        left, right = (evaluate(arg, values, algebra) for arg in node.args)
        return matrix_product(left, right, _entry(node.args[1].shape[0], algebra))
    if algebra.digits is None or node.op not in OPERATIONS:
        return evaluate(node, values, algebra)
    return lift(EXACTLY.function(node.op), [evaluate(arg, values, algebra) for arg in node.args])


def _entry(count: int, algebra: Intervals) -> Callable[[Any, Any], Interval]:
    """An entry of a matrix product whose last operation is unrounded, from a row and a column.

    With one term per sum that is the multiplication, with two the addition; a longer sum is added up in steps that may
    each be rounded.
    """
    times = (EXACTLY if count == 1 else algebra).function("mul")
    add = (EXACTLY if count == 2 else algebra).function("add")
    return lambda row, column: add(*map(times, row, column)) if count > 1 else times(row[0], column[0])


EXACTLY = Intervals()


@lru_cache(512)
def orders(node: Node) -> tuple[Node, ...]:
    """The orders in which an expression may be worked out: of three factors d·o·(1 − o), any two come first.

    Without rounding the order makes no difference; with it, each gives another last digit.
    """
    if node.op == "mul" and node.args[0].op == "mul" and node.args[1].op != "number":
        (first, second), third = node.args[0].args, node.args[1]
        if first.op != "mul" and not (first.op == "number" or second.op == "number"):
            return node, intern("mul", (first, second * third), None, node.shape), (first * third) * second
    return (node,)


def _hull(left: Interval, right: Interval) -> Interval:
    return Interval(min(left.lo, right.lo), max(left.hi, right.hi))


def carried(item: WrittenNumber, possible: Interval, strict: bool = False) -> Interval:
    """The interval a student goes on with after an accepted number: from it to what it was before it was rounded.

    possible: the interval in which the line's value lies. strict: it was rounded, not cut.
    """
    assert item.value is not None
    least, largest = values_written_so(item, strict)
    lo, hi = max(possible.lo, least), min(possible.hi, largest)
    return Interval(min(lo, item.value), max(hi, item.value)) if lo <= hi else point(item.value)


def carried_wrong(item: WrittenNumber, least: int) -> Interval:
    """The interval a student goes on with after a wrong number: half a unit around it.

    A whole number and one of fewer than `least` digits are taken as they stand, or nearly anything would follow.
    """
    assert item.value is not None
    half = item.unit / 2 if item.digits >= least and item.unit < 1 else 0.0
    return Interval(item.value - half, item.value + half)


def nested(like: Value, flat: list[Any]) -> Value:
    """The elements of a flat list in the nesting of another value."""
    items = iter(flat)
    return map_value(lambda _: next(items), like)
