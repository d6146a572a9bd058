"""The tests that a problem carries: answers with their expected result; run, and written where one is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant, map_value
from ..problem import yaml_tree
from ..problem.answers import expected_result
from ..problem.insert import with_items
from ..problem.marking import GIVEN
from ..problem.model import MarkingScheme, Problem
from ..problem.reader import Reader
from ..records import NamedTuple
from ..tolerances import SAME_SCORE
from ..typed import Any
from .answers.answer import Answers
from .answers.data import answers_of_data
from .answers.file import with_values
from .check import check_by_key
from .fault_injection import FaultInjector, Mutant
from .judge.key import AnswerKey, functions_of
from .judge.result import Check
from .mistakes.arithmetic import SLIPS

ABSENT = object()


class Expected(NamedTuple):
    """A test: the answers, and which score (0 to 1), first error (STEP:NAME) and mistake are expected.

    ABSENT: the test does not say; None: it says that there is none.
    """

    answers: Answers
    score: float | None = None
    first_error: Any = ABSENT
    mistake: Any = ABSENT


class Outcome(NamedTuple):
    """A test that was run: its number from 1, the check, and the differences as (what, expected, found)."""

    number: int
    check: Check
    expected: Expected
    differences: tuple[tuple[str, str, str], ...]


def tests_of(problem: Problem) -> tuple[Expected, ...]:
    """The tests of a problem. Raises BackpropError with every fault that they have."""
    functions = functions_of(problem)
    reader = Reader()
    trees = problem.tests.items if isinstance(problem.tests, yaml_tree.Sequence) else ()
    read = [expected_result(reader, tree) for tree in trees]
    reader.finish()
    return tuple(_expected(values, functions) for values in read if values)


def _expected(values: dict[str, Any], functions: tuple[str, ...]) -> Expected:
    score = constant(values["score"], DECIMAL) if "score" in values else None
    first, mistake = (values[key][0] if key in values else ABSENT for key in ("first_error", "mistake"))
    return Expected(with_values(values["answers"], functions), score, first, mistake)


def run_tests(problem: Problem) -> Iterator[Outcome]:
    """Runs every test of a problem. Raises BackpropError with the faults of the tests."""
    key = AnswerKey(problem)
    for number, expected in enumerate(tests_of(problem), 1):
        result = check_by_key(key, expected.answers.items, _scheme(problem))
        yield Outcome(number, result, expected, tuple(_differences(result, expected)))


def _scheme(problem: Problem) -> MarkingScheme:
    """How tests are marked: as the problem says, but that without a level only the lines of the test count."""
    return problem.check._replace(level=problem.check.level or GIVEN)


def _differences(result: Check, expected: Expected) -> Iterator[tuple[str, str, str]]:
    first = result.first_error
    if expected.score is not None and abs(result.score - expected.score) > SAME_SCORE:
        yield "score", f"{expected.score:.4g}", f"{result.score:.4g}"
    if expected.first_error is not ABSENT:
        found = place_text(result)
        if found != expected.first_error:
            yield "first_error", str(expected.first_error), str(found)
    if expected.mistake is not ABSENT:
        mistake = first.mistake if first else None
        names = [mistake.name, *mistake.also] if mistake else []
        if expected.mistake not in names and not (expected.mistake is None and not names):
            yield "mistake", str(expected.mistake), ", ".join(names) or "null"


def place_text(result: Check) -> str | None:
    """The place of the first error as STEP:NAME, QUESTION:NAME or final:NAME; None where nothing is wrong."""
    first = result.first_error
    if first is None or first.target is None:
        return None
    return f"{first.answer.place}:{first.target.line.name}"


def untested(problem: Problem, outcomes: list[Outcome]) -> list[str]:
    """The misconceptions that apply to a problem and that none of its tests expects."""
    expected = {outcome.expected.mistake for outcome in outcomes}
    return [name for name in applicable(problem) if name not in expected]


def applicable(problem: Problem) -> list[str]:
    """The misconceptions that visibly change some line of a problem; slips of arithmetic are left out."""
    if problem.symbolic:
        return []
    found = dict.fromkeys(mutant.name for mutant in FaultInjector(problem).mutants())
    return [name for name in found if name not in {slip for slip, _ in SLIPS}]


def missing_tests(problem: Problem, names: list[str], made: dict[Any, Any] | None = None) -> Iterator[dict[str, Any]]:
    """One test, as data, for each of the misconceptions: with the mistake in the first line where a check names it.

    made: as a FaultInjector has it.
    """
    if not names:
        return
    injector, wanted = FaultInjector(problem, made=made), set(names)
    for mutant in injector.mutants(wanted):
        if mutant.name in wanted:
            test = as_test(injector.key, injector, mutant)
            if test:
                wanted.discard(mutant.name)
                yield test


def as_test(key: AnswerKey, injector: FaultInjector, mutant: Mutant) -> dict[str, Any] | None:
    """A test of the answers with a mistake in them; None where a check does not name the mistake.

    It holds the lines next to the mistake if these are enough to name it, else the whole step.
    """
    step, lines = injector.answers(mutant)
    place = f"{step}:{injector.line(mutant).name}"
    for names in (injector.near(mutant), set(lines)):
        rounded = {name: _listed(map_value(_short, value)) for name, value in lines.items() if name in names}
        answers = {"answers": [{"step": step, **rounded}]}
        result = check_by_key(key, answers_of_data(answers).items, _scheme(key.problem))
        mistake = result.first_error.mistake if result.first_error else None
        if mistake and place_text(result) == place and mutant.name in (mistake.name, *mistake.also):
            score = _short(float(f"{result.score:.4g}"))
            return {"answers": answers, "score": score, "first_error": place, "mistake": mutant.name}
    return None


def _short(element: float) -> float | int:
    """A number with six significant digits; a whole one without a decimal point."""
    found = float(f"{element:.6g}")
    return int(found) if found == int(found) and abs(found) < 1e6 else found


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def with_missing_tests(text: str, name: str, problems: Sequence[Problem], most: int) -> str:
    """The text of a problem file with a test for each misconception that applies and that no test expects.

    name: that of the file. problems: those of the text. most: how many tests a problem has at most. All else of the
    text stays as it is. Raises BackpropError where the tests have no safe place in it.
    """
    added = []
    for problem in problems:
        outcomes = list(run_tests(problem))
        wanted = untested(problem, outcomes)[: max(0, most - len(outcomes))]
        added.append((problem.document, list(missing_tests(problem, wanted))))
    return with_items(text, name, added, "tests")
