"""Why an answer is wrong: the misconceptions that give it, if that is more than chance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...errors import Message
from ...evaluate.evaluate import elements
from ...expr.node import Node
from ..answers.number import WrittenNumber, matches
from ..judge.key import Target
from ..judge.result import Mistake
from ..mistakes import candidates
from ..mistakes.arithmetic import SLIPS, Slip
from .replay import Answered, Replay, StepReplay, Values, value_of_rewritten
from .upstream import UpstreamSearch

CERTAIN, POSSIBLE, ENOUGH_DIGITS = 0.01, 0.05, 4
MOST_NAMES = 5


class Candidate(NamedTuple):
    """A misconception with the numbers that it gives: from the values as written, and from those before rounding."""

    name: str
    values: dict[int, tuple[float, float]]
    everywhere: bool = True


class Chance:
    """How likely it is that some of the candidates so far gives a number that was drawn blindly.

    span: the range of the right answers.
    """

    def __init__(self, span: tuple[float, float]) -> None:
        self.low, self.high = span
        self.total = 0.0
        self._seen: set[Any] = set()

    def add(self, candidate: Candidate, wrong: dict[int, WrittenNumber]) -> float:
        """Counts a candidate in, once for each choice of numbers; gives what the total is with it."""
        key = tuple(_digits(candidate.values[number], item) for number, item in wrong.items())
        if key not in self._seen:
            self._seen.add(key)
            self.total += math.prod(self._share(candidate.values[number], item) for number, item in wrong.items())
        return self.total

    def _share(self, values: tuple[float, float], item: WrittenNumber) -> float:
        if not self.low <= values[0] <= self.high:
            return 0.0
        window = _unit_at(values[0], item) + abs(values[0] - values[1])
        return min(1.0, window / ((self.high - self.low) or 1.0))


def _unit_at(value: float, item: WrittenNumber) -> float:
    """The unit of the last digit of a number of that size, written to as many digits as the item."""
    if not item.unit or not value:
        return 1e-12 * abs(value)
    return 10.0 ** (math.floor(math.log10(abs(value))) - item.digits + 1)


def _digits(values: tuple[float, float], item: WrittenNumber) -> Any:
    unit = _unit_at(values[0], item) or 1e-12
    return unit, round(values[0] / unit)


class Diagnosis:
    """Looks for the misconceptions behind wrong lines of a person's work."""

    def __init__(self, paper: Replay) -> None:
        self.paper = paper
        self.span = _span(paper.pages)
        self._looked_further = False

    def of_line(self, page: StepReplay, number: int) -> Mistake | None:
        """The mistake that gives the wrong entries of a line; None where none does beyond chance."""
        entry = page.answered[number]
        wrong = {place: entry.written[place] for place in entry.wrong}
        behind = UpstreamSearch(self.paper, page, number)
        if behind.lines and not self._looked_further:
            self._looked_further = True
            mistake = self._further_up(behind, wrong)
            if mistake:
                return mistake
        chance = Chance(self.span)
        found: list[str] = []
        likely = 0.0
        for candidate in self._candidates(page, number, entry):
            total = chance.add(candidate, wrong)
            limit = _limit(wrong)
            if total > limit:
                break
            if candidate.name not in found and _explains(candidate, entry, wrong):
                likely = likely if found else total
                found.append(candidate.name)
        return named(found[:MOST_NAMES], _is_possible(wrong, likely))

    def _further_up(self, behind: UpstreamSearch, wrong: dict[int, WrittenNumber]) -> Mistake | None:
        """The mistake in a line that was not answered from which this one and all other wrong ones follow."""
        found: list[str] = []
        where, likely = None, 0.0
        for tries, reached in behind.candidates():
            total = tries * math.prod(self._share(item, value) for item, value in reached.numbers)
            if total > _limit(wrong):
                break
            if reached.name not in found:
                likely, where = (likely, where) if found else (total, behind.line(reached.where))
                found.append(reached.name)
        mistake = named(found[:MOST_NAMES], _is_possible(wrong, likely))
        return mistake and mistake._replace(where=where and Target(where))

    def _share(self, item: WrittenNumber, value: float) -> float:
        return min(1.0, _unit_at(value, item) / (self.span[1] - self.span[0]))

    def _candidates(self, page: StepReplay, number: int, entry: Answered) -> Iterator[Candidate]:
        """Everything that a line can become, the likeliest first; slips of single entries last."""
        setting, others = self.paper.setting(page, number), self.paper.extras(page)
        own, exact = page.as_written, page.unrounded
        right = _pairs(setting.line.expression, own, exact, {})
        if right is None:
            return
        partial = []
        for name, node in candidates(setting):
            pairs = _pairs(node, own, exact, others)
            if pairs is None or len(pairs) != len(right):
                continue
            values = {place: pairs[place] for place in entry.written}
            if all(_same(values[place], right[place], entry.written[place]) for place in entry.wrong):
                continue
            yield Candidate(name, values)
            if len(entry.written) > 1:
                partial.append(Candidate(name, values, everywhere=False))
        alone = len(entry.wrong) == 1
        yield from _slips(right, entry, SLIPS[:1]) if alone and len(right) > 1 else ()
        yield from partial
        yield from _slips(right, entry, SLIPS[1:]) if alone else ()


def _pairs(node: Node, own: Values, exact: Values, others: Values) -> list[tuple[float, float]] | None:
    first, second = value_of_rewritten(node, own, others), value_of_rewritten(node, exact, others)
    return None if first is None or second is None else list(zip(elements(first), elements(second)))


def _same(values: tuple[float, float], right: tuple[float, float], item: WrittenNumber) -> bool:
    return bool(_digits(values, item) == _digits(right, item))


def _explains(candidate: Candidate, entry: Answered, wrong: dict[int, WrittenNumber]) -> bool:
    """Whether a candidate gives every wrong entry; and every other as well, where it was made everywhere."""
    places = entry.written if candidate.everywhere else wrong
    return all(matches(entry.written[place], candidate.values[place]) for place in places)


def _slips(
    right: list[tuple[float, float]], entry: Answered, slips: tuple[tuple[str, Slip], ...]
) -> Iterator[Candidate]:
    (place,) = entry.wrong
    for name, slip in slips:
        for value in slip(right[place][0], entry.written[place]):
            yield Candidate(name, {place: (value, value)}, everywhere=False)


def _limit(wrong: dict[int, WrittenNumber]) -> float:
    digits = [item.digits for item in wrong.values()]
    return CERTAIN if digits and min(digits) >= ENOUGH_DIGITS else POSSIBLE


def _is_possible(wrong: dict[int, WrittenNumber], chance: float) -> bool:
    """Whether a mistake that explains an answer is to be worded as a possibility."""
    few = any(item.digits < ENOUGH_DIGITS for item in wrong.values())
    return bool(chance > CERTAIN or (few and chance > CERTAIN / 10))


def _span(pages: list[StepReplay]) -> tuple[float, float]:
    """The range of the right answers that were asked for."""
    numbers = [element for page in pages for number in page.answered for element in elements(page.lines[number].value)]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    return (low, high) if high > low else (low - abs(low) - 1e-9, high + abs(high) + 1e-9)


def named(names: list[str], possible: bool = False) -> Mistake | None:
    """The likeliest of some misconceptions, with the others that give the same digits."""
    if not names:
        return None
    return Mistake(names[0], Message(f"mistake.{names[0]}"), tuple(names[1:]), None, possible)
