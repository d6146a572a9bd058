"""What learning platforms have in common: parts of a sheet as HTML, words about answers, numbers as they read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ..checking.judge.result import RIGHT, mistake_said
from ..errors import Message
from ..views.platform import KnownAnswer, NumberQuestion, PlatformPart, platform_parts
from ..views.report import Block
from ..views.worksheet import Worksheet
from .html import MARKUP, fragment
from .look import Look
from .markup import MarkupWriter
from .messages import say

NAME = "check.grader.line"


class PartMarkup:
    """A part of a sheet as HTML, in the look of its problem. head: what is given; digits: how many are asked for."""

    def __init__(self, part: PlatformPart, look: Look) -> None:
        self.part, self.look = part, look
        self.writer = MarkupWriter(look, MARKUP)
        self.head = self.html(part.blocks)
        self.digits = self.sentence(Message("board.platform.digits", {"count": part.digits}))

    def html(self, blocks: Iterable[Block]) -> str:
        """Blocks of a page."""
        return "".join(fragment(blocks, self.look))

    def sentence(self, message: Message) -> str:
        """A paragraph."""
        return f"<p>{self.writer.say(message)}</p>\n"

    def title(self, question: NumberQuestion) -> str:
        """What a list of questions calls it, as plain text: step 2: dL/dW3."""
        return say(Message(NAME, {"place": question.place, "name": question.name}), self.look)

    def work(self, *questions: NumberQuestion) -> str:
        """The right lines, with the numbers in them."""
        return self.html([question.work(self.part.problem) for question in questions])

    def said(self, answer: KnownAnswer) -> str:
        """The sentence of an answer that is known."""
        return self.writer.say(mistake_said(answer.mistake) if answer.mistake else Message(f"verdict.{RIGHT}"))


def written_parts(sheet: Worksheet, number: int, look: Look) -> Iterator[PartMarkup]:
    """The parts of an exercise, by its number from 1, in which a number is asked for."""
    shown = look.of_problem(sheet.exercises[number - 1].problem)
    return (PartMarkup(part, shown) for part in platform_parts(sheet, number, look.digits))


def decimal_point(number: float) -> str:
    """A number with a decimal point, all of its digits and no needless ones: no exponent as long as it is readable.

    >>> decimal_point(3.0), decimal_point(5e-06)
    ('3', '0.000005')
    """
    written = Decimal(repr(number))
    whole = number.is_integer() and abs(number) < 1e15
    return str(int(number)) if whole else f"{written:f}" if -20 < written.adjusted() < 15 else str(written)
