"""The answer key: the right lines of every step and question, found by the names that people write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...derivation.questions import answers as answered_questions
from ...errors import Message
from ...expr.read.confusables import latin
from ...expr.write.style import canonical_name
from ...problem.fields import did_you_mean
from ...problem.model import OUTPUT, Problem
from ...program.spellings import Spellings, entry_address, entry_places, observation_of, with_small_numbers
from ...solution.solution import solve
from ...solution.trace import Row
from ...solution.values import parameters
from ...typed import Any
from ..answers.answer import MAX_ENTRIES, Answer
from .activation import Activation, unknown_functions
from .key_line import KeyLine as KeyLine
from .key_line import LineIdentity as LineIdentity
from .key_line import StepKey as StepKey
from .key_line import Target as Target
from .key_line import change_of, kept, loss_terms
from .local_slope import local_slope

_CHANGE = ("step ", "Δ", "delta ")
PHASES = ("forward", "loss", "derivative", "jacobian", "backward", "gradient", "update")


class AnswerKey:
    """The right lines of a problem. The problem is solved once, as far as its answers go."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.is_symbolic = problem, problem.symbolic
        solution = solve(problem)
        self._unsolved, self.last = solution.steps(), solution.count  # the number of the last step
        self.programs = solution.programs
        self._steps: list[StepKey] = []
        self._targets: dict[tuple[int | None, str | None, str], Target | None] = {}
        self._questions: dict[str, StepKey] = {}
        self._named: dict[int | None, dict[str, KeyLine]] = {}
        self.spellings = Spellings(problem)
        self.notes: dict[str, Any] = {}  # what others work out once for this key

    @property
    def steps(self) -> list[StepKey]:
        """Every step."""
        return self._solved(None)

    def step(self, number: int | None) -> StepKey | None:
        """A step by its number, or the last one for None; None where there is no such step."""
        steps = self._solved(number)
        place = (number - (steps[0].step or 1) if number is not None else len(steps) - 1) if steps else -1
        return steps[place] if 0 <= place < len(steps) else None

    def step_keys(self, answers: Iterable[Answer]) -> list[StepKey]:
        """The steps up to the last that some answers are about, then the questions that they are about."""
        answers = tuple(answers)
        is_final = any(item.step is None and item.question is None for item in answers)
        last = None if is_final else max((item.step or 0 for item in answers), default=0)
        steps = [item for item in self._solved(last) if last is None or (item.step or 0) <= last]
        return [*steps, *self._asked({item.question for item in answers if item.question is not None})]

    def questions(self) -> list[StepKey]:
        """Every question."""
        return self._asked({item.id for item in self.problem.questions})

    def _solved(self, last: int | None) -> list[StepKey]:
        """The steps that are solved so far; at least those up to a number, for None all."""
        while last is None or last > (self._steps[-1].step or 0 if self._steps else 0):
            step = next(self._unsolved, None)
            if step is None:
                break
            floats = step.rows[0].values if step.rows else {}
            lines = (_line_of(row, step.number, None) for row in step.rows)
            self._steps.append(StepKey(step.number, None, step.observations, tuple(lines), floats))
        return self._steps

    def _asked(self, ids: set[str]) -> list[StepKey]:
        """The questions with these ids; a Latin letter in an id stands for the Cyrillic one that looks like it."""
        wanted = set(map(latin, ids))
        found = [item.id for item in self.problem.questions if latin(item.id) in wanted]
        new = tuple(name for name in found if name not in self._questions)
        for answer in answered_questions(self.problem, new) if new else ():
            rows = [row for row in answer.rows if row.phase in PHASES]
            lines = (_line_of(row, None, answer.question.id) for row in rows)
            floats, observations = (rows[-1].values, rows[0].observations) if rows else ({}, ())
            step_key = StepKey(None, answer.question.id, observations, tuple(lines), floats)
            self._questions[answer.question.id] = step_key
        return [self._questions[name] for name in found]

    def sorted_out(self, answers: Iterable[Answer]) -> tuple[dict[Any, list[tuple[Answer, Target]]], list[Answer]]:
        """Answers with their targets by the identity of their line, and the answers that are about no line."""
        found: dict[Any, list[tuple[Answer, Target]]] = {}
        unknown = []
        for answer in answers:
            target = self.target(answer)
            if target is None:
                unknown.append(answer)
            else:
                found.setdefault(target.line.identity, []).append((answer, target))
        return found, unknown

    def target(self, answer: Answer) -> Target | None:
        """What an answer is about; None where the step, the question or the name does not exist."""
        address = answer.step, answer.question, answer.name
        if address not in self._targets:
            if len(self._targets) > MAX_ENTRIES:
                self._targets.clear()
            self._targets[address] = self._target(answer)
        return self._targets[address]

    def _target(self, answer: Answer) -> Target | None:
        if answer.question is not None:
            found = self._asked({answer.question})
            return self._in_question(found[0], answer.name) if found else None
        step_key = self.step(answer.step)
        if step_key is None:
            return None
        named = self._by_name(step_key, final=answer.step is None)
        for name in self.spellings.of(answer.name):
            if target := self._find(named, name):
                return target
        meant = self.spellings.meant(answer.name, named)
        known = self._find(named, meant) if meant else None
        known = known or self._in_observation(step_key, named, answer.name)
        return known or self._local(step_key, named, answer.name)

    def _local(self, step_key: StepKey, named: dict[str, KeyLine], name: str) -> Target | None:
        """A local derivative, which no line of the step is."""
        if "/" not in name:
            return None
        found = (
            local_slope(self.programs, step_key, named, word) for word in self.spellings.of(with_small_numbers(name))
        )
        return next((target for target in found if target), None)

    def _in_observation(self, step_key: StepKey, named: dict[str, KeyLine], name: str) -> Target | None:
        """An entry of one observation by its number: h¹₂⁽³⁾, H1[2](3), L⁽²⁾."""
        base, number = observation_of(name)
        if number not in step_key.observations:
            return None
        row = step_key.observations.index(number) + 1
        meant = self.spellings.meant(base, named)
        for spelling in (*self.spellings.of(base), *([meant] if meant else [])):
            owner, places = entry_address(spelling)
            line = named.get(f"{owner}_i") or named.get(owner)
            if line and line.value is not None:
                is_matrix = isinstance(line.value, tuple) and isinstance(line.value[0], tuple)
                is_turned = is_matrix and self.programs.layout.is_turned(line.name)
                rows = tuple(zip(*line.value)) if is_turned else line.value
                own = rows[0] if isinstance(rows, tuple) else rows  # every row has the same axes
                inner = entry_places(own, places or (1,)) or places or (1,)
                entry = (row, *inner) if isinstance(own, tuple) else (row,)
                return _entry(line, entry[::-1] if is_turned else entry)
        return None

    def unknown(self, answer: Answer) -> Message:
        """What is said of an answer that is about nothing: no such step, question or name, and what comes near."""
        if answer.question is not None:
            asked = self._asked({answer.question})
            names = [line.name for line in asked[0].lines] if asked else [item.id for item in self.problem.questions]
            near = did_you_mean(answer.name if asked else answer.question, names)
            return Message("check.no_name" if asked else "check.no_question", {"near": near})
        step_key = self.step(answer.step)
        if step_key is None:
            steps = self.steps
            numbers = {"first": steps[0].step, "last": steps[-1].step} if steps else {"first": 1, "last": 0}
            return Message("check.no_step", {"number": answer.step, **numbers})
        named = self._by_name(step_key, final=answer.step is None)
        known = [*reversed(named), *self.problem.names.values()]
        # y is the target, which is given: who writes y for an answer means what the network puts out.
        name = re.sub(r"(?<![^\W_d])y(?![^\W\d_]|_hat)", OUTPUT, answer.name)
        return Message("check.no_name", {"near": did_you_mean(name, known)})

    def _by_name(self, step_key: StepKey, final: bool) -> dict[str, KeyLine]:
        """The lines by canonical name; for the final weights, the updates and the frozen parameters."""
        number = step_key.step
        if number not in self._named:
            found = self._named[number] = {}
            for line in step_key.lines:
                first, here = found.get(line.name, line).assignment, line.assignment
                # Where a graph's local derivative has the name of another total one, the total one is meant.
                local = first.phase == "jacobian" and first.expression is not here.expression
                if here.phase != "after" and (line.name not in found or local):
                    found[line.name] = line
        named = self._named[number]
        if not final:
            return named
        frozen = {name: kept(step_key, name) for name in parameters(self.problem) if name not in named}
        return {**{name: line for name, line in named.items() if line.assignment.target}, **frozen}

    def _find(self, named: dict[str, KeyLine], name: str) -> Target | None:
        """The line of a canonical name, its entry, or the change of a parameter (step W3)."""
        change = next((name[len(mark) :].strip() for mark in _CHANGE if name.startswith(mark)), None)
        if change is not None and canonical_name(name) not in named:  # the perceptron's rule has a line ΔW3
            line = named.get(canonical_name(change))
            return Target(change_of(line)) if line and line.assignment.target else None
        if name in named:
            return Target(named[name])
        owner, places = entry_address(name)
        # L[2] is the loss of the second observation, which stands in a line of its own before the mean; of a single
        # observation, what its second output adds to the loss.
        each = named.get(f"{owner}_i")
        if each and each.assignment.part_of == owner and len(places) == 1:
            return _entry(each, places)
        whole = named.get(owner)
        terms = loss_terms(whole, self.programs.layout) if whole and len(places) == 1 else None
        if terms:
            return _entry(terms, places)
        return _entry(named[owner], places) if places and owner in named else None

    def _in_question(self, step_key: StepKey, name: str) -> Target | None:
        """A line of a question by its name, an entry or its phase; without a name, the last line that has a value."""
        lines = step_key.lines
        if not name:
            rows = [line for line in lines if line.value is not None] or list(lines)
            return Target(rows[-1]) if rows else None
        meant = self.spellings.meant(name, [line.name for line in lines])
        for spelling in (*self.spellings.of(name), *([meant] if meant else [])):
            owner, places = entry_address(spelling)
            for line in lines:
                if line.name == spelling:
                    return Target(line)
            whole = next((line for line in lines if places and line.name == owner), None)
            if whole:
                return _entry(whole, places)
        phase, places = entry_address(name)
        phases = [line for line in lines if line.assignment.phase == phase]
        if not phases:
            return None
        return _entry(phases[-1], places) if places else Target(phases[-1])


def _line_of(row: Row, step: int | None, question: str | None) -> KeyLine:
    return KeyLine(step, question, row.line, row.values, row.entries, row)


def lines_of(step_key: StepKey, answered: Iterable[KeyLine]) -> Iterator[KeyLine]:
    """The lines of a step or question, then the answered lines beside them: parameters' changes, frozen parameters."""
    yield from (line for line in step_key.lines if line.assignment.phase != "after")
    own = set(map(id, step_key.lines))
    others = [line for line in answered if id(line) not in own]
    beside = [line for line in others if (line.step, line.question) == (step_key.step, step_key.question)]
    if beside:
        identities = {line.identity for line in step_key.lines}
        yield from (line for line in beside if line.identity not in identities)


def _entry(line: KeyLine, places: tuple[int, ...]) -> Target | None:
    """One entry of a line; None where there is no such entry."""
    found = entry_places(line.nested_value, places)
    return None if found is None else Target(line, found)


def functions_of(problem: Problem) -> tuple[str, ...]:
    """The names that a formula may call, with those of their derivatives, such as f and f′."""
    names = unknown_functions(problem) | Activation(problem).names
    return tuple(sorted(names | {f"{name}′" for name in names}))
