"""Fitting expressions and values into a width: formulas break at operators, matrices between columns, numbers never."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import Message
from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant
from ..expr.node import Node
from ..expr.traverse import fold
from ..expr.write.pieces import Matrix, Piece
from ..expr.write.style import Style
from ..expr.write.text import pieces
from .boxes import Cells, TextBox, beside, matrix_box, stacked, width
from .messages import say, sliced
from .numbers import Look, cells_of, element_text

MAX_CELLS, MAX_KNOWN = 240, 500
_BREAKS = r"(?= [-+−⊙*] )|(?=[·*](?! ))|(?<=, )|(?<=\()(?=[^)]{8})"
_CALL = r"[^\W\d]\($"


class FoldingPart(NamedTuple):
    """A piece of a line: as it stands where there is room, and how it fits into a width (None: it cannot)."""

    box: TextBox
    fit: Callable[[int], TextBox | None]


def formula_part(node: Node, look: Look) -> FoldingPart:
    """A formula; it always fits, in the narrowest place broken inside a long name."""
    known = look.written.get(node)
    if known is None:
        if len(look.written) >= MAX_KNOWN:
            look.written.clear()
        found = _pieces(node, look.formulas)
        tokens = list(_tokens(found, look))
        known = FoldingPart(_joined(found, look), lambda room: _broken(tokens, room) or _forced(tokens, room))
        look.written[node] = known
    return known


def numbers_part(node: Node | None, look: Look) -> FoldingPart | None:
    """A formula with the numbers put in; None where it has none, or matrices too large to be read."""
    if node is None or fold(node, _cell_count) > MAX_CELLS:
        return None
    found = _pieces(node, look.numbers)
    return FoldingPart(_joined(found, look), lambda room: _broken(list(_tokens(found, look)), room))


def value_part(value: Any, look: Look) -> FoldingPart:
    """A number, a vector or a matrix; it always fits, a wide matrix in blocks of columns."""
    cells = cells_of(value, look)
    if len(cells) == 1 and len(cells[0]) == 1:
        element = value
        while isinstance(element, tuple):
            element = element[0]
        return FoldingPart(TextBox((cells[0][0],)), lambda room: _fitted_element(element, room, look))
    return FoldingPart(matrix_box(cells, look.ascii), lambda room: _fitted_matrix(value, cells, room, look))


def _cell_count(node: Node, counts: tuple[int, ...]) -> int:
    """How many numbers the matrices of the written expression have."""
    if node.op == "literal":
        rows = node.data if len(node.shape) == 2 else (node.data,)
        return len(rows) * len(rows[0])
    return sum(counts)


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
    if isinstance(piece, str):
        return TextBox((piece,))
    if len(piece.cells) == len(piece.cells[0]) == 1 and not alone:
        (text,) = piece.cells[0]
        return TextBox((f"({text})" if not text[0].isalnum() or " " in text else text,))
    return matrix_box(piece.cells, look.ascii)


def _tokens(found: Sequence[Piece], look: Look) -> Iterator[list[TextBox]]:
    """What may stand on a line of its own: runs that are broken before operators only."""
    run: list[TextBox] = []
    for piece in found:
        if isinstance(piece, Matrix):
            run.append(_piece_box(piece, look, len(found) == 1))
            continue
        first, *rest = re.split(_BREAKS, piece)
        run += [TextBox((first,))] if first else []
        for part in rest:
            if run:
                yield run
            run = [TextBox((part,))] if part else []
    if run:
        yield run


def _broken(tokens: list[list[TextBox]], room: int) -> TextBox | None:
    """The tokens in as few lines as they need, or None where one is too wide."""
    lines: list[list[TextBox]] = []
    for token in tokens:
        if lines and beside([*lines[-1], *token]).width <= room:
            lines[-1] += token
            continue
        start = [_stripped(token[0]), *token[1:]] if lines else token
        if beside(start).width > room:
            return None
        lines.append(list(start))
    return stacked([beside(line) for line in lines])


def _stripped(box: TextBox) -> TextBox:
    return TextBox((box.lines[0].lstrip(),)) if _is_text(box) else box


def _is_text(box: TextBox) -> bool:
    return len(box.lines) == 1


def _forced(tokens: list[list[TextBox]], room: int) -> TextBox:
    """The tokens one after another, those that are too wide cut at the width."""
    lines = []
    for token in tokens:
        box = beside(token)
        fits = box.width <= room or not _is_text(box)
        lines += [box] if fits else [TextBox((part,)) for part in sliced(box.lines[0].strip(), room)]
    return stacked(lines)


def _fitted_element(element: Any, room: int, look: Look) -> TextBox:
    """A number; an exact one that is too long is broken at operators, or is its decimal."""
    said = element_text(element, look)
    if width(said) <= room:
        return TextBox((said,))
    broken = _broken(list(_tokens(pieces(element, look.numbers), look)), room) if isinstance(element, Node) else None
    return broken or TextBox((_rounded(element, look),))


def _rounded(element: Any, look: Look) -> str:
    about = "~ " if look.ascii else "≈ "
    if isinstance(element, float):
        return element_text(element, look)
    return about + element_text(float(constant(element, DECIMAL)), look)


def _fitted_matrix(value: Any, cells: Cells, room: int, look: Look) -> TextBox:
    """A matrix in blocks of as many columns as fit; entry by entry where not even one does."""
    columns = list(zip(*cells))
    blocks, first = [], 0
    while first < len(columns):
        last = first + 1
        while last < len(columns) and _block(columns[first : last + 1], look).width <= room:
            last += 1
        block = _block(columns[first:last], look)
        if block.width > room:
            return _entries(value, room, look)
        blocks.append((first, last, block))
        first = last
    if len(blocks) == 1:
        return blocks[0][2]
    return stacked([box for first, last, block in blocks for box in (_label(first, last, look), block)])


def _block(columns: Sequence[Sequence[str]], look: Look) -> TextBox:
    rows = list(zip(*columns))
    if len(rows) == 1:
        return TextBox(("(" + "  ".join(rows[0]) + ")",))
    return matrix_box(rows, look.ascii)


def _label(first: int, last: int, look: Look) -> TextBox:
    key = "board.column" if last - first == 1 else "board.columns"
    return TextBox((say(Message(key, {"first": first + 1, "last": last}), look),))


def _entries(value: Any, room: int, look: Look) -> TextBox:
    """Every entry on lines of its own, under its place."""
    rows = value if isinstance(value[0], tuple) else (value,)
    boxes = []
    for i, row in enumerate(rows, 1):
        for j, element in enumerate(row, 1):
            place = f"[{i},{j}] " if len(rows) > 1 else f"[{j}] "
            boxes.append(beside([TextBox((place,)), _fitted_element(element, room - len(place), look)]))
    return stacked(boxes)
