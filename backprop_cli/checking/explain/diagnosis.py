"""Which misconceptions give a wrong answer, as far as that is more than chance."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from ...evaluate.evaluate import Value, elements
from ...expr.node import Node
from ...records import NamedTuple
from ...tolerances import CERTAIN, ENOUGH_DIGITS, EXACT_SHARE, LEAST_SPREAD, MOST_NAMES, POSSIBLE, WHOLE_LINE
from ..answers.number import WrittenNumber, matches
from ..judge.key import LineIdentity, Target
from ..judge.result import Mistake, named
from ..mistakes.arithmetic import SLIPS, Slip
from ..mistakes.catalogue import candidates, pairs
from .replay import Answered, Replay, StepReplay, Values, value_of_rewritten
from .upstream import RootCause, UpstreamSearch

Pair = tuple[float, float]


class Candidate(NamedTuple):
    """A misconception and the numbers that it gives, by flat index: from the values as written, and unrounded.

    everywhere: whether it must give the right entries as well, being made in all of the line. node: the line as it
    makes it; None for a slip in the digits.
    """

    name: str
    values: dict[int, Pair]
    everywhere: bool = True
    node: Node | None = None


class Chance:
    """The probability that one of the candidates so far gives a wrong number that has no cause at all.

    tries: of how many such numbers any will do.

    Such a number is taken to lie anywhere in the span of the right answers; a candidate gives it with the share of the
    span that its last digit covers. Without this bound a catalogue of hundreds of rewritings would explain anything.
    """

    def __init__(self, span: Pair, tries: int = 1) -> None:
        self.low, self.high = span
        self.tries = tries
        self.total = 0.0
        self._counted: set[tuple[Pair, ...]] = set()

    def add(self, candidate: Candidate, wrong: dict[int, WrittenNumber]) -> float:
        """The probability with one more candidate; two that give the same digits count once."""
        digits = tuple(_digits(candidate.values[index], number) for index, number in wrong.items())
        if digits not in self._counted:
            self._counted.add(digits)
            self.total += self.tries * math.prod(
                self._share(candidate.values[index], number) for index, number in wrong.items()
            )
        return self.total

    def _share(self, values: Pair, number: WrittenNumber) -> float:
        if not self.low <= values[0] <= self.high:
            return 0.0
        window = _unit_at(values[0], number) + abs(values[0] - values[1])
        return min(1.0, window / ((self.high - self.low) or 1.0))


def _unit_at(value: float, number: WrittenNumber) -> float:
    """The unit of the last digit of a value, written to as many digits as a number."""
    if not number.unit or not value:
        return EXACT_SHARE * abs(value)
    return 10.0 ** (math.floor(math.log10(abs(value))) - number.digits + 1)


def _digits(values: Pair, number: WrittenNumber) -> Pair:
    """What a value looks like in as many digits as a number: the unit, and how many of them."""
    unit = _unit_at(values[0], number) or EXACT_SHARE
    return unit, round(values[0] / unit)


class Diagnosis:
    """Looks for the misconceptions behind the wrong lines of a student's work.

    upstream: whether the first wrong line may come from a mistake in lines that were not answered. page: what stands on
    the student's page for these, where one was found.
    """

    def __init__(self, replay: Replay, upstream: bool = True) -> None:
        self.replay = replay
        self.span = _span(replay.steps)
        self.page: dict[LineIdentity, Value] = {}
        self._looks_upstream = upstream

    def of_line(self, step: StepReplay, number: int) -> Mistake | None:
        """The mistake that gives the wrong entries of a line; None where none does beyond chance."""
        answered = step.answered[number]
        wrong = {index: answered.written[index] for index in answered.wrong}
        search = UpstreamSearch(self.replay, step, number)
        # Only for the first wrong line: what a cause upstream leaves wrong is judged again, with that on the page.
        upstream = self._upstream(search, wrong) if search.lines and self._looks_upstream else None
        self._looks_upstream = False
        if not upstream or len(upstream[1].numbers) < self._all_wrong():
            chance = Chance(self.span)
            single = self._explaining(self._candidates(step, number, answered), answered, chance)
            found = single or self._explaining(self._pairs(step, number, answered), answered, chance)
            if found or not upstream:
                return found
        mistake, cause = upstream
        self.page = cause.page
        return mistake

    def of_entries(self, step: StepReplay, number: int) -> dict[int, Mistake]:
        """The mistakes that give wrong entries of a line one by one, by flat index; those that none explains left out.

        Each entry is one more chance for a mistake to be named that nobody made.
        """
        answered = step.answered[number]
        found = {}
        for index in answered.wrong:
            alone = Answered({index: answered.written[index]}, (index,))
            chance = Chance(self.span, len(answered.wrong))
            found[index] = self._explaining(self._candidates(step, number, alone), alone, chance)
        return {index: mistake for index, mistake in found.items() if mistake and not mistake.possible}

    def _all_wrong(self) -> int:
        """How many numbers are wrong in all of the work."""
        return sum(len(answered.wrong) for step in self.replay.steps for answered in step.answered.values())

    def _explaining(self, candidates: Iterator[Candidate], answered: Answered, chance: Chance) -> Mistake | None:
        """The likeliest candidates that give the wrong entries, as far as chance would not give them as well."""
        wrong = {index: answered.written[index] for index in answered.wrong}
        found: list[str] = []
        likely, written, limit = 0.0, None, _limit(wrong)
        for candidate in candidates:
            total = chance.add(candidate, wrong)
            if total > max(limit, WHOLE_LINE if len(answered.written) > 1 and not found else 0.0):
                break
            if total > limit and not candidate.everywhere:
                continue
            if candidate.name not in found and _explains(candidate, answered, wrong):
                likely, written = (likely, written) if found else (total, candidate.node)
                found.append(candidate.name)
        mistake = named(found[:MOST_NAMES], _is_possible(wrong, likely))
        return mistake and mistake._replace(written=written)

    def _upstream(self, search: UpstreamSearch, wrong: dict[int, WrittenNumber]) -> tuple[Mistake, RootCause] | None:
        """The mistake in a line that was not answered from which this wrong line follows, and most of the others."""
        found: list[str] = []
        best: RootCause | None = None
        likely = 0.0
        for tries, cause in search.causes():
            total = tries * math.prod(self._share(number, value) for number, value in cause.numbers)
            if total > _limit(wrong):
                continue
            if best is None or len(cause.numbers) > len(best.numbers):
                best, likely, found = cause, total, []
            if cause.name not in found and len(cause.numbers) == len(best.numbers):
                found.append(cause.name)
        mistake = named(found[:MOST_NAMES], _is_possible(wrong, likely))
        if best is None or mistake is None:
            return None
        return mistake._replace(where=Target(search.line(best.where))), best

    def _share(self, number: WrittenNumber, value: float) -> float:
        return min(1.0, _unit_at(value, number) / (self.span[1] - self.span[0]))

    def _candidates(self, step: StepReplay, number: int, answered: Answered) -> Iterator[Candidate]:
        """Everything that a line can become, the likeliest first; slips of single entries last."""
        context, elsewhere = self.replay.context(step, number), self.replay.elsewhere(step)
        right = _pairs(context.line.expression, step, {})
        if right is None:
            return
        in_part = []
        nodes = self.replay.remembered(candidates, context)
        for name, node, values in _rewritten(nodes, right, step, elsewhere, answered):
            yield Candidate(name, values, node=node)
            if len(answered.written) > 1:
                in_part.append(Candidate(name, values, everywhere=False, node=node))
        alone = len(answered.wrong) == 1
        yield from _slips(right, answered, SLIPS[:1]) if alone and len(right) > 1 else ()
        yield from in_part
        yield from _slips(right, answered, SLIPS[1:]) if alone else ()

    def _pairs(self, step: StepReplay, number: int, answered: Answered) -> Iterator[Candidate]:
        """Everything that a line can become by two misconceptions at once."""
        context, elsewhere = self.replay.context(step, number), self.replay.elsewhere(step)
        right = _pairs(context.line.expression, step, {})
        nodes = self.replay.remembered(pairs, context)
        for name, node, values in _rewritten(nodes, right, step, elsewhere, answered) if right else ():
            yield Candidate(name, values, node=node)


def _rewritten(
    nodes: Iterable[tuple[str, Node]], right: list[Pair], step: StepReplay, elsewhere: Values, answered: Answered
) -> Iterator[tuple[str, Node, dict[int, Pair]]]:
    """Rewritings with their values in the entries that were answered, where some wrong entry gets another value."""
    for name, node in nodes:
        found = _pairs(node, step, elsewhere)
        if found is None or len(found) != len(right):
            continue
        values = {index: found[index] for index in answered.written}
        if not all(_same(values[index], right[index], answered.written[index]) for index in answered.wrong):
            yield name, node, values


def _pairs(node: Node, step: StepReplay, elsewhere: Values) -> list[Pair] | None:
    """The entries of an expression, from the values as written and from the unrounded ones."""
    first, second = (value_of_rewritten(node, values, elsewhere) for values in (step.as_written, step.unrounded))
    return None if first is None or second is None else list(zip(elements(first), elements(second)))


def _same(values: Pair, right: Pair, number: WrittenNumber) -> bool:
    return _digits(values, number) == _digits(right, number)


def _explains(candidate: Candidate, answered: Answered, wrong: dict[int, WrittenNumber]) -> bool:
    """Whether a candidate gives every wrong entry; and every other as well, where it was made everywhere."""
    indices = answered.written if candidate.everywhere else wrong
    return all(matches(answered.written[index], candidate.values[index]) for index in indices)


def _slips(right: list[Pair], answered: Answered, slips: tuple[tuple[str, Slip], ...]) -> Iterator[Candidate]:
    (index,) = answered.wrong
    for name, slip in slips:
        for value in filter(math.isfinite, slip(right[index][0], answered.written[index])):
            yield Candidate(name, {index: (value, value)}, everywhere=False)


def _limit(wrong: dict[int, WrittenNumber]) -> float:
    """How likely chance may be for a mistake to be named at all: few digits cannot do better."""
    digits = [number.digits for number in wrong.values()]
    return CERTAIN if digits and min(digits) >= ENOUGH_DIGITS else POSSIBLE


def _is_possible(wrong: dict[int, WrittenNumber], chance: float) -> bool:
    """Whether a mistake that explains an answer is to be worded as a possibility."""
    few = any(number.digits < ENOUGH_DIGITS for number in wrong.values())
    return chance > CERTAIN or (few and chance > CERTAIN / 10)


def _span(steps: list[StepReplay]) -> Pair:
    """The range of the right answers that were asked for."""
    numbers = [element for step in steps for number in step.answered for element in elements(step.lines[number].value)]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    return (low, high) if high > low else (low - abs(low) - LEAST_SPREAD, high + abs(high) + LEAST_SPREAD)
