"""The steps of a solution entry by entry: as blocks for a page, and as what is added to the records of data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from ..derivation.entries import EntryLine, decimal_of
from ..derivation.forms import BOX
from ..derivation.step_entries import reads_the_same, step_entries
from ..errors import Message, as_name
from ..evaluate.evaluate import value_shape
from ..expr.names import Name, parse, plain_name
from ..expr.traverse import symbols
from ..expr.write.style import LEVEL
from ..problem.look import DEFAULT
from ..problem.model import Problem
from ..program.layout import layout_of
from ..solution.trace import Row
from .records import EntryRecords, Record
from .report import Line, Note
from .solution import group_of, line_of
from .windows import lost


class EntryBoard:
    """The lines of steps and questions entry by entry. notes: what the names in the first of them mean."""

    def __init__(self, problem: Problem, only: Collection[str] = (), chain: str = "delta", quiet: bool = False) -> None:
        self.problem, self.only, self.chain = problem, only, chain
        self._explains = not quiet
        self.notes: list[Note] = []

    def lines(self, rows: Sequence[Row]) -> tuple[Line, ...] | None:
        """The lines of a step or a question; None where it is the same in matrices."""
        if reads_the_same(self.problem, rows) and (self.chain == DEFAULT or self.problem.graph):
            return None
        found = [(row, entries) for row, entries in step_entries(self.problem, rows, self.chain) if self._has(row)]
        if self._explains:
            self.notes += names_notes([entry for _, entries in found for entry in entries or ()], self.problem)
            self._explains = False
        kept = _Kept()
        lines = [line for row, entries in found for line in self._of_row(row, entries, kept)]
        return (*lines, *kept.lines())

    def _has(self, row: Row) -> bool:
        return not self.only or row.phase in self.only

    def _of_row(self, row: Row, entries: tuple[EntryLine, ...] | None, kept: _Kept) -> Iterator[Line]:
        if entries is None:
            yield line_of(row)
            return
        stay = [entry for entry in entries if _change(entry) == 0]
        kept.add(row, stay, len(stay) == len(entries))
        yield from (_line(entry) for entry in _in_order(entries, self.problem.names) if entry not in stay)


class _Kept:
    """The parameters, or entries of them, that an update leaves as they are."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def add(self, row: Row, entries: list[EntryLine], is_whole: bool) -> None:
        self.names += [row.name] if is_whole and entries else [entry.name for entry in entries]

    def lines(self) -> Iterator[Line]:
        if self.names:
            said = Message("board.stay", {"names": tuple(self.names)})
            yield Line(group_of("update"), "", remark=said, muted=True)


def _in_order(entries: tuple[EntryLine, ...], labels: Mapping[str, str]) -> list[EntryLine]:
    """The entries in the order of the author's names, where they have some: w5, w6, w7, w8."""
    places = {name: place for place, name in enumerate(labels)}
    about = [(parse(entry.name).by and parse(entry.name).below) or entry.name for entry in entries]
    if not all(name in places for name in about):
        return list(entries)
    return [entry for _, entry in sorted(zip(about, entries), key=lambda pair: places[pair[0]])]


def _line(entry: EntryLine) -> Line:
    row = entry.row
    is_local = entry.phase != row.phase
    zero = row.phase in ("backward", "gradient") and entry.value == 0 and not is_local
    return Line(
        group_of(row.phase),
        entry.name,
        entry.formula,
        entry.substitution,
        entry.value,
        arrow=row.line.target is not None,
        change=_change(entry),
        muted=zero,
        remark=_why_zero(entry) if zero else None,
        depth=int(is_local),
        before=entry.before,
    )


def _change(entry: EntryLine) -> int | None:
    """The sign of the move of an update; None of any other line."""
    if entry.before is None or entry.value is None:
        return None
    new, old = decimal_of(entry.value), decimal_of(entry.before)
    return int(new > old) - int(new < old)


def _why_zero(entry: EntryLine) -> Message | None:
    if not entry.formula.args:
        return None
    if why := lost(entry.formula, entry.numbers):
        return why
    names = (name for name in symbols(entry.formula) if entry.numbers.get(name) == 0)
    return next((Message("board.zero", {"name": as_name(name)}) for name in names), None)


def entry_records(problem: Problem, chain: str, exact: bool) -> EntryRecords:
    """What gives the entries of each row of a step as records: name, address, formula, substitution and value."""

    def found(rows: Sequence[Row]) -> list[list[Record] | None]:
        read = step_entries(problem, rows, chain) if rows else ()
        return [None if entries is None else _records(entries, problem.names, exact) for _, entries in read]

    return found


def _records(entries: tuple[EntryLine, ...], labels: Mapping[str, str], exact: bool) -> list[Record]:
    return [_record(entry, labels, exact) for entry in entries]


def _record(entry: EntryLine, labels: Mapping[str, str], exact: bool) -> Record:
    found: Record = {
        "name": plain_name(entry.name),
        "address": entry.address or None,
        "label": labels.get(plain_name(entry.name)),
    }
    found = {key: value for key, value in found.items() if value is not None}
    found |= {"formula": entry.formula, "substitution": entry.substitution(), "value": entry.value}
    return {**found, "exact": entry.value} if exact and entry.value is not None else found


def names_notes(entries: Sequence[EntryLine], problem: Problem) -> Iterator[Note]:
    """What the names of entries mean: the indices of a weight, δ, and the number of an observation.

    Names that the author gave explain themselves.
    """
    read = {name: parse(name) for entry in entries for name in (entry.name, *symbols(entry.formula))}
    matrices = _matrices(problem)
    weights = [
        name
        for name, parts in read.items()
        if name not in problem.names and parts.what in matrices and _is_weight(parts)
    ]
    for name in sorted(weights, key=lambda name: len(set(read[name].entry)), reverse=True)[:1]:
        start, end = parse(layout_of(problem).address(name)).entry
        values = {"name": as_name(name), "layer": read[name].what.lstrip("W"), "start": start, "end": end}
        yield Note(Message("board.entry_weight", values))
    for entry in entries:
        parts = parse(entry.name)
        if parts.what.startswith(BOX):
            whole = parse(entry.row.line.name)._replace(entry=parts.entry, observation=parts.observation)
            yield Note(Message("board.entry_delta", {"name": as_name(entry.name), "gradient": as_name(str(whole))}))
            break
    several = next((name for name, parts in read.items() if parts.observation), None)
    if several:
        number = read[several].observation.translate(LEVEL)
        yield Note(Message("board.entry_observation", {"name": as_name(several), "number": number}))


def _matrices(problem: Problem) -> set[str]:
    """The parameters that have a weight from each input to each output, and no other axes."""
    return {
        name
        for spec in problem.network
        for edge, name in spec.names.items()
        if len(value_shape(spec.parameters[edge])) < 3
    }


def _is_weight(parts: Name) -> bool:
    """Whether a name is that of one of a layer's weights, W2[1,2]."""
    is_entry = len(parts.entry) == 2 and not (parts.by or parts.new)
    return is_entry and parts.what[0] == "W" and parts.what[1:].isdecimal()
