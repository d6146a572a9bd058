"""One kind of candidate for what went wrong, its chance, and the one measure that chooses among candidates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from ...evaluate.evaluate import elements
from ...expr.node import Node
from ...records import NamedTuple
from ...tolerances import CERTAIN, ENOUGH_DIGITS, EXACT_SHARE, LEAST_SPREAD, MOST_NAMES, POSSIBLE
from ...typed import Protocol, TypeVar
from ..answers.number import WrittenNumber
from ..judge.key import Target
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.result import Mistake, named
from .replay import Pair, StepReplay

Entries = Mapping[int, Pair] | Sequence[Pair]  # by flat index
Digits = tuple[Pair, ...]


class Candidate(NamedTuple):
    """A rewriting of the work from which wrong answers follow: mistakes in a line or wherever they fit, or conventions.

    name: in the catalogue; with + between two at once. explains: how many of the wrong numbers it gives (of a
    convention: how many wrong answers it makes right). chance: how likely it is that one of the rewritings tried so far
    gives these by chance. written: the line as it is made, where that is the answered one; where: the line in which it
    is made, where that is another one. judge: judges the work under it, or with it on the page; lines: what that says.
    """

    name: str
    explains: int
    chance: float = 0.0
    written: Node | None = None
    where: Target | None = None
    judge: Judge | None = None
    lines: Sequence[JudgedLine] = ()

    @property
    def measure(self) -> tuple[int, int]:
        """The one measure: what explains more is better, and of what explains as much the shorter."""
        return self.explains, -self.name.count("+")


class Measured(Protocol):
    """What can be chosen by the measure."""

    @property
    def measure(self) -> tuple[int, int]:
        """How much it explains, and how short it is."""


M = TypeVar("M", bound=Measured)


def best(choices: Iterable[M]) -> list[M]:
    """The best choices by the measure, the first of them first; none where there are none."""
    found: list[M] = []
    for one in choices:
        if not found or one.measure > found[0].measure:
            found = [one]
        elif one.measure == found[0].measure:
            found.append(one)
    return found


def mistake_of(found: list[Candidate], wrong: Iterable[WrittenNumber]) -> Mistake | None:
    """What is told of the best candidates for some wrong numbers: the first, and those like it."""
    few = any(number.digits < ENOUGH_DIGITS for number in wrong)
    possible = bool(found) and found[0].chance > (CERTAIN / 10 if few else CERTAIN)
    alike = dict.fromkeys(one.name for one in found if (one.where is None) == (found[0].where is None))
    mistake = named(list(alike)[:MOST_NAMES], possible)
    return mistake and mistake._replace(where=found[0].where, written=found[0].written)


def most_chance(wrong: Iterable[WrittenNumber]) -> float:
    """How likely chance may be for a mistake to be named at all: few digits cannot do better."""
    digits = [number.digits for number in wrong]
    return CERTAIN if digits and min(digits) >= ENOUGH_DIGITS else POSSIBLE


class Chance:
    """The probability that one of the candidates so far gives a wrong number that has no cause at all.

    span: the range of the right answers. tries: of how many such numbers any will do.

    Such a number is taken to lie anywhere in the span; a candidate gives it with the share of the span that its last
    digit covers. Without this bound a catalogue of hundreds of rewritings would explain anything.
    """

    def __init__(self, span: Pair, tries: int = 1) -> None:
        self.low, self.high = span
        self.tries = tries
        self.total = 0.0
        self._counted: set[Digits] = set()

    def add(self, digits: Digits, probability: float) -> float:
        """The probability with one more; two that give the same digits count once."""
        if digits not in self._counted:
            self._counted.add(digits)
            self.total += self.tries * probability
        return self.total

    def of(self, values: Entries, wrong: dict[int, WrittenNumber]) -> float:
        """The probability of some values by themselves."""
        probability = 1.0
        for index, number in wrong.items():
            if not self.low <= values[index][0] <= self.high:
                return 0.0
            probability *= self.share(values[index], number)
        return probability

    def share(self, values: Pair, number: WrittenNumber) -> float:
        """The share of the span that the last digit of a value covers, and what lies between its two ends."""
        window = _unit_at(values[0], number) + abs(values[0] - values[1])
        return min(1.0, window / ((self.high - self.low) or 1.0))


def all_in_digits(values: Entries, wrong: dict[int, WrittenNumber]) -> Digits:
    """What the values that belong to wrong numbers look like in their digits."""
    return tuple([in_digits(values[index], number) for index, number in wrong.items()])


def in_digits(values: Pair, number: WrittenNumber) -> Pair:
    """What a value looks like in as many digits as a number: the unit, and how many of them."""
    unit = _unit_at(values[0], number) or EXACT_SHARE
    return unit, round(values[0] / unit)


def _unit_at(value: float, number: WrittenNumber) -> float:
    """The unit of the last digit of a value, written to as many digits as a number."""
    if not number.unit or not value:
        return EXACT_SHARE * abs(value)
    return 10.0 ** (math.floor(math.log10(abs(value))) - number.digits + 1)


def span_of(steps: Iterable[StepReplay]) -> Pair:
    """The range of the right answers that were asked for."""
    numbers = [element for step in steps for number in step.answered for element in elements(step.lines[number].value)]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    return (low, high) if high > low else (low - abs(low) - LEAST_SPREAD, high + abs(high) + LEAST_SPREAD)
