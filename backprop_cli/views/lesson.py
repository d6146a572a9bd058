"""A lesson on a mistake as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.explain.lesson import Lesson
from ..errors import Message
from .report import Block, Line, Lines, Note


def lesson_blocks(lesson: Lesson) -> Iterator[Block]:
    """The sentence of a mistake, then a line of a problem as it should be and as the mistake makes it."""
    yield Note(lesson.message)
    example = lesson.example
    if example:
        right = Line(Message("check.expected"), example.line, example.formula, value=example.right)
        wrong = Line(Message("check.given"), example.line, example.rewritten, value=example.wrong)
        yield Lines((right, wrong))
