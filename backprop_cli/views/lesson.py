"""A lesson on a mistake as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.explain.lesson import Lesson
from ..errors import Message
from ..typed import Any
from .report import Block, Line, Lines, Note

FORMAT = "backprop-lesson/1"


def lesson_blocks(lesson: Lesson) -> Iterator[Block]:
    """The sentence of a mistake, then a line of a problem as it should be and as the mistake makes it."""
    yield Note(lesson.message)
    example = lesson.example
    if example:
        right = Line(Message("check.expected"), example.line, example.formula, value=example.right)
        wrong = Line(Message("check.given"), example.line, example.rewritten, value=example.wrong)
        yield Lines((right, wrong))


def lesson_record(lesson: Lesson) -> dict[str, Any]:
    """A lesson for programs: the sentence, and of its example the line, right and as the mistake makes it."""
    found: dict[str, Any] = {"format": FORMAT, "name": lesson.name, "message": lesson.message}
    example = lesson.example
    if example is None:
        return {**found, "example": None}
    place = {"problem": example.problem, "step": example.step, "name": example.line}
    right = {"formula": example.formula, "value": example.right}
    wrong = {"formula": example.rewritten, "value": example.wrong}
    return {**found, "example": {**place, "expected": right, "given": wrong}}
