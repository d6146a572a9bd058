"""Answers judged against their problem: verdicts, the first wrong step, and why."""

from __future__ import annotations

from typing import Any

from ..problem.model import Problem
from .answers.file import Answer, Answers, key_of, read_answers
from .judge.key import AnswerKey, functions_of
from .judge.numbers import Judge, MarkingScheme
from .judge.result import WRONG, Check, Judged
from .template import asked


def check(problem: Problem, answers: Any, rules: MarkingScheme = MarkingScheme()) -> Check:  # noqa: B008
    """Answers judged against their problem.

    answers: what `read_answers` gives, or a mapping with the keys of an answer file. Raises BackpropError for what is
    no answers.
    """
    if not isinstance(answers, Answers):
        import json

        (answers,) = read_answers(json.dumps(answers, ensure_ascii=False), "answers.json", functions_of(problem))
    given = answers.given if rules.level is None else _asked(problem, answers.given, rules.level)
    work = AnswerKey(problem, given)
    if problem.symbolic:
        from .judge.formulas import FormulaJudge

        judge: Any = FormulaJudge(work, given)
    else:
        judge = Judge(work, given, rules)
    seen, convention = list(judge.judged()), None
    if not problem.symbolic and any(item.verdict == WRONG for line in seen for item in line.judged):
        from .explain.explain import explained

        seen, convention = explained(judge, seen, given)
    found = [item._replace(weight=_weight(problem, item)) for line in seen for item in line.judged]
    order = {key_of(item): number for number, item in reversed(list(enumerate(given)))}
    as_given = sorted([*found, *judge.unknown], key=lambda item: order[key_of(item.given)])
    return Check(problem, tuple(as_given), tuple(found), convention)


def _asked(problem: Problem, given: tuple[Answer, ...], level: str) -> tuple[Answer, ...]:
    """What is given, and blank what a level of the work asks for besides."""
    wanted = tuple(asked(problem, level))
    work = AnswerKey(problem, (*given, *wanted))
    there = {(item.step is None, target.line.key) for item in given if (target := work.target(item))}
    missing = (
        item for item in wanted if (target := work.target(item)) and (item.step is None, target.line.key) not in there
    )
    return (*given, *missing)


def _weight(problem: Problem, judged: Judged) -> float:
    """The points of an answer: those of its name in its step, else of its name, else 1."""
    given, points = judged.given, problem.points
    if not points or judged.target is None:
        return 1.0
    place = given.question if given.question is not None else "final" if given.step is None else str(given.step)
    name = judged.target.line.name
    names = (name, problem.names.get(name, name))
    keys = [*(f"{place}:{spelling}" for spelling in names), *([place] if given.question is not None else []), *names]
    return float(next((points[key] for key in keys if key in points), 1))
