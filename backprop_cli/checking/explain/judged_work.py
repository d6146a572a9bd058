"""A student's work as a judge went through it, replayed from its judged lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby

from ..answers.number import WrittenNumber
from ..judge.entries import AlignedAnswer
from ..judge.key import StepKey
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.remembered import Remembered
from ..judge.result import REFUSED
from ..judge.rounding import DigitStyle
from .replay import Answered, Replay, StepReplay


def replay_of(lines: Iterable[JudgedLine], judge: Judge) -> Replay:
    """A student's work as a judge went through it."""
    replay, is_shared = Replay(judge.key, judge.page), True
    by_place = {(step_key.step, step_key.question): step_key for step_key in judge.step_keys}
    for place, items in groupby(lines, lambda item: (item.line.step, item.line.question)):
        step_key, own = by_place[place], list(items)
        seen = [item.seen for item in own]
        before = replay.before(step_key)
        is_plain = None not in seen and judge.page.keys().isdisjoint([item.line.identity for item in own])
        is_shared = (is_shared or before is None) and is_plain
        make = partial(_step_of, own, judge, step_key, before)
        # A step in which nothing is wrong is the same for all who wrote the same up to its end.
        step = replay.known.of("step", (step_key, before, *seen), make) if is_shared else make()
        replay.steps.append(step)
    return replay


def _step_of(lines: list[JudgedLine], judge: Judge, step_key: StepKey, before: StepReplay | None) -> StepReplay:
    """The replay of a step, with its lines."""
    step = StepReplay(step_key, before, judge.page, judge.key.notes)
    for item in lines:
        step.add(item.line, _answered(item, judge, step.known))
    return step


def _answered(item: JudgedLine, judge: Judge, known: Remembered) -> Answered | None:
    """What was written of a line; where nothing is wrong, that is the same for all who wrote it."""
    identity = item.line.identity
    given = judge.answers.given.get(identity)
    if not given:
        return None
    if item.seen:
        return known.of("answered", (item.seen,), lambda: _numbers(item, judge.answers.of(identity), judge.style))
    if any(judged.verdict in REFUSED for judged in item.judged):
        return _numbers(item, judge.answers.of(identity), judge.style)
    address = "answered", identity, judge.style, tuple([target.entry for _, target in given])
    values = tuple([answer.value for answer, _ in given])
    return known.of(address, values, lambda: _numbers(item, judge.answers.of(identity), judge.style))


def _numbers(item: JudgedLine, answers: Sequence[AlignedAnswer], style: DigitStyle) -> Answered | None:
    """The numbers that were written in answers to a line; of two for one entry the first."""
    written: dict[int, WrittenNumber] = {}
    wrong: list[int] = []
    for answer, judged in zip(answers, item.judged):
        for index, number in answer.entries.items():
            if index not in written and number.is_number:
                written[index] = style.as_meant(number)
                if judged.verdict in REFUSED and item.places and item.places[index] in judged.wrong:
                    wrong.append(index)
    return Answered(written, tuple(wrong)) if written else None
