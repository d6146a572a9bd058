"""The results of a class summed up: mistakes, lines and equal wrong answers, whoever judged them in whatever order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from ..checking.judge.result import ACCEPTED, FOLLOWS, MISSING, REPEATED, UNKNOWN, WRONG
from ..problem.model import Problem
from ..program.spellings import entry_address
from ..tolerances import TELLING_DIGITS
from ..typed import Any
from ..views.class_report import ClassReport, EqualRow, LineRow, Place, StudentRow
from .judging import Result

LineKey = tuple[str, int | None, str | None, str]  # problem, step, question, name


def summed_up(problem: Problem, students: Sequence[tuple[str, Result]], lang: str) -> ClassReport:
    """The report of a class; students: their names with their results, in the order of the report."""
    rows = tuple(_student(name, result) for name, result in students)
    judged = [row for row in rows if row.error is None]
    named = Counter(name for _, result in students for name in _mistakes(result))
    conventions = Counter(row.convention for row in judged if row.convention)
    return ClassReport(
        problem.name,
        problem.text(problem.title, lang),
        rows,
        tuple(_by_count(named)),
        tuple(_by_count(conventions)),
        tuple(_lines(students)),
        tuple(_equal(students)),
        {result["file"]: result["feedback"] for _, result in students if result["feedback"]},
    )


def _by_count(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _student(name: str, result: Result) -> StudentRow:
    """A row; of several documents in a file the points add up, and the first of their first errors is told."""
    if result["error"] is not None:
        return StudentRow(name, result["file"], error=result["error"])
    checks = result["checks"]
    first = next((check["first_error"] for check in checks if check["first_error"]), None)
    verdicts = [answer["verdict"] for check in checks for answer in check["answers"]]
    return StudentRow(
        name,
        result["file"],
        sum(check["right"] for check in checks),
        sum(check["total"] for check in checks),
        first and {key: first[key] for key in ("step", "question", "name") if key in first},
        first and first["mistake"],
        next((check["convention"] for check in checks if check.get("convention")), None),
        first and first["message"],
        bool(verdicts) and all(verdict in ACCEPTED for verdict in verdicts),
    )


def _mistakes(result: Result) -> set[str]:
    return {answer["mistake"] for answer in _answers(result) if answer["mistake"] and answer["verdict"] == WRONG}


def _answers(result: Result) -> Iterator[dict[str, Any]]:
    for check in result["checks"]:
        yield from ({**answer, "problem": check["problem"]} for answer in check["answers"])


def _key(answer: dict[str, Any]) -> LineKey:
    """The line that an answer is about, without its entry."""
    name = answer.get("line", answer["name"])
    return answer["problem"], answer["step"], answer.get("question"), entry_address(name)[0] or name


def _place(key: LineKey) -> Place:
    _, step, question, name = key
    return {"step": step, "name": name, **({} if question is None else {"question": question})}


def _lines(students: Iterable[tuple[str, Result]]) -> Iterator[LineRow]:
    """Every line that was answered, the one that most students had wrong first; of equal ones the earlier."""
    found: dict[LineKey, Counter[str]] = {}
    for _, result in students:
        worst: dict[LineKey, str] = {}
        for answer in _answers(result):
            if answer["verdict"] not in (UNKNOWN, REPEATED, MISSING):
                kind = _kind(answer["verdict"])
                worst[_key(answer)] = max(kind, worst.get(_key(answer), kind), key=("right", "follows", "wrong").index)
        for key, kind in worst.items():
            found.setdefault(key, Counter())[kind] += 1
    rows = [
        LineRow(key[0], _place(key), sum(kinds.values()), kinds["right"], kinds["follows"], kinds["wrong"])
        for key, kinds in found.items()
    ]
    yield from sorted(rows, key=lambda row: (-row.wrong, -row.wrong / row.answered))


def _kind(verdict: str) -> str:
    return "right" if verdict in ACCEPTED else "follows" if verdict == FOLLOWS else "wrong"


def _equal(students: Iterable[tuple[str, Result]]) -> Iterator[EqualRow]:
    """Wrong values that several students wrote in one line and no mistake explains, if that is more than chance.

    It is where the value has many digits, or where two of them agree in another such line as well.
    """
    found: dict[tuple[LineKey, str], dict[str, Any]] = {}
    for name, result in students:
        for answer in _answers(result):
            if answer["verdict"] == WRONG and answer["mistake"] is None and answer["given"] is not None:
                found.setdefault((_key(answer), _value(answer["given"])), {}).setdefault(name, answer["given"])
    shared = {key: given for key, given in found.items() if len(given) > 1}
    pairs = Counter(pair for given in shared.values() for pair in combinations(sorted(given), 2))
    for (key, value), given in shared.items():
        if _digits(value) >= TELLING_DIGITS or any(pairs[pair] > 1 for pair in combinations(sorted(given), 2)):
            yield EqualRow(key[0], _place(key), next(iter(given.values())), tuple(given))


def _value(given: Any) -> str:
    """What was given, so that 0,50 and 0.5 are one value."""
    if isinstance(given, list):
        return "[" + ", ".join(map(_value, given)) + "]"
    try:
        return f"{float(str(given).replace(',', '.')):.12g}"
    except ValueError:
        return " ".join(str(given).split())


def _digits(value: str) -> int:
    """How many significant digits stand in a value."""
    return sum(len(part.partition("e")[0].replace(".", "").strip("-0")) for part in value.strip("[]").split(", "))
