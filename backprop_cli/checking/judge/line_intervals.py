"""The intervals of lines in which nothing is wrong, worked out once for all students who wrote the same before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ...evaluate.evaluate import Value, elements, map_value, value_shape
from ...evaluate.intervals import Intervals
from ...expr.interval import point
from ...expr.traverse import reads
from ...program.line import Assignment
from ..answers.number import WrittenNumber
from .entries import AlignedAnswer, LineAnswers
from .key import AnswerKey, KeyLine
from .line_judge import JudgedLine
from .remembered import Remembered
from .rounding import DigitStyle, carried, interval_of, nested


class LineIntervals:
    """The intervals of the lines of one document, some of which another of the class had as well."""

    def __init__(self, key: AnswerKey, style: DigitStyle) -> None:
        self.style = style
        self.known: Remembered = key.notes.setdefault("intervals", Remembered())

    def of(self, line: KeyLine, assignment: Assignment, values: dict[str, Value], algebra: Intervals) -> Value | None:
        """What `interval_of` gives for a line, or an assignment in its place."""
        address = line.identity, assignment.expression, algebra.digits, algebra.least, algebra.strict
        operands = tuple(map(values.get, reads(assignment.expression)))
        return self.known.of(address, operands, lambda: interval_of(assignment, values, algebra))

    def after(
        self, seen: JudgedLine, assignment: Assignment, answers: LineAnswers, values: dict[str, Value]
    ) -> Value | None:
        """What a student goes on with after a line that was judged at sight, as is all that it reads."""
        line, identity = seen.line, seen.line.identity
        operands = (line, seen.seen, *map(values.get, reads(assignment.expression)))

        def work_out() -> Value | None:
            aligned = answers.of(identity)
            algebra = self.style.intervals(number for answer in aligned for number in answer.entries.values())
            found = interval_of(assignment, values, algebra)
            return self._carried(line, aligned, found) if aligned else self.on_scrap_paper(algebra, found)

        return self.known.of(assignment.expression, operands, work_out)

    def on_page(self, algebra: Intervals, value: Value) -> Value:
        """The intervals of numbers that are known to stand on the page."""
        address = "page", algebra.digits, algebra.least, algebra.strict
        return self.known.of(address, (value,), partial(map_value, algebra.carried, value))

    def on_scrap_paper(self, algebra: Intervals, value: Value | None) -> Value | None:
        """The intervals of a line that was not handed in: what was worked out there was rounded as well."""
        if value is None or algebra.digits is None:
            return value
        address = "scrap paper", algebra.digits, algebra.least, algebra.strict
        return self.known.of(address, (value,), partial(map_value, algebra.rounded, value))

    def _carried(self, line: KeyLine, answers: list[AlignedAnswer], found: Value | None) -> Value:
        """The intervals of a line with the numbers that were written for it."""
        if found is None or value_shape(found) != value_shape(line.value):
            found = map_value(point, line.value)
        flat = elements(found)
        for index, number in first_numbers(answers):
            flat[index] = carried(number, flat[index], self.style.strict)
        return nested(line.value, flat)


def first_numbers(answers: Iterable[AlignedAnswer]) -> Iterator[tuple[int, WrittenNumber]]:
    """The first number that was written for each entry of a line, with its flat index."""
    found: dict[int, WrittenNumber] = {}
    for answer in answers:
        for index, number in answer.entries.items():
            if number.is_number:
                found.setdefault(index, number)
    yield from found.items()
