"""Detects degenerate follow-through: where an earlier wrong value leaves nothing to work out, a line earns no marks.

A 0 that was worked out (2·½ − 1·1) is work like any other number. A 0 that follows from a 0 which is itself an error is
none, and neither is a line that no longer depends on anything that it reads.
"""

from __future__ import annotations

from itertools import cycle

from ...errors import BackpropError
from ...evaluate.evaluate import Value, elements, map_value
from ...evaluate.tape import evaluate_often
from ...expr.interval import Interval
from ...expr.traverse import reads
from ...program.line import worked_out
from ...tolerances import DEGENERATE_ZERO, LOST_DEPENDENCE, NUDGES, TRUE_ZERO_SIZE
from ...typed import Any
from .key import KeyLine
from .remembered import Remembered


def is_degenerate(
    line: KeyLine, own: dict[str, Value], hollow: set[str], written: list[float], known: Remembered
) -> bool:
    """Whether the student's values leave nothing to work out in a line where the right values do.

    own: the student's intervals by name. hollow: the names whose own values are trivial because of an error. written:
    the numbers that the student gave for the line. known: what was found out about right values before.
    """
    names = reads(line.assignment.expression)
    student = {name: map_value(_middle, own[name]) for name in names if name in own}
    address = line.identity, line.assignment.expression
    true, moves = known.of(address, (line.floats,), lambda: _moves(line))
    value = _value(line, student)
    if value is None or true is None:
        return False
    if not hollow.isdisjoint(names) and (is_trivial(value, true) or is_trivial(written, true)):
        return True
    moved = [_is_moved(line, name, student, value, moves.get(name)) for name in names]
    return False in moved and True not in moved


def middles(value: Value) -> list[float]:
    """The middles of a value's intervals, row by row."""
    return [_middle(interval) for interval in elements(value)]


def is_trivial(value: list[float], true: list[float]) -> bool:
    """Whether a line's entries are all 0, or all the same, where the right ones are not."""
    if not _is_zero(true, TRUE_ZERO_SIZE) and _is_zero(value, max(map(abs, true))):
        return True
    return not _is_constant(true) and len(value) == len(true) and _is_constant(value)


def _middle(value: Interval) -> float:
    return (value.lo + value.hi) / 2


def _value(line: KeyLine, values: dict[str, Value]) -> list[float] | None:
    """The line's entries, row by row, from some values; None where they give no number."""
    expression = line.assignment.expression
    try:
        operands = [values[name] for name in reads(expression)]
        return elements(worked_out(line.assignment, lambda: evaluate_often(expression, operands)))
    except (BackpropError, KeyError):
        return None


def _is_zero(value: list[float], size: float) -> bool:
    return all(abs(element) < DEGENERATE_ZERO * size for element in value)


def _is_constant(value: list[float]) -> bool:
    return max(value) - min(value) <= DEGENERATE_ZERO * max(map(abs, value))


def _moves(line: KeyLine) -> tuple[list[float] | None, dict[str, float]]:
    """The right entries of a line, and how far a nudge of each operand moves them."""
    true, names = _value(line, line.floats), reads(line.assignment.expression)
    if true is None:
        return None, {}
    floats = {name: line.floats[name] for name in names if name in line.floats}
    return true, {name: _change(line, {**floats, name: nudged(value)}, true) for name, value in floats.items()}


def _is_moved(
    line: KeyLine, name: str, student: dict[str, Value], value: list[float], there: float | None
) -> bool | None:
    """Whether a nudge of one operand moves the student's value of a line; None where it does not move the true one.

    there: how far it moves that.
    """
    if name not in student or not there:
        return None
    return _change(line, {**student, name: nudged(student[name])}, value) >= LOST_DEPENDENCE * there


def _change(line: KeyLine, values: dict[str, Value], before: list[float]) -> float:
    """The largest change of an entry of the line; infinite where the values give no number."""
    after = _value(line, values)
    return float("inf") if after is None else max(abs(a - b) for a, b in zip(after, before))


def nudged(value: Any) -> Value:
    """The value moved a little in every entry, by amounts that do not cancel in a sum."""
    nudges = cycle(NUDGES)
    return map_value(lambda element: element + next(nudges), value)
