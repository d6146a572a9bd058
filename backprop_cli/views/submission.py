"""A file of answers as a grader's system counts it: a result for each line, its points, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby

from ..checking.judge.result import ACCEPTED, Check, JudgedAnswer
from ..errors import BackpropError, Message
from ..expr.names import plain_name
from ..records import NamedTuple
from ..typed import Any
from .answer_names import name_of, place_of
from .check import check_notes, counted, in_order, said_of
from .report import Said


class GraderResult(NamedTuple):
    """The judged answers of one file to every problem of a sheet, or the error that says why it cannot be read.

    maximum: the points that all of it is worth; None is the sum of the problems' own. environment: the variables of the
    system in which the grader runs; `classroom50` takes from them whose submission it is.

    >>> from backprop_cli import load, submission
    >>> result = submission(load("ex3"), ("answers.txt", b"step 1\\nL = 0.125"))
    >>> [check.points for check in result.checks], result.error
    ([1.0], None)
    """

    checks: tuple[Check, ...]
    error: BackpropError | None = None
    lang: str = "en"
    maximum: int | None = None
    environment: Mapping[str, str] = {}


class LineResult(NamedTuple):
    """A line that was answered, or left out: what it is called, what is said of it, and its points."""

    name: Message
    said: tuple[Message, ...]
    earned: Fraction
    points: Fraction
    passed: bool


def line_results(submission: GraderResult, hints: int) -> list[LineResult]:
    """A result for each line, in the order of the work; its points are a part of the submission's maximum."""
    total = sum((check.lines.total for check in submission.checks), Fraction(0))
    worth = total if submission.maximum is None else Fraction(submission.maximum)
    scale = worth / total if total else Fraction(0)
    several = len(submission.checks) > 1
    return [
        _result(list(items), scale, hints, check.problem.name if several else "")
        for check in submission.checks
        for _, items in groupby(in_order(check), key=_line)
    ]


def _line(item: JudgedAnswer) -> Any:
    """What answers to the entries of one line in one place have in common."""
    return item.answer.place, item.target.line.identity if item.target else item.answer.name


def _result(items: list[JudgedAnswer], scale: Fraction, hints: int, problem: str) -> LineResult:
    name = name_of(items[0]) if len(items) == 1 or not items[0].target else plain_name(items[0].target.line.name)
    head = Message("check.grader.line", {"place": place_of(items[0]), "name": name})
    earned, points = (sum((part[k] for part in _points(items)), Fraction(0)) for k in (0, 1))
    return LineResult(
        Message("check.grader.line_of", {"problem": problem, "line": head}) if problem else head,
        tuple(_sentences(items, hints)),
        earned * scale,
        points * scale,
        earned == points if points else all(item.verdict in ACCEPTED for item in items),
    )


def _points(items: list[JudgedAnswer]) -> list[tuple[Fraction, Fraction]]:
    return [(item.earned, item.weight) for item in items]


def _sentences(items: list[JudgedAnswer], hints: int) -> Iterator[Message]:
    """What is said of a line; where its entries were answered one by one, of each."""
    for item in items:
        said = said_of(item, hints)
        yield said if len(items) == 1 else Message("check.grader.entry", {"name": name_of(item), "said": said})


def summary(submission: GraderResult) -> Iterator[Said]:
    """How many lines are right, of each problem, and what holds for all of its answers."""
    for check in submission.checks:
        said = counted(check)
        several = {"problem": check.problem.name, "line": said}
        yield Message("check.grader.line_of", several) if len(submission.checks) > 1 else said
        yield from (note.text for note in check_notes(check))


def shared_out(quotas: list[Fraction]) -> list[int]:
    """Whole points in place of fractions, by the largest remainder: their sum is the rounded sum of the fractions.

    >>> shared_out([Fraction(1, 2), Fraction(1, 2), Fraction(2)])
    [1, 0, 2]
    """
    whole = [int(quota) for quota in quotas]
    left = int(sum(quotas, Fraction(1, 2))) - sum(whole)
    by_remainder = sorted(range(len(quotas)), key=lambda place: whole[place] - quotas[place])
    for place in by_remainder[:left]:
        whole[place] += 1
    return whole
