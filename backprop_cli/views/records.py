"""Rows of the trace as records: the keys and values of JSON, JSON lines and CSV."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from ..expr.node import is_symbol
from ..problem.model import Problem
from ..program.layout import layout_of
from ..solution.solution import Solution
from ..solution.trace import Row, upright

Record = dict[str, Any]


def header(problem: Problem, lang: str = "en") -> Record:
    """The record of a problem before it is solved: its name, title, kind, loss, learning rate and notes."""
    return {
        "name": problem.name,
        "title": problem.text(problem.title, lang),
        "kind": "graph" if problem.graph else "network",
        "loss": problem.kinds_of_losses or None,
        "lr": problem.train.lr if problem.train and not is_symbol(problem.train.lr) else None,
        "notes": [problem.text(note, lang) for note in problem.notes],
    }


def record(row: Row, problem: Problem, exact: bool = False) -> Record:
    """The record of a row, in which formulas and exact values are still expressions; the format writes them as text.

    Data have one layout: rows of observations, weights (inputs, outputs), whatever that of the problem is.
    """
    layout = layout_of(problem)
    # What readers send has the layout of the gradient that it is part of.
    sent = [{"by": by, "value": layout.value(row.line.name, value, back=True)} for by, value in row.sent]
    row = row if layout.is_usual else upright(row, layout)
    found: Record = {"step": row.step, "observations": list(row.observations), "phase": row.phase}
    addresses = row.addresses() if problem.names else ()
    own = ((name, problem.names.get(layout.address(name))) for name in addresses)
    labels = {name: label for name, label in own if label is not None}
    where = {"layer": row.line.layer, "kind": row.line.kind or None, "name": row.name}
    named = {"label": problem.names.get(row.name), "labels": labels or None}
    found |= {key: value for key, value in {**where, **named}.items() if value is not None}
    if row.phase == "compare":
        return {**found, "here": row.here, "there": row.there, "same": row.same}
    found.update(formula=row.formula, substitution=row.substitution())
    if row.line.target:
        found.update(before=row.before, gradient=row.gradient)
    found["value"] = row.value
    if row.terms is not None:
        found["terms"] = row.terms
    if sent:
        found["terms"] = sent
    if row.entries is not None or (exact and row.value is not None):
        found["exact"] = row.exact
    return found


def shows_steps(only: Collection[str]) -> bool:
    """Whether lines of steps are shown, and not the final weights alone: then nobody needs the lines."""
    return set(only) != {"final"}


EntryRecords = Callable[[Sequence[Row]], list[list[Record] | None]]


def trace_records(
    solution: Solution, only: Collection[str] = (), exact: bool = False, entries: EntryRecords | None = None
) -> Iterator[Record]:
    """The records of the trace; `only`: of these phases only. entries: what reads the rows of a step entry by entry."""
    if not shows_steps(only):
        _ = solution.final  # so that a number that overflows is an error here as well
        return
    for step in solution.steps():
        yield from row_records(step.rows, solution.problem, only, exact, entries)


def row_records(
    rows: Sequence[Row],
    problem: Problem,
    only: Collection[str] = (),
    exact: bool = False,
    entries: EntryRecords | None = None,
) -> Iterator[Record]:
    """The records of some rows, with their `entries` where they are read entry by entry."""
    for row, found in zip(rows, entries(rows) if entries else [None] * len(rows)):
        if row.line.part_of is None and (not only or row.phase in only):
            yield {**record(row, problem, exact), **({"entries": found} if found is not None else {})}
