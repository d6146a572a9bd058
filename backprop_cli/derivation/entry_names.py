"""Names for the entries of a step's values: net_h1, w¹₁₂, and of a batch which observation each belongs to, h¹₂⁽³⁾."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..evaluate.evaluate import Value, elements, map_value, value_shape
from ..expr.axes import is_stack, nested
from ..expr.names import before_update, below, derivative, entry_at, in_observation, parse, plain_name
from ..expr.node import Node, is_symbol, symbol
from ..expr.traverse import symbols
from ..problem.model import Problem
from ..program.layout import layout_of
from ..solution.trace import Row
from ..solution.values import parameters
from ..typed import Any


class EntryNames:
    """The names of entries in one step: symbols in the nesting of the values.

    A value that has a row for each observation is told by what it reads: the data, or such a value. Its entries carry
    the number of the observation where the batch has several, and no number of a row where it is one.
    """

    def __init__(self, problem: Problem, rows: Sequence[Row]) -> None:
        self.batch = rows[0].observations if rows else ()
        self._rowed = self._by_observation(problem, rows)
        self._known: dict[str, Value] = {}
        self._labels = problem.names
        self._layout = layout_of(problem)
        # The losses of the observations, L_i, are L⁽¹⁾, L⁽²⁾ … here.
        self._whole = {row.line.name: row.line.part_of for row in rows if row.line.part_of}

    def _by_observation(self, problem: Problem, rows: Sequence[Row]) -> set[str]:
        if not self.batch or (problem.graph and len(self.batch) == 1):
            return set()
        found = set(problem.data[0].values) if problem.graph else {"X", "y", *self._read_first(problem, rows)}
        for row in rows:
            value = row.value if row.value is not None else row.entries
            reads = symbols(row.formula).keys() & found
            if row.phase in ("forward", "loss", "after") and reads and _length(value) == len(self.batch):
                found.add(row.line.name)
        return found | {row.line.part_of for row in rows if row.line.part_of and row.line.name in found}

    def _read_first(self, problem: Problem, rows: Sequence[Row]) -> Iterator[str]:
        """What a question begins with: values that no row of it makes, or whose gradient it is given."""
        learned = set(parameters(problem))
        made = {row.line.name for row in rows} | learned
        for row in rows:
            by = below(row.name)
            if row.phase == "backward" and by not in learned and _length(row.value) == len(self.batch):
                yield by
        related = {name for row in rows if row.phase == "jacobian" for name in parse(row.name)[:2]}
        for name in ({name for row in rows for name in symbols(row.formula)} | related) - made:
            value = rows[0].values.get(name)
            whose = below(name) or name
            is_table = isinstance(value, tuple) and len(value) == len(self.batch) and isinstance(value[0], tuple)
            if is_table and whose not in learned:
                yield whose

    def of(self, name: str, value: Value) -> Value:
        """The names of a value's entries, in its nesting."""
        if name not in self._known:
            named = self._named(self._whole.get(name, name), value)
            self._known[name] = nested(iter(elements(named)), value_shape(value)) if is_stack(value) else named
        return self._known[name]

    def given(self, name: str, value: Value) -> Value:
        """The names of the entries of what is given: an entry that is a name already, the author's, stays."""
        names = iter(elements(self.of(name, value)))
        return map_value(lambda item: _chosen(item, next(names)), value)

    def _named(self, name: str, value: Value) -> Value:
        parts = parse(name)
        if not isinstance(value, tuple):
            return symbol(name)
        whose = below(name) or name
        of_loss = len(self.batch) < 2 or not parts.by or parts.what in self._whole.values()
        if of_loss and whose in self._rowed and len(value) == len(self.batch):
            return tuple(self._row(name, number, item) for number, item in zip(self.batch, value))
        if {parts.what, parts.by} <= self._rowed:  # a Jacobian: outputs, inputs
            outputs, inputs = self._in_row(parts.what, value), self._in_row(parts.by, value[0])
            return tuple(tuple(symbol(derivative(above, below_)) for below_ in inputs) for above in outputs)
        if _is_single(value) and not self._is_numbered(name):
            return map_value(lambda _: symbol(name), value)
        return self._entries(name, _without_single(value) if is_stack(value) else value)

    def _row(self, name: str, number: int, row: Value) -> Value:
        whose = in_observation(name, number) if len(self.batch) > 1 else name
        if not isinstance(row, tuple):
            return symbol(whose)
        if _is_single(row) and name != "X" and not self._is_numbered(name):
            return map_value(lambda _: symbol(whose), row)
        return self._entries(whose, _without_single(row))

    def _entries(self, name: str, value: Value, place: tuple[int, ...] = ()) -> Value:
        if not isinstance(value, tuple):
            return self._entry(name, *place)
        return tuple(self._entries(name, item, (*place, index)) for index, item in enumerate(value, 1))

    def _entry(self, name: str, *places: int) -> Node:
        return symbol(self._layout.address(entry_at(name, *places)))

    def _in_row(self, name: str, values: Sequence[Any]) -> list[str]:
        """The names of the entries of a value, those of all observations one after the other, one for each of some."""
        width, several = len(values) // len(self.batch), len(self.batch) > 1
        bare = width == 1 and not self._is_numbered(name) and not (several and name == "X")
        names = [in_observation(name, number) for number in self.batch] if several else [name]
        return [whose if bare else entry_at(whose, place) for whose in names for place in range(1, width + 1)]

    def _is_numbered(self, name: str) -> bool:
        """Whether a name ends in the number of a layer: its only entry is h²₁ beside those of other layers.

        What an author calls by a name of its own needs no number besides.
        """
        plain = plain_name(before_update(name))
        return plain[-1].isdigit() and plain not in self._labels and below(plain) not in self._labels


def _without_single(value: Value) -> Value:
    """The value without its first axes of a single item: of an image of one channel, the rows."""
    while isinstance(value[0], tuple) and len(value) == 1:
        value = value[0]
    return value


def _chosen(item: Any, name: Node) -> Any:
    return item if is_symbol(item) else name


def _length(value: Value | None) -> int:
    return len(value) if isinstance(value, tuple) else 0


def _is_single(value: Value) -> bool:
    while isinstance(value, tuple):
        if len(value) != 1:
            return False
        (value,) = value
    return True
