"""What a person could have had on paper: every value as an interval, from the digits that were written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from ...evaluate.evaluate import Value, evaluate, lift, map_value
from ...evaluate.intervals import Intervals, settled
from ...expr.interval import Interval, point
from ...expr.node import Node, intern
from ...expr.traverse import symbols
from ...program.line import Assignment
from ..answers.number import Written
from .key import StepKey

USUAL, STRICT = "usual", "strict"


class DigitStyle(NamedTuple):
    """How somebody writes numbers: to how many significant digits, and to how many decimals where these are fixed.

    digits: None where everything was written exactly. strict: numbers are rounded, never cut. least: the fewest
    significant digits that a value needs. habit: the digits that other numbers show, if any has enough.
    """

    digits: int | None
    decimals: int | None = None
    strict: bool = False
    least: int = 2
    habit: int | None = None

    def intervals(self, answered: Iterable[Written] = ()) -> Intervals:
        """The algebra for a line: of exact answers nothing is rounded on the way."""
        shown = [item for item in answered if item.is_number]
        if self.digits is None or (shown and not any(item.unit for item in shown)):
            return Intervals()
        counts = [item.digits for item in shown if item.unit and item.digits >= self.least]
        return Intervals(min([max(counts, default=self.digits), self.digits]), self.decimals, self.strict)

    def finely(self, item: Written) -> Written:
        """The number with the zeros that may have been left out at its end: 0.5 for 0.500 among numbers of 3 digits."""
        if item.value == 0:
            return item.in_units(0.0, 17)
        if item.value is None or not item.unit or self.habit is None:
            return item
        unit = 10.0 ** (math.floor(math.log10(abs(item.value)) + 1e-12) - self.habit + 1)
        unit = max(unit, 10.0**-self.decimals) if self.decimals is not None else unit
        return item.in_units(unit, self.habit) if unit < item.unit else item

    def as_meant(self, item: Written) -> Written:
        """The number as precisely as it can be meant: a whole number is exact where no others show their digits."""
        fine = self.finely(item)
        return fine.in_units(0.0, 17) if self.habit is None and fine.unit == 1 else fine

    def coarsely(self, item: Written) -> Written:
        """A whole number whose last zeros only hold their places: -110 among numbers of 2 digits."""
        if self.habit is None or item.unit != 1 or item.digits <= self.habit or not item.value:
            return item
        unit = 10.0 ** (item.digits - self.habit)
        return item.in_units(unit, self.habit) if item.value % unit == 0 else item


def style_of(numbers: Iterable[Written], strict: bool, least: int) -> DigitStyle:
    """The style that some answers are written in."""
    decimals = [item for item in numbers if item.is_number and item.unit]
    shown = [item for item in decimals if item.digits >= least and item.unit != 1]
    if not shown:
        return DigitStyle(max([least, *(item.digits for item in decimals)]) if decimals else None, None, strict, least)
    digits = _most_common([item.digits for item in shown])
    places = [item.decimals or 0 for item in shown]
    fixed = _most_common(places)
    same = sum(place == fixed for place in places) >= 0.8 * len(places)
    varied = len({item.digits for item in shown}) > 1
    return DigitStyle(digits, fixed if same and varied and len(shown) > 2 else None, strict, least, digits)


def _most_common(counts: list[int]) -> int:
    tally = Counter(counts)
    return max(tally, key=lambda count: (tally[count], count))


class CarriedValues:
    """Values by name: the person's own, and (ideal) those with what is wrong put right again.

    tainted: the names whose own value comes from something wrong.
    """

    def __init__(self) -> None:
        self.own: dict[str, Value] = {}
        self.ideal: dict[str, Value] = {}
        self.tainted: set[str] = set()

    def begin(self, stage: StepKey) -> None:
        """Starts a step: its data, and the weights as they were left."""
        made = {line.assignment.name for line in stage.lines}
        start = {name: value for name, value in stage.floats.items() if name not in made}
        given = {name: map_value(point, value) for name, value in start.items()}
        carried = {name for name in given if f"{name}⁺" in self.own}
        tainted = {name for name in carried if f"{name}⁺" in self.tainted}
        self.own = {n: self.own[f"{n}⁺"] if n in carried else value for n, value in given.items()}
        self.ideal = {n: self.ideal[f"{n}⁺"] if n in carried else value for n, value in given.items()}
        self.tainted = tainted

    def reads_wrong(self, line: Assignment) -> bool:
        """Whether a line reads something that comes from a wrong value."""
        return bool(self.tainted) and not self.tainted.isdisjoint(symbols(line.expression))

    def compute(self, line: Assignment, algebra: Intervals, ideal: bool = False) -> Value | None:
        """Where the line's value can lie; None where it has no number."""
        values = self.ideal if ideal else self.own
        forms = orders(line.expression) if algebra.digits else (line.expression,)
        try:
            value = last_exact(forms[0], values, algebra)
            for form in forms[1:]:
                value = lift(_joined, [value, last_exact(form, values, algebra)])
        except (ArithmeticError, ValueError, KeyError):
            return None
        return map_value(settled, value) if line.compared else value

    def put(self, line: Assignment, own: Value | None, ideal: Value | None, tainted: bool) -> None:
        """Keeps a line's value for the lines after it."""
        for values, value in ((self.own, own), (self.ideal, ideal)):
            if value is None:
                values.pop(line.name, None)
            else:
                values[line.name] = value
        (self.tainted.add if tainted else self.tainted.discard)(line.name)


def last_exact(node: Node, values: dict[str, Value], algebra: Intervals) -> Value:
    """An expression's intervals, the last operation unrounded: how that was rounded is seen in the answer."""
    if algebra.digits is None or node.op in ("sum", "row_sum", "by_rows") or not node.args:
        return evaluate(node, values, algebra)
    if node.op == "matmul":
        left, right = (evaluate(arg, values, algebra) for arg in node.args)
        return _product(left, right, algebra)
    return lift(EXACTLY.function(node.op), [evaluate(arg, values, algebra) for arg in node.args])


def _product(left: Value, right: Value, algebra: Intervals) -> Value:
    """A product of matrices: its terms are rounded, and the sums of more than two; not a term that stands alone."""
    count = len(left[0])
    times = (EXACTLY if count == 1 else algebra).function("mul")
    add = (EXACTLY if count == 2 else algebra).function("add")
    columns = tuple(zip(*right))
    return tuple(
        tuple(terms[0] if len(terms := list(map(times, row, column))) == 1 else add(*terms) for column in columns)
        for row in left
    )


EXACTLY = Intervals()


@lru_cache(512)
def orders(node: Node) -> tuple[Node, ...]:
    """An expression, and again with a product of three factors worked out from its other end: d·(o·(1 − o))."""
    if node.op == "mul" and node.args[0].op == "mul" and node.args[1].op != "number":
        (first, second), third = node.args[0].args, node.args[1]
        if first.op != "mul" and not (first.op == "number" or second.op == "number"):
            return node, intern("mul", (first, second * third), None, node.shape), (first * third) * second
    return (node,)


def _joined(left: Interval, right: Interval) -> Interval:
    return Interval(min(left.lo, right.lo), max(left.hi, right.hi))


def carried(item: Written, possible: Interval) -> Interval:
    """What a person goes on with who wrote this: the number as written, or what it was before it was rounded."""
    assert item.value is not None
    lo, hi = max(possible.lo, item.value - item.unit), min(possible.hi, item.value + item.unit)
    return Interval(min(lo, item.value), max(hi, item.value)) if lo <= hi else point(item.value)


def carried_wrong(item: Written, least: int) -> Interval:
    """The same of a wrong number: within half a unit, or as it stands where it has few digits."""
    assert item.value is not None
    half = item.unit / 2 if item.digits >= least and item.unit < 1 else 0.0
    return Interval(item.value - half, item.value + half)


def nested(like: Value, flat: list[Any]) -> Value:
    """Elements in the nesting of another value."""
    items = iter(flat)
    return map_value(lambda _: next(items), like)
