"""Answers for which no step was given: read as those of the first step, and where wrong held against the others."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Message
from ...evaluate.evaluate import elements
from ...expr.interval import point
from ...tolerances import MOST_OTHER_STEPS
from ..answers.answer import Answer
from .entries import EntryValues, align, entry_verdict
from .key import AnswerKey
from .line_judge import JudgedLine
from .numbers import Judge
from .result import RIGHT, WRONG, JudgedAnswer


def placed(key: AnswerKey, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The answers, with those that are in no step in the first; where it is the only one, nothing was assumed."""
    first = first_step(key)
    return tuple(
        answer._replace(step=first, assumed=key.last > first) if answer.assumed else answer for answer in answers
    )


def first_step(key: AnswerKey) -> int:
    """The number of the first step."""
    return (key.problem.train.done if key.problem.train else 0) + 1


def told_of_other_steps(judge: Judge, lines: list[JudgedLine]) -> list[JudgedLine]:
    """The lines, with a note at what is wrong in the step that was assumed and right in another."""
    return [line._replace(judged=tuple(_told(judge, item) for item in line.judged)) for line in lines]


def _told(judge: Judge, item: JudgedAnswer) -> JudgedAnswer:
    if not item.answer.assumed or item.verdict != WRONG:
        return item
    number = next(_steps_of(judge, item.answer), None)
    note = Message("check.of_step", {"number": number, "assumed": item.answer.step})
    return item if number is None else item._replace(note=note, mistake=None)


def _steps_of(judge: Judge, answer: Answer) -> Iterator[int]:
    """The other steps of which an answer is the right value."""
    first = first_step(judge.key)
    for number in range(first + 1, min(judge.key.last, first + MOST_OTHER_STEPS) + 1):
        there = answer._replace(step=number)
        target = judge.key.target(there)
        if target is None or target.line.value is None:
            continue
        true = [EntryValues((), value, point(value), point(value)) for value in elements(target.line.value)]
        found = [entry_verdict(item, true[at], judge.style)[0] for at, item in align(there, target).entries.items()]
        if found and set(found) == {RIGHT}:
            yield number
