"""Lines judged at sight: what a student may have carried on with is a question only where a number is not right."""

from __future__ import annotations

from collections.abc import Iterable

from ...evaluate.evaluate import elements, value_shape
from .entries import LineAnswers, entry_numbers, is_right
from .key import AnswerKey, KeyLine, LineIdentity
from .line_judge import JudgedLine
from .remembered import Remembered
from .result import MISSING, RIGHT, JudgedAnswer
from .rounding import DigitStyle


class Seen:
    """What a line with right numbers is the same as, whoever wrote them."""

    __slots__ = ()


class AtSight:
    """The lines of one document that are not answered, or whose numbers are all right; each is looked at once.

    What is written so is right for all students who write as many digits.
    """

    def __init__(self, key: AnswerKey, answers: LineAnswers, style: DigitStyle) -> None:
        self._answers = answers
        self._style = key.notes.setdefault("styles", {}).setdefault(style, style)  # the same object for equal ones
        self._known: Remembered = key.notes.setdefault("at_sight", Remembered())
        self._seen: dict[LineIdentity, JudgedLine | None] = {}

    def all(self, lines: Iterable[KeyLine]) -> list[JudgedLine] | None:
        """The verdicts of a document in which every line is such a one, as most are; None of any other."""
        found = []
        for line in lines:
            seen = self.line(line)
            if seen is None:
                return None
            found.append(seen)
        return found

    def line(self, line: KeyLine) -> JudgedLine | None:
        """The verdicts of such a line; None of any other."""
        identity = line.identity
        if identity not in self._seen:
            self._seen[identity] = self._judged(line, identity)
        return self._seen[identity]

    def _judged(self, line: KeyLine, identity: LineIdentity) -> JudgedLine | None:
        given = self._answers.given.get(identity)
        if not given:
            return JudgedLine(line, seen=self._style)
        if line.value is None:
            return None
        operands = [self._style]
        for answer, target in given:
            operands += (target, answer.value)
        seen = self._known.of(None, tuple(operands), lambda: self._seen_right(line, identity))
        if seen is None:
            return None
        numbers, judged = entry_numbers(value_shape(line.value)), []
        for answer, target in given:
            expected = elements(line.value)[numbers[target.entry]] if target.entry else line.value
            judged.append(JudgedAnswer(answer, target, MISSING if answer.value is None else RIGHT, expected))
        return JudgedLine(line, tuple(judged), tuple(numbers), seen)

    def _seen_right(self, line: KeyLine, identity: LineIdentity) -> Seen | None:
        return Seen() if self._is_right(line, identity) else None

    def _is_right(self, line: KeyLine, identity: LineIdentity) -> bool:
        """Whether every answer to a line is blank, or has the right numbers only."""
        true = elements(line.value)
        for item in self._answers.of(identity):
            numbers = item.entries.items()
            if item.note or not all(is_right(number, true[index], self._style) for index, number in numbers):
                return False
        return True
