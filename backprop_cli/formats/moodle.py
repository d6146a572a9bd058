"""A sheet as Moodle XML: numerical questions, one a number, or a fill-in question (cloze) for each part.

Moodle takes the first answer whose interval holds what was entered, both ends included, so the right one comes first.
Source: Moodle's question/format/xml and its question types numerical and multianswer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from html import escape

from ..errors import Message, fail
from ..views.platform import KnownAnswer, NumberQuestion
from ..views.worksheet import Worksheet
from .look import Look
from .messages import say
from .platform_markup import PartMarkup, decimal_point, written_parts

LONGEST_IDENTITY = 100  # characters of an idnumber
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
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    count = 0
    for number, exercise in enumerate(sheet.exercises, 1):
        title = exercise.problem.text(exercise.problem.title, sheet.lang) or exercise.problem.name
        yield _category(dict.fromkeys((sheet.title, title)))
        for part in written_parts(sheet, number, look):
            writer = _Questions(part)
            yield from (writer.cloze(),) if sheet.cloze else writer.numerical()
            count += 1
    if not count:
        raise fail("fault.no_number_asked")
    yield "</quiz>\n"


def _category(titles: Iterable[str]) -> str:
    """Where the questions after it belong: below the course, a slash in a title being doubled."""
    path = "/".join(["$course$/top", *(title.replace("/", "//") for title in titles if title)])
    return f'<question type="category">\n<category><text>{escape(path)}</text></category>\n</question>\n'


class _Questions:
    """The questions of one part."""

    def __init__(self, markup: PartMarkup) -> None:
        self.markup, self.part, self.writer = markup, markup.part, markup.writer

    def numerical(self) -> Iterator[str]:
        """A question for each number."""
        for question in self.part.questions:
            answers = "".join(self._answer(question, answer) for answer in question.answers)
            answers += _ANSWER.format(fraction=0, value="*", said=_data(self.writer.say(OTHERWISE)), tolerance=0)
            yield _QUESTION.format(
                type="numerical",
                name=escape(self.markup.title(question)),
                text=_data(f"{self.markup.head}<p>{self.writer.say(question.name)} = ?</p>\n{self.markup.digits}"),
                work=_data(self.markup.work(question)),
                grade=f"<defaultgrade>{decimal_point(float(round(question.points, 7)))}</defaultgrade>\n",
                identity=_identity(question.identity),
                answers=answers + _UNITS,
                tags=self._tags([question]),
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
            text=_data(f"{self.markup.head}{self.markup.digits}<table><tbody>\n{''.join(rows)}</tbody></table>\n"),
            work=_data(self.markup.work(*questions)),
            grade="",
            identity=_identity(first.identity.removesuffix(f":{first.item.answer.name}")),
            answers="",
            tags=self._tags(questions),
        )

    def _answer(self, question: NumberQuestion, answer: KnownAnswer) -> str:
        return _ANSWER.format(
            fraction=0 if answer.mistake else 100,
            value=decimal_point(answer.value),
            said=_data(self.markup.said(answer)),
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

    def _tags(self, questions: Iterable[NumberQuestion]) -> str:
        """The problem, and the phases of the work that are asked for."""
        phases = (item.target.line.assignment.phase for item, *_ in questions if item.target)
        words = dict.fromkeys((self.part.problem.name, *phases))
        return "".join(f"<tag><text>{escape(word)}</text></tag>" for word in words)


def _data(html: str) -> str:
    """HTML as character data of XML; only its end must not stand in it."""
    return f"<![CDATA[{html.replace(']]>', ']]&gt;')}]]>"


def _identity(identity: str) -> str:
    """The idnumber; one that Moodle would cut, and then take for another's, is left out."""
    return escape(identity) if len(identity) <= LONGEST_IDENTITY else ""


def _whole(points: list[Fraction]) -> list[int]:
    """Points as the smallest integers in the same proportion, which is all that a cloze question can say of weights."""
    common = math.lcm(*(part.denominator for part in points))
    counts = [int(part * common) for part in points]
    shared = math.gcd(*counts) or 1
    return [count // shared for count in counts]
