"""A program's lines walked once with pieces for values: what a step computes, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator

from ..evaluate.evaluate import Value, elements, evaluate, map_value
from ..expr.compiled_form import SQUARE
from ..expr.names import updated
from ..expr.node import Shape
from ..expr.traverse import symbols
from ..program.line import Program
from ..records import NamedTuple
from ..typed import Any
from .pieces import SNAP, Piece, Pieces


class Record(NamedTuple):
    """pieces: all of them. inputs: what lines read and none gives, by name, as nested tuples of pieces. values: that
    and what every line gives. checked: the entries of lines whose overflow the loss would not show."""

    pieces: Pieces
    inputs: dict[str, Value]
    values: dict[str, Value]

    def after(self, name: str) -> Value:
        """The value of a parameter after the step."""
        return self.values.get(updated(name), self.values.get(name))

    def hidden(self, live: set[Piece], loss: Piece) -> list[Piece]:
        """What may overflow unseen, as tanh of infinity is 1 again.

        Entries of lines that something other than a sum or a product reads; and squares inside of lines, unless the
        loss or such an entry is infinite with them.
        """
        known = {entry for value in self.values.values() for entry in elements(value)}
        readers = (piece for piece in self.pieces.all if piece in live and piece.form not in self.pieces.linear)
        found = dict.fromkeys(arg for piece in readers for arg in piece.args if arg in known)
        shown = {*found, loss}
        for piece in reversed(self.pieces.all):
            if piece in shown and piece.form in self.pieces.linear:
                shown.update(piece.args)
        squares = (piece for piece in self.pieces.all if piece.form == SQUARE and piece in live)
        found |= dict.fromkeys(piece for piece in squares if piece not in shown)
        return [piece for piece in found if piece.value is None]


def record(program: Program, pieces: Pieces, given: dict[str, Value]) -> Record:
    """The lines of a program in pieces, with these values for some of what they read.

    Raises KeyError for an unknown function, TypeError for an unknown size.
    """
    inputs = {name: given.get(name, entries(pieces, name, shape)) for name, shape in inputs_of(program)}
    values = dict(inputs)
    for line in program:
        value = evaluate(line.expression, values, pieces)
        values[line.name] = map_value(lambda entry: pieces.write(SNAP, entry), value) if line.compared else value
    return Record(pieces, inputs, values)


def inputs_of(program: Program) -> Iterator[tuple[str, Shape]]:
    """The names that lines read and none gives, each with its shape."""
    known: set[str] = set()
    for line in program:
        for name, node in symbols(line.expression).items():
            if name not in known:
                known.add(name)
                yield name, node.shape
        known.add(line.name)


def entries(pieces: Pieces, name: str, shape: Shape, place: str = "") -> Any:
    """The inputs of a value's entries, as nested tuples."""
    if not shape:
        return pieces.input(f"{name}{place}")
    return tuple(entries(pieces, name, shape[1:], f"{place},{index}") for index in range(1, shape[0] + 1))
