"""The tests that a problem carries: answers with what is to be said of them; run, and written where one is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..evaluate.evaluate import map_value
from ..problem.fields import element, mapping, name
from ..problem.model import Problem
from ..problem.reader import Reader
from ..problem.schema import Field
from ..problem.yaml_tree import Scalar, Sequence, Tree
from .answers.file import Answers, answers_of
from .fault_injection import FaultInjector, Mutant
from .judge.numbers import check, functions_of
from .judge.result import Check
from .mistakes.arithmetic import SLIPS

ABSENT = object()
CLOSE = 5e-3


class Expected(NamedTuple):
    """A test: the answers, and what of the score, the first error and the mistake is said to come out."""

    answers: Answers
    score: float | None = None
    first_error: Any = ABSENT
    mistake: Any = ABSENT


class Outcome(NamedTuple):
    """A test that was run: its number, what came out, and what differs as (what, expected, found)."""

    number: int
    check: Check
    expected: Expected
    differences: tuple[tuple[str, str, str], ...]


def _or_null(reader: Reader, tree: Tree) -> Any:
    if isinstance(tree, Scalar) and tree.plain and tree.text in ("null", "~", ""):
        return (None,)
    found = name(reader, tree)
    return None if found is None else (found,)


def tests_of(problem: Problem) -> tuple[Expected, ...]:
    """The tests of a problem. Raises BackpropError with their faults."""
    functions = functions_of(problem)

    def answers(reader: Reader, tree: Tree) -> Answers:
        return answers_of(tree, functions)

    fields = {"answers": Field(answers, True), "score": Field(element)}
    fields |= {"first_error": Field(_or_null), "mistake": Field(_or_null)}
    reader, found = Reader(), []
    for tree in problem.tests.items if isinstance(problem.tests, Sequence) else ():
        values = mapping(reader, tree, fields, "tests")
        if values and "answers" in values:
            score = float(values["score"]) if "score" in values else None
            first, mistake = (values[key][0] if key in values else ABSENT for key in ("first_error", "mistake"))
            found.append(Expected(values["answers"], score, first, mistake))
    reader.finish()
    return tuple(found)


def run_tests(problem: Problem) -> Iterator[Outcome]:
    """Every test of a problem with what differs from what it says."""
    for number, expected in enumerate(tests_of(problem), 1):
        result = check(problem, expected.answers)
        yield Outcome(number, result, expected, tuple(_differences(result, expected)))


def _differences(result: Check, expected: Expected) -> Iterator[tuple[str, str, str]]:
    first = result.first_error
    if expected.score is not None and abs(result.score - expected.score) > CLOSE:
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
    """Where the first error is, as STEP:NAME, QUESTION:NAME or final:NAME; None where there is none."""
    first = result.first_error
    if first is None or first.target is None:
        return None
    given = first.given
    place = given.question if given.question is not None else "final" if given.step is None else given.step
    return f"{place}:{first.target.line.name}"


def untested(problem: Problem, outcomes: list[Outcome]) -> list[str]:
    """The misconceptions that apply to a problem and that none of its tests plants."""
    planted = {outcome.expected.mistake for outcome in outcomes}
    return [name for name in applicable(problem) if name not in planted]


def applicable(problem: Problem) -> list[str]:
    """The misconceptions that give something visibly else somewhere in a problem; slips, which always do, left out."""
    if problem.symbolic or problem.graph:
        return []
    found = dict.fromkeys(plant.name for plant in FaultInjector(problem).plants())
    return [name for name in found if name not in {slip for slip, _ in SLIPS}]


def written_tests(problem: Problem, names: list[str]) -> Iterator[str]:
    """One test, as YAML, for each of some misconceptions: the first place where a check names it."""
    garden, wanted = FaultInjector(problem), set(names)
    for plant in garden.plants():
        if plant.name in wanted:
            text = _as_test(problem, garden, plant)
            if text:
                wanted.discard(plant.name)
                yield text


def _as_test(problem: Problem, garden: FaultInjector, plant: Mutant) -> str | None:
    """A test of a plant: with the lines next to it where these are enough to name it, else with the whole step."""
    step, lines = garden.answers(plant)
    place = f"{step}:{garden.line(plant).name}"
    near = garden.near(plant)
    for names in (near, set(lines)):
        given = {"step": step, **{name: _rounded(value) for name, value in lines.items() if name in names}}
        result = check(problem, {"answers": [given]})
        mistake = result.first_error.mistake if result.first_error else None
        if mistake and place_text(result) == place and plant.name in (mistake.name, *mistake.also):
            said = f"    score: {result.score:.4g}\n    first_error: {json.dumps(place)}\n    mistake: {plant.name}\n"
            return f"  - answers:\n      answers:\n        - {_flow(given)}\n{said}"
    return None


def _rounded(value: Any) -> Any:
    return _listed(map_value(_short, value))


def _short(element: float) -> float | int:
    """Six significant digits; a whole number without a decimal point, as the same value."""
    found = float(f"{element:.6g}")
    return int(found) if found == int(found) and abs(found) < 1e6 else found


def _listed(value: Any) -> Any:
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def _flow(step: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{_key(name)}: {json.dumps(value)}" for name, value in step.items()) + "}"


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("/", "").isalnum() else json.dumps(name, ensure_ascii=False)


def with_tests(text: str, number: int, added: str) -> str:
    """A file's text with tests added to its document of that number, at its end; all else as it stands."""
    import re

    breaks = [match.start() for match in re.finditer(r"^---[ \t]*(?:#.*)?$", text, re.MULTILINE)]
    starts = [place for place in breaks if text[:place].strip()]
    ends = [*starts, len(text)]
    end = ends[min(number, len(ends)) - 1]
    before, after = text[:end].rstrip("\n") + "\n", text[end:]
    start = starts[number - 2] if number > 1 and number - 2 < len(starts) else 0
    has_tests = re.search(r"^tests:[ \t]*$", text[start:end], re.MULTILINE)
    return before + ("" if has_tests else "tests:\n") + added + after
