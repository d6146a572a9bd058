"""Problems as a question of PrairieLearn: its directory, and what the `server.py` in it calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count

from ..checking.answers.answer import Answer
from ..checking.answers.values import read_value
from ..checking.check import check_by_key
from ..checking.judge.key import AnswerKey, functions_of
from ..checking.judge.result import EARNING, MISSING, JudgedAnswer
from ..checking.marking import scheme_of
from ..errors import Message, fail
from ..formats.json import Dump
from ..formats.prairielearn import PROBLEM, panels, question_files, question_html
from ..problem.document_text import portable_text
from ..problem.load import load_text
from ..problem.marking import ALL, GIVEN
from ..records import NamedTuple
from ..typed import Any
from ..views.answer_names import place_of
from ..views.check import said_of
from ..views.worksheet import SheetEntry, SheetExercise
from .rendering import look_of, value_text
from .variants import vary
from .worksheets import worksheet

DIGITS = 6  # of a right answer that is shown


class QuestionInput(NamedTuple):
    """An input of the page: its name, of which problem it asks for a line, the line, and what it is worth."""

    name: str
    problem: int
    asked: JudgedAnswer
    worth: Fraction


class PrairieLearnQuestion:
    """A question of PrairieLearn with the numbers of one variant, as the `server.py` of its directory uses it.

    text: the problems, as a problem file. asked: for each of them what is asked, by the names of a `SheetEntry`. lang:
    the language of what is said. groups: the inputs, as they stand below each panel. Raises BackpropError for the
    faults of the text, and where a problem has nothing to fill in.

    >>> from backprop_cli import PrairieLearnQuestion, load, problem_text
    >>> question = PrairieLearnQuestion(problem_text(*load("ex3")), [{"level": "final"}])
    >>> question.right["1-W1"], question.marks({"1-W1": "0", "3-W2": "7"})["score"]
    ('0.0', 0.5)
    """

    def __init__(self, text: str, asked: Sequence[Mapping[str, Any]], lang: str = "en") -> None:
        problems = load_text(text, PROBLEM, "problem")
        entries = [SheetEntry(problem, **own) for problem, own in zip(problems, asked)]
        sheet = worksheet(entries, lang=lang)
        # A derivation that is written out in words and formulas cannot be typed into an input.
        kept = [
            SheetExercise(item.problem, tuple(part for part in item.parts if part.asked), item.points, item.drawing)
            for item in sheet.exercises
        ]
        self._entries, self._lang, self._sheet = entries, lang, sheet._replace(exercises=tuple(kept))
        self._keys = [AnswerKey(problem) for problem in problems]
        self.groups = list(self._grouped())
        self._inputs = [item for group in self.groups for item in group]
        if not self._inputs:
            raise fail("fault.nothing_asked", name=problems[0].name, level=entries[0].level)

    @property
    def said(self) -> dict[str, str]:
        """What stands above each group of inputs, as HTML, by its key among the `params` of a variant."""
        return panels(self._sheet, look_of(self._sheet))

    @property
    def right(self) -> dict[str, str]:
        """The right answers as a student may type them, by the names of their inputs."""
        found = {}
        for item in self._inputs:
            target = self._keys[item.problem].target(item.asked.answer)
            digits = self._entries[item.problem].problem.look.digits or DIGITS
            found[item.name] = value_text(target.line.nested_value, digits=digits) if target else ""
        return found

    def _grouped(self) -> Iterator[list[QuestionInput]]:
        """The inputs below each panel."""
        numbers = count(1)
        for place, item in enumerate(self._sheet.exercises):
            for part in item.parts:
                weights = sum((one.weight for one in part.asked), Fraction(0))
                scale = Fraction(1) if part.points is None or not weights else part.points / weights
                group = []
                for one in part.asked:
                    name = f"{next(numbers)}-{re.sub(r'[^A-Za-z0-9]+', '-', one.answer.name).strip('-')}"
                    group.append(QuestionInput(name, place, one, one.weight * scale))
                yield group

    def marks(self, answers: Mapping[str, str | None]) -> dict[str, Any]:
        """What PrairieLearn calls partial_scores, format_errors, feedback and score, for what stands in the inputs.

        answers: the texts by the names of the inputs; an input that the page does not have counts for nothing, one that
        is blank is a line that was left out. What cannot be read, or has too few digits, is told, and takes no attempt.
        """
        there = [item for item in self._inputs if item.name in answers]
        judged = self._judged(there, answers)
        said = {name: Dump(self._lang).said(said_of(found)) for name, found in judged.items()}
        given = [name for name, found in judged.items() if found.answer.value is not None]
        errors = {name: said[name] for name in given if judged[name].verdict == MISSING}
        total = sum((item.worth for item in there), Fraction(0))
        earned = sum((_share(judged[item.name]) * item.worth for item in there), Fraction(0))
        return {
            "partial_scores": {
                item.name: {"score": float(_share(judged[item.name])), "weight": float(item.worth)} for item in there
            },
            "format_errors": errors,
            "feedback": {"lines": [f"{_label(judged[name], self._lang)}: {said[name]}" for name in given]},
            "score": float(earned / total) if total else 0.0,
        }

    def _judged(self, there: list[QuestionInput], answers: Mapping[str, str | None]) -> dict[str, JudgedAnswer]:
        """The verdicts of inputs, by their names; each problem is judged as a whole, so that what follows is known."""
        found = {item.name: item.asked for item in there}
        for place, key in enumerate(self._keys):
            functions, given = functions_of(key.problem), {}
            for item in there:
                value = read_value(answers[item.name] or "", functions) if item.problem == place else None
                if value is not None:
                    given[_address(item.asked.answer)] = (item.name, item.asked.answer._replace(value=value))
            items = tuple(answer for _, answer in given.values())
            check = check_by_key(key, items, scheme_of(key.problem, level=GIVEN))
            found |= {given[_address(one.answer)][0]: one for one in check.answers}
        return found


def _address(answer: Answer) -> tuple[int | None, str | None, str]:
    """What an answer is about; probabilities that were meant stand for the name that was asked for."""
    return answer.step, answer.question, answer.instead_of or answer.name


def _share(judged: JudgedAnswer) -> Fraction:
    """The share of its points that an answer earns; of none, whether it would."""
    return judged.earned / judged.weight if judged.weight else Fraction(judged.verdict in EARNING)


def _label(judged: JudgedAnswer, lang: str) -> str:
    line = Message("check.grader.line", {"place": place_of(judged), "name": judged.answer.name})
    said: str = Dump(lang).said(line)
    return said


def question_directory(
    entries: Sequence[SheetEntry],
    level: str = ALL,
    points: int | None = None,
    title: str = "",
    lang: str = "en",
    folder: str = "",
) -> Iterator[tuple[str, str]]:
    """The files of a question of PrairieLearn, by name: info.json, question.html, server.py and the problems.

    entries: the problems with what is asked of them. folder: where the files will stand, from where the problems name
    files of data; "" is the working directory. The others are those of `worksheet`. Every student gets other numbers.
    Raises BackpropError where a problem has no numbers that could be others, and those of `worksheet`.

    >>> from backprop_cli import SheetEntry, load, question_directory
    >>> [name for name, text in question_directory([SheetEntry(load("ex3")[0])])]
    ['info.json', 'question.html', 'server.py', 'problem.yaml']
    """
    sheet = worksheet(entries, level, points, title, lang)
    problems = [entry.problem for entry in entries]
    asked = [_plain(entry._replace(level=entry.level or level)) for entry in entries]
    worth = [{} if item.points is None else {"points": item.points} for item in sheet.exercises]
    asked = [{**own, **more} for own, more in zip(asked, worth)]
    (variant,) = vary(problems)  # so that who makes a question is told what its students would be
    question = PrairieLearnQuestion(variant.text, asked, lang)
    groups = [[(item.name, _label(item.asked, lang)) for item in group] for group in question.groups]
    page = question_html(groups, lang)
    return question_files(sheet.title or problems[0].name, portable_text(problems, folder), asked, lang, page)


def _plain(entry: SheetEntry) -> dict[str, Any]:
    """What is asked of a problem, without what is as usual."""
    usual = SheetEntry(entry.problem)._asdict()
    return {key: value for key, value in entry._asdict().items() if value != usual[key] and key != "problem"}
