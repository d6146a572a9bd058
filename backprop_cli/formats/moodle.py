"""A sheet as Moodle XML: numerical questions, one a number, or a fill-in question (cloze) for each part.

Moodle takes the first answer whose interval holds what was entered, both ends included, so the right one comes first.
Source: Moodle's question/format/xml and its question types numerical and multianswer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from html import escape

from ..errors import Message
from ..views.platform import KnownAnswer, NumberQuestion
from ..views.worksheet import Worksheet
from .look import Look
from .messages import say
from .moodle_xml import data, idnumber, part_idnumber, question_file, tags
from .platform_markup import PartMarkup, decimal_point

OTHERWISE = Message("check.unexplained")
# What ends an answer's feedback inside a cloze field; Moodle decodes entities there once.
_IN_FIELD = str.maketrans({"&": "&amp;", "~": "&#126;", "}": "&#125;", "\\": "&#92;", "\n": " "})
_QUESTION = """<question type="{type}">
<name><text>{name}</text></name>
<questiontext format="html"><text>{text}</text></questiontext>
<generalfeedback format="html"><text>{work}</text></generalfeedback>
{grade}<penalty>0.3333333</penalty>
<hidden>0</hidden>
<idnumber>{identity}</idnumber>
{answers}<tags>{tags}</tags>
</question>
"""
_ANSWER = """<answer fraction="{fraction}" format="moodle_auto_format">
<text>{value}</text>
<feedback format="html"><text>{said}</text></feedback>
<tolerance>{tolerance}</tolerance>
</answer>
"""
_UNITS = """<unitgradingtype>0</unitgradingtype>
<unitpenalty>0.1</unitpenalty>
<showunits>3</showunits>
<unitsleft>0</unitsleft>
"""


def moodle(sheet: Worksheet, look: Look) -> Iterator[str]:
    """A sheet as one file of questions, in pieces. Raises BackpropError where it asks for no number."""
    return question_file(sheet, look, lambda part: _Questions(part).all(sheet.cloze))


class _Questions:
    """The questions of one part."""

    def __init__(self, markup: PartMarkup) -> None:
        self.markup, self.part, self.writer = markup, markup.part, markup.writer

    def all(self, cloze: bool) -> Iterator[str]:
        """A question for each number, or one with a field for each."""
        return iter((self.cloze(),)) if cloze else self.numerical()

    def numerical(self) -> Iterator[str]:
        """A question for each number."""
        for question in self.part.questions:
            answers = "".join(self._answer(question, answer) for answer in question.answers)
            answers += _ANSWER.format(fraction=0, value="*", said=data(self.writer.say(OTHERWISE)), tolerance=0)
            yield _QUESTION.format(
                type="numerical",
                name=escape(self.markup.title(question)),
                text=data(f"{self.markup.head}<p>{self.writer.say(question.name)} = ?</p>\n{self.markup.digits}"),
                work=data(self.markup.work(question)),
                grade=f"<defaultgrade>{decimal_point(float(round(question.points, 7)))}</defaultgrade>\n",
                identity=idnumber(question.identity),
                answers=answers + _UNITS,
                tags=tags(self.part.problem, [question]),
            )

    def cloze(self) -> str:
        """One question with a field for each number."""
        questions = self.part.questions
        weights = _whole([question.points for question in questions])
        rows = (
            f"<tr><td>{self.writer.say(question.name)} =</td><td>{self._field(question, weight)}</td></tr>\n"
            for question, weight in zip(questions, weights)
        )
        first = questions[0]
        return _QUESTION.format(
            type="cloze",
            name=escape(say(first.place, self.markup.look)),
            text=data(f"{self.markup.head}{self.markup.digits}<table><tbody>\n{''.join(rows)}</tbody></table>\n"),
            work=data(self.markup.work(*questions)),
            grade="",
            identity=part_idnumber(questions),
            answers="",
            tags=tags(self.part.problem, questions),
        )

    def _answer(self, question: NumberQuestion, answer: KnownAnswer) -> str:
        return _ANSWER.format(
            fraction=0 if answer.mistake else 100,
            value=decimal_point(answer.value),
            said=data(self.markup.said(answer)),
            tolerance=decimal_point(answer.tolerance),
        )

    def _field(self, question: NumberQuestion, weight: int) -> str:
        """A field of a cloze question: {WEIGHT:NUMERICAL:=VALUE:TOLERANCE#SENTENCE~%0%VALUE:TOLERANCE#SENTENCE~*#…}."""
        answers = [
            f"{'%0%' if answer.mistake else '='}{decimal_point(answer.value)}:{decimal_point(answer.tolerance)}"
            f"#{self.markup.said(answer).translate(_IN_FIELD)}"
            for answer in question.answers
        ]
        otherwise = f"*#{self.writer.say(OTHERWISE).translate(_IN_FIELD)}"
        return f"{{{weight}:NUMERICAL:{'~'.join([*answers, otherwise])}}}"


def _whole(points: list[Fraction]) -> list[int]:
    """Points as the smallest integers in the same proportion, which is all that a cloze question can say of weights."""
    common = math.lcm(*(part.denominator for part in points))
    counts = [int(part * common) for part in points]
    shared = math.gcd(*counts) or 1
    return [count // shared for count in counts]
