"""Python source of one step on floats, from the pieces of a program; and of a loop of such steps.

Nothing that a user wrote stands in it: every name is ours, and a number is the digits of its float.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection

from ..evaluate.evaluate import Value
from ..expr.compiled_form import MINUS, SUM
from ..expr.floats import add, snap_to_zero
from ..records import NamedTuple
from ..typed import Any
from .pieces import KEPT, SNAP, Piece

DEEPEST = 20  # operations inside each other in one line of source: the parser of Python goes no deeper than a hundred
NAMES = {"exp": math.exp, "log": math.log, "max": max, "sum": sum, "snap": snap_to_zero, "add": add}


class StepLayout(NamedTuple):
    """What goes into a step and comes out of it.

    weights: the pieces of the flat tuple. x, y: nested tuples of pieces. bound: inputs that are the same in every step.
    after: the new weights, in the order of the old ones. loss: the loss. checked: pieces that must be finite.
    """

    weights: tuple[Piece, ...]
    x: Value
    y: Value
    bound: tuple[Piece, ...]
    after: tuple[Piece, ...]
    loss: Piece
    checked: tuple[Piece, ...]

    @property
    def roots(self) -> tuple[Piece, ...]:
        """What a step is taken for; all other pieces are there for these."""
        return (*self.after, self.loss, *self.checked)


class StepSource:
    """The source of a step: `text`, and the functions and numbers that it is given."""

    def __init__(self, pieces: list[Piece], layout: StepLayout) -> None:
        self.layout = layout
        live = reachable(layout.roots, lambda piece: piece.args)
        self.remembering = _remembering([piece for piece in pieces if piece in live], layout)
        live = reachable(layout.roots, self._mentions)
        self.order = [piece for piece in pieces if piece in live]
        self.numbers = [piece for piece in self.order if piece.value is not None and not _is_literal(piece)]
        self.functions = functions_of(self.order)
        self.constant = constants(self.order, layout.bound)
        self._uses = Counter(arg for piece in self.order for arg in self._mentions(piece))
        self._uses.update((*layout.checked, layout.loss, *layout.after))
        self._depth: dict[Piece, int] = {}
        self._inlined = {piece for piece in self.order if self._is_inlined(piece)}
        self.text = self._written()

    def make(self) -> Callable[..., Any]:
        """The function (numbers, functions, bound, rate, replay) → (step, run) that the source gives."""
        names: dict[str, Any] = dict(NAMES)
        exec(compile(self.text, "<compiled step>", "exec"), names)
        made: Callable[..., Any] = names["make"]
        return made

    def _terms(self, piece: Piece) -> list[tuple[str, Piece]]:
        """The terms of a sum with the signs before them: x + (−y) is x − y."""
        first, *rest = piece.args
        return [("", first), *((" - ", term.args[0]) if term.form == MINUS else (" + ", term) for term in rest)]

    def _mentions(self, piece: Piece) -> list[Piece]:
        """The operands of a piece, each as often as its text has them."""
        if piece.form == SUM:
            return list(piece.args) if piece in self.remembering else [term for _, term in self._terms(piece)]
        return mentions(piece)

    def _is_inlined(self, piece: Piece) -> bool:
        depth = 1 + max((self._depth.get(arg, 0) for arg in piece.args), default=0)
        self._depth[piece] = 0
        if not piece.args or self._uses[piece] > 1 or depth > DEEPEST or piece in self.constant:
            return False
        self._depth[piece] = depth
        return True

    def said(self, piece: Piece) -> str:
        """A piece where it is read: its name, or in brackets what it is; a number as its digits."""
        if _is_literal(piece):
            return f"({piece.value!r})"
        return f"({self.whole(piece)})" if piece in self._inlined else name_of(piece)

    def whole(self, piece: Piece) -> str:
        """What a piece is."""
        if piece.form == SUM and piece in self.remembering:
            return f"add({', '.join(map(self.said, piece.args))})"
        if piece.form == SUM:
            return "".join(sign + self.said(term) for sign, term in self._terms(piece))
        return filled(piece, self.functions, self.said)

    def _lines(self, pieces: Collection[Piece]) -> list[str]:
        return [f"{name_of(piece)} = {self.whole(piece)}" for piece in pieces if piece.args]

    def _body(self) -> tuple[list[str], str]:
        """The lines of one step, but for those that give the new weights alone; and a sum, finite where all is."""
        layout = self.layout
        varying = [piece for piece in self.order if piece not in self.constant | self._inlined]
        lines = self._lines(varying)
        checked = " + ".join(["loss", *map(self.said, layout.checked)])
        return [*lines, f"loss = {self.said(layout.loss)}"], checked

    def _written(self) -> str:
        layout = self.layout
        after = f"({' '.join(self.said(piece) + ',' for piece in layout.after)})"
        taken = [f"{pattern(layout.weights)} = weights"] if layout.weights else []
        body, checked = self._body()
        given = [("numbers", tuple(self.numbers)), ("bound", layout.bound)]
        lines = ["def make(numbers, functions, bound, rate, replay):"]
        lines += [f"    {pattern(value)} = {name}" for name, value in given if value]
        lines += indented(named_functions(self.functions), 1)
        lines += indented(self._lines([piece for piece in self.order if piece in self.constant]), 1)
        # What is read several times in a step is at hand as a local name, the fastest that Python has.
        constant = {piece for piece in self.constant if not _is_literal(piece)}
        often = [name_of(piece) for piece in self.order if piece in constant and self._uses[piece] > 1]
        often += [name for name in ("exp", "log") if any(f"{name}(" in piece.form for piece in self.order)]
        local = "".join(f", {name}={name}" for name in often)
        lines += [f"    def step(weights, x=(), y=(){local}):", "        try:"]
        data = [f"{pattern(value)} = {name}" for name, value in (("x", layout.x), ("y", layout.y)) if value != ()]
        lines += indented([*taken, *data, *body, *raised(checked), f"return {after}, loss"], 3)
        lines += [
            "        except (ArithmeticError, ValueError, TypeError):",
            "            return replay(weights, x, y)",
        ]
        lines += [f"    def run(weights, batches{local}):", *indented([*taken, "total = 0.0"], 2)]
        x, y = (pattern(value) if value != () else name for name, value in (("x", layout.x), ("y", layout.y)))
        lines += [f"        for {x}, {y} in batches:", *indented([*body, f"total += {checked}", *self._replaced()], 3)]
        lines += indented(raised("total"), 2)
        ended = pattern(layout.weights) if layout.weights else "()"
        return "\n".join([*lines, f"        return {ended}, loss", "    return step, run", ""])

    def _replaced(self) -> list[str]:
        """The lines that put the new weights in the place of the old: one by one where none reads another's old one."""
        pairs = [(old, new) for old, new in zip(self.layout.weights, self.layout.after) if old is not new]
        lines = [f"{name_of(old)} = {self.said(new)}" for old, new in pairs]
        old_ones = {old for old, _ in pairs}
        if all(_read(new, self._inlined) & old_ones <= {old} for old, new in pairs):
            return lines
        olds, news = (", ".join(part) for part in zip(*(line.split(" = ", 1) for line in lines)))
        return [f"{olds} = {news}"]


def name_of(piece: Piece) -> str:
    """The name of a piece's value."""
    return f"v{piece.place}"


def mentions(piece: Piece) -> list[Piece]:
    """The operands of a piece, each as often as its form has them."""
    return [arg for place, arg in enumerate(piece.args) for _ in range(piece.form.count(f"{{{place}}}"))]


def functions_of(pieces: Collection[Piece]) -> list[Any]:
    """The functions that pieces call, each once; the source knows them as f0, f1 …"""
    return list(dict.fromkeys(piece.function for piece in pieces if piece.function))


def named_functions(functions: Collection[Any]) -> list[str]:
    """The line that gives `functions` their names in the source; none where there are none."""
    return [f"({' '.join(f'f{place},' for place in range(len(functions)))}) = functions"] if functions else []


def filled(piece: Piece, functions: list[Any], said: Callable[[Piece], str]) -> str:
    """The form of a piece with its operands, as they are said, and its function."""
    function = f"f{functions.index(piece.function)}" if piece.function else ""
    return piece.form.format(*map(said, piece.args), f=function)


def pattern(value: Value) -> str:
    """Nested tuples of inputs as the target of an assignment."""
    if isinstance(value, tuple):
        return f"({' '.join(pattern(item) + ',' for item in value)})"
    return name_of(value)


def constants(order: list[Piece], bound: Collection[Piece]) -> set[Piece]:
    """The pieces that are the same in every step: numbers, what is bound, and what is made of them alone."""
    found = {*bound, *(piece for piece in order if piece.value is not None)}
    for piece in order:
        if piece.args and found.issuperset(piece.args):
            found.add(piece)
    return found


def reachable(roots: Collection[Piece], reads: Callable[[Piece], Collection[Piece]]) -> set[Piece]:
    """The pieces that some pieces need, with them."""
    found, waiting = set(roots), list(roots)
    while waiting:
        new = [arg for arg in reads(waiting.pop()) if arg not in found]
        found.update(new)
        waiting += new
    return found


def _read(piece: Piece, inlined: set[Piece]) -> set[Piece]:
    """The named pieces that the text of a piece reads."""
    if piece not in inlined:
        return {piece}
    return set().union(*(_read(arg, inlined) for arg in piece.args))


def _is_literal(piece: Piece) -> bool:
    """Whether a piece is a number that its digits write; those of what is infinite are a name."""
    return piece.value is not None and math.isfinite(piece.value)


def raised(checked: str) -> list[str]:
    """The lines that raise where a sum is infinite or no number: 0 times it is no number then, and that is true."""
    return [f"if ({checked}) * 0.0:", "    raise OverflowError"]


def indented(lines: list[str], depth: int) -> list[str]:
    """Lines so many levels to the right."""
    return ["    " * depth + line for line in lines]


def _remembering(order: list[Piece], layout: StepLayout) -> set[Piece]:
    """The sums that must remember the size of their terms, as a comparison asks whether rounding alone is left.

    Also those that another such sum has for a term, in the step before too: a bias that is left of a sum.
    """
    waiting = [arg for piece in order if piece.form in (SNAP, KEPT) for arg in piece.args]
    before = dict(zip(layout.weights, layout.after))
    found: set[Piece] = set()
    while waiting:
        piece = waiting.pop()
        piece = before.get(piece, piece)
        if piece.form == SNAP:
            waiting += piece.args
        elif piece.form == SUM and piece not in found:
            found.add(piece)
            waiting += piece.args
    return found
