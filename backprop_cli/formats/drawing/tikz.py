"""A drawing as a tikzpicture: the same picture as in SVG, with formulas set by LaTeX."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.write.latex import escaped, latex
from ...views.drawing import Drawing
from ..look import Look
from .pictures import scene_of
from .scene import LETTERS, Label, Link, Shape

PIXEL = 0.66  # points: then 700 pixels are as wide as the text of an A4 page, and 14 of them as high as \\small letters
SCALE = 0.92  # of letters: Computer Modern is wider than Times, by whose widths the picture is laid out
FILLS = {
    "input": "231,240,253", "target": "231,240,253", "parameter": "253,243,220", "constant": "253,243,220",
    "one": "253,243,220", "output": "230,246,233", "loss": "230,246,233", "value": "246,248,250",
}  # fmt: skip
INKS = {"number": "11,87,194", "slope": "162,53,11", "function": "87,96,106", "words": "87,96,106"}


def tikz(drawing: Drawing, look: Look) -> Iterator[str]:
    """The drawing as a tikzpicture; TikZ counts y upwards, which a negative unit turns round."""
    scene = scene_of(drawing, look)
    styles = f"every node/.style={{inner sep=0pt, scale={SCALE}}}, link/.style={{draw={_colour('110,119,129')}, ->}}"
    styles += f", back/.style={{draw={_colour('196,86,28')}, <->}}"
    yield f"\\begin{{tikzpicture}}[x={PIXEL}pt, y=-{PIXEL}pt, {styles}]\n"
    for link in scene.links:
        yield _link(link)
    for box in scene.boxes:
        yield _box(box)
    for label in scene.labels:
        yield _label(label)
    yield "\\end{tikzpicture}\n"


def _colour(rgb: str) -> str:
    red, green, blue = rgb.split(",")
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"


def _at(x: float, y: float) -> str:
    return f"({x:.1f}, {y:.1f})"


def _link(link: Link) -> str:
    pieces = "".join(f" .. controls {_at(*a)} and {_at(*b)} .. {_at(*c)}" for a, b, c in link.pieces)
    kind = "back" if link.back else "link"
    return f"  \\path[{kind}, line width={link.width * PIXEL:.2g}pt] {_at(*link.start)}{pieces};\n"


def _box(box: Shape) -> str:
    fill = f"  \\draw[fill={_colour(FILLS[box.kind.split()[-1]])}, rounded corners=4pt] "
    if box.round:
        return f"{fill}{_at(box.x, box.y)} circle [radius={box.width / 2 * PIXEL:.2f}pt];\n"
    across, down = box.width / 2, box.height / 2
    return f"{fill}{_at(box.x - across, box.y - down)} rectangle {_at(box.x + across, box.y + down)};\n"


def _label(label: Label) -> str:
    """A formula in its size; turned, for TikZ, the other way round."""
    size = "\\small" if label.size >= LETTERS else "\\footnotesize" if label.size > 11 else "\\scriptsize"
    ink = f", text={_colour(INKS[label.kind])}" if label.kind in INKS else ""
    turn = f", rotate={-label.angle:.1f}" if label.angle else ""
    said = escaped(label.said) if isinstance(label.said, str) else f"${latex(label.said or ())}$"
    return f"  \\node[font={size}{ink}{turn}] at {_at(label.x, label.y)} {{{said}}};\n"
