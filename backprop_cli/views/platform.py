"""A sheet as learning platforms ask it: parts with numbers to enter, and for each the answers that are known there.

A platform takes the first answer whose interval holds what was entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ..checking.judge.result import JudgedAnswer
from ..errors import Message
from ..evaluate.evaluate import elements
from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import ENOUGH_DIGITS, MAX_CELLS, SAME_NUMBER
from .answer_names import place_of, shown_name
from .asked_lines import AskedLines, AskedNumber
from .check import EVERYTHING, right_line
from .report import Block, Lines
from .worksheet import SheetPart, Worksheet, asked_blocks


class KnownAnswer(NamedTuple):
    """A number that a platform looks for, and how far from it an answer may be; both ends count.

    mistake: the misconception that gives it; "" for the right one.
    """

    value: float
    tolerance: float
    mistake: str = ""

    def meets(self, other: KnownAnswer) -> bool:
        """Whether some number answers to both, as far as floats can tell."""
        noise = SAME_NUMBER * max(abs(self.value), abs(other.value))
        return abs(self.value - other.value) <= self.tolerance + other.tolerance + noise


class NumberQuestion(NamedTuple):
    """A number that is asked for: the right answer, then the wrong ones that are known; no two of them meet.

    identity: problem:step:name, as in an answer file. points: what it is worth. number: where its answers come from.
    """

    item: JudgedAnswer
    answers: tuple[KnownAnswer, ...]
    points: Fraction
    identity: str
    number: AskedNumber

    @property
    def place(self) -> Message:
        """Where it belongs: step 2, question а, or the end."""
        return place_of(self.item)

    @property
    def name(self) -> Message | str:
        """What is asked for, as a page prints it."""
        return shown_name(self.item)

    def work(self, problem: Problem) -> Lines:
        """The right line, with the numbers in it."""
        assert self.item.target
        return Lines((right_line(problem, self.item.target, EVERYTHING),))


class PlatformPart(NamedTuple):
    """A part of a sheet. blocks: what is given, and its heading. digits: how many significant ones are asked for.

    lines: the problem's, from which its questions are.
    """

    problem: Problem
    blocks: tuple[Block, ...]
    questions: tuple[NumberQuestion, ...]
    digits: int
    lines: AskedLines


def platform_parts(sheet: Worksheet, number: int, digits: int | None) -> Iterator[PlatformPart]:
    """The parts of an exercise, by its number from 1, in which a number is asked for.

    digits: the significant ones of an answer; None leaves them to the problem.
    """
    item = sheet.exercises[number - 1]
    digits = digits or item.problem.look.digits or ENOUGH_DIGITS
    lines = AskedLines(item.problem)
    for place, part in enumerate(item.parts, 1):
        asked = [line for blank in part.asked if (line := lines.line(blank))]
        numbers = [number for line in asked for number in lines.numbers(line)]
        worth = _worth(part)
        questions = tuple(_question(item.problem, number, worth, digits) for number in numbers)
        if questions:
            yield PlatformPart(item.problem, tuple(asked_blocks(sheet, number, place)), questions, digits, lines)


def left_out_of(sheet: Worksheet) -> Iterator[str]:
    """What a sheet asks for and no platform can ask: formulas, and values of more entries than people type."""
    for exercise in sheet.exercises:
        for part in exercise.parts:
            if not part.asked and not part.worked:
                yield _identity(exercise.problem, part.step, part.question, "")
            for item in part.asked:
                value = item.target.line.value if item.target else None
                if value is None or (item.target and not item.target.entry and len(elements(value)) > MAX_CELLS):
                    yield _identity(exercise.problem, item.answer.step, item.answer.question, item.answer.name)


def _identity(problem: Problem, step: int | None, question: str | None, name: str) -> str:
    place = question if question is not None else "final" if step is None else str(step)
    return ":".join(filter(None, (problem.name, place, name)))


def _worth(part: SheetPart) -> Fraction:
    """How many points a part gives for a unit of weight."""
    total = sum((item.weight for item in part.asked), Fraction(0))
    return Fraction(part.points) / total if part.points is not None and total else Fraction(1)


def _question(problem: Problem, number: AskedNumber, worth: Fraction, digits: int) -> NumberQuestion:
    answers = [KnownAnswer(number.right, half_unit(number.right, digits))]
    for mistake, value in number.wrong:
        wrong = KnownAnswer(value, half_unit(value, digits), mistake)
        if not any(wrong.meets(other) for other in answers):
            answers.append(wrong)
    answer = number.item.answer
    identity = _identity(problem, answer.step, answer.question, answer.name)
    return NumberQuestion(number.item, tuple(answers), number.item.weight * worth, identity, number)


def half_unit(value: float, digits: int) -> float:
    """Half a unit of the last of so many significant digits, within which a number is rounded right; 0 of an integer.

    >>> half_unit(0.0625, 4), half_unit(-3.0, 4), half_unit(1e20 / 3, 4)
    (5e-06, 0.0, 5000000000000000.0)
    """
    if value.is_integer() and abs(value) < 2**53:  # from there on every float is one
        return 0.0
    exponent = Decimal(f"{value:.{digits - 1}e}").adjusted()
    return float(Decimal(5).scaleb(exponent - digits))
