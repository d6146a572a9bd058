"""A step entry by entry, with its gradients as chains; and whether a problem is read so by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..evaluate.evaluate import elements
from ..expr.traverse import symbols
from ..problem.look import DEFAULT
from ..problem.model import Problem
from ..program.layout import layout_of
from ..solution.trace import Row, upright
from .chains import Chains
from .entries import EntryLine, EntryReading

StepEntries = Iterator[tuple[Row, tuple[EntryLine, ...] | None]]


def step_entries(problem: Problem, rows: Sequence[Row], chain: str = DEFAULT) -> StepEntries:
    """The rows of one step with the lines that they are, entry by entry: None where a row stays as it is.

    Entries are one by one the same in every layout, and named by their places in that of the problem.
    """
    layout = layout_of(problem)
    plain = rows if layout.is_usual else [upright(row, layout) for row in rows]
    reading, chains = EntryReading(problem, plain), Chains(problem, chain)
    for row, usual in zip(rows, plain):
        lines = reading.lines(usual)
        yield row, lines and tuple(found for line in lines for found in chains.of(line, reading.numbers))


def reads_the_same(problem: Problem, rows: Sequence[Row]) -> bool:
    """Whether every value is a single number, so that there are no entries to tell apart."""
    if problem.graph and problem.graph.is_scalar and len(rows[0].observations) < 2:
        return True
    names = {name for row in rows for name in symbols(row.formula)}
    values = [row.value for row in rows] + [rows[0].values.get(name) for name in names]
    return all(value is not None and len(elements(value)) == 1 for value in values)
