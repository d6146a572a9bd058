"""A step of a network over time as a table: a row for each value and each gradient, a column for each time step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import Message, as_name, fail
from ..expr.names import below, entry_of, gradient_of, time_step
from ..expr.node import Node
from ..expr.traverse import renamed, size, symbols
from ..problem.model import Problem
from ..problem.series import data_names, first_states, is_recurrent, steps_of
from ..solution.trace import Row
from ..typed import Any
from .report import Said, Table


def time_table(rows: tuple[Row, ...], problem: Problem) -> tuple[Table | None, tuple[Row, ...]]:
    """The lines of a step that have a time in their names, as a table, and the other lines; None where there are none.

    Raises BackpropError for a problem whose observations are no sequences.
    """
    if not any(map(is_recurrent, problem.network)):
        raise fail("fault.no_time_steps", None, Message("hint.no_time_steps"), problem=problem.name)
    labels = {name: label for name, label in problem.names.items() if time_step(label)[1] >= 0}
    places = [_place(row.name, labels) if row.phase in ("forward", "backward") else None for row in rows]
    if not any(places):
        return None, rows
    given = {name: values[name] for values in [rows[0].values] for name in _given(problem) if name in values}
    cells: dict[str, dict[int, Any]] = {}
    for name, value in given.items():
        base, step = _place(name, labels) or (name, 0)
        cells.setdefault(base, {})[step] = value
    lines: dict[str, list[tuple[int, Row]]] = {}
    for row, (base, step) in ((row, place) for row, place in zip(rows, places) if place):
        lines.setdefault(base, []).append((step, row))
        cells.setdefault(base, {})[step] = row.value if row.exact is None else row.exact
    steps = range(min(step for row in cells.values() for step in row), steps_of(problem) + 1)
    heads: tuple[Said, ...] = ("", Message("list.formula"), *(f"t = {step}" for step in steps))
    order = [*(base for base in cells if base not in lines), *lines]
    body = [
        (
            as_name(entry_of(base, "t")),
            _formula(lines.get(base, ()), labels),
            *(cells[base].get(step, "") for step in steps),
        )
        for base in order
    ]
    return Table(heads, tuple(body), work=True), tuple(row for row, place in zip(rows, places) if place is None)


def _given(problem: Problem) -> Iterator[str]:
    yield from data_names(problem)
    yield from first_states(problem)


def _place(name: str, labels: Mapping[str, str]) -> tuple[str, int] | None:
    """The value that a name is of a time step of, and the step, also where only its label says so: h and 3 of h[3]."""
    value = below(name)
    base, step = time_step(gradient_of(labels.get(value, value)) if value else labels.get(name, name))
    return (base, step) if step >= 0 else None


def _formula(lines: Any, labels: Mapping[str, str]) -> Node | str:
    """The formula of a row for any step t: that of its longest line, with t, t-1 and t+1 for the numbers of steps."""
    if not lines:
        return ""
    step, row = max(lines, key=lambda item: (size(item[1].formula), item[0]))
    names = {}
    for name in symbols(row.formula):
        found = _place(name, labels)
        if found:
            after = found[1] - step
            names[name] = entry_of(found[0], f"t{after:+d}" if after else "t")
    return renamed(row.formula, names)
