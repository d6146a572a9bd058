"""Judged answers as a teacher's script or notebook takes them: points, a report, JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from .api.rendering import render
from .checking.answers.file import Answers, answers_for, read_answers
from .checking.check import check as judged
from .checking.judge.key import functions_of
from .checking.judge.numbers import MarkingScheme
from .checking.judge.result import Check
from .checking.judge.rounding import STRICT, USUAL
from .checking.template import LEVELS
from .errors import fail, one_of, plainly
from .problem.fields import did_you_mean
from .problem.load import chosen, file_bytes
from .problem.model import Problem
from .tolerances import MIN_DIGITS


class Checked:
    """The judged answers of one problem. `float()` is the score, a notebook shows the report.

    result: the `Check` with every verdict. lang: the language of the report and of the messages. source: the name of
    the answer file, which heads the report.

    >>> from backprop_cli import check, load
    >>> checked = check(load("ex3")[0], {"answers": [{"step": 2, "y_hat": 0.461, "dL/dy_hat": 0.539}]})
    >>> checked
    <Checked ex3: 0.5, first error: 2:dL/dy_hat>
    >>> float(checked)
    0.5
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

    def __float__(self) -> float:
        return float(self.result)

    def __repr__(self) -> str:
        from .views.check import name_of

        first = self.result.first_error
        where = f", first error: {first.answer.place}:{name_of(first)}" if first else ""
        return f"<Checked {self.result.problem.name}: {self.score:.4g}{where}>"

    def _repr_html_(self) -> str:
        return render(self, "html")

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the command `check`, as plain data."""
        from .formats.json import checked_object
        from .views.check import check_record

        return checked_object(check_record(self.result), self.lang)


def check(
    problem: Problem,
    answers: Any,
    rounding: str = "usual",
    min_digits: int = MIN_DIGITS,
    level: str | None = None,
    lang: str = "en",
) -> Checked:
    """Judges answers against their problem.

    answers: a mapping with the keys of an answer file (answers, questions, final), the path of an answer file, or
    what `read_answers` gives. A value may be a number, a text, a Fraction, a list or tuple of rows, a numpy array or a
    torch tensor; what follows from an earlier wrong value earns its marks. rounding: "usual" also accepts truncation,
    "strict" does not. min_digits: the fewest significant digits of a right answer. level: which lines count as missing
    if absent ("final", "gradient", "all"); None: none. lang: the language of the report.
    Raises BackpropError for what is no answers, and for words that are not known.

    >>> from fractions import Fraction
    >>> from backprop_cli import check, load
    >>> (problem,) = load("ex3")
    >>> result = check(problem, {"answers": [{"step": 1, "y_hat": [[0.5]], "dL/dW3": Fraction(1, 16)}]}).result
    >>> [(item.answer.name, item.verdict) for item in result.answers]
    [('y_hat', 'right'), ('dL/dW3', 'right')]
    >>> check(problem, {"answers": [{"step": 2, "y_hat": "0.539"}]})
    <Checked ex3: 0, first error: 2:y_hat>
    """
    scheme = _scheme(rounding, min_digits, level)
    if isinstance(answers, (str, os.PathLike)):
        answers = _from_file(problem, os.fspath(answers))
    if not isinstance(answers, (Answers, Mapping)):
        raise fail("fault.not_answers", found=type(answers).__name__)
    return Checked(judged(problem, answers, scheme), lang)


def check_sheet(
    problems: Sequence[Problem],
    answers: str | os.PathLike[str] | tuple[str, bytes],
    rounding: str = "usual",
    min_digits: int = MIN_DIGITS,
    level: str | None = None,
    lang: str = "en",
) -> list[Checked]:
    """Judges a file of answers to a sheet: each document against the problem that it names, or the only one there is.

    answers: the path of the file, or its name and what it holds. The others are those of `check`.
    Raises BackpropError where a document names no problem of the sheet, or none of several.

    >>> from backprop_cli import check_sheet, load
    >>> text = b"problem: ex4-regression\\nanswers: [{step: 1, L: 1}]"
    >>> check_sheet(load("ex4"), ("answers.yaml", text))
    [<Checked ex4-regression: 1>]
    """
    scheme = _scheme(rounding, min_digits, level)
    if not isinstance(answers, tuple):
        answers = (os.fspath(answers), file_bytes(os.fspath(answers)))
    source, text = answers
    functions = tuple(sorted({function for problem in problems for function in functions_of(problem)}))
    pairs = [(_owner(problems, given, source), given) for given in read_answers(text, source, functions)]
    return [Checked(judged(owner, given, scheme), lang, source) for owner, given in pairs]


def _owner(problems: Sequence[Problem], given: Answers, source: str) -> Problem:
    """The problem that a document of answers is about."""
    if given.problem is None and len(problems) != 1:
        hint = did_you_mean("", [item.name for item in problems])
        raise fail("fault.which_problem", None, hint, name=plainly(source))
    (owner,) = problems if given.problem is None else chosen(problems, given.problem)
    return owner


def _scheme(rounding: str, min_digits: int, level: str | None) -> MarkingScheme:
    one_of(rounding, (USUAL, STRICT), "fault.unknown_rounding")
    if level is not None:
        one_of(level, LEVELS, "fault.unknown_level")
    return MarkingScheme(rounding, min_digits, level)


def _from_file(problem: Problem, path: str) -> Answers:
    documents = read_answers(file_bytes(path), path, functions_of(problem))
    return answers_for(documents, problem.name) or documents[0]
