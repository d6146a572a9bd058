"""A sheet as questions of STACK in Moodle XML: one for each part, an input and a response tree for each number.

A tree asks one thing after the other: blank? right? does it follow from what was entered before? which mistake? Each of
them is worked out in Maxima beforehand, so that a node only reads a flag. Source: STACK's prt.class.php, which stops
every tree that reads an input without an answer unless it may be empty, and takes the note of the last node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from ...checking.judge.result import COLLAPSED, FOLLOWS, MISSING, RIGHT, mistake_said
from ...errors import Message
from ...expr.write.maxima import maxima_number
from ...records import NamedTuple
from ...views.own_work import OwnWork, Slip
from ...views.worksheet import Worksheet
from ..look import Look
from ..messages import say
from ..moodle_xml import data, part_idnumber, question_file, tags
from ..platform_markup import PartMarkup, decimal_point
from .templates import EXPECTED, INPUT, NODE, PENALTY, QUESTION, TEST, TESTED, TREE, VERSION
from .variables import QuestionMaxima, input_name

OTHER = "other"
# What STACK takes for its own in a text: blocks, values put in, and formulas of TeX.
_BLOCKS = (("[[", "[&#91;"), ("{@", "{&#64;"), ("{#", "{&#35;"), ("$$", "$&#36;"), ("\\(", "&#92;("), ("\\[", "&#92;["))


class Branch(NamedTuple):
    """What a node asks: the flag that it reads, its note, and the score and the sentence of whoever it is true of."""

    flag: str
    note: str
    score: int
    said: str


def stack(sheet: Worksheet, look: Look) -> Iterator[str]:
    """A sheet as one file of questions, in pieces. Raises BackpropError where it asks for no number."""
    return question_file(sheet, look, lambda part: (_Question(part).text(),))


class _Question:
    """The question of one part."""

    def __init__(self, markup: PartMarkup) -> None:
        self.markup, self.questions = markup, markup.part.questions
        self.work = OwnWork(markup.part)
        self.maxima = QuestionMaxima(self.work)
        self.slips = [tuple(self.work.slips(question)) for question in self.questions]

    def text(self) -> str:
        """The question as XML."""
        first, numbers = self.questions[0], range(len(self.questions))
        return QUESTION.format(
            name=escape(say(first.place, self.markup.look)),
            text=data(self._asked()),
            work=data(_harmless(self.markup.work(*self.questions))),
            grade=decimal_point(float(round(sum(question.points for question in self.questions), 7))),
            penalty=PENALTY,
            identity=part_idnumber(self.questions),
            version=VERSION,
            variables=escape(self.maxima.question_variables(), quote=False),
            mark=self.markup.look.mark,
            inputs="".join(map(self._input, numbers)),
            trees="".join(map(self._tree, numbers)),
            tests="".join(self._tests()),
            tags=tags(self.markup.part.problem, self.questions),
        )

    def _asked(self) -> str:
        """What is given, and a row for each number."""
        rows = (
            f"<tr><td>{_harmless(self.markup.writer.say(question.name))} =</td><td>[[input:{input_name(number)}]]</td>"
            f"<td>[[validation:{input_name(number)}]] [[feedback:{tree_name(number)}]]</td></tr>\n"
            for number, question in enumerate(self.questions)
        )
        head = _harmless(self.markup.head + self.markup.digits)
        return f"{head}<table><tbody>\n{''.join(rows)}</tbody></table>\n"

    def _input(self, number: int) -> str:
        right = maxima_number(self.questions[number].answers[0].value)
        return INPUT.format(name=input_name(number), right=right)

    def _tree(self, number: int) -> str:
        variables, branches = self.maxima.tree(number), list(self._branches(number))
        name, last = tree_name(number), len(branches) - 1
        otherwise = data(_harmless(self.markup.writer.say(Message("check.unexplained"))))
        nodes = (
            NODE.format(
                name=place,
                description=branch.note,
                flag=branch.flag,
                score=branch.score,
                penalty="0" if branch.score else "",
                note=f"{name}-{branch.note}",
                said=data(_harmless(branch.said)) if branch.said else "",
                next=-1 if place == last else place + 1,
                othernote=f"{name}-{OTHER if place == last else f'not-{branch.note}'}",
                othersaid=otherwise if place == last else "",
            )
            for place, branch in enumerate(branches)
        )
        points = decimal_point(float(round(self.questions[number].points, 7)))
        assigned = "\n".join(f"{variable}:{text};" for variable, text in variables)
        return TREE.format(name=name, points=points, variables=escape(assigned, quote=False), nodes="".join(nodes))

    def _branches(self, number: int) -> Iterator[Branch]:
        """What a tree asks, in this order."""
        say_it = self.markup.writer.say
        line = self.work.of(self.questions[number])
        yield Branch("blank", MISSING, 0, "")
        yield Branch("isright", RIGHT, 1, say_it(Message(f"verdict.{RIGHT}")))
        if line:
            names = tuple(name for *_, name in line.after)
            yield Branch("lost", COLLAPSED, 0, say_it(Message("check.collapsed", {"name": names})))
            yield Branch("isown", FOLLOWS, 1, say_it(Message(f"verdict.{FOLLOWS}")))
        notes = Counter[str]()
        for place, slip in enumerate(self.slips[number], 1):
            notes[slip.mistake] += 1
            again = f"-{notes[slip.mistake]}" if notes[slip.mistake] > 1 else ""
            yield Branch(f"slip{place}", slip.mistake + again, 0, say_it(mistake_said(slip.mistake)))

    def _tests(self) -> Iterator[str]:
        """The right work, which scores in every tree; nothing but the last number; and each misconception once."""
        right = [maxima_number(question.answers[0].value) for question in self.questions]
        last = len(right) - 1
        yield _test(1, RIGHT, right, [(number, RIGHT, 1) for number in range(len(right))])
        missing = [(number, MISSING, 0) for number in range(last)]
        yield _test(2, MISSING, [*[""] * last, right[last]], [*missing, (last, RIGHT, 1)])
        found: dict[str, tuple[int, Slip]] = {}
        for number, slips in enumerate(self.slips):
            for slip in slips:
                found.setdefault(slip.mistake, (number, slip))
        for place, (number, slip) in enumerate(found.values(), 3):
            entered = [*right[:number], maxima_number(slip.value), *right[number + 1 :]]
            yield _test(place, slip.mistake, entered, [(number, slip.mistake, 0)])


def _test(place: int, description: str, entered: list[str], expected: list[tuple[int, str, int]]) -> str:
    """A test of a question: the note and the score of its trees. An input that it left out would have no answer."""
    inputs = (TESTED.format(name=input_name(number), value=value) for number, value in enumerate(entered))
    # A right answer has no penalty, a wrong one that of the question; a test that says none would mean the latter.
    trees = ((tree_name(number), note, score) for number, note, score in expected)
    results = (
        EXPECTED.format(name=name, score=score, penalty="0" if score else PENALTY, note=f"{name}-{note}")
        for name, note, score in trees
    )
    return TEST.format(number=place, description=description, inputs="".join(inputs), expected="".join(results))


def tree_name(number: int) -> str:
    """The response tree of a question, by its number from 0."""
    return f"prt{number + 1}"


def _harmless(html: str) -> str:
    """HTML in which STACK finds nothing to work out."""
    for signs, instead in _BLOCKS:
        html = html.replace(signs, instead)
    return html
