"""Judged answers as a teacher's script or notebook takes them: points, a report, JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .checking.answers.file import Answers, of_problem, read_answers
from .checking.judge.numbers import MarkingScheme, functions_of
from .checking.judge.numbers import check as judged
from .checking.judge.result import Check
from .errors import fail
from .problem.model import Problem


class Checked:
    """Judged answers of one problem.

    `float()` is the score from 0 to 1, `repr` says it with the first error, a notebook shows the report, and
    `to_dict` is the JSON of the command `check`. `result` holds every verdict.
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
        where = (
            f", first error: {first.given.step or first.given.question or 'final'}:{name_of(first)}" if first else ""
        )
        return f"<Checked {self.result.problem.name}: {self.score:.4g}{where}>"

    def _repr_html_(self) -> str:
        from .formats.look import Look
        from .formats.render import html_pages
        from .views.check import check_blocks

        page = Look(lang=self.lang, mark="," if self.lang == "ru" else ".").labelled(self.result.problem.names)
        return "".join(html_pages([(check_blocks(self.result, ""), page)]))

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object as plain data."""
        from .formats.json import checked_object
        from .views.check import check_record

        return checked_object(check_record(self.result), self.lang)


def check(
    problem: Problem,
    answers: Any,
    rounding: str = "usual",
    min_digits: int = 2,
    level: str | None = None,
    lang: str = "en",
) -> Checked:
    """Judges answers against their problem.

    answers: a mapping with the keys of an answer file (answers, questions, final), the path of an answer file, or
    what `read_answers` gives. rounding: usual, or strict (never cut). min_digits: the fewest significant digits.
    level: final, gradient or all, where what is missing counts. Raises BackpropError for what is no answers.
    """
    if isinstance(answers, (str, os.PathLike)):
        answers = _from_file(problem, os.fspath(answers))
    if not isinstance(answers, (Answers, Mapping)):
        raise fail("fault.not_answers", found=type(answers).__name__)
    return Checked(judged(problem, answers, MarkingScheme(rounding, min_digits, level)), lang)


def _from_file(problem: Problem, path: str) -> Answers:
    from .problem.load import file_bytes

    documents = read_answers(file_bytes(path), path, functions_of(problem))
    return of_problem(documents, problem.name) or documents[0]
