"""Lines as learning platforms ask for them: the right value of each, and the value that every misconception gives."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.asked_value import AskedValue, single_entries
from ..checking.explain.replay import Replay, StepReplay, Values, value_of_rewritten
from ..checking.fault_injection import is_visible
from ..checking.judge.key import AnswerKey, KeyLine, LineIdentity, Target
from ..checking.judge.result import JudgedAnswer
from ..checking.mistakes.catalogue import candidates
from ..evaluate.evaluate import Value, elements, value_shape
from ..expr.floats import snap_to_zero
from ..expr.node import Node
from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import MOST_ENTERED
from .check_entry import at_entry


class WrongValue(NamedTuple):
    """What a misconception makes of a line: its name, the right-hand side as it writes it, and what comes out."""

    mistake: str
    node: Node
    value: Value


class AskedLine(NamedTuple):
    """A line that is asked for, and what misconceptions give in its place, the commonest first.

    item: the blank answer with its points. wrong: values of the line's shape that visibly differ from the right one;
    the sentence of each is `mistake_said(mistake)`.
    """

    item: JudgedAnswer
    line: KeyLine
    wrong: tuple[WrongValue, ...]


class AskedNumber(NamedTuple):
    """A single number that is asked for: the right one, and the misconceptions that give another, with theirs.

    line: that of which it is an entry.
    """

    item: JudgedAnswer
    right: float
    wrong: tuple[tuple[str, float], ...]
    line: AskedLine


class AskedLines:
    """The lines of a problem by what is asked for: the work is gone through once, mistakes are sought when asked."""

    def __init__(self, problem: Problem) -> None:
        self.key = AnswerKey(problem)
        self._replay = Replay(self.key)
        self._places: dict[LineIdentity, tuple[StepReplay, int]] = {}
        for step_key in (*self.key.steps, *self.key.questions()):
            step = self._replay.begin(step_key)
            for number, line in enumerate(step_key.lines):
                step.add(line, None)
                self._places.setdefault(line.identity, (step, number))

    def line(self, item: JudgedAnswer) -> AskedLine | None:
        """The line that a blank answer asks for; None where it has no number."""
        line = item.target.line if item.target else None
        if line is None or line.value is None:
            return None
        place = self._places.get(line.identity)
        return AskedLine(item, line, tuple(self._wrong(*place)) if place else ())

    def _wrong(self, step: StepReplay, number: int) -> Iterator[WrongValue]:
        right, elsewhere = step.lines[number].value, self._replay.elsewhere(step)
        for name, node in candidates(self._replay.context(step, number)):
            value = value_of_rewritten(node, step.as_written, elsewhere)
            is_told = value is not None and right is not None and is_visible(value, right)
            if is_told and value_shape(value) == value_shape(right):
                yield WrongValue(name, node, value)

    def work_up_to(self, line: KeyLine) -> tuple[list[KeyLine], Values]:
        """The lines of a line's step up to it, in their order, and the right values by name: all that a mistake reads.

        A line that stands beside the work, such as a change of a parameter, has none.
        """
        if line.identity not in self._places:
            return [], {}
        step, number = self._places[line.identity]
        return step.lines[: number + 1], {**step.as_written, **self._replay.elsewhere(step)}

    def numbers(self, asked: AskedLine) -> Iterator[AskedNumber]:
        """The entries of a line that is asked for, each by itself; a value with too many entries gives none."""
        assert asked.item.target
        found = list(single_entries(AskedValue(asked.item.answer, asked.item.target), self.key))
        for answer, target in found:
            wrong = tuple(
                (one.mistake, values[0])
                for one in asked.wrong
                if len(values := _at(one.value, target)) == 1 and abs(values[0]) < MOST_ENTERED
            )
            right = _at(asked.line.value, target)
            if len(right) == 1:
                item = asked.item._replace(answer=answer, target=target, weight=asked.item.weight / len(found))
                yield AskedNumber(item, right[0], wrong, asked)


def _at(value: Value | None, target: Target) -> list[float]:
    """The numbers of a value that a target is about; rounding alone is 0."""
    return [float(snap_to_zero(element)) + 0.0 for element in elements(at_entry(value, target.entry))]  # no −0
