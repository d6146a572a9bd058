"""A mistake further up: looked for in the lines that were not answered, and held against every answer after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...evaluate.evaluate import elements
from ...expr.names import before_update, is_updated, updated
from ...expr.node import Node
from ..answers.number import Written, matches
from ..judge.key import KeyLine
from ..mistakes import everywhere, ranked
from ..mistakes.rewriting import rewritings
from .replay import Replay, StepReplay, Values, reads, value_of, value_of_rewritten

Place = tuple[int, int]
MOST_TRIES = 4000


class Reached(NamedTuple):
    """What a rewriting gives for the wrong answers after it: each with the number that was written."""

    name: str
    where: Place
    numbers: tuple[tuple[Written, float], ...]


class UpstreamSearch:
    """The unanswered lines that a wrong line comes from, and what becomes of the work if one of them is rewritten."""

    def __init__(self, paper: Replay, page: StepReplay, number: int) -> None:
        self.paper = paper
        steps = [other for other in paper.pages if other.stage.question is None]
        self.pages = [page] if page.stage.question is not None else steps
        self.target = self.pages.index(page), number
        self.lines = self._behind()

    def _behind(self) -> list[Place]:
        """The lines without an answer on which the wrong one depends through lines without an answer, nearest first."""
        at, number = self.target
        found: list[Place] = []
        needed = set(reads(self.pages[at].lines[number].assignment.expression))
        for index in range(at, -1, -1):
            page = self.pages[index]
            for place in range((number if index == at else len(page.lines)) - 1, -1, -1):
                line = page.lines[place].assignment
                if line.name in needed:
                    needed.discard(line.name)
                    if place not in page.answered:
                        found.append((index, place))
                        needed |= set(reads(line.expression))
            left = page.before.as_written if page.before else {}
            needed = {updated(name) for name in needed if updated(name) in left}
        return found

    def candidates(self) -> Iterator[tuple[int, Reached]]:
        """Every rewriting of a line, or of all of a kind, that gives all wrong answers, with the tries so far."""
        tries = 0
        settings = {place: self.paper.setting(self.pages[place[0]], place[1]) for place in self.lines}
        for mistake in ranked():
            all_at_once: dict[Place, Node] = {}
            for place, setting in settings.items():
                for index, node in enumerate(rewritings(mistake, setting)):
                    tries += 1
                    if index == 0 and everywhere(mistake):
                        all_at_once[place] = node
                    found = self._tried(mistake.name, place, {place: node})
                    if found:
                        yield tries, found
            found = self._tried(mistake.name, min(all_at_once), all_at_once) if len(all_at_once) > 1 else None
            if found:
                yield tries, found
            if tries > MOST_TRIES:
                return

    def line(self, place: Place) -> KeyLine:
        """The line at a place."""
        return self.pages[place[0]].lines[place[1]]

    def _tried(self, name: str, where: Place, rewritten: dict[Place, Node]) -> Reached | None:
        numbers: list[tuple[Written, float]] = []
        changed: set[str] = set()
        values: Values = {}
        reached = False
        for index in range(where[0], len(self.pages)):
            page = self.pages[index]
            carried = {before_update(n): values[n] for n in changed if is_updated(n)}
            values = {**page.as_written, **{n: v for n, v in carried.items() if n in page.start}}
            changed = {n for n in carried if n in page.start}
            for place, line in enumerate(page.lines):
                node = rewritten.get((index, place))
                if node is not None:
                    value = value_of_rewritten(node, values, self.paper.extras(page))
                elif changed.isdisjoint(reads(line.assignment.expression)):
                    continue
                else:
                    value = value_of(line.assignment.expression, values)
                if value is None:
                    return None
                if place not in page.answered:
                    values[line.assignment.name] = value
                    changed.add(line.assignment.name)
                    continue
                found = self._compared(page, place, value)
                if found is None:
                    return None
                numbers += found
                reached = reached or (index, place) == self.target
        return Reached(name, where, tuple(numbers)) if reached and len(numbers) == self._wrong() else None

    def _compared(self, page: StepReplay, place: int, value: Any) -> list[tuple[Written, float]] | None:
        """The wrong entries of an answered line with what they become; None where an entry differs."""
        entry, flat = page.answered[place], elements(value)
        if not all(matches(item, (flat[number], flat[number])) for number, item in entry.written.items()):
            return None
        return [(entry.written[number], flat[number]) for number in entry.wrong]

    def _wrong(self) -> int:
        """How many entries are wrong in all of the work."""
        return sum(len(entry.wrong) for page in self.pages for entry in page.answered.values())
