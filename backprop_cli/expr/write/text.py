"""Text of expressions: on one line, or in pieces for a page that sets matrices over several rows."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from weakref import WeakKeyDictionary

from ...typed import TYPE_CHECKING, Any
from ..node import Node
from ..operations import OPERATIONS
from .flat_layout import flat_structure
from .pieces import Matrix, Piece, inline
from .style import CANONICAL, HAT, Style

if TYPE_CHECKING:
    from .name_layout import Part

# The same formulas come back in every step of a solution, which JSON lines write in canonical style each time.
_canonical: WeakKeyDictionary[Node, str] = WeakKeyDictionary()


def text(node: Node, style: Style = CANONICAL) -> str:
    """The expression on one line; matrices as (1, 2) and [[1, 2], [3, 4]]."""
    if style is not CANONICAL:
        return inline(pieces(node, style), style.separator)
    said = _canonical.get(node)
    if said is None:
        said = _canonical[node] = inline(pieces(node, style))
    return said


def pieces(node: Node, style: Style) -> list[Piece]:
    """The expression's pieces in reading order, neighbouring strings as one."""
    return _Printer(style).printed(flat_structure(node))


class _Printer:
    """Prints parts one after another; `run` is the text since the last matrix."""

    __slots__ = ("found", "run", "style")

    def __init__(self, style: Style) -> None:
        self.style = style
        self.found: list[Piece] = []
        self.run: list[str] = []

    def printed(self, part: Part) -> list[Piece]:
        self.put(part)
        self.close()
        return self.found

    def close(self) -> None:
        if self.run:
            self.found.append("".join(self.run))
            self.run = []

    def put(self, part: Part) -> None:
        _PRINTERS[part[0]](self, part)

    def row(self, part: Part) -> None:
        parts = part[1]
        for inside in parts:
            if inside[0] != "sign":
                _PRINTERS[inside[0]](self, inside)
            elif inside[1] == "−":
                self.run.append(self.style.minus if inside is parts[0] else f" {self.style.minus} ")
            else:
                self.sign(inside)

    def number(self, part: Part) -> None:
        self.run.append(_number_text(part[1], self.style))

    def name(self, part: Part) -> None:
        self.run.append(self.style.name(part[1]))

    def text(self, part: Part) -> None:
        self.run.append(".." if part[1] == "…" and self.style.functions == "ascii" else part[1])

    def word(self, part: Part) -> None:
        self.run.append("ln " if part[1] == "ln" else part[1])

    def sign(self, part: Part) -> None:
        self.run.append(_SIGNS.get(part[1]) or _sign(part[1], self.style))

    def script(self, part: Part) -> None:
        style, (_, base, below, above) = self.style, part
        if below:
            self.run.append(style.total[("i", "j", "ij").index(below[1])])
            return
        only = base[1][0] if base[0] == "row" and len(base[1]) == 1 else base
        if only[:2] == ("call", ("function", "sqrt")):  # √x² would be the root of the square
            base = (*only[:2], ("bracket", "(", only[2], ")"))
        self.put(base)
        if above == ("word", "T"):
            self.run.append(style.transposed)
        elif above == ("number", 2):
            self.run.append(style.squared)
        else:
            self.run.append("^")
            self.put(above)

    def bracket(self, part: Part) -> None:
        _, left, inside, right = part
        self.run.append(left)
        self.put(inside)
        self.run.append(right)

    def call(self, part: Part) -> None:
        _, (kind, name), inside = part
        named = getattr(OPERATIONS[name], self.style.functions) if kind == "function" else name
        self.run.append(self.style.name(name) if kind == "name" else named)
        only = inside[1][0] if inside[0] == "row" and len(inside[1]) == 1 else inside
        if only[0] == "matrix" and len(only[1]) == 1:  # a row has brackets of its own
            self.matrix(only)
        elif only[0] == "bracket" and only[1] == "(":
            self.bracket(only)
        elif named == "√" and self.is_bare(only):
            self.put(only)
        else:
            self.bracket(("bracket", "(", inside, ")"))

    def is_bare(self, part: Part) -> bool:
        """Whether a part needs no brackets under a root: a number without a sign or a bar, or a name."""
        kind, *inside = part
        said = self.style.name(inside[0]) if kind == "name" else ""
        said = _number_text(inside[0], self.style) if kind == "number" else said
        plain = said.replace(HAT, "").replace("_", "").replace(".", "", 1)
        return plain.isalnum() and (plain[-1].isascii() or plain[-1].isalpha())

    def matrix(self, part: Part) -> None:
        self.close()
        self.found.append(Matrix(tuple(tuple(map(self.cell, row)) for row in part[1])))

    def cell(self, part: Part) -> str:
        if part[0] == "number":
            return _number_text(part[1], self.style)
        return inline(_Printer(self.style).printed(part), self.style.separator)

    def box(self, part: Part) -> None:
        left, right = self.style.box
        self.run.append(f"{left}{self.style.name(part[1][1])}: ")
        self.put(part[2])
        self.run.append(right)

    def under(self, part: Part) -> None:
        left, _, right = self.style.shape
        self.put(part[1])
        self.bracket(("bracket", left, part[2], right))


def _sign(sign: str, style: Style) -> str:
    if sign == "·":
        return style.times
    if sign in "⋆∗":
        return f" {sign} " if style.functions == "typeset" else " corr " if sign == "⋆" else " conv "
    if sign == "⊙":
        return style.hadamard
    if sign == "×":
        return style.shape[1]
    if sign == ",":
        return style.separator
    if sign == "≥":
        return f" {style.at_least} "
    return " → " if style.functions == "typeset" else " -> "


def _number_text(value: Any, style: Style) -> str:
    """An exact fraction or a float in a style."""
    if type(value) is str:
        return value
    if style.number:
        return style.number(value)
    if type(value) is float or not isinstance(value, Fraction):
        return repr(value)
    if value == _HALF:
        return style.half
    return str(value).replace("-", style.minus)


_SIGNS = {"=": " = ", "+": " + ", ">": " > ", ";": "; ", "/": "/"}
_HALF = Fraction(1, 2)
_PRINTERS: dict[str, Callable[..., None]] = {
    kind: getattr(_Printer, kind)
    for kind in ["row", "number", "name", "text", "word", "sign", "script", "bracket", "call", "matrix", "box", "under"]
}
