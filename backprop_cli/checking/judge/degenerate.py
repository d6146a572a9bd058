"""Detects degenerate follow-through: a line that an earlier wrong value (a 0, say) makes trivial earns no marks."""

from __future__ import annotations

from typing import Any

from ...errors import BackpropError
from ...evaluate.algebras import DECIMAL
from ...evaluate.evaluate import Value, elements, map_value
from ...expr.interval import Interval
from ...expr.traverse import symbols
from ...program.line import run_decimal
from ...tolerances import DEGENERATE_ZERO, LOST_DEPENDENCE, NUDGES, TRUE_ZERO_SIZE
from .key import KeyLine


def is_degenerate(line: KeyLine, own: dict[str, Value], written: list[float]) -> bool:
    """Whether the student's values make the line trivial where the right values do not.

    A line is trivial if it is 0, if all its entries are the same, or if it no longer depends on one of its operands.
    own: the student's intervals by name. written: the numbers that the student gave for the line.
    """
    student = {name: map_value(_middle, value) for name, value in own.items()}
    value, true = _value(line, student), _value(line, line.floats)
    if value is None or true is None:
        return False
    size = max(map(abs, true))
    if not _is_zero(true, TRUE_ZERO_SIZE) and (_is_zero(value, size) or _is_zero(written, size)):
        return True
    if not _is_constant(true) and (_is_constant(value) or (_is_constant(written) and len(written) == len(true))):
        return True
    return any(_is_lost(line, name, student, value, true) for name in symbols(line.assignment.expression))


def _middle(value: Interval) -> float:
    return (value.lo + value.hi) / 2


def _value(line: KeyLine, values: dict[str, Value]) -> list[float] | None:
    """The line's entries, row by row, from some values; None where they give no number."""
    try:
        return elements(run_decimal(line.assignment, dict(values), DECIMAL))
    except (BackpropError, KeyError):
        return None


def _is_zero(value: list[float], size: float) -> bool:
    return all(abs(element) < DEGENERATE_ZERO * size for element in value)


def _is_constant(value: list[float]) -> bool:
    return max(value) - min(value) <= DEGENERATE_ZERO * max(map(abs, value))


def _is_lost(line: KeyLine, name: str, student: dict[str, Value], value: list[float], true: list[float]) -> bool:
    """Whether a nudge of one operand moves the true value of the line, and hardly the student's."""
    if name not in student or name not in line.floats:
        return False
    here = _change(line, {**student, name: _nudged(student[name])}, value)
    there = _change(line, {**line.floats, name: _nudged(line.floats[name])}, true)
    return here < LOST_DEPENDENCE * there


def _change(line: KeyLine, values: dict[str, Value], before: list[float]) -> float:
    """The largest change of an entry of the line; infinite where the values give no number."""
    after = _value(line, values)
    return float("inf") if after is None else max(abs(a - b) for a, b in zip(after, before))


def _nudged(value: Any) -> Value:
    """The value moved a little in every entry, by amounts that do not cancel in a sum."""
    numbers = iter(range(len(elements(value))))
    return map_value(lambda element: element + NUDGES[next(numbers) % len(NUDGES)], value)
