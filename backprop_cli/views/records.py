"""Rows of the trace as records: the keys and values of JSON, JSON lines and CSV."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from ..expr.node import is_symbol
from ..problem.model import Problem
from ..program.layout import layout_of
from ..program.line import Assignment
from ..records import NamedTuple
from ..solution.solution import Solution
from ..solution.trace import Row, upright
from ..tolerances import MOST_TEMPLATES
from ..typed import Any
from .solution import FINAL, shows_steps

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


class LineRecord(NamedTuple):
    """The record of a line of the work, in which formulas and exact values are still expressions.

    The format writes them as text. head: what is the same in every step, one object for each line; rest: all else.
    """

    step: int
    observations: tuple[int, ...]
    head: Record
    rest: Record

    def whole(self) -> Record:
        """The record as one."""
        return {"step": self.step, "observations": list(self.observations), **self.head, **self.rest}


class LineRecords:
    """Makes the records of rows; what is the same in every step is made once for each line.

    Data have one layout: rows of observations, weights (inputs, outputs), whatever that of the problem is.
    """

    def __init__(self, problem: Problem, exact: bool = False) -> None:
        self.problem, self.exact = problem, exact
        self.layout = layout_of(problem)
        self._heads: dict[tuple[int, bool], tuple[Assignment, Record]] = {}
        self._step: tuple[Any, Any] = (None, None)

    def of(self, row: Row) -> LineRecord:
        """The record of a row."""
        # What readers send has the layout of the gradient that it is part of.
        sent = [{"by": by, "value": self.layout.value(row.line.name, value, back=True)} for by, value in row.sent]
        line, row = row.line, row if self.layout.is_usual else self._upright(row)
        head = self._head(line, row)
        if row.phase == "compare":
            return LineRecord(
                row.step, row.observations, head, {"here": row.here, "there": row.there, "same": row.same}
            )
        found: Record = {"substitution": row.put_in()}
        if line.target:
            found.update(before=row.before, gradient=row.gradient)
        found["value"] = row.value
        if sent:
            found["terms"] = sent
        elif (terms := row.terms) is not None:
            found["terms"] = terms
        if row.entries is not None or (self.exact and row.value is not None):
            found["exact"] = row.exact
        return LineRecord(row.step, row.observations, head, found)

    def _upright(self, row: Row) -> Row:
        """The row in the layout of data; the values of a step are laid out once for all of its rows."""
        if self._step[0] is not row.values:
            self._step = row.values, self.layout.values(row.values, back=True)
        return upright(row, self.layout, self._step[1])

    def _head(self, line: Assignment, row: Row) -> Record:
        key = (id(line), row.value is None)
        if key not in self._heads:
            if len(self._heads) >= MOST_TEMPLATES:
                self._heads.clear()
            self._heads[key] = line, self._named(row)
        return self._heads[key][1]

    def _named(self, row: Row) -> Record:
        names, line = self.problem.names, row.line
        own = ((name, names.get(self.layout.address(name))) for name in (row.addresses() if names else ()))
        labels = {name: label for name, label in own if label is not None}
        where = {"layer": line.layer, "kind": line.kind or None, "name": row.name}
        named = {**where, "label": names.get(row.name), "labels": labels or None}
        found = {"phase": row.phase, **{key: value for key, value in named.items() if value is not None}}
        return found if row.phase == "compare" else {**found, "formula": row.formula}


def final_records(found: Mapping[str, Any], exact: Mapping[str, Any] | None = None) -> Iterator[Record]:
    """The final weights as rows, one for each name: they belong to no step. exact: the same numbers exactly."""
    for name, value in found.items():
        row = {"phase": FINAL, "name": name, "value": value}
        yield row if exact is None else {**row, "exact": exact.get(name)}


EntryRecords = Callable[[Sequence[Row]], list[list[Record] | None]]


def trace_records(
    solution: Solution, only: Collection[str] = (), exact: bool = False, entries: EntryRecords | None = None
) -> Iterator[LineRecord]:
    """The records of the trace; `only`: of these phases only. entries: what reads the rows of a step entry by entry."""
    if not shows_steps(only):
        _ = solution.final  # so that a number that overflows is an error here as well
        return
    made = LineRecords(solution.problem, exact)
    for step in solution.steps():
        yield from row_records(step.rows, made, only, entries)


def row_records(
    rows: Sequence[Row], made: LineRecords, only: Collection[str] = (), entries: EntryRecords | None = None
) -> Iterator[LineRecord]:
    """The records of some rows, with their `entries` where they are read entry by entry."""
    for row, found in zip(rows, entries(rows) if entries else [None] * len(rows)):
        if row.line.part_of is None and (not only or row.phase in only):
            record = made.of(row)
            if found is not None:
                record.rest["entries"] = found
            yield record
