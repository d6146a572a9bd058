"""Lines judged at sight: what a student may have carried on with is a question only where a number is not right."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ...evaluate.evaluate import Value, elements, value_shape
from ..answers.answer import Answer
from .entries import LineAnswers, Place, entry_numbers, is_right
from .key import AnswerKey, KeyLine, LineIdentity, Target
from .line_judge import JudgedLine
from .remembered import Remembered
from .result import MISSING, RIGHT, JudgedAnswer
from .rounding import DigitStyle


class Seen:
    """What the same right numbers for a line have in common, whoever wrote them.

    verdicts: that of each answer, with the right value. places: those of the line's entries.
    """

    __slots__ = ("places", "verdicts")

    def __init__(self, verdicts: list[tuple[str, Value]], places: tuple[Place, ...]) -> None:
        self.verdicts, self.places = verdicts, places


class AtSight:
    """The lines of one document that are not answered, or whose numbers are all right; each is looked at once.

    What is written so is right for all students who write as many digits.
    """

    def __init__(self, key: AnswerKey, answers: LineAnswers, style: DigitStyle) -> None:
        self._answers = answers
        self._style = key.notes.setdefault("styles", {}).setdefault(style, style)  # the same object for equal ones
        self._known: Remembered = key.notes.setdefault("at_sight", Remembered())
        self._seen: dict[LineIdentity, JudgedLine | None] = {}

    def first(self, lines: Iterable[KeyLine], page: Container[LineIdentity]) -> list[JudgedLine]:
        """The verdicts of the first lines, up to one that is not such a line, or that is known to stand on a page."""
        found = []
        for line in lines:
            seen = None if line.identity in page else self.line(line)
            if seen is None:
                break
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
        seen = self._known.of(None, tuple(operands), lambda: self._seen_right(line, given))
        if seen is None:
            return None
        judged = [JudgedAnswer(*pair, *verdict) for pair, verdict in zip(given, seen.verdicts)]
        return JudgedLine(line, tuple(judged), seen.places, seen)

    def _seen_right(self, line: KeyLine, given: list[tuple[Answer, Target]]) -> Seen | None:
        """What is seen of a line with right numbers; None of any other."""
        if not self._is_right(line):
            return None
        flat, numbers = elements(line.value), entry_numbers(value_shape(line.value))
        verdicts = [
            (MISSING if answer.value is None else RIGHT, flat[numbers[target.entry]] if target.entry else line.value)
            for answer, target in given
        ]
        return Seen(verdicts, tuple(numbers))

    def _is_right(self, line: KeyLine) -> bool:
        """Whether every answer to a line is blank, or has the right numbers only."""
        true = elements(line.value)
        for item in self._answers.of(line.identity):
            numbers = item.entries.items()
            if item.note or not all(is_right(number, true[index], self._style) for index, number in numbers):
                return False
        return True
