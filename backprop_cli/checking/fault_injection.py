"""Fault injection: the answer file of a student who makes one given mistake in one line and is otherwise right."""

from __future__ import annotations

from collections.abc import Container, Iterator

from ..evaluate.evaluate import Value, elements
from ..expr.node import Node
from ..expr.traverse import reads
from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import SAME_NUMBER, VISIBLE
from ..typed import Any
from .explain.replay import Place, Replay, Values, lazily, value_of, value_of_rewritten
from .judge.key import AnswerKey, KeyLine, StepKey
from .mistakes.catalogue import ranked
from .mistakes.rewriting import Misconception, RewriteContext, rewritings


class Mutant(NamedTuple):
    """A right solution with one fault: the misconception, the step and the line where it is made, the line it makes."""

    name: str
    step: int
    number: int
    node: Node


class FaultInjector:
    """The right work of a problem, and what becomes of it with one mistake in it.

    most_steps: how many of its steps are worked out; None: all. made: what misconceptions made of lines of the same
    problem with other numbers, on which that does not depend.
    """

    def __init__(self, problem: Problem, most_steps: int | None = None, made: dict[Any, Any] | None = None) -> None:
        self.key = AnswerKey(problem)
        steps = first_steps(self.key, most_steps)
        right = {line.identity: line.value for step_key in steps for line in step_key.lines if line.value is not None}
        self.replay = Replay(self.key, right)
        self.steps = self.replay.steps
        self._contexts: dict[Place, RewriteContext] = {}
        self._made = {} if made is None else made
        self.key.notes["rewritings"] = self._made  # which does not depend on numbers either
        self._values: dict[Mutant, Value | None] = {}
        for step_key in steps:
            step = self.replay.begin(step_key)
            for line in step_key.lines:
                step.add(line, None)

    def places(self) -> Iterator[Place]:
        """Every line, in the order of the work."""
        for step, replayed in enumerate(self.steps):
            for number in range(len(replayed.lines)):
                yield step, number

    def mutants(self, wanted: Container[str] | None = None) -> Iterator[Mutant]:
        """Every misconception wherever it gives something visibly else, the commonest first.

        wanted: the names of those that are looked for, else all; one may be taken out as soon as it was seen.
        """
        places = list(self.places())
        for mistake in ranked():
            for place in places:
                if wanted is not None and mistake.name not in wanted:
                    break
                yield from self.mutants_at(mistake, *place)

    def mutants_at(self, mistake: Misconception, step: int, number: int) -> Iterator[Mutant]:
        """What a misconception makes of one line, where that is visibly else."""
        for node in lazily(self._made, (mistake, step, number), lambda: self._rewritten(mistake, (step, number))):
            mutant = Mutant(mistake.name, step, number, node)
            if is_visible(self.value(mutant), self.line(mutant).value):
                yield mutant

    def _rewritten(self, mistake: Misconception, place: Place) -> Iterator[Node]:
        """What a misconception makes of a line; nothing of a line in whose phase nobody makes it."""
        if self.steps[place[0]].lines[place[1]].assignment.phase not in mistake.phases:
            return
        if place not in self._contexts:
            self._contexts[place] = self.replay.context(self.steps[place[0]], place[1])
        yield from rewritings(mistake, self._contexts[place])

    def value(self, mutant: Mutant) -> Value | None:
        """What the line becomes in floats; None where it has no value."""
        if mutant not in self._values:
            step = self.steps[mutant.step]
            self._values[mutant] = value_of_rewritten(mutant.node, step.as_written, self.replay.elsewhere(step))
        return self._values[mutant]

    def line(self, mutant: Mutant) -> KeyLine:
        """The line in which the mistake is made."""
        return self.steps[mutant.step].lines[mutant.number]

    def near(self, mutant: Mutant) -> set[str]:
        """The names of the lines next to the mistake: what its line reads, itself, and the first that reads it."""
        lines, line = self.steps[mutant.step].lines, self.line(mutant)
        read = {*reads(line.assignment.expression), *reads(mutant.node)}
        after = (other.name for other in lines if line.assignment.name in reads(other.assignment.expression))
        return {other.name for other in lines if other.assignment.name in read} | {line.name, *list(after)[:1]}

    def answers(self, mutant: Mutant) -> tuple[int, dict[str, Value]]:
        """What the student writes: the number of the step, and the values of its lines by name."""
        step = self.steps[mutant.step]
        made = {line.assignment.name for line in step.lines}
        values: Values = {name: value for name, value in step.as_written.items() if name not in made}
        written: dict[str, Value] = {}
        for number, line in enumerate(step.lines):
            if number == mutant.number:
                value = value_of_rewritten(mutant.node, values, self.replay.elsewhere(step))
            else:
                value = value_of(line.assignment.expression, values)
            if value is None:
                break
            values[line.assignment.name] = value
            if line.assignment.part_of is None:
                written[line.name] = value
        return step.step_key.step or 1, written


def first_steps(key: AnswerKey, most: int | None) -> list[StepKey]:
    """The first steps of a key, at most so many; only these are solved."""
    if most is None:
        return key.steps
    done = key.problem.train.done if key.problem.train else 0
    return [step_key for number in range(done + 1, done + most + 1) if (step_key := key.step(number))]


def is_visible(value: Value | None, right: Value | None) -> bool:
    """Whether a wrong value differs from the right one in the digits that people write, and not by rounding alone."""
    if value is None or right is None:
        return False
    pairs = zip(elements(value), elements(right))
    return any(abs(a - b) > max(VISIBLE * max(abs(a), abs(b)), SAME_NUMBER) for a, b in pairs)
