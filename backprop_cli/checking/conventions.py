"""Other conventions that a whole file can keep to: another loss by its factor, another layout, another order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from ..problem.model import Problem
from ..readings.walk import elements
from .answers import Given, key_of
from .judging import Judge, Seen
from .result import ACCEPTED, CONVENTION, FOLLOWS, WRONG, Judged
from .verdicts import spoken
from .work import Target, Work

SQUARED = ("half_squared_error", "squared_error", "mse")
LOGARITHMIC = ("log_loss", "log_loss_with_logits", "cross_entropy", "cross_entropy_with_logits")
NEAR = 0.05


class Convention(NamedTuple):
    """A convention: its name, the problem under it (None where it makes no difference), and how answers are read."""

    name: str
    problem: Callable[[Problem], Problem | None] = lambda problem: problem
    reading: Callable[[Given, Target], Given] | None = None


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
    return problem.loss is not None and problem.loss.kind in LOGARITHMIC


def _negated(given: Given, target: Target) -> Given:
    """Gradients written as the direction of descent: each with the other sign."""
    if target.line.assignment.phase not in ("backward", "gradient") or given.value is None:
        return given
    return given._replace(value=_mapped(lambda item: item.negated(), given.value))


def _turned(given: Given, target: Target) -> Given:
    """Weights and their gradients with a row for each output: turned round."""
    line = target.line
    if not _is_weights(line.value) or line.assignment.phase not in ("gradient", "update") or given.value is None:
        return given
    rows = given.value
    if target.entry or not isinstance(rows, tuple) or not all(isinstance(row, tuple) for row in rows):
        return given
    return given._replace(value=tuple(zip(*rows))) if len({len(row) for row in rows}) == 1 else given


def _is_weights(value: Any) -> bool:
    return isinstance(value, tuple) and isinstance(value[0], tuple) and len(elements(value)) > 1


def _mapped(function: Callable[[Any], Any], value: Any) -> Any:
    return tuple(_mapped(function, item) for item in value) if isinstance(value, tuple) else function(value)


CONVENTIONS = (
    Convention("loss_with_half", _loss("half_squared_error")),
    Convention("loss_without_half", _loss("squared_error")),
    Convention("mean_over_outputs", _loss("mse")),
    Convention("sum_over_batch", _reduction("sum")),
    Convention("mean_over_batch", _reduction("mean")),
    Convention("outputs_by_inputs", reading=_turned),
    Convention("descent_direction", reading=_negated),
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
    seen: list[Seen]


def kept_convention(judge: Judge, seen: list[Seen], given: tuple[Given, ...]) -> Kept | None:
    """The convention, or two together, under which fewer answers are wrong, and against which no line speaks."""
    first = next((item for line in seen for item in line.judged if item.verdict == WRONG and item.target), None)
    if first is None:
        return None
    best: Kept | None = None
    fewest = _wrong(seen)
    for size in (1, 2):
        for name, other in _judges(judge, given, first, size):
            found = list(other.judged())
            if _wrong(found) < fewest and not _is_refuted(seen, found, first):
                best, fewest = Kept(name, other, found), _wrong(found)
        if best:
            return best
    return None


def _judges(judge: Judge, given: tuple[Given, ...], first: Judged, size: int) -> Iterator[tuple[str, Judge]]:
    """Judges under one or two conventions by which the first wrong answer comes near to being right."""
    for chosen in combinations(CONVENTIONS, size):
        problem: Problem | None = judge.work.problem
        for convention in chosen:
            problem = convention.problem(problem) if problem is not None else None
        if problem is None:
            continue
        work = judge.work if problem is judge.work.problem else Work(problem, given)
        readings = tuple(convention.reading for convention in chosen if convention.reading)
        if _is_near(work, readings, first):
            yield "+".join(convention.name for convention in chosen), Judge(work, given, judge.rules, readings)


def _is_near(work: Work, readings: Any, first: Judged) -> bool:
    target = work.target(first.given)
    if target is None or target.line.value is None:
        return False
    given = first.given
    for reading in readings:
        given = reading(given, target)
    answer, true = spoken(given, target), elements(target.line.value)
    if answer.note or not answer.entries:
        return False
    return all(
        item.value is not None and abs(item.value - true[number]) <= NEAR * abs(true[number]) + item.unit
        for number, item in answer.entries.items()
    )


def _wrong(seen: list[Seen]) -> int:
    return sum(item.verdict == WRONG for line in seen for item in line.judged)


def _is_refuted(seen: list[Seen], found: list[Seen], first: Judged) -> bool:
    """Whether a line is right as the problem has it and not so under the convention, or the first error stays one."""
    under = {key_of(item.given): item for line in found for item in line.judged}
    for line in seen:
        for item in line.judged:
            other = under.get(key_of(item.given))
            if other is None:
                return True
            was_well = item.verdict in (*ACCEPTED, FOLLOWS)
            if was_well and other.verdict not in (*ACCEPTED, FOLLOWS):
                return True
            if item.verdict in ACCEPTED and other.verdict not in ACCEPTED:
                return True
    return under[key_of(first.given)].verdict not in ACCEPTED


def merged(seen: list[Seen], kept: Kept) -> list[Seen]:
    """What was seen under a convention: as it is where the problem says the same, else by that convention."""
    before = {key_of(item.given): item for line in seen for item in line.judged}
    result = []
    for line in kept.seen:
        judged = []
        for item in line.judged:
            plain = before[key_of(item.given)]
            if plain.verdict in ACCEPTED:
                judged.append(plain)
            elif item.verdict in ACCEPTED:
                judged.append(plain._replace(verdict=CONVENTION, convention=kept.name, wrong=(), note=None))
            else:
                judged.append(item._replace(given=plain.given, expected=plain.expected, reached=item.expected))
        result.append(line._replace(judged=tuple(judged)))
    return result
