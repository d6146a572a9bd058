"""Other conventions that a whole file can keep to: another loss by its factor, another layout, another order."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from ...evaluate.evaluate import elements, map_value
from ...expr.node import Node
from ...problem.model import Problem
from ...program.network import is_in_logarithms
from ...program.step import build
from ..answers.file import Answer, key_of
from ..judge.entries import aligned
from ..judge.key import AnswerKey, KeyLine, Target
from ..judge.numbers import Judge, JudgedLine, Reading
from ..judge.result import ACCEPTED, FOLLOWS, RIGHT, WRONG, Judged
from ..mistakes.loss import SQUARED
from .replay import value_of

NEAR = 0.05


class Convention(NamedTuple):
    """A convention: its name, the problem under it (None where it makes no difference), and how answers are read.

    lines: how many answers must show it, for a single one may as well be a slip.
    """

    name: str
    problem: Callable[[Problem], Problem | None] = lambda problem: problem
    reading: Reading | None = None
    lines: int = 1


def _loss(kind: str) -> Callable[[Problem], Problem | None]:
    def changed(problem: Problem) -> Problem | None:
        loss, outputs = problem.loss, len(problem.data[0].y or ()) if problem.data else 0
        if loss is None or loss.kind not in SQUARED or loss.kind == kind:
            return None
        if outputs < 2 and {loss.kind, kind} == {"squared_error", "mse"}:
            return None
        return problem._replace(loss=loss._replace(kind=kind))

    return changed


def _reduction(reduction: str) -> Callable[[Problem], Problem | None]:
    def changed(problem: Problem) -> Problem | None:
        batches = problem.train.order if problem.train else ()
        if problem.loss is None or problem.loss.reduction == reduction or all(len(batch) < 2 for batch in batches):
            return None
        return problem._replace(loss=problem.loss._replace(reduction=reduction))

    return changed


def _setting(name: str, value: Any, applies: Callable[[Problem], bool]) -> Callable[[Problem], Problem | None]:
    def changed(problem: Problem) -> Problem | None:
        if problem.conventions.get(name) == value or not applies(problem):
            return None
        return problem._replace(conventions={**problem.conventions, name: value})

    return changed


def _is_bent(problem: Problem) -> bool:
    return any(layer.kind in ("relu", "leaky_relu") for layer in problem.network)


def _is_deep(problem: Problem) -> bool:
    return problem.train is not None and sum(bool(layer.parameters) for layer in problem.network) > 1


def _has_logarithm(problem: Problem) -> bool:
    return problem.loss is not None and is_in_logarithms(problem.loss.kind)


def _with_matrices(problem: Problem) -> Problem | None:
    """The problem itself, if it has weights of more than one number."""
    return problem if any(len(elements(layer.parameters.get("W"))) > 1 for layer in problem.network) else None


def _with_batches(problem: Problem) -> Problem | None:
    """The problem itself, if a step has several observations."""
    return problem if problem.train and any(len(batch) > 1 for batch in problem.train.order) else None


def _negated(given: Answer, target: Target) -> Answer:
    """Gradients written as the direction of descent: each with the other sign."""
    if target.line.assignment.phase not in ("backward", "gradient") or given.value is None:
        return given
    return given._replace(value=map_value(lambda item: item.negated(), given.value))


def _turned(given: Answer, target: Target) -> Answer:
    """Weights and their gradients with a row for each output: turned round."""
    return _transposed(given, target, ("gradient", "update"))


def _in_columns(given: Answer, target: Target) -> Answer:
    """Values of a batch with a column for each observation: turned round."""
    return _transposed(given, target, ("forward", "loss", "backward"))


def _transposed(given: Answer, target: Target, phases: tuple[str, ...]) -> Answer:
    value, rows = target.line.value, given.value
    is_matrix = isinstance(value, tuple) and isinstance(value[0], tuple) and len(elements(value)) > 1
    if not is_matrix or target.entry or target.line.assignment.phase not in phases:
        return given
    if not isinstance(rows, tuple) or not all(isinstance(row, tuple) for row in rows):
        return given
    return given._replace(value=tuple(zip(*rows))) if len({len(row) for row in rows}) == 1 else given


CONVENTIONS = (
    Convention("loss_with_half", _loss("half_squared_error")),
    Convention("loss_without_half", _loss("squared_error")),
    Convention("mean_over_outputs", _loss("mse")),
    Convention("sum_over_batch", _reduction("sum")),
    Convention("mean_over_batch", _reduction("mean")),
    Convention("outputs_by_inputs", _with_matrices, _turned),
    Convention("observations_in_columns", _with_batches, _in_columns, lines=2),
    Convention("descent_direction", reading=_negated, lines=2),
    Convention("updates_while_going_back", _setting("update_order", "during_backward", _is_deep)),
    Convention("updates_after_going_back", _setting("update_order", "after_backward", _is_deep)),
    Convention("relu_at_zero_one", _setting("relu_at_zero", Fraction(1), _is_bent)),
    Convention("relu_at_zero_half", _setting("relu_at_zero", Fraction(1, 2), _is_bent)),
    Convention("relu_at_zero_zero", _setting("relu_at_zero", Fraction(0), _is_bent)),
    Convention("log_base_2", _setting("log_base", Fraction(2), _has_logarithm)),
    Convention("log_base_10", _setting("log_base", Fraction(10), _has_logarithm)),
)


class Kept(NamedTuple):
    """A convention that a file keeps to, the judge under it, and what that saw."""

    name: str
    judge: Judge
    seen: list[JudgedLine]


def kept_convention(judge: Judge, seen: list[JudgedLine], given: tuple[Answer, ...]) -> Kept | None:
    """The convention, or two together, under which fewer answers are wrong, and against which no line speaks."""
    first = next((item for line in seen for item in line.judged if item.verdict == WRONG and item.target), None)
    if first is None:
        return None
    trial = _Trial(judge, seen, given, first)
    singles: list[Chosen] = [(convention,) for convention in CONVENTIONS if trial.is_possible(convention)]
    near = [chosen for chosen in singles if trial.is_near(chosen)]
    telling = [chosen for chosen in singles if chosen in near or trial.tells(chosen)]
    pairs = [(*one, *other) for one, other in combinations(singles, 2) if one in near or other in near]
    pairs += [(*one, *other) for one, other in combinations(telling, 2) if one not in near and other not in near]
    alone = trial.best(near)
    if alone and not trial.fewest:
        return alone
    return trial.best([chosen for chosen in pairs if trial.is_near(chosen)]) or alone


Chosen = tuple[Convention, ...]


class _Trial:
    """Answers held against conventions: their first error, and what was seen without any."""

    def __init__(self, judge: Judge, seen: list[JudgedLine], given: tuple[Answer, ...], first: Judged) -> None:
        self.judge, self.given, self.first = judge, given, first
        self.before = {key_of(item.given): item for line in seen for item in line.judged}
        self.fewest = _wrong(seen)
        self._works: dict[Any, AnswerKey | None] = {}

    def is_possible(self, convention: Convention) -> bool:
        """Whether a convention makes a difference, and none to a line that is right without it."""
        problem = convention.problem(self.judge.work.problem)
        if problem is None:
            return False
        well = [item for item in self.before.values() if item.target and item.verdict == RIGHT]
        if convention.reading:
            return not any(_is_misread(convention.reading, item) for item in well)
        programs: dict[int, dict[str, Node]] = {}
        for item in well:
            line = item.target.line if item.target else None
            if line and line.step is not None:
                batch = len(self.judge.work.steps[line.step - self.judge.work.first].observations)
                if batch not in programs:
                    programs[batch] = {other.name: other.expression for other in build(problem, batch)}
                other = programs[batch].get(line.assignment.name)
                if other is not None and other is not line.assignment.expression and _differs(line, other):
                    return False
        return True

    def work(self, chosen: Chosen) -> AnswerKey | None:
        """The work under some conventions; None where they do not go together."""
        key = tuple(item.name for item in chosen if item.reading is None)
        if key not in self._works:
            problem: Problem | None = self.judge.work.problem
            for convention in chosen:
                problem = convention.problem(problem) if problem is not None else None
            self._works[key] = self.judge.work if not key else problem and AnswerKey(problem, self.given)
        return self._works[key]

    def tells(self, chosen: Chosen) -> bool:
        """Whether the line of the first error has another value under conventions."""
        target = self._target(chosen)
        assert self.first.target
        return target is not None and target.line.value != self.first.target.line.value

    def _target(self, chosen: Chosen) -> Target | None:
        """The line of the first error under conventions."""
        work = self.work(chosen)
        return work.target(self.first.given) if work else None

    def is_near(self, chosen: Chosen) -> bool:
        """Whether the first wrong answer comes near to being right under conventions."""
        target = self._target(chosen)
        if not target or target.line.value is None:
            return False
        given = self.first.given
        for reading in _readings(chosen):
            given = reading(given, target)
        answer, true = aligned(given, target), elements(target.line.value)
        return bool(answer.entries and not answer.note) and all(
            item.value is not None and abs(item.value - true[number]) <= NEAR * abs(true[number]) + item.unit
            for number, item in answer.entries.items()
        )

    def best(self, choices: list[Chosen]) -> Kept | None:
        """Of some conventions the one with the fewest wrong answers, if these are fewer than without."""
        found: Kept | None = None
        for chosen in choices:
            work = self.work(chosen)
            judge = work and Judge(work, self.given, self.judge.rules, _readings(chosen))
            seen = judge and self._seen(judge)
            if judge and seen and _wrong(seen) < self.fewest and self._shown(seen) >= max(c.lines for c in chosen):
                self.fewest = _wrong(seen)
                found = Kept("+".join(convention.name for convention in chosen), judge, seen)
        return found

    def _shown(self, seen: list[JudgedLine]) -> int:
        """How many answers are right under a convention that were not before."""
        found = (item for line in seen for item in line.judged if item.verdict in ACCEPTED)
        return sum(self.before[key_of(item.given)].verdict not in ACCEPTED for item in found)

    def _seen(self, judge: Judge) -> list[JudgedLine] | None:
        """What a judge sees; None as soon as a line that was well before is not, or the first error stays one."""
        seen = []
        for line in judge.judged():
            for item in line.judged:
                plain = self.before.get(key_of(item.given))
                if plain is None or self._is_refuted(plain, item):
                    return None
            seen.append(line)
        return seen

    def _is_refuted(self, plain: Judged, under: Judged) -> bool:
        if plain is self.first:
            return under.verdict not in ACCEPTED
        if plain.verdict in ACCEPTED:
            return under.verdict not in ACCEPTED
        return plain.verdict == FOLLOWS and under.verdict not in (*ACCEPTED, FOLLOWS)


def _is_misread(reading: Reading, item: Judged) -> bool:
    """Whether an answer that is right as it stands is far from it when it is read by a convention."""
    assert item.target
    given = reading(item.given, item.target)
    if given is item.given or item.target.entry:
        return False
    true = elements(item.target.line.value)
    answer = aligned(given, item.target)
    return bool(answer.note) or any(_is_far(entry.value or 0.0, true[n]) for n, entry in answer.entries.items())


def _differs(line: KeyLine, other: Node) -> bool:
    """Whether a line gives something far from its value with another right-hand side."""
    value = value_of(other, line.floats)
    return value is None or any(_is_far(a, b) for a, b in zip(elements(value), elements(line.value)))


def _is_far(value: float, true: float) -> bool:
    return abs(value - true) > NEAR * max(abs(value), abs(true))


def _readings(chosen: Chosen) -> tuple[Reading, ...]:
    return tuple(convention.reading for convention in chosen if convention.reading)


def _wrong(seen: list[JudgedLine]) -> int:
    return sum(item.verdict == WRONG for line in seen for item in line.judged)
