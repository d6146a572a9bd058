"""The pieces of a written expression: strings, and matrices, which a page may set over several rows."""

from __future__ import annotations

from ...records import NamedTuple


class Matrix(NamedTuple):
    """Cells of text, row by row; a vector is one row."""

    cells: tuple[tuple[str, ...], ...]


Piece = str | Matrix


def inline(parts: list[Piece], separator: str = ", ") -> str:
    """Pieces joined on one line; the separator stands between the entries of a matrix."""
    return "".join(part if isinstance(part, str) else _inline_matrix(part, separator) for part in parts)


def _inline_matrix(matrix: Matrix, separator: str) -> str:
    if len(matrix.cells) == 1:
        return "(" + separator.join(matrix.cells[0]) + ")"
    return "[" + separator.join("[" + separator.join(row) + "]" for row in matrix.cells) + "]"
