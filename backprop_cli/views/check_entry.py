"""The line of one entry that an answer is about, entry by entry, with the numbers of whoever gave the answer."""

from __future__ import annotations

from collections.abc import Mapping

from ..checking.judge.key import Target
from ..derivation.chains import Chains
from ..derivation.entries import EntryLine, EntryReading
from ..evaluate.evaluate import Value, elements
from ..expr.names import entry_of
from ..problem.model import Problem
from ..program.layout import layout_of
from ..solution.trace import upright
from ..typed import Any


def entry_line(problem: Problem, target: Target, read: Mapping[str, Value] | None = None) -> EntryLine | None:
    """The entry of a line with the numbers that are read in it; None of a whole line, and of one that has no number.

    read: the numbers that somebody has, by the names of values; others are the right ones.
    """
    row = target.line.row
    if row is None or not target.entry or row.value is None or len(elements(row.value)) < 2:
        return None
    layout = layout_of(problem)
    row = upright(row._replace(values={**row.values, **(read or {})}, exact_values=None), layout)
    reading, address = EntryReading(problem, [row]), layout.address(entry_of(row.name, *target.entry))
    found = next((entry for entry in reading.lines(row) or () if entry.address == address), None)
    return next(Chains(problem).of(found, reading.numbers)) if found else None


def at_entry(value: Value | None, entry: tuple[int, ...]) -> Any:
    """The number at a place of a value; a single number as it is."""
    for place in entry:
        value = value[place - 1] if isinstance(value, tuple) else value
    return value
