"""Finds the convention that a file of answers keeps to, where that is not the problem's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, product

from ...evaluate.evaluate import elements
from ...expr.node import Node
from ...expr.traverse import symbols
from ...problem.model import Problem
from ...program.step import build
from ...tolerances import MIN_SHOWN, NEAR
from ..answers.answer import Answer, identity_of
from ..judge.entries import align
from ..judge.key import AnswerKey, KeyLine, LineIdentity, StepKey, Target
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge, Reading
from ..judge.result import ACCEPTED, FOLLOWS, REFUSED, RIGHT, JudgedAnswer
from .candidate import Candidate, best
from .conventions import Convention
from .replay import value_of

Conventions = tuple[Convention, ...]


class ConventionSearch:
    """Holds answers against conventions.

    before: how each answer is judged without any. first: the first wrong answer.
    """

    def __init__(self, judge: Judge, lines: list[JudgedLine], answers: tuple[Answer, ...], first: JudgedAnswer) -> None:
        self.judge, self.answers, self.first = judge, answers, first
        self.before = {identity_of(item.answer): item for line in lines for item in line.judged}
        self._wrong = wrong_answers(lines)
        self._found: dict[Conventions, Candidate | None] = {}
        # Keys and programs under conventions are those of the problem, whoever answered.
        self._keys: dict[tuple[str, ...], AnswerKey | None] = judge.key.notes.setdefault("keys", {})
        self._programs: dict[tuple[tuple[str, ...], int, int], dict[str, Node]] = judge.key.notes.setdefault(
            "programs", {}
        )
        self._others: dict[tuple[LineIdentity, Node], bool] = judge.key.notes.setdefault("others", {})

    def kept(self, choices: Iterable[Convention]) -> Candidate | None:
        """Of some conventions the one (or pair) that makes most wrong answers right and contradicts no correct one.

        None if there is none.
        """
        singles = [tried for tried in self._alone(tuple(choices)) if self.is_possible(tried)]
        near = [tried for tried in singles if self.is_near(tried)]
        telling = [tried for tried in singles if tried in near or self.tells(tried)]
        # Of all pairs only those are worth a judgement that have something to do with the first error.
        pairs = [(*one, *other) for one, other in combinations(singles, 2) if one in near or other in near]
        pairs += [(*one, *other) for one, other in combinations(telling, 2) if one not in near and other not in near]
        alone = best(self._candidates(near))
        if not alone or alone[0].explains < self._wrong:
            alone = best(chain(alone, self._candidates(tried for tried in pairs if self.is_near(tried))))
        return alone[0] if alone else None

    def under(self, tried: Conventions) -> Candidate | None:
        """The work under some conventions, whatever speaks for them; None where these do not go together."""
        judge = self._judge(tried)
        return self._candidate(tried, judge, list(judge.judged())) if judge else None

    def _candidate(self, tried: Conventions, judge: Judge, lines: list[JudgedLine]) -> Candidate:
        name = "+".join(convention.name for convention in tried)
        return Candidate(name, self._wrong - wrong_answers(lines), judge=judge, lines=lines)

    def _candidates(self, choices: Iterable[Conventions]) -> Iterator[Candidate]:
        """Those that leave fewer answers wrong, and that enough lines show."""
        for tried in choices:
            if tried not in self._found:
                self._found[tried] = self._tried(tried)
            if found := self._found[tried]:
                yield found

    def _tried(self, tried: Conventions) -> Candidate | None:
        judge = self._judge(tried)
        lines = judge and self._judged(judge)
        found = self._candidate(tried, judge, lines) if judge and lines else None
        return found if found and found.explains > 0 and self._is_kept(tried, found.lines) else None

    def _judge(self, tried: Conventions) -> Judge | None:
        key = self.key(tried)
        return Judge(key, self.answers, self.judge.scheme, _readings(tried)) if key else None

    def _alone(self, choices: Conventions) -> list[Conventions]:
        """Each convention by itself; one that exists only under another (1/m at the gradients of a sum) with that."""
        known: dict[Conventions, list[Conventions]] = self.judge.key.notes.setdefault("alone", {})
        if choices not in known:
            known[choices] = list(self._changing(choices))
        return known[choices]

    def _changing(self, choices: Conventions) -> Iterator[Conventions]:
        plain = self.judge.key.problem
        changed = {item: item.problem(plain) for item in choices}
        yield from ((item,) for item in choices if changed[item] is not None)
        for first, other in ((a, b) for a, b in product(choices, choices) if changed[a] and changed[b] is None):
            both = other.problem(changed[first] or plain)
            # Whoever goes back on the first as well keeps to what the problem says.
            if both is not None and first.problem(both) is None:
                yield first, other

    def is_possible(self, tried: Conventions) -> bool:
        """Whether conventions make no difference to a line that is right without them."""
        right = [item for item in self.before.values() if item.target and item.verdict == RIGHT]
        if readings := _readings(tried):
            return not any(_is_misread(reading, item) for reading in readings for item in right)
        for item in right:
            line = item.target.line if item.target else None
            step_key = line and line.step and self.judge.key.step(line.step)
            # What they make of a line's operands may make up for what they make of the line.
            if line and step_key and self._is_other(line, tried, step_key) and self._differs_throughout(item, tried):
                return False
        return True

    def _is_other(self, line: KeyLine, tried: Conventions, step_key: StepKey) -> bool:
        """Whether a line by itself has another value under conventions."""
        other = self._program(tried, step_key).get(line.assignment.name)
        if other is None or other is line.assignment.expression:
            return False
        address = line.identity, other
        if address not in self._others:
            self._others[address] = _differs(line, other)
        return self._others[address]

    def _program(self, tried: Conventions, step_key: StepKey) -> dict[str, Node]:
        """The right-hand sides of a step under conventions."""
        batch, step = len(step_key.observations), step_key.step or 1
        address = tuple(item.name for item in tried), batch, step
        if address not in self._programs:
            key = self.key(tried)
            lines = build(key.problem, batch, step) if key else ()
            self._programs[address] = {line.name: line.expression for line in lines}
        return self._programs[address]

    def _differs_throughout(self, item: JudgedAnswer, tried: Conventions) -> bool:
        """Whether the line of an answer has another value where the whole problem is worked out by conventions."""
        key = self.key(tried)
        other = key.target(item.answer) if key else None
        assert item.target
        pairs = zip(elements(item.target.line.value), elements(other.line.value)) if other else ()
        return other is None or any(_is_far(a, b) for a, b in pairs)

    def key(self, tried: Conventions) -> AnswerKey | None:
        """The answer key under some conventions; None where they do not go together."""
        names = tuple(item.name for item in tried if item.reading is None)
        if names not in self._keys:
            problem: Problem | None = self.judge.key.problem
            for convention in tried:
                problem = convention.problem(problem) if problem is not None else None
            self._keys[names] = self.judge.key if not names else problem and AnswerKey(problem)
        return self._keys[names]

    def tells(self, tried: Conventions) -> bool:
        """Whether the line of the first error has another value under conventions, or its answer is read otherwise."""
        target, answer = self._target(tried), self.first.answer
        assert self.first.target
        is_other = target is not None and target.line.value != self.first.target.line.value
        return is_other or _reads_otherwise(tried, answer, self.first.target)

    def _target(self, tried: Conventions) -> Target | None:
        """The line of the first error under conventions."""
        key = self.key(tried)
        return key.target(self.first.answer) if key else None

    def is_near(self, tried: Conventions) -> bool:
        """Whether the first wrong answer comes near to being right under conventions."""
        target = self._target(tried)
        if not target or target.line.value is None:
            return False
        answer = self.first.answer
        for reading in _readings(tried):
            answer = reading(answer, target)
        matched, true = align(answer, target), elements(target.line.value)
        return bool(matched.entries and not matched.note) and all(
            number.value is not None and abs(number.value - true[index]) <= NEAR * abs(true[index]) + number.unit
            for index, number in matched.entries.items()
        )

    def _is_kept(self, tried: Conventions, lines: Iterable[JudgedLine]) -> bool:
        """Whether enough lines show conventions to tell them from a slip, and no line that they touch is wrong."""
        judged = [item for line in lines for item in line.judged]
        accepted = [item for item in judged if item.verdict in ACCEPTED]
        shown = [item for item in accepted if self.before[identity_of(item.answer)].verdict not in ACCEPTED]
        least = 1 if self.judge.scheme.asks else MIN_SHOWN
        if len(shown) < least and len(shown) + self._borne_out(shown, accepted) < least:
            return False
        if any(item.verdict in REFUSED and self._touches(tried, item) for item in judged):
            return False
        phases = {item.target.line.assignment.phase for item in accepted if item.target}
        return all(not convention.told_by or phases & set(convention.told_by) for convention in tried)

    def _borne_out(self, shown: list[JudgedAnswer], accepted: list[JudgedAnswer]) -> int:
        """How many right answers bear conventions out: their line is another one, and reads a line that shows them.

        With 1/m at the gradients alone, dL/dW is right from a dL/dH that is m times as large.
        """
        names = {(item.target.line.step, item.target.line.assignment.name) for item in shown if item.target}
        count = 0
        for item in accepted if names else ():
            plain = self.before[identity_of(item.answer)].target
            if item.target and plain and item not in shown:
                line, expression = item.target.line, item.target.line.assignment.expression
                is_other = expression is not plain.line.assignment.expression
                count += is_other and any((line.step, name) in names for name in symbols(expression))
        return count

    def _touches(self, tried: Conventions, under: JudgedAnswer) -> bool:
        """Whether conventions make a difference to an answer: to the right value, or to how it is read."""
        plain = self.before[identity_of(under.answer)]
        if not under.target or not plain.target:
            return False
        is_other = any(_is_far(a, b) for a, b in zip(*(elements(t.line.value) for t in (under.target, plain.target))))
        return is_other or _reads_otherwise(tried, plain.answer, plain.target)

    def _judged(self, judge: Judge) -> list[JudgedLine] | None:
        """What a judge says; None as soon as it contradicts a correct answer, or the first error stays one."""
        lines = []
        for line in judge.judged():
            for item in line.judged:
                plain = self.before.get(identity_of(item.answer))
                if plain is None or self._is_refuted(plain, item):
                    return None
            lines.append(line)
        return lines

    def _is_refuted(self, plain: JudgedAnswer, under: JudgedAnswer) -> bool:
        if plain is self.first or plain.verdict in ACCEPTED:
            return under.verdict not in ACCEPTED
        return plain.verdict == FOLLOWS and under.verdict not in (*ACCEPTED, FOLLOWS)


def _is_misread(reading: Reading, item: JudgedAnswer) -> bool:
    """Whether an answer that is right as it stands is far from it when it is read by a convention."""
    assert item.target
    answer = reading(item.answer, item.target)
    if answer is item.answer or item.target.entry:
        return False
    true = elements(item.target.line.value)
    matched = align(answer, item.target)
    return bool(matched.note) or any(_is_far(number.value or 0.0, true[n]) for n, number in matched.entries.items())


def _differs(line: KeyLine, other: Node) -> bool:
    """Whether a line gives something far from its value with another right-hand side."""
    value = value_of(other, line.floats)
    return value is None or any(_is_far(a, b) for a, b in zip(elements(value), elements(line.value)))


def _is_far(value: float, true: float) -> bool:
    return abs(value - true) > NEAR * max(abs(value), abs(true))


def _reads_otherwise(tried: Conventions, answer: Answer, target: Target) -> bool:
    """Whether an answer is another one when it is read by conventions."""
    return any(reading(answer, target) is not answer for reading in _readings(tried))


def _readings(tried: Conventions) -> tuple[Reading, ...]:
    return tuple(convention.reading for convention in tried if convention.reading)


def wrong_answers(lines: Iterable[JudgedLine]) -> int:
    """How many answers are wrong."""
    return sum(item.verdict in REFUSED for line in lines for item in line.judged)
