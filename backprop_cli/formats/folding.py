"""Formulas and values folded into a width: formulas break at operators, matrices between columns, numbers never."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant, elements
from ..expr.axes import is_stack, said_place, tables
from ..expr.node import Node
from ..expr.traverse import fold
from ..expr.write.pieces import Matrix, Piece
from ..expr.write.style import Style
from ..expr.write.text import pieces
from ..records import NamedTuple
from ..tolerances import MAX_CELLS, MAX_KEPT_FORMULAS
from ..typed import Any
from .breaks import BRACKET, FACTOR, TIGHT, unbroken
from .look import Look
from .matrix import Cells, matrix_box, matrix_in_blocks
from .messages import sliced
from .numbers import cells_of, element_text, formula_style, number_style
from .text_box import TextBox, beside, stacked, width

# A line may begin with an operator that has spaces, with a tight product sign, after the comma of a list, and after an
# opening bracket with more than a few characters in it: "(" at the end of a line is read as "goes on below".
_BREAKS = r"(?= [-+−⊙*] )|(?=[·*](?! ))|(?<=, )|(?<=\()(?=[^)]{8})"
_CALL = r"[^\W\d]\($"
_OPENING, _CLOSING = "([⟦⟨", ")]⟧⟩"
_CLOSED = (")", "⟧", "⟩")  # an index [1] is closed as well, but is a name's


class Unbroken(NamedTuple):
    """Boxes that stay together on a line; the break before them is the better, the lower its depth is.

    In brackets it is deeper than outside of them; before a tight product sign, or at once after the bracket, it is
    deeper than before + and −. Before a factor that follows no bracket it is the deepest: what stands before it would
    read as if the line ended there.
    """

    boxes: list[TextBox]
    depth: int


class FoldingPart(NamedTuple):
    """A laid-out piece: its natural box, and `fit(width)` that returns a folded box or None.

    steps: the sides of an equation, which stand below each other, each behind a sign of its own, where it is too wide.
    """

    box: TextBox
    fit: Callable[[int], TextBox | None]
    steps: tuple[FoldingPart, ...] = ()


class Typesetter:
    """Lays out formulas and values for one page.

    Formulas are kept as they were laid out, because every step of a solution has the same ones.
    """

    __slots__ = ("_formulas", "_kept", "_numbers", "look")

    def __init__(self, look: Look) -> None:
        self.look = look
        self._formulas, self._numbers = formula_style(look), number_style(look)
        self._kept: dict[Node, FoldingPart] = {}

    def formula(self, node: Node) -> FoldingPart:
        """A formula; it always fits, in the narrowest place broken inside a long name."""
        kept = self._kept.get(node)
        if kept is None:
            if len(self._kept) >= MAX_KEPT_FORMULAS:
                self._kept.clear()
            found = _pieces(node, self._formulas)
            kept = FoldingPart(_joined(found, self.look), _folding(found, self.look))
            self._kept[node] = kept
        return kept

    def numbers(self, node: Node | None) -> FoldingPart | None:
        """A formula with its numbers put in; None for no formula, or for matrices too large to be read."""
        if node is None or fold(node, _cell_count) > MAX_CELLS:
            return None
        found, look = _pieces(node, self._numbers), self.look
        sides = [self.numbers(side) for side in node.args] if node.op == "equals" else ()
        steps = tuple(filter(None, sides))
        return FoldingPart(_joined(found, look), lambda room: _broken(list(_tokens(found, look)), room), steps)

    def value(self, value: Any) -> FoldingPart:
        """A number, a vector, a matrix or a stack; it always fits, a wide matrix in blocks of columns."""
        look, stack = self.look, tables(value) if is_stack(value) else ()
        if len(stack) > 1:
            return _stack([(f"{said_place(place)} ", self.value(table)) for place, table in stack])
        cells = cells_of(value, look)
        if len(cells) == 1 and len(cells[0]) == 1:
            element = value
            while isinstance(element, tuple):
                element = element[0]
            return FoldingPart(TextBox((cells[0][0],)), lambda room: _fitted_element(element, room, look))
        return FoldingPart(matrix_box(cells, look.ascii), lambda room: _fitted_matrix(value, cells, room, look))


def _cell_count(node: Node, counts: tuple[int, ...]) -> int:
    """How many numbers the matrices of the written expression have."""
    return len(elements(node.data)) if node.op == "literal" else sum(counts)


def _stack(parts: list[tuple[str, FoldingPart]]) -> FoldingPart:
    """The matrices of a stack beside each other, each behind its place; where they do not fit, below each other."""
    boxes = [beside([TextBox((place,)), part.box]) for place, part in parts]
    gap = TextBox(("  ",))

    def fitted(room: int) -> TextBox | None:
        narrow = [(TextBox((place,)), part.fit(room - width(place))) for place, part in parts]
        return stacked([beside([place, box]) for place, box in narrow if box])

    return FoldingPart(beside([item for box in boxes for item in (gap, box)][1:]), fitted)


def _pieces(node: Node, style: Style) -> list[Piece]:
    """The pieces of a formula; a function of a matrix needs no brackets round the matrix's own."""
    found = pieces(node, style)
    for index in range(1, len(found) - 1):
        before, piece, after = found[index - 1 : index + 2]
        tall = isinstance(piece, Matrix) and len(piece.cells) > 1
        called = tall and isinstance(before, str) and re.search(_CALL, before)
        if called and isinstance(before, str) and isinstance(after, str) and after.startswith(")"):
            found[index - 1], found[index + 1] = before[:-1], after[1:]
    return found


def _joined(found: Sequence[Piece], look: Look) -> TextBox:
    return beside([_piece_box(piece, look, len(found) == 1) for piece in found])


def _piece_box(piece: Piece, look: Look, alone: bool) -> TextBox:
    """The box of a piece; a matrix of one number stands in brackets where the signs beside it would run into it."""
    if isinstance(piece, str):
        return TextBox((piece,))
    if len(piece.cells) == len(piece.cells[0]) == 1 and not alone:
        (text,) = piece.cells[0]
        return TextBox((f"({text})" if not text[0].isalnum() or " " in text else text,))
    return matrix_box(piece.cells, look.ascii)


def _folding(found: Sequence[Piece], look: Look) -> Callable[[int], TextBox]:
    """What folds a formula into a room. Its tokens are found when it first has to be folded, as most are not."""
    tokens: list[Unbroken] = []

    def fit(room: int) -> TextBox:
        if not tokens:
            tokens.extend(_tokens(found, look))
        return _broken(tokens, room) or _forced(tokens, room)

    return fit


def _tokens(found: Sequence[Piece], look: Look) -> Iterator[Unbroken]:
    """The runs of boxes that stay together on a line: a formula is broken before an operator, never at a matrix."""
    run = Unbroken([], 0)
    depth = 0
    for piece in found:
        if isinstance(piece, Matrix):
            run.boxes.append(_piece_box(piece, look, len(found) == 1))
            continue
        parts = re.split(_BREAKS, piece)
        for index, part in enumerate(parts):
            if index and run.boxes:
                yield run
            run = Unbroken([], _depth(parts[index - 1], part, depth)) if index else run
            run.boxes.extend([TextBox((part,))] if part else [])
            depth += sum((sign in _OPENING) - (sign in _CLOSING) for sign in part)
    if run.boxes:
        yield run


def _depth(before: str, after: str, brackets: int) -> int:
    """How deep a break within so many brackets is."""
    if before.endswith("(") or after.startswith((" ⊙", " *")):
        return BRACKET * brackets + TIGHT
    if not after.startswith(("·", "*")):
        return BRACKET * brackets
    return BRACKET * brackets + TIGHT if before.endswith(_CLOSED) else FACTOR + brackets


def _broken(tokens: list[Unbroken], room: int) -> TextBox | None:
    """The tokens in as few lines as they need, or None where one is too wide.

    Each line is filled before the next one begins: with every line as full as it can be, no other choice of breaks
    has fewer lines. Only behind the last factors of a product that is longer than a line nothing else begins.
    """
    lines: list[list[TextBox]] = []
    begun = 0
    for boxes, depth in _whole(tokens, room):
        if lines and beside([*lines[-1], *boxes]).width <= room and not begun >= FACTOR > depth:
            lines[-1] += boxes
            continue
        begun = depth
        start = [_stripped(boxes[0]), *boxes[1:]] if lines else boxes
        if beside(start).width > room:
            return None
        lines.append(list(start))
    return stacked([beside(line) for line in lines])


def _whole(tokens: list[Unbroken], room: int) -> Iterator[Unbroken]:
    """The tokens joined again where no break is needed."""

    def boxes(start: int, end: int) -> list[TextBox]:
        return [box for token in tokens[start:end] for box in token.boxes]

    depths = [token.depth for token in tokens]
    for start, end in unbroken(depths, lambda start, end: beside(boxes(start, end)).width, room):
        yield Unbroken(boxes(start, end), depths[start])


def _stripped(box: TextBox) -> TextBox:
    return TextBox((box.lines[0].lstrip(),)) if _is_text(box) else box


def _is_text(box: TextBox) -> bool:
    return len(box.lines) == 1


def _forced(tokens: list[Unbroken], room: int) -> TextBox:
    """The tokens one under another, those that are too wide cut at the width."""
    lines = []
    for token in tokens:
        box = beside(token.boxes)
        fits = box.width <= room or not _is_text(box)
        lines += [box] if fits else [TextBox((part,)) for part in sliced(box.lines[0].strip(), room)]
    return stacked(lines)


def _fitted_element(element: Any, room: int, look: Look) -> TextBox:
    """A number; an exact one that is too long is broken at operators, or is its decimal."""
    said = element_text(element, look)
    if width(said) <= room:
        return TextBox((said,))
    tokens = list(_tokens(pieces(element, number_style(look)), look)) if isinstance(element, Node) else None
    return (_broken(tokens, room) if tokens else None) or TextBox((_rounded(element, look),))


def _rounded(element: Any, look: Look) -> str:
    about = "~ " if look.ascii else "≈ "
    if isinstance(element, float):
        return element_text(element, look)
    return about + element_text(float(constant(element, DECIMAL)), look)


def _fitted_matrix(value: Any, cells: Cells, room: int, look: Look) -> TextBox:
    """A matrix in blocks of columns; where not even one column fits, every entry on lines of its own."""
    block = matrix_in_blocks(cells, room, look)
    if block:
        return block
    ((_, table),) = tables(value)
    rows = table if isinstance(table[0], tuple) else (table,)
    boxes = []
    for i, row in enumerate(rows, 1):
        for j, element in enumerate(row, 1):
            place = f"[{i},{j}] " if len(rows) > 1 else f"[{j}] "
            boxes.append(beside([TextBox((place,)), _fitted_element(element, room - len(place), look)]))
    return stacked(boxes)
