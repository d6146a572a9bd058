"""One file of answers judged for a system in which graders run: Gradescope, PrairieLearn, Classroom 50."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from ..checking.judge.result import Check
from ..errors import BackpropError, fail
from ..notebook import ClassJudge
from ..problem.marking import ALL
from ..problem.model import Problem
from ..typed import Any
from ..views.submission import GraderResult


def submission(
    problems: Sequence[Problem],
    answers: str | os.PathLike[str] | tuple[str, bytes],
    lang: str = "en",
    maximum: int | None = None,
    environment: Mapping[str, str] = {},
    **rules: Any,
) -> GraderResult:
    """Judges a file of answers to a sheet; problems that it does not answer count, and an unreadable file is a result.

    maximum: the points that all is worth; none is the sum of the problems' own. environment: what the system says of
    the submission, by the names of its variables, which `classroom50` needs. The others are those of `check_sheet`;
    without a level, every line of the work is asked for.

    >>> import json
    >>> from backprop_cli import load, render, submission
    >>> result = submission(load("ex3"), ("answers.txt", b"step 1\\nL = 0.125\\nH1 = 7"), level="given", maximum=10)
    >>> for test in json.loads(render(result, "gradescope"))["tests"]:
    ...     print(test["name"], test["score"], test["max_score"], test["output"])
    step 1: H1 0 5 None of the usual mistakes gives this number.
    step 1: L 5 5 right
    >>> print(json.loads(render(submission(load("ex3"), ("a.txt", b"?")), "prairielearn"))["gradable"])
    False
    """
    whole = [item._replace(check=item.check._replace(level=item.check.level or ALL)) for item in problems]
    judge = ClassJudge(whole, lang, **rules)
    try:
        checks = _each_once(judge.checks(answers))
    except BackpropError as error:
        return GraderResult((), error, lang, maximum, environment)
    found = [checks.get(item.name) or judge.unanswered(place) for place, item in enumerate(whole)]
    return GraderResult(tuple(found), None, lang, maximum, environment)


def _each_once(found: Sequence[Check]) -> dict[str, Check]:
    """Checks by the names of their problems; an error where two documents answer the same."""
    checks: dict[str, Check] = {}
    for check in found:
        if check.problem.name in checks:
            raise fail("fault.answered_twice", name=check.problem.name)
        checks[check.problem.name] = check
    return checks
