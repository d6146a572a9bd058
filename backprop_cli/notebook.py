"""Judged answers as a teacher's script or notebook takes them: points, a report, JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from decimal import Decimal

from .api.rendering import look_of, render
from .checking.answers.answer import Answer, Answers, answers_for
from .checking.answers.file import read_answers
from .checking.check import check as judged
from .checking.check import check_by_key
from .checking.judge.key import AnswerKey, functions_of
from .checking.judge.result import Check
from .checking.marking import scheme_of
from .errors import BackpropError, fail
from .problem.fields import did_you_mean
from .problem.load import chosen, file_bytes
from .problem.model import Problem
from .typed import Any


class Points(float):
    """Points that were earned: a number that is printed as a plain decimal, and that a notebook shows as a report.

    A cell that ends with it gives its points to nbgrader, which takes anything but a plain decimal for full marks.

    >>> from backprop_cli import check, load
    >>> check(load("ex3")[0], {"answers": [{"step": 1, "H1": 0}]}, level="given").points(1 / 3)
    0.3333333333333333
    """

    def __new__(cls, share: float, maximum: float, checked: Checked) -> Points:
        found = super().__new__(cls, min(max(share * maximum, 0.0), maximum))
        found.checked = checked
        return found

    checked: Checked

    def __repr__(self) -> str:
        return _plain_decimal(self)

    def _repr_html_(self) -> str:
        return self.checked._repr_html_()


def _plain_decimal(number: float) -> str:
    """A float in full, without an exponent."""
    return format(Decimal(float.__repr__(float(number))), "f")


class Checked:
    """The judged answers of one problem. `float()` is the score, a notebook shows the report.

    Printed it is the score, a plain decimal from 0 to 1. result: the `Check` with every verdict. lang: the language of
    the report and of the messages. source: the name of the answer file, which heads the report.

    >>> from backprop_cli import check, load
    >>> answers = {"answers": [{"step": 2, "y_hat": 0.461, "dL/dy_hat": 0.539}]}
    >>> checked = check(load("ex3")[0], answers, level="given")
    >>> checked, float(checked), checked.points(10)
    (0.5, 0.5, 5.0)
    >>> checked.to_dict()["first_error"]["message"]
    'The sign is wrong: you used y − ŷ instead of ŷ − y.'
    """

    def __init__(self, result: Check, lang: str = "en", source: str = "") -> None:
        self.result, self.lang, self.source = result, lang, source

    @property
    def problem(self) -> Problem:
        """The problem that was answered."""
        return self.result.problem

    @property
    def passed(self) -> bool:
        """Whether every answer is right, rounded or right by a convention; an answer that only follows is not."""
        return self.result.passed

    @property
    def score(self) -> float:
        """The share of the points that were earned, from 0 to 1."""
        return self.result.score

    @property
    def scoring(self) -> list[dict[str, Any]]:
        """How each answer got its points: `earned` of `points` and why; last what was left out, if something was.

        The keys are those of the command's JSON. The points of all are the total of the work, what they earn the score.

        >>> from backprop_cli import check, load
        >>> checked = check(load("ex3")[0], {"answers": [{"step": 2, "y_hat": 0.461, "dL/dy_hat": 0.539}]})
        >>> [(line.get("name"), line["earned"], line["points"], line["reason"]) for line in checked.scoring]
        [('y_hat', 1, 1, 'right'), ('dL/dy_hat', 0, 1, 'wrong'), (None, 0, 48, 'left_out')]
        """
        from .formats.json import Dump
        from .views.check_record import scoring_records

        found: list[dict[str, Any]] = Dump(self.lang).plain(scoring_records(self.result))
        return found

    def __float__(self) -> float:
        return float(self.result)

    def points(self, maximum: float) -> Points:
        """The points that were earned of so many: a float from 0 to the maximum, for the last line of a graded cell."""
        return Points(self.score, maximum, self)

    def __repr__(self) -> str:
        return _plain_decimal(self.score)

    def _repr_html_(self) -> str:
        return render(self, "html", look=look_of(self)._replace(fragment=True))

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the command `check`, as plain data."""
        from .formats.json import checked_object
        from .views.check_record import check_record

        return checked_object(check_record(self.result), self.lang)


def check(problem: Problem, answers: Any, lang: str = "en", **rules: Any) -> Checked:
    """Judges answers against their problem.

    answers: a mapping with the keys of an answer file (answers, questions, final), the path of an answer file, or
    what `read_answers` gives. A value may be a number, a text, a Fraction, a list or tuple of rows, a numpy array or a
    torch tensor. lang: the language of the report. rules: those of the problem's key `check` in the place of its own,
    which are level (given, final, gradient or all; without one every line of the work counts), accept (any, none, or a
    list of conventions), rounding (usual or strict), min_digits, and follow (full, half or none).
    Raises BackpropError for what is no answers, and for words that are not known.

    >>> from fractions import Fraction
    >>> from backprop_cli import check, load
    >>> (problem,) = load("ex3")
    >>> result = check(problem, {"answers": [{"step": 1, "y_hat": [[0.5]], "dL/dW3": Fraction(1, 16)}]}).result
    >>> [(item.answer.name, item.verdict) for item in result.answers], result.lines.asked, result.lines.given
    ([('y_hat', 'right'), ('dL/dW3', 'right')], 50, 2)
    >>> check(problem, {"answers": [{"step": 2, "y_hat": "0.539"}]}, level="given").score
    0.0
    """
    scheme = scheme_of(problem, **rules)
    if isinstance(answers, (str, os.PathLike)):
        answers = _from_file(problem, os.fspath(answers))
    if not isinstance(answers, (Answers, Mapping)):
        raise fail("fault.not_answers", found=type(answers).__name__)
    return Checked(judged(problem, answers, scheme), lang)


def check_sheet(
    problems: Sequence[Problem],
    answers: str | os.PathLike[str] | tuple[str, bytes],
    lang: str = "en",
    **rules: Any,
) -> list[Checked]:
    """Judges a file of answers to a sheet: each document against the problem that it names, or the only one there is.

    answers: the path of the file, or its name and what it holds. The others are those of `check`.
    Raises BackpropError where a document names no problem of the sheet, or none of several.

    >>> from backprop_cli import check_sheet, load
    >>> text = b"problem ex4-regression\\nL = 1"
    >>> [(checked.problem.name, checked.passed) for checked in check_sheet(load("ex4"), ("answers.txt", text))]
    [('ex4-regression', True)]
    """
    return ClassJudge(problems, lang, **rules).checked(answers)


class ClassJudge:
    """Judges many files of answers to the same problems; what depends on these alone is worked out once.

    The arguments are those of `check_sheet`.
    """

    def __init__(self, problems: Sequence[Problem], lang: str = "en", **rules: Any) -> None:
        self._problems, self._lang = problems, lang
        self._functions = tuple(sorted({function for problem in problems for function in functions_of(problem)}))
        self._schemes = [scheme_of(problem, **rules) for problem in problems]
        self._keys: dict[int, AnswerKey] = {}

    def checked(self, answers: str | os.PathLike[str] | tuple[str, bytes]) -> list[Checked]:
        """What `check_sheet` gives for a file of answers."""
        source = answers[0] if isinstance(answers, tuple) else os.fspath(answers)
        return [Checked(check, self._lang, source) for check in self.checks(answers)]

    def checks(self, answers: str | os.PathLike[str] | tuple[str, bytes]) -> list[Check]:
        """The checks of a file of answers, one for each of its documents."""
        if not isinstance(answers, tuple):
            answers = (os.fspath(answers), file_bytes(os.fspath(answers)))
        source, text = answers
        try:
            pairs = [(self._owner(given), given) for given in read_answers(text, source, self._functions)]
        except BackpropError as error:
            raise error.placed(source) from None
        return [self._judged(place, given.items) for place, given in pairs]

    def unanswered(self, place: int) -> Check:
        """The check of a problem, by its place, that a file does not answer at all."""
        return self._judged(place, ())

    def _judged(self, place: int, given: tuple[Answer, ...]) -> Check:
        if place not in self._keys:
            self._keys[place] = AnswerKey(self._problems[place])
        return check_by_key(self._keys[place], given, self._schemes[place])

    def _owner(self, given: Answers) -> int:
        """The place of the problem that a document of answers is about."""
        if given.problem is None and len(self._problems) != 1:
            hint = did_you_mean("", [item.name for item in self._problems])
            raise fail("fault.which_problem", None, hint)
        if given.problem is None:
            return 0
        (owner,) = chosen(self._problems, given.problem)
        return next(place for place, problem in enumerate(self._problems) if problem is owner)


def _from_file(problem: Problem, path: str) -> Answers:
    documents = read_answers(file_bytes(path), path, functions_of(problem))
    return answers_for(documents, problem.name) or documents[0]
