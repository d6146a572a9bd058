"""Formulas of LaTeX that are too long for a row: about how long they are, and the rows that they are broken into."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..expr.write.latex import latex
from ..expr.write.name_layout import Part
from ..records import NamedTuple
from .breaks import BRACKET, TIGHT, unbroken

# Widths in digits of the same size: a letter of mathematics, what stands below or above, \\quad, signs with spaces.
LETTER, SMALL, QUAD = 1.1, 0.75, 2
_SIGNS = {
    "+": 2.5,
    "−": 2.5,
    "⊙": 2.5,
    "=": 2.7,
    "←": 3,
    "≈": 2.7,
    "·": 1.5,
    "×": 2.5,
    ">": 2.5,
    "≥": 2.5,
    "∑": 3,
    ";": 2,
}
_BREAKS = {"=": 0, "+": 0, "−": 0, "⊙": TIGHT, "·": TIGHT}
# Halves of a fraction that need no brackets on a line.
_WHOLE = ("number", "name", "script")


class MathToken(NamedTuple):
    """LaTeX that stays together on a row, about how wide it is in digits, and how deep the break before it is."""

    text: str
    length: float
    depth: int


def length(part: Part) -> float:
    """About how wide a part is, in digits; a matrix is as wide as its columns, a fraction as its longer half."""
    kind, *inside = part
    if kind == "matrix":
        columns = list(zip(*inside[0]))
        return sum(max(map(length, column)) for column in columns) + 2 * len(columns) - 0.5
    if kind in ("fraction", "box", "under"):
        return max(map(length, inside)) + 0.5
    if kind == "row":
        return sum(map(length, inside[0]))
    if kind == "script":
        base, *small = inside
        return length(base) + SMALL * max(length(item) if item else 0 for item in small)
    if kind == "number":
        return len(inside[0]) - 0.45 * (not inside[0].isdigit())  # a decimal mark is narrow
    if kind == "space":
        return QUAD  # between two equations
    if kind == "sign":
        return _SIGNS.get(inside[0], 1)
    brackets = {"call": 3, "root": 2, "bracket": 1}.get(kind, 0)
    return brackets + sum(len(item) * LETTER if isinstance(item, str) else length(item) for item in inside)


def folded(part: Part, room: float) -> list[tuple[str, float]]:
    r"""A part as rows of so many signs if that is possible, each with its length; later ones begin with \quad."""
    if length(part) <= room:
        return [(latex(part), length(part))]
    tokens = [MathToken("", 0, 0)]
    for token in _tokens(part, room):
        if token.depth >= 0:
            tokens.append(token)
        else:
            tokens[-1] = MathToken(tokens[-1].text + token.text, tokens[-1].length + token.length, tokens[-1].depth)

    def size(start: int, end: int) -> float:
        return sum(token.length for token in tokens[start:end]) + QUAD * bool(start)

    rows: list[tuple[str, float]] = []
    for start, end in unbroken([token.depth for token in tokens], size, room):
        said, used = "".join(token.text for token in tokens[start:end]), size(start, end)
        joined = rows[-1][1] + used - QUAD if rows else math.inf
        if joined <= room:
            rows[-1] = rows[-1][0] + said, joined
        else:
            rows.append((r"\quad " * bool(rows) + said, used))
    return rows


def _tokens(part: Part, room: float, depth: int = 0) -> Iterator[MathToken]:
    """The tokens of a part; a depth below zero is no break. Brackets are opened if they are wider than the room,
    a fraction is then written on a line, and a box shows its name alone, which a line of its own explains.
    """
    kind, *inside = part
    if kind == "row":
        for index, item in enumerate(inside[0]):
            if item[0] == "sign" and index and item[1] in _BREAKS:
                yield MathToken(latex(item), length(item), BRACKET * depth + _BREAKS[item[1]])
                continue
            first, *rest = _tokens(item, room, depth)
            after_comma = index and inside[0][index - 1] in (("sign", ","), ("sign", ";"))
            yield first._replace(depth=BRACKET * depth) if after_comma else first
            yield from rest
    elif kind == "bracket" and inside[0] == "(" and length(part) > room:
        yield MathToken("(", 1, -1)
        yield from _tokens(inside[1], room, depth + 1)
        yield MathToken(")", 1, -1)
    elif kind == "call" and length(part) > room:
        yield MathToken(latex(inside[0]), length(inside[0]), -1)
        yield from _tokens(("bracket", "(", inside[1], ")"), room, depth)
    elif kind == "box" and length(part) > room:
        yield from _tokens(inside[0], room, depth)
    elif kind == "fraction" and length(part) > room:
        above, below = (half if half[0] in _WHOLE else ("bracket", "(", half, ")") for half in inside)
        yield from _tokens(above, room, depth)
        yield MathToken("/", 1, BRACKET * depth + TIGHT)
        first, *rest = _tokens(below, room, depth)
        yield first._replace(depth=-1)
        yield from rest
    elif kind == "script" and inside[0][0] == "bracket" and not inside[1] and length(part) > room:
        yield from _tokens(inside[0], room, depth)
        yield MathToken(f"^{{{latex(inside[2])}}}", SMALL * length(inside[2]), -1)
    else:
        yield MathToken(latex(part), length(part), -1)
