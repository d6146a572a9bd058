"""Lines judged at sight: what a student may have carried on with is a question only where a number is not right."""

from __future__ import annotations

from collections.abc import Iterable

from ...evaluate.evaluate import elements, value_shape
from .entries import AlignedAnswer, entry_numbers, is_right
from .key import KeyLine, LineIdentity
from .line_judge import JudgedLine
from .result import MISSING, RIGHT, JudgedAnswer
from .rounding import DigitStyle


class AtSight:
    """The lines of one document that are not answered, or whose numbers are all right; each is looked at once."""

    def __init__(self, answers: dict[LineIdentity, list[AlignedAnswer]], style: DigitStyle) -> None:
        self._answers, self._style = answers, style
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
            self._seen[identity] = self._judged(line, self._answers.get(identity, []))
        return self._seen[identity]

    def _judged(self, line: KeyLine, answers: list[AlignedAnswer]) -> JudgedLine | None:
        if not answers:
            return JudgedLine(line)
        if line.value is None:
            return None
        places, true = tuple(entry_numbers(value_shape(line.value))), elements(line.value)
        judged = [self._answer(item, places, true) for item in answers]
        whole = tuple([item for item in judged if item])
        return JudgedLine(line, whole, places) if len(whole) == len(judged) else None

    def _answer(
        self, item: AlignedAnswer, places: tuple[tuple[int, ...], ...], true: list[float]
    ) -> JudgedAnswer | None:
        """The verdict of an answer that is blank, or whose numbers are all the right ones; None of any other."""
        is_blank = item.answer.value is None
        if item.note or not (
            is_blank or all(is_right(number, true[at], self._style) for at, number in item.entries.items())
        ):
            return None
        target = item.target
        expected = true[places.index(target.entry)] if target.entry else target.line.value
        return JudgedAnswer(item.answer, target, MISSING if is_blank else RIGHT, expected)
