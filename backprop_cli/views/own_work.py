"""The work of a part as it changes with what somebody enters: which lines follow from which, and which mistakes fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from ..checking.explain.replay import value_of
from ..checking.judge.degenerate import nudged
from ..checking.judge.entries import entry_numbers
from ..checking.judge.key import KeyLine, LineIdentity
from ..checking.mistakes.rewriting import kept
from ..evaluate.evaluate import Value, elements, value_shape
from ..expr.node import Node
from ..expr.traverse import symbols
from ..records import NamedTuple
from ..tolerances import SAME_NUMBER
from .platform import KnownAnswer, NumberQuestion, PlatformPart, half_unit

Name = tuple[int | None, str | None, str]  # step, question and name, by which a part knows a value


class Slip(NamedTuple):
    """A misconception about a number that is asked for: what comes out, and how far from it an answer may be.

    node: the right-hand side that it writes, where that reads what was entered before.
    """

    mistake: str
    value: float
    tolerance: float
    node: Node | None = None


class OwnLine(NamedTuple):
    """A line that is asked for, or reads such a line.

    number: its place among them, from 1. reads: all that it reads. after: the lines among that. asked: the questions
    about its entries, both from 0. sizes: by what it reads, how far the right value moves when that is moved a little.
    """

    line: KeyLine
    number: int
    reads: tuple[Name, ...]
    after: tuple[Name, ...]
    asked: dict[int, int]
    sizes: dict[Name, float]

    @property
    def right(self) -> list[float]:
        """The right numbers, row by row."""
        return elements(self.line.value)


class OwnWork:
    """The lines of a part that follow from what is entered, and the values that are given, by their names."""

    def __init__(self, part: PlatformPart) -> None:
        self.part = part
        self.lines: dict[Name, OwnLine] = {}
        self._values: dict[Name, Value] = {}
        asked: dict[LineIdentity, dict[int, int]] = {}
        for number, question in enumerate(part.questions):
            asked.setdefault(_line(question).identity, {})[entry_of(question)] = number
        for question in part.questions:
            for line in self._work(_line(question)):
                if name_in(line, line.assignment.name) not in self.lines:
                    self._add(line, asked.get(line.identity, {}))

    def _work(self, line: KeyLine) -> list[KeyLine]:
        lines, values = self.part.lines.work_up_to(line)
        self._values.update((name_in(line, name), value) for name, value in values.items())
        return lines

    def _add(self, line: KeyLine, asked: dict[int, int]) -> None:
        reads = tuple(name_in(line, name) for name in symbols(line.assignment.expression))
        after = tuple(name for name in reads if name in self.lines)
        if line.value is not None and (after or asked):
            sizes = _sizes(line) if after else {}
            place = len(self.lines) + 1
            self.lines[name_in(line, line.assignment.name)] = OwnLine(line, place, reads, after, asked, sizes)

    def of(self, question: NumberQuestion) -> OwnLine | None:
        """The line of a question, if what is entered before it changes it."""
        line = _line(question)
        found = self.lines.get(name_in(line, line.assignment.name))
        return found if found and found.after else None

    def before(self, names: Iterable[Name]) -> list[OwnLine]:
        """Those of some values that are such lines, with all that they follow from, in the order of the work."""
        found: dict[Name, None] = {}
        left = list(names)
        while left:
            name = left.pop()
            if name in self.lines and name not in found:
                found[name] = None
                left += self.lines[name].after
        return sorted((self.lines[name] for name in found), key=lambda line: line.number)

    def value(self, name: Name) -> Value:
        """The right value of a name; KeyError where there is none."""
        return self._values[name] if name in self._values else kept(name[2])

    def slips(self, question: NumberQuestion) -> Iterator[Slip]:
        """The misconceptions about a number whose values can be told apart, the commonest first.

        Where the line follows from others they are looked for within a reach, else within half a unit.
        """
        own, known = self.of(question), [question.answers[0]]
        dust = SAME_NUMBER * max(map(abs, elements(_line(question).value)))
        for (mistake, given), wrong in zip(question.number.wrong, question.number.line.wrong):
            value = given if abs(given) > dust else 0.0
            tolerance = (reach if own else half_unit)(value, self.part.digits)
            if not any(KnownAnswer(value, 0.0).meets(other) for other in known):
                known.append(KnownAnswer(value, tolerance, mistake))
                yield Slip(mistake, value, tolerance, wrong.node if own else None)


def name_in(line: KeyLine, name: str) -> Name:
    """The name of a value in the step or question of a line."""
    return line.step, line.question, name


def entry_of(question: NumberQuestion) -> int:
    """The place of a number in its line, from 0."""
    target = question.item.target
    assert target
    return entry_numbers(value_shape(target.line.value))[target.entry] if target.entry else 0


def reach(value: float, digits: int) -> float:
    """Two units of the last of so many significant digits: what is worked out from rounded numbers can be no nearer.

    >>> reach(0.0625, 4), reach(0.0, 4)
    (2e-05, 0.0)
    """
    return 2 * 10.0 ** (math.floor(math.log10(abs(value)) + 1e-9) - digits + 1) if value else 0.0


def _line(question: NumberQuestion) -> KeyLine:
    assert question.item.target
    return question.item.target.line


def _sizes(line: KeyLine) -> dict[Name, float]:
    """How far the right value of a line moves with each name that it reads; those that do not move it are left out."""
    found = {}
    for name in symbols(line.assignment.expression):
        value = line.floats.get(name)
        moved = None if value is None else value_of(line.assignment.expression, {**line.floats, name: nudged(value)})
        if moved is not None:
            size = max(abs(a - b) for a, b in zip(elements(moved), elements(line.value)))
            found.update({name_in(line, name): size} if size else {})
    return found
