"""A judged file of answers as the result files of Gradescope, PrairieLearn and Classroom 50."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from fractions import Fraction

from ..errors import Message, describe, fail
from ..typed import Any
from ..views.check_record import check_record, whole
from ..views.submission import GraderResult, LineResult, line_results, shared_out, summary
from .json import Dump, checked_object

MOST_BYTES = 1_000_000  # of what PrairieLearn takes
RESULT = "classroom50/result/v1"
# Where Classroom 50 says whose submission it is: the key of the result, and the variable of the environment.
IDENTITY = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
MODE, ALONE = "MODE", "individual"


def gradescope(submission: GraderResult, hints: int) -> str:
    """The `results.json` of Gradescope: students see `output`, and that of each test; `extra_data` is for teachers."""
    dump = Dump(submission.lang)
    if submission.error:
        return _json({"score": 0, "output": "\n".join(_faults(submission)), "tests": [], "extra_data": {}})
    tests = [
        {
            "name": dump.said(line.name),
            "score": _number(line.earned),
            "max_score": _number(line.points),
            "status": "passed" if line.passed else "failed",
            "output": _said(line, dump),
        }
        for line in line_results(submission, hints)
    ]
    records = [checked_object(check_record(check, hints), submission.lang) for check in submission.checks]
    checked = records[0] if len(records) == 1 else {"format": records[0]["format"], "problems": records}
    return _json({"tests": tests, "output": _summary(submission, dump), "extra_data": checked})


def prairielearn(submission: GraderResult, hints: int) -> str:
    """The `results.json` of PrairieLearn; of a file that cannot be read, that it is not gradable, and why."""
    dump = Dump(submission.lang)
    if submission.error:
        return _json({"gradable": False, "format_errors": list(_faults(submission))})
    lines = line_results(submission, hints)
    total = sum((line.points for line in lines), Fraction(0))
    earned = sum((line.earned for line in lines), Fraction(0))
    head = {
        "gradable": True,
        "score": _number(earned / total if total else total),
        "message": _summary(submission, dump),
    }
    tests = [
        {
            "name": dump.said(line.name),
            "points": _number(line.earned),
            "max_points": _number(line.points),
            "message": _said(line, dump),
        }
        for line in lines
    ]
    # What is longer than PrairieLearn takes loses first the sentences that say of a right line that it is right.
    unsaid = [{**test, "message": ""} if line.passed else test for test, line in zip(tests, lines)]
    written = (_json({**head, "tests": some}) for some in (tests, unsaid, []))
    return next(text for text in written if len(text.encode()) <= MOST_BYTES)


def classroom50(submission: GraderResult, hints: int) -> str:
    """The `result.json` of Classroom 50, with whole points. Raises BackpropError where a variable is not set."""
    known = submission.environment
    if missing := [name for name in IDENTITY.values() if not known.get(name)]:
        raise fail("fault.no_environment", None, Message("hint.no_environment"), names=missing)
    tests = list(_whole_tests(submission, hints))
    return _json(
        {
            "schema": RESULT,
            "assignment_type": known.get(MODE) or ALONE,
            **{key: known[name] for key, name in IDENTITY.items()},
            "datetime": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "score": sum(test["score"] for test in tests),
            "max-score": sum(test["max-score"] for test in tests),
            "tests": tests,
        }
    )


def _whole_tests(submission: GraderResult, hints: int) -> Iterator[dict[str, Any]]:
    """The tests in whole points. What is earned is shared out, and so is what is lost: none has more than it may."""
    dump = Dump(submission.lang)
    if submission.error:
        name, said = dump.said(Message("check.grader.file")), "\n".join(_faults(submission))
        yield _test(name, said, 0, 1 if submission.maximum is None else submission.maximum, False)
        return
    lines = line_results(submission, hints)
    earned = shared_out([line.earned for line in lines])
    whole_sum = int(sum((line.points for line in lines), Fraction(1, 2)))
    lost = shared_out(_filling([line.points - line.earned for line in lines], whole_sum - sum(earned)))
    for line, score, missed in zip(lines, earned, lost):
        yield _test(dump.said(line.name), _said(line, dump), score, score + missed, line.passed)


def _filling(quotas: list[Fraction], total: int) -> list[Fraction]:
    """Quotas whose sum is a given number; those that are none stay none, if there is one that is."""
    there = sum(quotas, Fraction(0))
    return [quota * total / there for quota in quotas] if there else quotas


def _test(name: str, said: str, score: int, most: int, passed: bool) -> dict[str, Any]:
    return {"test-name": name, "passed": passed, "score": score, "max-score": most, "output": said}


def _said(line: LineResult, dump: Dump) -> str:
    return "\n".join(dump.said(said) for said in line.said)


def _summary(submission: GraderResult, dump: Dump) -> str:
    return "\n".join(dump.said(said) for said in summary(submission))


def _faults(submission: GraderResult) -> Iterator[str]:
    """The faults of a file that cannot be read, as on standard error."""
    assert submission.error
    return (describe(fault, submission.lang) for fault in submission.error.faults)


def _number(value: Fraction) -> int | float:
    return whole(float(value))


def _json(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


GRADERS: dict[str, Callable[[GraderResult, int], str]] = {
    "gradescope": gradescope,
    "prairielearn": prairielearn,
    "classroom50": classroom50,
}
