"""The outcome of a problem's variants put to the test, as blocks."""

from __future__ import annotations

from collections import Counter

from ..errors import Message
from ..problem.model import Problem
from ..records import NamedTuple
from ..varying.stress import StressOutcome
from .report import Block, Table


class StressedProblem(NamedTuple):
    """A problem with the outcomes of its variants.

    >>> from backprop_cli import load, stress
    >>> stress(load("perceptron")[0], 1).passed
    True
    """

    problem: Problem
    outcomes: list[StressOutcome]

    @property
    def variants(self) -> int:
        """How many variants were drawn."""
        return len(self.outcomes)

    @property
    def planted(self) -> int:
        """How many mistakes were planted in all of them."""
        return sum(outcome.planted for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        """Whether every key was right and every mistake was named."""
        return not any(outcome.differences for outcome in self.outcomes)

    @property
    def blocks(self) -> list[Block]:
        """A table of the counts; then each kind of difference, with the first variant that shows it."""
        good = sum(not outcome.differences for outcome in self.outcomes)
        heads = tuple(Message(f"list.{key}") for key in ("name", "variants", "as_expected", "planted"))
        blocks: list[Block] = [Table(heads, ((self.problem.name, self.variants, good, self.planted),))]
        kinds = Counter(difference for outcome in self.outcomes for difference in outcome.differences)
        rows = [(count, self._first(difference), *difference) for difference, count in kinds.most_common()]
        if rows:
            keys = ("count", "variant", "what", "expected", "found")
            blocks.append(Table(tuple(Message(f"list.{key}") for key in keys), tuple(rows)))
        return blocks

    def _first(self, difference: tuple[str, str, str]) -> int:
        return next(outcome.number for outcome in self.outcomes if difference in outcome.differences)
