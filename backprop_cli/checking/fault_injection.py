"""Mistakes planted on purpose: what somebody writes who makes one of them, in one line, and goes on from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..evaluate.evaluate import Value, elements
from ..expr.node import Node
from ..problem.model import Problem
from .explain.replay import Replay, Values, reads, value_of, value_of_rewritten
from .judge.key import AnswerKey, KeyLine
from .mistakes import ranked
from .mistakes.rewriting import rewritings

VISIBLE = 1e-5


class Mutant(NamedTuple):
    """A misconception in a line: its name, the page and the line where it is made, and what the line becomes."""

    name: str
    page: int
    number: int
    node: Node


class FaultInjector:
    """The work of a problem, and what becomes of it with a mistake in it."""

    def __init__(self, problem: Problem) -> None:
        self.paper = Replay(AnswerKey(problem))
        self.pages = self.paper.pages
        for stage in self.paper.work.steps:
            page = self.paper.turn(stage)
            for line in stage.lines:
                page.add(line, None)

    def plants(self) -> Iterator[Mutant]:
        """Every misconception wherever it gives something visibly else, the commonest first."""
        places = [(p, n) for p, page in enumerate(self.pages) for n in range(len(page.lines))]
        settings = {(p, n): self.paper.setting(self.pages[p], n) for p, n in places}
        for mistake in ranked():
            for page, number in places:
                for node in rewritings(mistake, settings[page, number]):
                    planted = Mutant(mistake.name, page, number, node)
                    if self._is_visible(planted):
                        yield planted

    def _is_visible(self, planted: Mutant) -> bool:
        page = self.pages[planted.page]
        value = value_of_rewritten(planted.node, page.as_written, self.paper.extras(page))
        right = page.lines[planted.number].value
        if value is None or right is None:
            return False
        pairs = zip(elements(value), elements(right))
        return any(abs(a - b) > VISIBLE * max(abs(a), abs(b)) for a, b in pairs)

    def line(self, planted: Mutant) -> KeyLine:
        """The line in which a mistake is made."""
        return self.pages[planted.page].lines[planted.number]

    def near(self, planted: Mutant) -> set[str]:
        """The names of the lines next to a mistake: what its line reads, itself, and the first that reads it."""
        lines = self.pages[planted.page].lines
        line = lines[planted.number]
        read = reads(line.assignment.expression) | reads(planted.node)
        after = (other.name for other in lines if line.assignment.name in reads(other.assignment.expression))
        return {other.name for other in lines if other.assignment.name in read} | {line.name, *list(after)[:1]}

    def answers(self, planted: Mutant) -> tuple[int, dict[str, Any]]:
        """What is written by somebody who makes the mistake: the step in which it is made, and its values by name."""
        page = self.pages[planted.page]
        made = {line.assignment.name for line in page.lines}
        values: Values = {name: value for name, value in page.as_written.items() if name not in made}
        written: dict[str, Value] = {}
        for number, line in enumerate(page.lines):
            if number == planted.number:
                value = value_of_rewritten(planted.node, values, self.paper.extras(page))
            else:
                value = value_of(line.assignment.expression, values)
            if value is None:
                break
            values[line.assignment.name] = value
            if line.assignment.part_of is None:
                written[line.name] = value
        return page.stage.step or 1, written
