"""Mathematics set for a picture: the runs of letters, and the lines, of a formula with their places and sizes.

Widths are those of Times (Adobe's metrics of Times-Roman); every run says how wide it is, so that it keeps its place in
any font.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from unicodedata import combining

from ...expr.write.layout import called
from ...expr.write.name_layout import Part
from ...records import NamedTuple
from ...typed import Any

_BY_WIDTH = {
    0.25: " .,·⁡'′",
    0.28: "ijlt/:;|",
    0.34: "frIst()[]-⎡⎤⎣⎦⎢⎥г",
    0.45: "aceszJ²³ᵢⱼ",
    0.62: "+−=×<>≥≤⊙±SPF←LETZ∂",
    0.73: "ABCDGHKNOQRUVXYwΔΣ∑∏шщжюфм",
    0.92: "mMW…→",
}
WIDTHS = {sign: width for width, signs in _BY_WIDTH.items() for sign in signs}
OTHER = 0.5  # of the size: digits, and most small letters
SMALL, LEAD = 0.74, 0.18  # the size of scripts; half of what stands between two rows of a matrix
LEAST = 9.9  # pixels: a picture 700 wide has letters of 9 on a page of A4, where it is 640 wide
ASCENT, DESCENT = 0.72, 0.24
AXIS = 0.27  # how far above the base line a fraction bar and the middle of a matrix stand


class Run(NamedTuple):
    """Letters in a row on a base line, from x on; y counts downwards."""

    x: float
    y: float
    text: str
    size: float
    italic: bool
    width: float


class Stroke(NamedTuple):
    """A line through some points: a fraction bar, a bracket of a matrix, a root sign."""

    points: tuple[tuple[float, float], ...]


class Block(NamedTuple):
    """A formula that is set: its size about a base line at y = 0, its runs and strokes."""

    width: float
    ascent: float
    descent: float
    runs: tuple[Run, ...] = ()
    strokes: tuple[Stroke, ...] = ()

    @property
    def height(self) -> float:
        """From the highest to the lowest place."""
        return self.ascent + self.descent

    def moved(self, x: float, y: float) -> Block:
        """The same formula somewhere else; its size about the old base line."""
        runs = tuple(run._replace(x=run.x + x, y=run.y + y) for run in self.runs)
        strokes = tuple(Stroke(tuple((a + x, b + y) for a, b in stroke.points)) for stroke in self.strokes)
        return Block(self.width, self.ascent - y, self.descent + y, runs, strokes)


def set_math(part: Part, size: float) -> Block:
    """A formula set in letters of a size in pixels."""
    found: Block = _SETTERS[part[0]](size, *part[1:])
    return found


def _smaller(size: float, share: float) -> float:
    """The size of a part that is set smaller, as far as it stays readable."""
    return min(size, max(size * share, LEAST))


def set_text(text: str, size: float, italic: bool = False) -> Block:
    """A text on one line."""
    width = sum(WIDTHS.get(sign, OTHER) for sign in text if not combining(sign)) * size
    return Block(width, ASCENT * size, DESCENT * size, (Run(0, 0, text, size, italic, width),) if text else ())


def beside(blocks: Iterable[Block]) -> Block:
    """Blocks in a row on one base line."""
    found, x = [], 0.0
    for block in blocks:
        found.append(block.moved(x, 0))
        x += block.width
    return _joined(found, x)


def _joined(blocks: list[Block], width: float) -> Block:
    runs = tuple(run for block in blocks for run in block.runs)
    strokes = tuple(stroke for block in blocks for stroke in block.strokes)
    ascent = max((block.ascent for block in blocks), default=0)
    return Block(width, ascent, max((block.descent for block in blocks), default=0), runs, strokes)


def _row(size: float, parts: tuple[Part, ...]) -> Block:
    """Parts beside each other; a minus between two of them has room around it, one before a number has none."""
    minus = ("sign", "−")
    between = {index for index, part in enumerate(parts) if part == minus and index and parts[index - 1][0] != "sign"}
    return beside(
        set_text(" − ", size) if index in between else set_math(part, size) for index, part in enumerate(parts)
    )


def _number(size: float, said: str) -> Block:
    mantissa, _, power = said.partition("e")
    if not power:
        return set_text(said.replace("-", "−"), size)
    return _script(size, ("text", f"{mantissa}·10".replace("-", "−")), None, ("number", str(int(power))))


def _name(size: float, name: str) -> Block:
    return set_text(name, size, italic=name[:1].isalpha() and len(name.rstrip("′'")) <= 2)


def _word(size: float, word: str) -> Block:
    return set_text(word + (" " if word == "ln" else ""), size)


def _sign(size: float, sign: str) -> Block:
    return set_text({",": ", ", ";": "; "}.get(sign, f" {sign} " if sign in "=←⊙+<>≥≤→" else sign), size)


def _script(size: float, base: Part, below: Part | None, above: Part | None) -> Block:
    first = set_math(base, size)
    small = _smaller(size, SMALL)
    under = set_math(below, small).moved(first.width, (0.3 if above else 0.22) * size) if below else None
    # Over a tall base (a matrix, a bracket) the exponent stands at its top.
    rise = max((0.44 if below else 0.36) * size, first.ascent - 0.38 * size)
    over = set_math(above, small).moved(first.width, -rise) if above else None
    scripts = [block for block in (under, over) if block]
    return _joined([first, *scripts], first.width + max((block.width for block in scripts), default=0) + 0.03 * size)


def _fraction(size: float, above: Part, below: Part) -> Block:
    top, bottom = (set_math(part, _smaller(size, 0.85)) for part in (above, below))
    width = max(top.width, bottom.width) + 0.3 * size
    y = -AXIS * size
    blocks = [
        top.moved((width - top.width) / 2, y - 0.12 * size - top.descent),
        bottom.moved((width - bottom.width) / 2, y + 0.12 * size + bottom.ascent),
    ]
    bar = Stroke(((0.06 * size, y), (width - 0.06 * size, y)))
    found = _joined(blocks, width)
    return found._replace(strokes=(*found.strokes, bar))


def _bracket(size: float, left: str, inside: Part, right: str) -> Block:
    block = set_math(inside, size)
    if block.height <= 1.5 * size:
        return beside((set_text(left, size), block, set_text(right, size)))
    return _fenced(size, block, square=False)


def _fenced(size: float, block: Block, square: bool) -> Block:
    """A tall block between brackets that are drawn: square ones, or bent ones."""
    gap, foot = 0.36 * size, 0.16 * size * (1 if square else 0.9)
    top, bottom, right = -block.ascent, block.descent, block.width + 2 * gap
    inset = 0.1 * size
    sides = ((inset, inset + foot), (right - inset, right - inset - foot))
    height = bottom - top
    bend = () if square else (0.18 * height, 0.82 * height)
    strokes = tuple(
        Stroke(((toe, top), *((side, top + part) for part in bend or (0, height)), (toe, bottom)))
        for side, toe in sides
    )
    inner = block.moved(gap, 0)
    return Block(right, block.ascent, block.descent, inner.runs, (*inner.strokes, *strokes))


def _call(size: float, head: Part, inside: Part) -> Block:
    return beside((set_math(head, size), set_math(called(inside), size)))


def _matrix(size: float, rows: tuple[tuple[Part, ...], ...]) -> Block:
    cells = [[set_math(cell, size) for cell in row] for row in rows]
    widths = [max(cell.width for cell in column) for column in zip(*cells)]
    heights = [max(cell.ascent for cell in row) + max(cell.descent for cell in row) + LEAD * size for row in cells]
    top = -AXIS * size - sum(heights) / 2
    placed, y = [], top
    for row, height in zip(cells, heights):
        base, x = y + LEAD * size / 2 + max(cell.ascent for cell in row), 0.0
        for cell, width in zip(row, widths):
            placed.append(cell.moved(x + width - cell.width, base))  # to the right, as numbers stand in a column
            x += width + 0.7 * size
        y += height
    width = sum(widths) + 0.7 * size * (len(widths) - 1)
    return _fenced(size, _joined(placed, width)._replace(ascent=-top, descent=y), square=True)


def _root(size: float, inside: Part) -> Block:
    block = set_math(inside, size)
    sign, top = 0.55 * size, -block.ascent - 0.08 * size
    foot = block.descent
    points = (
        (0, -0.2 * size),
        (0.14 * size, -0.28 * size),
        (0.32 * size, foot),
        (sign, top),
        (sign + block.width, top),
    )
    inner = block.moved(sign, 0)
    return Block(sign + block.width, -top, foot, inner.runs, (*inner.strokes, Stroke(points)))


def _box(size: float, label: Part, inside: Part) -> Block:
    return _bracket(size, "[", inside, "]")


_SETTERS: dict[str, Callable[..., Any]] = {
    "row": _row,
    "number": _number,
    "name": _name,
    "text": lambda size, said: set_text(said, size),
    "word": _word,
    "space": lambda size: set_text("  ", size),
    "sign": _sign,
    "fraction": _fraction,
    "root": _root,
    "script": _script,
    "bracket": _bracket,
    "call": _call,
    "matrix": _matrix,
    "box": _box,
    "under": lambda size, base, below: _script(size, base, below, None),
}
