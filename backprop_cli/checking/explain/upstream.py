"""Root-cause search: a misconception in an unanswered upstream line, from which the first wrong answer follows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from ...evaluate.evaluate import Value, elements
from ...expr.names import before_update, is_updated, updated
from ...expr.node import Node
from ...tolerances import MOST_REMEMBERED, MOST_TRIES
from ..answers.number import WrittenNumber, matches
from ..judge.key import KeyLine, LineIdentity, Target
from ..judge.numbers import Judge
from ..mistakes.catalogue import is_made_everywhere, ranked
from ..mistakes.rewriting import rewritings
from .candidate import Candidate, Pair, most_chance
from .replay import Place, Replay, StepReplay, Values, lazily, reads, value_of, value_of_rewritten

# How many rewritings there were so far, the misconception, where it was made first, the lines as it makes them, and
# what becomes of the first wrong line.
Try = tuple[int, str, Place, dict[Place, Node], Value | None]
Given = tuple[WrittenNumber, float]  # a wrong number, and what stands there by a rewriting
Share = Callable[[Pair, WrittenNumber], float]


class UpstreamSearch:
    """The unanswered lines from which a wrong line comes, and what becomes of the work if one of them is rewritten.

    lines: those upstream, the nearest first. way: their places, and that of the wrong line.
    """

    def __init__(self, replay: Replay, step: StepReplay, number: int) -> None:
        self.replay = replay
        steps = [other for other in replay.steps if other.step_key.question is None]
        self.steps = [step] if step.step_key.question is not None else steps
        self.target = self.steps.index(step), number
        self.lines = self._upstream()
        self.way = frozenset([*self.lines, self.target])

    def _upstream(self) -> list[Place]:
        """The unanswered lines that reach the target through unanswered lines only, the nearest first."""
        at, number = self.target
        found: list[Place] = []
        needed = set(reads(self.steps[at].lines[number].assignment.expression))
        for index in range(at, -1, -1):
            step = self.steps[index]
            for place in range((number if index == at else len(step.lines)) - 1, -1, -1):
                line = step.lines[place].assignment
                if line.name in needed:
                    needed.discard(line.name)
                    if place not in step.answered:
                        found.append((index, place))
                        needed |= set(reads(line.expression))
            left = step.before.as_written if step.before else {}
            needed = {updated(name) for name in needed if updated(name) in left}
        return found

    def candidates(self, judge: Judge, share: Share) -> Iterator[Candidate]:
        """Every misconception in a line, or wherever it fits, that gives the first wrong answer.

        The tries count: the more rewritings were tried, the likelier one of them gives a number by chance.
        """
        most = most_chance(self.steps[self.target[0]].answered[self.target[1]].wrong_numbers.values())
        for tries, name, where, rewritten, first in self._tries():
            if first is None or self._compared(self.target, first) is None:
                continue
            if found := self._followed(where, rewritten):
                numbers, page = found
                chance = tries * math.prod(share((value, value), number) for number, value in numbers)
                if chance <= most:
                    line = Target(self.steps[where[0]].lines[where[1]])
                    yield Candidate(name, len(numbers), chance, where=line, judge=judge.with_page(page))

    def _tries(self) -> Iterator[Try]:
        """Every rewriting upstream, and what becomes of the first wrong line; once for all who wrote alike before it.

        Where nothing was answered before it, as in a file of final weights, that is the same for a whole class.
        """
        known = self.replay.key.notes.setdefault("upstream", {})
        step = self.steps[self.target[0]].step_key
        page = tuple(self.replay.page.items())
        address = step.step, step.question, self.target[1], tuple(self._written_before()), page
        if address not in known and len(known) >= MOST_REMEMBERED:
            known.pop(next(iter(known)))
        return lazily(known, address, self._made)

    def _written_before(self) -> Iterator[tuple[Place, tuple[tuple[int, float | None], ...]]]:
        """The numbers that were written in the lines before the first wrong one."""
        for index, step in enumerate(self.steps[: self.target[0] + 1]):
            for place, answered in step.answered.items():
                if (index, place) < self.target:
                    yield (index, place), tuple((entry, item.value) for entry, item in answered.written.items())

    def _made(self) -> Iterator[Try]:
        tries = 0
        contexts = {place: self.replay.context(self.steps[place[0]], place[1]) for place in self.lines}
        for mistake in ranked():
            all_at_once: dict[Place, Node] = {}
            for place, context in contexts.items():
                for index, node in enumerate(rewritings(mistake, context)):
                    tries += 1
                    if index == 0 and is_made_everywhere(mistake):
                        all_at_once[place] = node
                    yield tries, mistake.name, place, {place: node}, self._first(place, {place: node})
            if len(all_at_once) > 1:
                place = min(all_at_once)
                yield tries, mistake.name, place, all_at_once, self._first(place, all_at_once)
            if tries > MOST_TRIES:
                return

    def _first(self, where: Place, rewritten: dict[Place, Node]) -> Value | None:
        """What becomes of the first wrong line: most rewritings differ there already, and few lines lead there."""
        return next((value for place, value in self._again(where, rewritten, self.way) if place == self.target), None)

    def _followed(
        self, where: Place, rewritten: dict[Place, Node]
    ) -> tuple[list[Given], dict[LineIdentity, Value]] | None:
        """The wrong numbers that lines give once they are rewritten, and what stands for these lines on the page.

        None where a right answer differs; other wrong answers may have causes of their own.
        """
        numbers: list[Given] = []
        page: dict[LineIdentity, Value] = {}
        for place, value in self._again(where, rewritten):
            if value is None:
                return None
            if place in rewritten:
                page[self.steps[place[0]].lines[place[1]].identity] = value
            answered = self.steps[place[0]].answered.get(place[1])
            found = self._compared(place, value) if answered else []
            if found is None and answered and not answered.wrong:
                return None
            numbers += found or ()
        return numbers, page

    def _again(
        self, where: Place, rewritten: dict[Place, Node], way: frozenset[Place] | None = None
    ) -> Iterator[tuple[Place, Value | None]]:
        """The lines that become different, from a place on, with their new values; way: only those of some places.

        An answer stays on the page as it is: what reads it does not change.
        """
        changed: set[str] = set()
        values: Values = {}
        for index in range(where[0], len(self.steps)):
            step = self.steps[index]
            carried = {before_update(n): values[n] for n in changed if is_updated(n)}
            values = {**step.as_written, **{n: v for n, v in carried.items() if n in step.start}}
            changed = {n for n in carried if n in step.start}
            for place, line in enumerate(step.lines):
                node = rewritten.get((index, place))
                if node is None and changed.isdisjoint(reads(line.assignment.expression)):
                    continue
                if way is not None and (index, place) not in way:
                    continue
                value = self._value(step, node, line, values)
                yield (index, place), value
                if place not in step.answered and value is not None:
                    values[line.assignment.name] = value
                    changed.add(line.assignment.name)

    def _value(self, step: StepReplay, node: Node | None, line: KeyLine, values: Values) -> Value | None:
        """A line's value, rewritten where a node is given."""
        if node is None:
            return value_of(line.assignment.expression, values)
        return value_of_rewritten(node, values, self.replay.elsewhere(step))

    def _compared(self, place: Place, value: Value) -> list[Given] | None:
        """The wrong entries of an answered line with what they become; None where an entry differs."""
        answered, flat = self.steps[place[0]].answered[place[1]], elements(value)
        if not all(matches(number, (flat[index], flat[index])) for index, number in answered.written.items()):
            return None
        return [(answered.written[index], flat[index]) for index in answered.wrong]
