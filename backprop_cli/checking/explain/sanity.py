"""Sanity laws: what every value of a line must satisfy, whatever its inputs, so that a wrong one can be told why it
cannot be.

The laws come from the lines themselves: the range of an activation or a loss is that of its expression over all inputs,
and a law about signs is taken for one only where the right values keep to it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from ...errors import Message, as_name
from ...evaluate.evaluate import Value, elements, evaluate, map_value, value_shape
from ...evaluate.intervals import Intervals
from ...expr.interval import Interval
from ...expr.node import Node
from ...records import NamedTuple
from ...tolerances import LAW_NOISE, LAW_REACH
from ..judge.degenerate import nudged
from ..judge.key import KeyLine, StepKey
from ..mistakes.rewriting import rules_of
from .replay import StepReplay, Values, value_of

Ranges = dict[str, Value]
Bounds = tuple[float | None, float | None]


class Claim(NamedTuple):
    """What a student says of a line: its entries, row by row, with what is not written taken from their own values.

    own, true: the values that the line may read, the student's and the right ones. slack: a unit of the last digit.
    """

    line: KeyLine
    entries: list[float]
    wrong: tuple[int, ...]
    slack: dict[int, float]
    own: Values
    step: StepKey

    @property
    def true(self) -> list[float]:
        """The right entries."""
        return elements(self.line.value)

    def operand(self, edge: str) -> tuple[list[float], list[float]] | None:
        """The student's value of something that the line's rule reads, and the right one, entry by entry."""
        origin = self.line.assignment.origin
        node = origin.arguments.get(edge) if origin else None
        if not isinstance(node, Node):
            return None
        own, true = value_of(node, self.own), value_of(node, self.line.floats)
        if own is None or true is None or value_shape(own) != value_shape(true):
            return None
        return elements(own), elements(true)


def violated(step: StepReplay, number: int) -> Message | None:
    """The law that a wrong answer breaks, in words; None where it breaks none.

    number: that of the line in the step, from 0.
    """
    line, answered = step.lines[number], step.answered[number]
    if line.value is None or not answered.wrong:
        return None
    entries = elements(step.as_written.get(line.assignment.name, line.value))
    slack = {index: item.unit for index, item in answered.written.items()}
    claim = Claim(line, entries, answered.wrong, slack, step.as_written, step.step_key)
    return next((said for law in LAWS if (said := law(claim))), None)


def in_range(claim: Claim) -> Message | None:
    """A value of an activation or a loss lies where its function takes its values: 0 < σ < 1, ReLU ≥ 0, L ≥ 0."""
    if claim.line.assignment.phase not in ("forward", "loss"):
        return None
    bounds = bounds_of(claim.step, claim.line)
    for index in claim.wrong if bounds else ():
        value, (low, high) = claim.entries[index], bounds[index]
        values = {"name": as_name(claim.line.name), "value": value, "low": low, "high": high}
        slack = claim.slack.get(index, 0.0)
        if low is not None and value < low - slack:
            return Message("check.law.between" if high is not None else "check.law.least", values)
        if high is not None and value > high + slack:
            return Message("check.law.between" if low is not None else "check.law.most", values)
    return None


def bounds_of(step: StepKey, line: KeyLine) -> list[Bounds]:
    """The least and the largest value of each entry of a line whatever goes in, None for none; empty if unknown."""
    near, far = (_range(step, line, reach) for reach in LAW_REACH)
    return [] if near is None or far is None else [_bounds(*ends) for ends in zip(near, far)]


def _bounds(near: Interval, far: Interval) -> Bounds:
    """The ends of a range that do not move when its inputs reach further."""
    ends = ((near.lo, far.lo), (near.hi, far.hi))
    low, high = (round(b, 6) + 0.0 if abs(a - b) < LAW_NOISE else None for a, b in ends)
    return low, high


def _range(step: StepKey, wanted: KeyLine, reach: float) -> list[Interval] | None:
    """The range of each entry of a line where every input and parameter may lie up to a reach from 0."""
    ranges: Ranges = {}
    edges = [line.assignment.origin.arguments for line in step.lines if line.assignment.origin]
    targets = {target.data for found in edges if isinstance(target := found.get("y"), Node)}
    for line in step.lines:
        for name, value in line.floats.items():
            if name not in ranges:
                shown = (lambda v: Interval(v, v)) if name in targets else (lambda v: Interval(-reach, reach))
                ranges[name] = map_value(shown, value)
        found = _evaluated(line.assignment.expression, ranges)
        if line.identity == wanted.identity:
            return None if found is None else elements(found)
        if found is not None:
            ranges[line.assignment.name] = map_value(lambda range_: _inside(range_, reach), found)
    return None


def _evaluated(node: Node, ranges: Ranges) -> Value | None:
    try:
        return evaluate(node, ranges, Intervals())
    except (ArithmeticError, ValueError, KeyError):
        return None


def _inside(found: Interval, reach: float) -> Interval:
    """A range within reach, without its very ends: a probability is never 0, and its logarithm exists."""
    low, high = max(found.lo, -reach), min(found.hi, reach)
    noise = min(exp(-reach), (high - low) / 2)  # as far as σ(−reach) is from 0
    return Interval(low + noise, high - noise) if low < high else found


def adds_up_to_one(claim: Claim) -> Message | None:
    """The probabilities of an observation sum to 1, where they do so whatever goes in."""
    line, shape = claim.line, value_shape(claim.line.value)
    if line.assignment.phase not in ("forward", "loss") or len(shape) < 2 or len(claim.slack) < len(claim.entries):
        return None
    moved = value_of(line.assignment.expression, {name: nudged(value) for name, value in line.floats.items()})
    if moved is None:
        return None
    slack = [claim.slack[index] for index in range(len(claim.entries))]
    for axis in (axis for axis in (1, 0) if shape[axis] > 1):
        always = (*_totals(claim.true, shape, axis), *_totals(elements(moved), shape, axis))
        if all(abs(total - 1) <= LAW_NOISE for total in always):
            for total, noise in zip(_totals(claim.entries, shape, axis), _totals(slack, shape, axis)):
                if abs(total - 1) > noise + LAW_NOISE:
                    return Message("check.law.sums_to_one", {"name": as_name(line.name), "value": total})
    return None


def _totals(numbers: list[float], shape: tuple[int, ...], axis: int) -> list[float]:
    """The sums of a matrix, whose numbers stand row by row: of its columns (0) or its rows (1)."""
    table = [numbers[start : start + shape[1]] for start in range(0, len(numbers), shape[1])]
    return [sum(line) for line in (table if axis else zip(*table))]


def slopes_to_target(claim: Claim) -> Message | None:
    """The derivative of a loss has the sign of prediction − target: the loss falls towards the target."""
    line = claim.line.assignment
    rules = rules_of(line)
    if not line.origin or line.origin.output != "x" or not rules or rules.family != "losses":
        return None
    predicted, target = claim.operand("P") or claim.operand("x"), claim.operand("y")
    if predicted is None or target is None or not _agree(claim.true, predicted[1], target[1], 1):
        return None
    for index in claim.wrong:
        above = predicted[0][index] - target[0][index]
        if claim.entries[index] * above < 0:
            values = {"name": as_name(claim.line.name), "value": predicted[0][index], "target": target[0][index]}
            return Message("check.law.rises" if above > 0 else "check.law.falls", values)
    return None


def moves_downhill(claim: Claim) -> Message | None:
    """A weight moves against its gradient."""
    before, slope = claim.operand("w"), claim.operand("d")
    if claim.line.assignment.phase != "update" or before is None or slope is None:
        return None
    zeros = [0.0] * len(slope[1])
    moved = [new - old for new, old in zip(claim.true, before[1])]
    if not _agree(moved, slope[1], zeros, -1):
        return None
    for index in claim.wrong:
        change = claim.entries[index] - before[0][index]
        if change * slope[0][index] > 0 and abs(change) > claim.slack.get(index, 0.0):
            values = {"name": as_name(claim.line.name), "value": claim.entries[index], "old": before[0][index]}
            return Message("check.law.grows" if slope[0][index] < 0 else "check.law.shrinks", values)
    return None


def _agree(values: list[float], left: list[float], right: list[float], sign: int) -> bool:
    """Whether each value has the sign of left − right, or the other one; where that is 0, it is 0."""
    pairs = zip(values, (sign * (a - b) for a, b in zip(left, right)))
    return len(values) == len(left) == len(right) and all(a * b > 0 or abs(a) + abs(b) < LAW_NOISE for a, b in pairs)


LAWS: tuple[Callable[[Claim], Message | None], ...] = (in_range, adds_up_to_one, slopes_to_target, moves_downhill)
