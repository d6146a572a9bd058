"""Judged answers as a teacher's script or notebook takes them: points, a report, JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .checking.answers.file import Answers, answers_for, read_answers
from .checking.check import check as judged
from .checking.judge.key import functions_of
from .checking.judge.numbers import MarkingScheme
from .checking.judge.result import Check
from .errors import fail
from .problem.model import Problem
from .tolerances import MIN_DIGITS


class Checked:
    """The judged answers of one problem. `float()` is the score, a notebook shows the report.

    result: the `Check` with every verdict. lang: the language of the report and of the messages.

    >>> from backprop_cli import check, load
    >>> checked = check(load("ex3")[0], {"answers": [{"step": 2, "y_hat": 0.461, "dL/dy_hat": 0.539}]})
    >>> checked
    <Checked ex3: 0.5, first error: 2:dL/dy_hat>
    >>> float(checked)
    0.5
    >>> checked.to_dict()["first_error"]["message"]
    'The sign is wrong: you used y − ŷ for ŷ − y.'
    """

    def __init__(self, result: Check, lang: str = "en") -> None:
        self.result, self.lang = result, lang

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
        from .formats.look import Look
        from .formats.render import html_pages
        from .views.check import check_blocks

        page = Look(lang=self.lang, mark="," if self.lang == "ru" else ".").labelled(self.result.problem.names)
        return "".join(html_pages([(check_blocks(self.result, ""), page)]))

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
    Raises BackpropError for what is no answers.

    >>> from fractions import Fraction
    >>> from backprop_cli import check, load
    >>> (problem,) = load("ex3")
    >>> result = check(problem, {"answers": [{"step": 1, "y_hat": [[0.5]], "dL/dW3": Fraction(1, 16)}]}).result
    >>> [(item.answer.name, item.verdict) for item in result.answers]
    [('y_hat', 'right'), ('dL/dW3', 'right')]
    >>> check(problem, {"answers": [{"step": 2, "y_hat": "0.46"}]}, min_digits=3)
    <Checked ex3: 0, first error: 2:y_hat>
    """
    if isinstance(answers, (str, os.PathLike)):
        answers = _from_file(problem, os.fspath(answers))
    if not isinstance(answers, (Answers, Mapping)):
        raise fail("fault.not_answers", found=type(answers).__name__)
    return Checked(judged(problem, answers, MarkingScheme(rounding, min_digits, level)), lang)


def _from_file(problem: Problem, path: str) -> Answers:
    from .problem.load import file_bytes

    documents = read_answers(file_bytes(path), path, functions_of(problem))
    return answers_for(documents, problem.name) or documents[0]
