"""Which misconceptions give a wrong answer, as far as that is more than chance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from ...evaluate.evaluate import Value, elements, value_shape
from ...expr.node import Node
from ...records import NamedTuple
from ...tolerances import WHOLE_LINE
from ..answers.number import WrittenNumber, matches
from ..judge.entries import is_same_shape
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.remembered import Remembered
from ..judge.result import Mistake
from ..mistakes.arithmetic import SLIPS, Slip
from ..mistakes.catalogue import candidates, misshapen, pairs
from .candidate import Candidate, Chance, Digits, Entries, all_in_digits, best, mistake_of, most_chance, span_of
from .judged_work import replay_of
from .replay import Answered, Pair, Rewrite, Rewritten, StepReplay, by_itself, entries_of_rewritten
from .upstream import UpstreamSearch


class Made(NamedTuple):
    """What a misconception makes of a line: from the values as written, and unrounded.

    digits: that of the wrong entries, as it looks in as many digits as were written. probability: that it gives these
    by chance. everywhere: whether it must give the right entries as well, being made in all of the line. node: the line
    as it makes it; None for a slip.
    """

    name: str
    values: Entries
    digits: Digits
    probability: float
    everywhere: bool = True
    node: Node | None = None


class Diagnosis:
    """Looks for the misconceptions behind the wrong lines of a student's work."""

    def __init__(self, judge: Judge, lines: list[JudgedLine]) -> None:
        self.judge = judge
        self.replay = replay_of(lines, judge)
        self.span = span_of(self.replay.steps)
        self._known: Remembered = judge.key.notes.setdefault("made", Remembered())

    def of_line(self, step: StepReplay, number: int, upstream: bool) -> list[Candidate]:
        """The mistakes that give the wrong entries of a line; none where none does beyond chance.

        upstream: whether they may be in lines that were not answered, from which the wrong ones follow.
        """
        answered = step.answered[number]
        search, chance = UpstreamSearch(self.replay, step, number), Chance(self.span)
        before = best(search.candidates(self.judge, chance.share)) if upstream and search.lines else []
        if before and before[0].explains == self._all_wrong() > len(answered.wrong):
            return before  # nothing in the line alone explains as much
        in_line = self._explaining(self._made(step, number, answered), answered, chance)
        twice = self._explaining(self._rewritten(pairs, step, number, answered), answered, chance)
        return best(chain(in_line, before)) or best(twice)

    def of_entries(self, step: StepReplay, number: int) -> dict[int, Mistake]:
        """The mistakes that give wrong entries of a line one by one, by flat index; those that none explains left out.

        Each entry is one more chance for a mistake to be named that nobody made.
        """
        answered = step.answered[number]
        found = {}
        for index in answered.wrong:
            alone = Answered({index: answered.written[index]}, (index,))
            chance = Chance(self.span, len(answered.wrong))
            candidates = best(self._explaining(self._made(step, number, alone), alone, chance))
            found[index] = mistake_of(candidates, alone.wrong_numbers.values())
        return {index: mistake for index, mistake in found.items() if mistake and not mistake.possible}

    def of_shape(self, step: StepReplay, number: int, given: Value) -> Mistake | None:
        """The mistake by which a line gets the shape, and the numbers, of an answer that does not fit it."""
        written = dict(enumerate(elements(given)))
        if not all(item.is_number for item in written.values()):
            return None
        nodes = self.replay.remembered(misshapen, self.replay.context(step, number))
        elsewhere, shape = self.replay.elsewhere(step), value_shape(given)
        fitting = ((name, node) for name, node in nodes if _has_shape(node, shape))
        found = ((name, node, entries_of_rewritten(by_itself(node), step, elsewhere)[0]) for name, node in fitting)
        chance = Chance(self.span)
        made = (
            Made(name, values, all_in_digits(values, written), chance.of(values, written), node=node)
            for name, node, values in found
            if values
        )
        answered = Answered(written, tuple(written))
        return mistake_of(best(self._explaining(made, answered, chance)), written.values())

    def _all_wrong(self) -> int:
        """How many numbers are wrong in all of the work."""
        return sum(len(answered.wrong) for step in self.replay.steps for answered in step.answered.values())

    def _explaining(self, made: Iterator[Made], answered: Answered, chance: Chance) -> Iterator[Candidate]:
        """Those that give the wrong entries, the likeliest first, as far as chance would not give them as well."""
        wrong, is_found = answered.wrong_numbers, False
        limit = most_chance(wrong.values())
        for one in made:
            total = chance.add(one.digits, one.probability)
            if total > max(limit, WHOLE_LINE if len(answered.written) > 1 and not is_found else 0.0):
                return
            if (total <= limit or one.everywhere) and _explains(one, answered, wrong):
                is_found = True
                yield Candidate(one.name, len(wrong), total, one.node)

    def _made(self, step: StepReplay, number: int, answered: Answered) -> Iterator[Made]:
        """Everything that a line can become, the likeliest first; slips of single entries last."""
        right = _right(step, number)
        if right is None:
            return
        in_part = []
        some_right = len(answered.wrong) < len(answered.written)
        for one in self._rewritten(candidates, step, number, answered):
            yield one
            if some_right:
                in_part.append(one._replace(everywhere=False))
        alone = len(answered.wrong) == 1
        yield from self._slips(right, answered, SLIPS[:1]) if alone and len(right) > 1 else ()
        yield from in_part
        yield from self._slips(right, answered, SLIPS[1:]) if alone else ()

    def _rewritten(self, make: Rewrite, step: StepReplay, number: int, answered: Answered) -> Iterator[Made]:
        """What rewritings make of the answered entries of a line, where some wrong one gets another value.

        That is the same for all who have the same values at hand, and write as many digits.
        """
        right, wrong = _right(step, number), answered.wrong_numbers
        if not right:
            return
        looks = self.span, tuple([(index, item.digits, not item.unit) for index, item in wrong.items()])
        for some in self.replay.entries(make, step, number):
            visible = partial(_visible, some, right, wrong, Chance(self.span))
            yield from self._known.again((looks, some.names), (some.nodes, some.entries, right), visible)

    def _slips(
        self, right: tuple[Pair, ...], answered: Answered, slips: tuple[tuple[str, Slip], ...]
    ) -> Iterable[Made]:
        """What slips make of the one entry that is wrong; the same for all with the same values and digits."""
        (index,) = answered.wrong
        item = answered.written[index]
        slipped = partial(_slipped, right, answered, slips, Chance(self.span))
        return self._known.again((self.span, index, item.digits, item.unit, slips), (right,), slipped)


def _right(step: StepReplay, number: int) -> tuple[Pair, ...] | None:
    """The entries of a line as they follow from the student's values."""
    (found,) = entries_of_rewritten(by_itself(step.lines[number].assignment.expression), step, {})
    return found


def _has_shape(node: Node, shape: tuple[int, ...]) -> bool:
    return math.prod(node.shape) == math.prod(shape) and is_same_shape(shape, node.shape)


def _explains(one: Made, answered: Answered, wrong: dict[int, WrittenNumber]) -> bool:
    """Whether it gives every wrong entry; and every other as well, where it was made everywhere."""
    for index in answered.written if one.everywhere else wrong:
        if not matches(answered.written[index], one.values[index]):
            return False
    return True


def _visible(
    some: Rewritten, right: tuple[Pair, ...], wrong: dict[int, WrittenNumber], chance: Chance
) -> Iterator[Made]:
    """Those of some rewritings of a line that are seen in wrong numbers."""
    digits_of_right = all_in_digits(right, wrong)
    for name, node, values in zip(some.names, some.nodes, some.entries):
        if values is not None and len(values) == len(right):
            digits = all_in_digits(values, wrong)
            if digits != digits_of_right:
                yield Made(name, values, digits, chance.of(values, wrong), node=node)


def _slipped(
    right: tuple[Pair, ...], answered: Answered, slips: tuple[tuple[str, Slip], ...], chance: Chance
) -> Iterator[Made]:
    """What slips make of the one entry that is wrong."""
    (index,), wrong = answered.wrong, answered.wrong_numbers
    for name, slip in slips:
        for value in filter(math.isfinite, slip(right[index][0], answered.written[index])):
            values = {index: (value, value)}
            yield Made(name, values, all_in_digits(values, wrong), chance.of(values, wrong), everywhere=False)
