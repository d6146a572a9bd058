"""Root-cause search: a misconception in an unanswered upstream line, from which the first wrong answer follows."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from ...evaluate.evaluate import Value, elements, map_value
from ...evaluate.tape import NoTapeError
from ...evaluate.together import NO_NUMBER
from ...expr.names import before_update, is_updated, updated
from ...expr.node import Node
from ...expr.traverse import reads
from ...tolerances import MOST_REMEMBERED, MOST_TRIES
from ...typed import Any
from ..answers.number import WrittenNumber, matches, reach
from ..judge.key import KeyLine, LineIdentity, Target
from ..judge.numbers import Judge
from ..mistakes.catalogue import by_misconception, is_made_everywhere, ranked
from ..mistakes.rewriting import Misconception
from .candidate import Candidate, most_chance
from .downstream import Downstream
from .replay import Pair, Place, Replay, StepReplay, Values, value_of, value_of_rewritten

# How many rewritings there were so far, the misconception, where it was made first, the lines as it makes them, and
# what becomes of the first wrong line.
Try = tuple[int, str, Place, dict[Place, Node], Value | None]
Given = tuple[WrittenNumber, float]  # a wrong number, and what stands there by a rewriting
Share = Callable[[Pair, WrittenNumber], float]


class Tries:
    """The tries that give the first wrong line a value, in their order; found by that value."""

    def __init__(self, made: Iterable[Try]) -> None:
        self._all = [one for one in made if one[4] is not None]
        self._by_value: dict[int, list[tuple[float, int]]] = {}  # of an entry, by its flat index

    def near(self, written: dict[int, WrittenNumber]) -> Iterator[Try]:
        """Those that give about the first of some written numbers: all that may give it, and few others."""
        index, number = next(iter(written.items()))
        if index not in self._by_value:
            found = ((elements(one[4])[index], place) for place, one in enumerate(self._all))
            self._by_value[index] = sorted(found)
        least, most = reach(number)
        by_value = self._by_value[index]
        start, end = bisect_left(by_value, (least, -1)), bisect_right(by_value, (most, len(by_value)))
        yield from (self._all[place] for place in sorted(place for _, place in by_value[start:end]))


class UpstreamSearch:
    """The unanswered lines from which a wrong line comes, and what becomes of the work if one of them is rewritten.

    lines: those upstream, the nearest first. way: of each step the numbers of these, and of the wrong line, in order.
    """

    def __init__(self, replay: Replay, step: StepReplay, number: int) -> None:
        self.replay = replay
        steps = [other for other in replay.steps if other.step_key.question is None]
        self.steps = [step] if step.step_key.question is not None else steps
        self.target = self.steps.index(step), number
        self.lines = self._upstream()
        on_way = sorted([*self.lines, self.target])
        self.way = [[place for at, place in on_way if at == index] for index in range(len(self.steps))]

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
        answered = self.steps[self.target[0]].answered[self.target[1]]
        most = most_chance(answered.wrong_numbers.values())
        for tries, name, where, rewritten, first in self._tries().near(answered.written):
            if self._compared(self.target, first) is None:
                continue
            if found := self._followed(where, rewritten):
                numbers, page = found
                chance = tries * math.prod(share((value, value), number) for number, value in numbers)
                if chance <= most:
                    line = Target(self._line(where))
                    yield Candidate(name, len(numbers), chance, where=line, judge=judge.with_page(page))

    def _tries(self) -> Tries:
        """Every rewriting upstream, and what becomes of the first wrong line; once for all who wrote alike before it.

        Where nothing was answered before it, as in a file of final weights, that is the same for a whole class.
        """
        known = self.replay.key.notes.setdefault("upstream", {})
        step = self.steps[self.target[0]].step_key
        page = tuple(self.replay.page.items())
        address = step.step, step.question, self.target[1], tuple(self._written_before()), page
        found: Tries = known.pop(address, None) or Tries(self._made())
        if len(known) >= MOST_REMEMBERED:
            known.pop(next(iter(known)))
        known[address] = found  # behind those that were asked for less lately
        return found

    def _written_before(self) -> Iterator[tuple[Place, tuple[tuple[int, float | None], ...]]]:
        """The numbers that were written in lines before the first wrong one, where they make a difference to it.

        What stands behind the lines upstream, in the same step, does not, unless it is read.
        """
        last, read = max(self.lines), reads(self._line(self.target).assignment.expression)
        for index, step in enumerate(self.steps[: self.target[0] + 1]):
            for place, answered in step.answered.items():
                is_read = index < self.target[0] or step.lines[place].assignment.name in read
                if (index, place) < last or ((index, place) < self.target and is_read):
                    yield (index, place), tuple((entry, item.value) for entry, item in answered.written.items())

    def _line(self, place: Place) -> KeyLine:
        return self.steps[place[0]].lines[place[1]]

    def _made(self) -> Iterator[Try]:
        tries = 0
        known: dict[Any, Value | None] = {}
        for mistake, made in self._rewritings():
            all_at_once: dict[Place, Node] = {}
            for place, node in made:
                tries += 1
                if is_made_everywhere(mistake):
                    all_at_once.setdefault(place, node)
                yield tries, mistake.name, place, {place: node}, self._first(place, {place: node}, known)
            if len(all_at_once) > 1:
                place = min(all_at_once)
                yield tries, mistake.name, place, all_at_once, self._first(place, all_at_once, known)
            if tries > MOST_TRIES:
                return

    def _rewritings(self) -> Iterator[tuple[Misconception, list[tuple[Place, Node]]]]:
        """What each misconception makes of the lines upstream, in the order of misconceptions, then of lines."""
        notes = self.replay.key.notes
        if "every_misconception" not in notes:
            notes["every_misconception"] = partial(by_misconception, ranked())
        contexts = (self.replay.context(self.steps[index], number) for index, number in self.lines)
        for found in zip(*(self.replay.remembered(notes["every_misconception"], context) for context in contexts)):
            made = [(place, node) for place, (_, nodes) in zip(self.lines, found) for node in nodes]
            yield found[0][0], made

    def _first(self, where: Place, rewritten: dict[Place, Node], known: dict[Any, Value | None]) -> Value | None:
        """What becomes of the first wrong line: most rewritings differ there already, and few lines lead there.

        known: that of single rewritings so far, by the place and its new value, of which many are the same.
        """
        if len(rewritten) > 1:
            return self._reached(self._again(where, rewritten, self.way))
        step, made = self.steps[where[0]], (self.steps[where[0]], where[1], rewritten[where])
        if made not in self.replay.rewritten:
            value = self._value(step, rewritten[where], self._line(where), step.as_written)
            self.replay.rewritten[made] = value, value is not None and map_value(_exactly, value)
        value, exactly = self.replay.rewritten[made]
        if value is None:
            return None
        if (where, exactly) not in known:
            known[where, exactly] = self._after(where, value)
        return known[where, exactly]

    def _after(self, where: Place, value: Value) -> Value | None:
        """What becomes of the first wrong line where another gets a value."""
        reached = self._downstream.last(where, value) if self._downstream else None
        return self._reached(self._again(where, {where: value}, self.way)) if reached is None else reached

    @cached_property
    def _downstream(self) -> Downstream | None:
        try:
            return Downstream(self.steps, self.way)
        except (NoTapeError, *NO_NUMBER):
            return None

    def _reached(self, lines: Iterable[tuple[Place, Value | None]]) -> Value | None:
        return next((value for place, value in lines if place == self.target), None)

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
                page[self._line(place).identity] = value
            answered = self.steps[place[0]].answered.get(place[1])
            found = self._compared(place, value) if answered else []
            if found is None and answered and not answered.wrong:
                return None
            numbers += found or ()
        return numbers, page

    def _again(
        self, where: Place, rewritten: Mapping[Place, Node | Value], way: Sequence[Sequence[int]] | None = None
    ) -> Iterator[tuple[Place, Value | None]]:
        """The lines that become different, from a place on, with their new values; way: only some of every step.

        rewritten: what becomes of lines, or the values that they get. An answer stays on the page as it is: what reads
        it does not change.
        """
        changed: set[str] = set()
        values: Values = {}
        for index in range(where[0], len(self.steps)):
            step = self.steps[index]
            carried = {before_update(n): values[n] for n in changed if is_updated(n)}
            values = {**step.as_written, **{n: v for n, v in carried.items() if n in step.start}}
            changed = {n for n in carried if n in step.start}
            for place in range(len(step.lines)) if way is None else way[index]:
                line, made = step.lines[place], rewritten.get((index, place))
                if made is None and changed.isdisjoint(reads(line.assignment.expression)):
                    continue
                value = self._value(step, made, line, values)
                yield (index, place), value
                if place not in step.answered and value is not None:
                    values[line.assignment.name] = value
                    changed.add(line.assignment.name)

    def _value(self, step: StepReplay, made: Node | Value | None, line: KeyLine, values: Values) -> Value | None:
        """A line's value; made: what becomes of the line, or the value that it gets."""
        if isinstance(made, Node):
            return value_of_rewritten(made, values, self.replay.elsewhere(step), self.replay.known)
        return value_of(line.assignment.expression, values) if made is None else made

    def _compared(self, place: Place, value: Value) -> list[Given] | None:
        """The wrong entries of an answered line with what they become; None where an entry differs."""
        answered, flat = self.steps[place[0]].answered[place[1]], elements(value)
        if not all(matches(number, (flat[index], flat[index])) for index, number in answered.written.items()):
            return None
        return [(answered.written[index], flat[index]) for index in answered.wrong]


def _exactly(element: float) -> Any:
    """A float with all that tells it from an equal one: the sign of a 0, and what a sum that cancels remembers."""
    return element, math.copysign(1.0, element), getattr(element, "scale", None)
