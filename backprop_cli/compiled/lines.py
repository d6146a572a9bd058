"""The compiled reading that keeps every line: a function of what a step reads, which gives the values of all its lines.

It goes by the very functions of the walk, in the walk's order, so that even what rounding left of a sum is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from ..evaluate.evaluate import Value, elements, evaluate, map_value
from ..expr.floats import add
from ..expr.operations import OPERATIONS
from ..program.line import Program
from ..records import NamedTuple
from ..tolerances import MOST_PIECES_OF_LINES
from ..typed import Any
from .pieces import SNAP, Piece, Pieces, TooLargeError
from .record import entries, inputs_of
from .source import (
    DEEPEST,
    NAMES,
    filled,
    functions_of,
    indented,
    mentions,
    name_of,
    named_functions,
    pattern,
    raised,
)

UNSIGNED = "0.0 if {0} == 0.0 else {0}"  # −0.0 is 0, as the walk has it


class CompiledLines(NamedTuple):
    """inputs: the names of what lines read and none gives, in the order in which the function takes their values.

    make: (numbers, functions, watched) → the function of these values; watched(op) gives the functions of sums and of
    comparisons. It raises an ArithmeticError, a ValueError or a TypeError where a line has no number, or an infinite
    one.
    """

    source: LinesSource
    make: Callable[..., Any]
    inputs: tuple[str, ...]

    def bind(self, watched: Callable[[str], Callable[..., float]]) -> Callable[..., tuple[Value, ...]]:
        """The function of the values of `inputs`."""
        numbers = tuple(piece.value for piece in self.source.numbers)
        function: Callable[..., tuple[Value, ...]] = self.make(numbers, self.source.functions, watched)
        return function


def compiled_lines(program: Program) -> CompiledLines | None:
    """The lines of a program, compiled the first time that they are asked for; None where they cannot be."""
    if "lines" not in program.compiled:
        try:
            program.compiled["lines"] = _compiled(program)
        except (KeyError, TypeError, TooLargeError):  # an unknown function, an unknown size, many operations
            program.compiled["lines"] = None
    found: CompiledLines | None = program.compiled["lines"]
    return found


class _Watched(Pieces):
    """Pieces in which sums and comparisons are calls of functions that are given later."""

    def function(self, op: str) -> Callable[..., Piece]:
        """The operation as it is written in Python."""
        row = OPERATIONS[op]
        if row.pick is None and row.decimal is not add:
            return super().function(op)
        return lambda *args: self.write(f"w_{op}({', '.join(f'{{{place}}}' for place in range(len(args)))})", *args)


def _compiled(program: Program) -> CompiledLines:
    pieces = _Watched(MOST_PIECES_OF_LINES)
    given = {name: entries(pieces, name, shape) for name, shape in inputs_of(program)}
    values = dict(given)
    for line in program:
        value = evaluate(line.expression, values, pieces)
        for form in (SNAP, UNSIGNED) if line.compared else (UNSIGNED,):
            value = map_value(partial(pieces.write, form), value)
        values[line.name] = value
    source = LinesSource(pieces.all, list(given.values()), [values[line.name] for line in program])
    names: dict[str, Any] = dict(NAMES)
    exec(compile(source.text, "<compiled lines>", "exec"), names)
    return CompiledLines(source, names["make"], tuple(given))


class LinesSource:
    """The source of the function; every name in it is ours. inputs, lines: values of pieces."""

    def __init__(self, pieces: list[Piece], inputs: list[Value], lines: list[Value]) -> None:
        self.numbers = [piece for piece in pieces if piece.value is not None]
        self.functions = functions_of(pieces)
        given = list(dict.fromkeys(entry for value in lines for entry in elements(value)))
        uses = Counter(arg for piece in pieces for arg in mentions(piece))
        uses.update(given)
        uses.update(given)  # once as what a line gives, once as what must be finite
        self._inlined: dict[Piece, int] = {}  # those that are read once, with how deep they are
        for piece in pieces:
            depth = 1 + max((self._inlined.get(arg, 0) for arg in piece.args), default=0)
            if piece.args and uses[piece] == 1 and depth <= DEEPEST:
                self._inlined[piece] = depth
        named = [piece for piece in pieces if piece.args and piece not in self._inlined]
        body = [f"{name_of(piece)} = {self._whole(piece)}" for piece in named]
        finite = ", ".join(map(name_of, given))
        self.text = "\n".join(
            [
                "def make(numbers, functions, watched):",
                *indented(self._bound(pieces), 1),
                f"    def lines({', '.join(f'i{place}' for place in range(len(inputs)))}):",
                *indented([f"{pattern(value)} = i{place}" for place, value in enumerate(inputs)], 2),
                *indented(body, 2),
                *indented(raised(f"sum(({finite},))") if given else [], 2),
                f"        return ({' '.join(pattern(value) + ',' for value in lines)})",
                "    return lines",
                "",
            ]
        )

    def _bound(self, pieces: list[Piece]) -> list[str]:
        """The lines that give a name to every number and function."""
        found = [f"{pattern(tuple(self.numbers))} = numbers"] if self.numbers else []
        watched = dict.fromkeys(piece.form.split("(")[0] for piece in pieces if piece.form.startswith("w_"))
        found += named_functions(self.functions)
        return [*found, *(f"{name} = watched({name[2:]!r})" for name in watched)]

    def _said(self, piece: Piece) -> str:
        return f"({self._whole(piece)})" if piece in self._inlined else name_of(piece)

    def _whole(self, piece: Piece) -> str:
        return filled(piece, self.functions, self._said)
