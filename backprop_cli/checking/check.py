"""Answers judged against their problem: the only file that knows both the judges and the reasons for mistakes."""

from __future__ import annotations

from collections.abc import Sequence

from ..problem.marking import GIVEN
from ..problem.model import MarkingScheme, Problem
from ..typed import Any
from .answers.answer import Answer, Answers, identity_of
from .answers.data import answers_of_data
from .judge.key import AnswerKey, functions_of
from .judge.line_judge import Checkpoint
from .judge.numbers import Judge
from .judge.result import ACCEPTED, FOLLOWS, WRONG, Check, JudgedAnswer, LineCounts, total_of
from .judge.without_step import placed, told_of_other_steps
from .marking import asked, given_once, lines_of, marked, missing

# Whoever judges answers alone, without a teacher who asks for more: the lines that are given count.
ONLY_GIVEN = MarkingScheme(level=GIVEN)


def check(problem: Problem, answers: Any, scheme: MarkingScheme | None = None) -> Check:
    """Answers judged against their problem; scheme: how they are marked, else as the problem says.

    answers: what `read_answers` gives, or plain data with the keys of an answer file. Raises BackpropError for what is
    no answers.
    """
    if not isinstance(answers, Answers):
        answers = answers_of_data(answers, functions_of(problem))
    return check_by_key(AnswerKey(problem), answers.items, scheme or problem.check)


def check_by_key(
    key: AnswerKey,
    answers: tuple[Answer, ...],
    scheme: MarkingScheme = ONLY_GIVEN,
    memory: list[Checkpoint] | None = None,
) -> Check:
    """Answers judged against a key, which may have been used before.

    memory: checkpoints of an earlier check by the same key, where only the answers that changed are to be judged.
    """
    problem = key.problem
    answers = placed(key, answers)
    order = {identity: number for number, identity in enumerate(dict.fromkeys(map(identity_of, answers)))}
    given = answers
    answers, repeated = given_once(key, answers)
    if scheme.level not in (None, GIVEN):
        answers = (*answers, *missing(key, answers, scheme.level))
    judge = _judge(key, answers, scheme)
    lines, convention = list(judge.judged(memory)), None
    if not key.is_symbolic and any(item.verdict == WRONG for line in lines for item in line.judged):
        from .explain.story import explained
        from .judge.as_probabilities import read_as_probabilities

        # Who practises was asked for the one or the other.
        meant = None if scheme.asks else read_as_probabilities(key, lines, given)
        if meant:
            return check_by_key(key, meant, scheme)
        lines, convention = explained(judge, lines, answers)
        lines = told_of_other_steps(judge, lines) if any(answer.assumed for answer in answers) else lines
    in_order = marked(key, scheme, (item for line in lines for item in line.judged))
    beside = marked(key, scheme, [*judge.unknown, *repeated])
    as_given = sorted([*in_order, *beside], key=lambda item: order.get(identity_of(item.answer), len(order)))
    return Check(problem, tuple(as_given), tuple(in_order), _counted(key, scheme, as_given), convention)


def _judge(key: AnswerKey, answers: tuple[Answer, ...], scheme: MarkingScheme) -> Any:
    # Formulas and reasons are imported where they are needed: most checks are right, or have numbers only.
    if key.is_symbolic:
        from .judge.formulas import FormulaJudge

        return FormulaJudge(key, answers)
    return Judge(key, answers, scheme)


def _counted(key: AnswerKey, scheme: MarkingScheme, judged: Sequence[JudgedAnswer]) -> LineCounts:
    """Of how many lines the answers are; those that do not count, and second ones, are no share of any."""
    counted = [item for item in judged if item.share]
    given = len(lines_of(item for item in counted if item.answer.value is not None))
    right = total_of([item.share for item in counted if item.verdict in ACCEPTED])
    follow = total_of([item.share for item in counted if item.verdict == FOLLOWS])
    if scheme.level == GIVEN:
        return LineCounts(len(lines_of(counted)), given, right, follow, total_of([item.weight for item in counted]))
    wanted = asked(key, scheme.level)
    return LineCounts(wanted.lines, given, right, follow, wanted.points)
