"""Expressions on floats that are evaluated together, from the same values again and again: what they share, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite

from ..expr.node import Node
from ..expr.traverse import reads
from ..typed import Any
from .algebras import DECIMAL
from .evaluate import Value, elements, evaluate
from .tape import MOST_CALLS, Calls, NoTapeError, evaluate_often, taken

Entries = Sequence[float]  # row by row
NO_NUMBER = (ArithmeticError, ValueError, KeyError, TypeError)  # what is raised where an expression has no value


class Together:
    """Some expressions, and the names that any of them reads: what mistakes can make of one line, say."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = tuple(nodes)
        self.names = tuple(dict.fromkeys(name for node in self.nodes for name in reads(node)))
        self._tape: _Tape | None = None

    def entries(self, values: Sequence[Value | None]) -> list[Entries | None]:
        """The entries of every expression; None of one that has none, or none that are finite.

        values: those of the names; None where a name has none.
        """
        if self._tape is None:
            self._tape = _Tape(self.nodes, self.names, values)
        found = self._tape.play(values)
        named = dict(zip(self.names, values)) if found is None or self._tape.alone else {}
        if found is None:
            found = [_entries(node, named, _evaluated_once) for node in self.nodes]
            # What has no number now has seldom one.
            kept = [node if entries else None for node, entries in zip(self.nodes, found)]
            self._tape = _Tape(kept, self.names, values)
        else:
            for number in self._tape.alone:
                found[number] = _entries(self.nodes[number], named)
        return found


class _Tape:
    """The calls of those expressions that have a number, from values of the same shapes; alone: the numbers of others.

    What has no number, or makes too many calls, is evaluated by itself.
    """

    def __init__(self, nodes: Sequence[Node | None], names: Sequence[str], values: Sequence[Value | None]) -> None:
        self._known = [number for number, value in enumerate(values) if value is not None]
        self._calls = Calls([values[number] for number in self._known])
        places = dict(zip([names[number] for number in self._known], self._calls.places))
        self._readers = [node and self._reader(node, places) for node in nodes]
        self._calls.close()
        self.alone = [number for number, reader in enumerate(self._readers) if reader is None]

    def _reader(self, node: Node, places: dict[str, Value]) -> Callable[[list[Any]], Entries] | None:
        """What takes the entries of an expression from all that was worked out; None where it has no tape."""
        self._calls.most = len(self._calls) + MOST_CALLS
        try:
            found = elements(evaluate(node, places, self._calls))
        except (NoTapeError, *NO_NUMBER):
            return None
        return taken(tuple(found))

    def play(self, values: Sequence[Value | None]) -> list[Entries | None] | None:
        """The entries of every expression but those alone; None where a value has another shape, or one no number."""
        known = [values[number] for number in self._known]
        try:
            slots = None if None in known else self._calls.made(known)
        except NO_NUMBER:
            return None
        if slots is None:
            return None
        found = [reader and reader(slots) for reader in self._readers]
        return [entries if entries and _are_finite(entries) else None for entries in found]


def finite_floats(
    node: Node, values: Sequence[Value | None], evaluated: Callable[[Node, Sequence[Value]], Value] = evaluate_often
) -> Value | None:
    """The floats of an expression from what it reads, in that order; None where it has none, or some are not finite."""
    if None in values:
        return None
    try:
        found = evaluated(node, values)
        return found if all(map(isfinite, elements(found))) else None
    except NO_NUMBER:
        return None


def _evaluated_once(node: Node, values: Sequence[Value]) -> Value:
    return evaluate(node, dict(zip(reads(node), values)), DECIMAL)


def _entries(node: Node, named: dict[str, Value | None], evaluated: Any = evaluate_often) -> Entries | None:
    found = finite_floats(node, [named[name] for name in reads(node)], evaluated)
    return None if found is None else elements(found)


def _are_finite(entries: Entries) -> bool:
    # The sum of what is not finite is not finite either, and seldom that of what is.
    return isfinite(sum(entries)) or all(map(isfinite, entries))
