"""Whether a line is left without work by an earlier wrong value: then following from it earns nothing."""

from __future__ import annotations

from typing import Any

from ...errors import BackpropError
from ...evaluate.algebras import DECIMAL
from ...evaluate.evaluate import Value, elements, map_value
from ...expr.interval import Interval
from ...expr.traverse import symbols
from ...program.line import run_decimal
from .key import KeyLine

SHIFTS = (0.37, -0.53, 0.71, -0.29, 0.61)
BARELY, NOISE = 1e-6, 1e-9


def is_degenerate(line: KeyLine, own: dict[str, Value], written: list[float]) -> bool:
    """Whether the line, with the person's own values, becomes 0 or the same in all its entries, or no longer depends
    on something that it reads, where with the right values it does not.

    own: what the person's work has of every name; written: the numbers that were given for the line.
    """
    theirs = {name: map_value(_middle, value) for name, value in own.items()}
    value, true = _value(line, theirs), _value(line, line.floats)
    if value is None or true is None:
        return False
    size = max(map(abs, true))
    if not _is_zero(true, 1e-3) and (_is_zero(value, size) or _is_zero(written, size)):
        return True
    if not _is_constant(true) and (_is_constant(value) or (_is_constant(written) and len(written) == len(true))):
        return True
    return any(_is_lost(line, name, theirs, value, true) for name in symbols(line.assignment.expression))


def _middle(value: Interval) -> float:
    return (value.lo + value.hi) / 2


def _value(line: KeyLine, values: dict[str, Value]) -> list[float] | None:
    try:
        return elements(run_decimal(line.assignment, dict(values), DECIMAL))
    except (BackpropError, KeyError):
        return None


def _is_zero(value: list[float], size: float) -> bool:
    return all(abs(element) < NOISE * size for element in value)


def _is_constant(value: list[float]) -> bool:
    return max(value) - min(value) <= NOISE * max(map(abs, value))


def _is_lost(line: KeyLine, name: str, theirs: dict[str, Value], value: list[float], true: list[float]) -> bool:
    """Whether a change of what is read under a name changes the true value, and hardly the person's own."""
    if name not in theirs or name not in line.floats:
        return False
    here = _change(line, {**theirs, name: _shifted(theirs[name])}, value)
    there = _change(line, {**line.floats, name: _shifted(line.floats[name])}, true)
    return here < BARELY * there


def _change(line: KeyLine, values: dict[str, Value], before: list[float]) -> float:
    after = _value(line, values)
    return float("inf") if after is None else max(abs(a - b) for a, b in zip(after, before))


def _shifted(value: Any) -> Value:
    """The value moved a little everywhere, by amounts that do not cancel."""
    numbers = iter(range(len(elements(value))))
    return map_value(lambda element: element + 1e-3 * SHIFTS[next(numbers) % 5], value)
