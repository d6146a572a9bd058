"""Variants by the thousand put to the test: their own key must be right, and every mistake planted in it be named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ..checking.answers.file import read_answers
from ..checking.check import ONLY_GIVEN, check_by_key
from ..checking.judge.key import AnswerKey, functions_of
from ..checking.judge.result import ACCEPTED
from ..checking.practice_file import as_text
from ..checking.template import blank_answers, filled
from ..checking.tests import applicable, missing_tests
from ..errors import BackpropError
from ..evaluate.evaluate import Value, map_value
from ..problem.load import load_text
from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import SHORT_DIGITS
from ..typed import Any
from .variants import NO_LIMIT, VariantSource

Difference = tuple[str, str, str]  # what, as expected, as found


class StressOutcome(NamedTuple):
    """A variant that was tested: its number from 1, how many mistakes were planted in it, and the differences."""

    number: int
    planted: int
    differences: tuple[Difference, ...]


class StressTest:
    """Tests variants of a problem; what is the same for all of them is worked out once."""

    def __init__(self, problem: Problem) -> None:
        self._source, self._made = VariantSource([problem]), dict[Any, Any]()
        own = self._source.problems[0]
        self._names = _named(own, applicable(own), self._made)

    def outcome(self, seed: int, number: int) -> StressOutcome:
        """The outcome of one variant; some may be alike, where there are not so many."""
        try:
            (variant,) = self._source.variant(seed, number).problems
        except BackpropError as error:
            return StressOutcome(number, 0, (("numbers", "found", str(error)),))
        named = _named(variant, self._names, self._made)
        lost = [("mistake", name, "null") for name in self._names if name not in named]
        return StressOutcome(number, len(self._names), (*_own_key(variant), *lost))


@lru_cache(1)
def _test_of(text: str, name: str) -> StressTest:
    return StressTest(load_text(text, f"{name}.yaml", name, max_steps=NO_LIMIT)[0])


def stress_outcomes(batch: list[tuple[str, str, int, int]]) -> list[StressOutcome]:
    """The outcomes of variants, each by the text of its problem, the problem's name, the seed and its number."""
    return [_test_of(text, name).outcome(seed, number) for text, name, seed, number in batch]


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
