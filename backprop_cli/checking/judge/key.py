"""The work that answers are judged against: every line of every step and question, found by the names people use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any, NamedTuple

from ...derivation.questions import answers as answered_questions
from ...evaluate.evaluate import Value
from ...expr.names import entry_of, gradient_of
from ...expr.node import Node, symbol
from ...expr.read.confusables import latin
from ...expr.write.style import canonical_name
from ...problem.model import Problem
from ...program.line import Assignment
from ...program.network import layer_stages
from ...solution.solution import solve
from ..answers.file import Answer

_ENTRY = re.compile(r"(.+?)\s*\[\s*(\d+)\s*(?:[,;]\s*(\d+)\s*)?\]")
_NEW = re.compile(r"(.+?)\s*(?:⁺|\+|_new|')")
_CHANGE = ("step ", "Δ", "delta ")
PHASES = ("forward", "loss", "derivative", "jacobian", "backward", "gradient", "update")


class KeyLine(NamedTuple):
    """One line of the work: where it stands, and the true values of everything that it can read."""

    step: int | None
    question: str | None
    assignment: Assignment
    floats: dict[str, Value]
    entries: Value | None = None

    @property
    def name(self) -> str:
        """The canonical name; of a parameter's step, `step W3`."""
        return self.assignment.shown

    @property
    def key(self) -> tuple[int | None, str | None, str, str]:
        """What tells this line from all others."""
        return self.step, self.question, self.assignment.phase, self.name

    @property
    def value(self) -> Value | None:
        """The right value as floats; None where it is a formula."""
        return self.floats.get(self.assignment.name)


class Target(NamedTuple):
    """What an answer speaks of: a line, or one entry of it (row and column, or place, from 1)."""

    line: KeyLine
    entry: tuple[int, ...] = ()


class StepKey(NamedTuple):
    """The lines of one step, or of one question, in the order of the work, with the values that they start from."""

    step: int | None
    question: str | None
    observations: tuple[int, ...]
    lines: tuple[KeyLine, ...]
    floats: dict[str, Value]


class AnswerKey:
    """Every stage of a problem that answers speak of; without answers, every step."""

    def __init__(self, problem: Problem, given: Iterable[Answer] | None = None) -> None:
        self.problem = problem
        final = given is None
        given = tuple(given or ())
        final = final or any(item.step is None and item.question is None for item in given)
        last = max((item.step or 0 for item in given), default=0)
        self.steps = list(self._steps(None if final else last))
        wanted = {latin(item.question) for item in given if item.question is not None}
        self.questions = list(self._questions(wanted)) if wanted else []

    @property
    def first(self) -> int:
        """The number of the first step."""
        return self.steps[0].step or 1 if self.steps else 1

    @property
    def stages(self) -> list[StepKey]:
        """The steps, then the questions."""
        return [*self.steps, *self.questions]

    def _steps(self, last: int | None) -> Iterator[StepKey]:
        solution = solve(self.problem)
        for step in solution.steps() if last != 0 else ():
            if last is not None and step.number > last:
                return
            floats = step.rows[0].values if step.rows else {}
            lines = (KeyLine(step.number, None, row.line, floats, row.entries) for row in step.rows)
            yield StepKey(step.number, None, step.observations, tuple(lines), floats)

    def _questions(self, wanted: set[str]) -> Iterator[StepKey]:
        ids = tuple(item.id for item in self.problem.questions if latin(item.id) in wanted)
        for answer in answered_questions(self.problem, ids) if ids else ():
            rows = [row for row in answer.rows if row.phase in PHASES]
            floats = rows[-1].values if rows else {}
            lines = (KeyLine(None, answer.question.id, row.line, row.values, row.entries) for row in rows)
            observations = rows[0].observations if rows else ()
            yield StepKey(None, answer.question.id, observations, tuple(lines), floats)

    def sorted_out(self, given: Iterable[Answer]) -> tuple[dict[Any, list[tuple[Answer, Target]]], list[Answer]]:
        """Answers by the key of the line that they speak of, and those that speak of none."""
        found: dict[Any, list[tuple[Answer, Target]]] = {}
        unknown = []
        for item in given:
            target = self.target(item)
            if target is None:
                unknown.append(item)
            else:
                found.setdefault(target.line.key, []).append((item, target))
        return found, unknown

    def target(self, given: Answer) -> Target | None:
        """What an answer speaks of; None where there is no such name."""
        stage = self._stage(given)
        if stage is None:
            return None
        if given.question is not None:
            return self._in_question(stage, given.name)
        named = self._named(stage)
        for name in self.spellings(given.name):
            found = self._find(stage, named, name, given.step is None)
            if found:
                return found
        return None

    def _stage(self, given: Answer) -> StepKey | None:
        if given.question is not None:
            wanted = latin(given.question)
            return next((stage for stage in self.questions if latin(stage.question or "") == wanted), None)
        if given.step is None:
            return self.steps[-1] if self.steps else None
        return next((stage for stage in self.steps if stage.step == given.step), None)

    def _named(self, stage: StepKey) -> dict[str, KeyLine]:
        if stage.step not in self._names:
            self._names[stage.step] = {
                line.name: line for line in reversed(stage.lines) if line.assignment.phase != "after"
            }
        return self._names[stage.step]

    @cached_property
    def _names(self) -> dict[int | None, dict[str, KeyLine]]:
        return {}

    @cached_property
    def _labels(self) -> dict[str, str]:
        """Canonical names by the problem's own; a gradient by such a name as well."""
        labels = {printed: canonical for canonical, printed in reversed(self.problem.names.items())}
        slopes = {gradient_of(printed): gradient_of(canonical) for printed, canonical in labels.items()}
        return {**slopes, **labels}

    def spellings(self, said: str) -> Iterator[str]:
        """The canonical names that a written one may mean, the likeliest first."""
        said = said.strip()
        for name in (said, latin(said)):
            plain = canonical_name(name)
            labels = self._labels
            yield from (labels[word] for word in (name, name.replace("∂", "d"), plain) if word in labels)
            yield from (name, plain)
            owner, places = entry_address(name)
            if places:
                owners = [labels[owner]] if owner in labels else []
                yield from (entry_of(word, *places) for word in (*owners, canonical_name(owner)))
            new = _NEW.fullmatch(name)
            if new:
                yield from (labels.get(new[1], canonical_name(new[1])),)

    def _find(self, stage: StepKey, named: dict[str, KeyLine], name: str, final: bool) -> Target | None:
        if final:
            named = {key: line for key, line in named.items() if line.assignment.target}
            named |= {frozen: self._kept(stage, frozen) for frozen in self._parameters if frozen not in named}
        change = next((name[len(mark) :].strip() for mark in _CHANGE if name.startswith(mark)), None)
        if change is not None:
            line = named.get(canonical_name(change))
            return Target(_change(line)) if line and line.assignment.target else None
        if name in named:
            return Target(named[name])
        owner, places = entry_address(name)
        if owner == "L" and len(places) == 1 and "L_i" in named:
            return _entry(named["L_i"], places)
        return _entry(named[owner], places) if places and owner in named else None

    @cached_property
    def _parameters(self) -> list[str]:
        stages = layer_stages(self.problem, 1) if not self.problem.graph else []
        return [node.data for stage in stages for node in stage.parameters.values()]

    def _kept(self, stage: StepKey, name: str) -> KeyLine:
        """The line of a parameter that no update replaces."""
        return KeyLine(stage.step, None, Assignment(name, symbol(name), "update", target=name), stage.floats)

    def _in_question(self, stage: StepKey, name: str) -> Target | None:
        lines = stage.lines
        if not name:
            rows = [line for line in lines if line.value is not None] or list(lines)
            return Target(rows[-1]) if rows else None
        for spelling in self.spellings(name):
            for line in lines:
                if line.name == spelling:
                    return Target(line)
            name_of_line, places = entry_address(spelling)
            owner = next((line for line in lines if places and line.name == name_of_line), None)
            if owner:
                return _entry(owner, places)
        phases = [line for line in lines if line.assignment.phase == name]
        return Target(phases[-1]) if phases else None


def _change(line: KeyLine) -> KeyLine:
    """A parameter's step as a line: what it is after the update less what it was before."""
    from ...evaluate.algebras import DECIMAL
    from ...program.line import run_decimal

    update = line.assignment
    shape = update.expression.shape
    difference: Node = symbol(update.name, shape) - symbol(update.target or "", shape)
    assignment = Assignment(f"step {update.target}", difference, "update", update.layer, update.kind)
    with suppress(KeyError):
        run_decimal(assignment, line.floats, DECIMAL)
    return KeyLine(line.step, line.question, assignment, line.floats)


def lines_of(stage: StepKey, answered: Iterable[KeyLine]) -> Iterator[KeyLine]:
    """The lines of a stage; after them what is answered besides: a parameter's step, one that stays as it is."""
    own = {line.key for line in stage.lines}
    yield from (line for line in stage.lines if line.assignment.phase != "after")
    for line in answered:
        if line.key not in own and (line.step, line.question) == (stage.step, stage.question):
            yield line


def _entry(line: KeyLine, places: tuple[int, ...]) -> Target | None:
    """One entry of a line; a single place in one row or one column counts along it."""
    value: Any = line.value if line.value is not None else line.entries
    found = entry_places(value, places)
    return None if found is None else Target(line, found)


def entry_address(name: str) -> tuple[str, tuple[int, ...]]:
    """The name of a whole and the places of an entry in it, as they stand in an address; no places in other names."""
    entry = _ENTRY.fullmatch(name)
    return (entry[1], tuple(int(place) for place in entry.groups()[1:] if place)) if entry else (name, ())


def entry_places(value: Value, places: tuple[int, ...]) -> tuple[int, ...] | None:
    """The row and column (or place) of an entry by its address, none for a single number; None where there is none."""
    if not isinstance(value, tuple):
        return () if set(places) == {1} else None
    if len(places) == 1 and isinstance(value[0], tuple):
        if len(value) == 1:
            places = (1, *places)
        elif len(value[0]) == 1:
            places = (*places, 1)
    for place in places:
        if not isinstance(value, tuple) or not 1 <= place <= len(value):
            return None
        value = value[place - 1]
    return None if isinstance(value, tuple) else places
