"""Variants by the thousand put to the test: their own key must be right, and every mistake planted in it be named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..checking.answers.file import read_answers
from ..checking.check import ONLY_GIVEN, check_by_key
from ..checking.judge.key import AnswerKey, functions_of
from ..checking.judge.result import ACCEPTED
from ..checking.practice_file import as_text
from ..checking.template import blank_answers, filled
from ..checking.tests import applicable, missing_tests
from ..errors import BackpropError
from ..evaluate.evaluate import Value, map_value
from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import SHORT_DIGITS
from .variants import VariantSource

Difference = tuple[str, str, str]  # what, as expected, as found


class StressOutcome(NamedTuple):
    """A variant that was tested: its number from 1, how many mistakes were planted in it, and the differences."""

    number: int
    planted: int
    differences: tuple[Difference, ...]


def stress_outcomes(problem: Problem, count: int, seed: int) -> Iterator[StressOutcome]:
    """The outcomes of so many variants of a problem; they may be alike, where there are not so many."""
    source, made = VariantSource([problem]), dict[Any, Any]()
    names = _named(source.problems[0], applicable(source.problems[0]), made)
    for number in range(1, count + 1):
        try:
            (variant,) = source.variant(seed, number).problems
        except BackpropError as error:
            yield StressOutcome(number, 0, (("numbers", "found", str(error)),))
            continue
        named = _named(variant, names, made)
        lost = [("mistake", name, "null") for name in names if name not in named]
        yield StressOutcome(number, len(names), (*_own_key(variant), *lost))


def _named(problem: Problem, names: list[str], made: dict[Any, Any]) -> list[str]:
    """Those of some mistakes that a check names where they are planted; made: as a FaultInjector has it."""
    return [test["mistake"] for test in missing_tests(problem, names, made)]


def _own_key(problem: Problem) -> Iterator[Difference]:
    """The differences where the right values, written to six digits, are not judged right."""
    key = AnswerKey(problem)
    found = [(answer, key.target(answer)) for answer in blank_answers(problem)]
    pairs = [
        (answer, _as_text(target.line.value)) for answer, target in found if target and target.line.value is not None
    ]
    (answers,) = read_answers("".join(filled(problem, pairs)), "key.yaml", functions_of(problem))
    for item in check_by_key(key, answers.items, ONLY_GIVEN).answers:
        if item.verdict not in ACCEPTED:
            yield f"{item.answer.place}:{item.answer.name}", "right", item.verdict


def _as_text(value: Value) -> str:
    return as_text(map_value(lambda element: f"{element + 0.0:.{SHORT_DIGITS}g}", value))
