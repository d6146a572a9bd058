"""Answers judged against their problem: the only file that knows both the judges and the reasons for mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..problem.model import Problem
from .answers.answer import Answer, Answers, identity_of
from .answers.data import answers_of_data
from .judge.key import AnswerKey, functions_of
from .judge.line_judge import Checkpoint
from .judge.numbers import Judge, MarkingScheme
from .judge.result import WRONG, Check, JudgedAnswer
from .template import blank_answers


def check(problem: Problem, answers: Any, scheme: MarkingScheme = MarkingScheme()) -> Check:  # noqa: B008
    """Answers judged against their problem.

    answers: what `read_answers` gives, or plain data with the keys of an answer file. Raises BackpropError for what is
    no answers.
    """
    if not isinstance(answers, Answers):
        answers = answers_of_data(answers, functions_of(problem))
    return check_by_key(AnswerKey(problem), answers.items, scheme)


def check_by_key(
    key: AnswerKey,
    answers: tuple[Answer, ...],
    scheme: MarkingScheme = MarkingScheme(),  # noqa: B008
    memory: list[Checkpoint] | None = None,
) -> Check:
    """Answers judged against a key, which may have been used before.

    memory: checkpoints of an earlier check by the same key, where only the answers that changed are to be judged.
    """
    problem = key.problem
    if scheme.level is not None:
        answers = (*answers, *_missing(key, answers, scheme.level))
    # Formulas and reasons are imported where they are needed: most checks are right, or have numbers only.
    if problem.symbolic:
        from .judge.formulas import FormulaJudge

        judge: Any = FormulaJudge(key, answers)
    else:
        judge = Judge(key, answers, scheme)
    lines, convention = list(judge.judged(memory)), None
    if not problem.symbolic and any(item.verdict == WRONG for line in lines for item in line.judged):
        from .explain.explain import explained

        lines, convention = explained(judge, lines, answers)
    in_order = [item._replace(weight=_weight(problem, item)) for line in lines for item in line.judged]
    order = {identity: number for number, identity in enumerate(dict.fromkeys(map(identity_of, answers)))}
    as_given = sorted([*in_order, *judge.unknown], key=lambda item: order[identity_of(item.answer)])
    return Check(problem, tuple(as_given), tuple(in_order), convention)


def _missing(key: AnswerKey, answers: tuple[Answer, ...], level: str) -> Iterator[Answer]:
    """A blank answer for every line that a level of the work asks for and that no answer is about."""
    targets = ((item, key.target(item)) for item in answers)
    there = {(item.step is None, target.line.identity) for item, target in targets if target}
    for item in blank_answers(key.problem, level):
        target = key.target(item)
        if target and (item.step is None, target.line.identity) not in there:
            yield item


def _weight(problem: Problem, judged: JudgedAnswer) -> float:
    """The points of an answer: those of its name in its step, else those of its question, else of its name, else 1."""
    answer, points = judged.answer, problem.points
    if not points or judged.target is None:
        return 1.0
    name = judged.target.line.name
    names = (name, problem.names.get(name, name))
    places = [f"{answer.place}:{spelling}" for spelling in names]
    keys = [*places, *([answer.place] if answer.question is not None else []), *names]
    return float(next((points[key] for key in keys if key in points), 1))
