"""The outcomes of the tests that problems carry, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..checking.tests import Outcome
from ..errors import Message
from ..problem.model import Problem
from ..records import NamedTuple
from .report import Block, Note, Table


class TestedProblem(NamedTuple):
    """A problem with the outcomes of its tests; untested: mistakes that could be made in it and that no test has.

    >>> import backprop_cli
    >>> tested = backprop_cli.tests(backprop_cli.load("ex3")[0])
    >>> tested.passed, [outcome.number for outcome in tested.outcomes][:3]
    (True, [1, 2, 3])
    """

    problem: Problem
    outcomes: list[Outcome]
    untested: list[str]

    @property
    def passed(self) -> bool:
        """Whether every test came out as it says."""
        return not any(outcome.differences for outcome in self.outcomes)


def tested_blocks(found: Iterable[TestedProblem]) -> Iterator[Block]:
    """A table with a row for each problem; then one of all differences; then the untested mistakes of each problem."""
    found = list(found)
    heads = (Message("list.name"), Message("list.tests"), Message("list.as_expected"), Message("list.untested"))
    rows = tuple(
        (item.problem.name, len(item.outcomes), sum(not o.differences for o in item.outcomes), len(item.untested))
        for item in found
    )
    yield Table(heads, rows)
    differences = [
        (item.problem.name, outcome.number, *difference)
        for item in found
        for outcome in item.outcomes
        for difference in outcome.differences
    ]
    if differences:
        keys = ("name", "test", "what", "expected", "found")
        yield Table(tuple(Message(f"list.{key}") for key in keys), tuple(differences))
    for item in found:
        if item.untested:
            yield Note(Message("check.untested", {"problem": item.problem.name, "mistakes": item.untested}))
