"""The texts of a drawing, and how much room they take: the lines in a vertex, the label of an edge."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from ...evaluate.evaluate import elements, value_shape
from ...expr.axes import tables
from ...expr.node import Node, is_number
from ...records import NamedTuple
from ...typed import Any
from ...views.drawing import Drawing
from ...views.vertices import Edge, Vertex
from ..look import Look
from ..matrix import matrix_box
from ..messages import formula_text, in_signs, printable, value_text
from ..numbers import cells_of, element_text
from ..text_box import pad, width
from .placed import Metrics, Size

# A value of more entries is drawn as the shape of its matrix, and a text of more characters is left out: a picture
# shows how values depend on each other; the board has them in full.
MOST_ENTRIES, LONGEST = 36, 48
FEWEST = 4  # significant digits of a number in a picture, where nothing else is said
LONGEST_FRACTION = 5  # characters: 3/4 and 1/16 are read at a glance, 151/400 is not


class Scale(NamedTuple):
    """The units of a picture: how wide a character is, how high a line, and how much is around a vertex's text."""

    character: float
    line: float
    around_x: float
    around_y: float


CHARACTERS = Scale(1, 1, 4, 2)
PIXELS = Scale(8.4, 18, 20, 10)


class VertexLabel(NamedTuple):
    """The lines in a vertex: its name with its formula, its value, the output's derivative by it; each may be empty."""

    head: str
    value: str
    gradient: str

    @property
    def shown(self) -> list[str]:
        """The lines that are not empty; a matrix takes several."""
        return [line for said in self if said for line in said.split("\n")]

    @property
    def width(self) -> int:
        """How many characters the longest line has."""
        return max(map(width, self.shown))


class DrawingLabels(NamedTuple):
    """All texts of a drawing: the label of each vertex by its name, and of each edge (empty: none) by its index."""

    vertices: dict[str, VertexLabel]
    edges: list[str]

    def metrics(self, scale: Scale, across: float, between: float, labelled: bool = False) -> Metrics:
        """The sizes of the vertices in units of a scale; labelled: the edges need room for their labels as well."""
        sizes = {
            name: Size(label.width * scale.character + scale.around_x, len(label.shown) * scale.line + scale.around_y)
            for name, label in self.vertices.items()
        }
        edges = [
            Size(width(label) * scale.character, scale.line) if label and labelled else None for label in self.edges
        ]
        widest = max((size.width for size in edges if size), default=0)
        return Metrics(sizes.__getitem__, edges.__getitem__, across + widest, between)


def drawing_look(drawing: Drawing, look: Look) -> Look:
    """The look with the names that a drawing has for its neurons, wherever it stands: on a sheet, in a derivation."""
    return look.labelled(drawing.problem.names) if drawing.problem else look


def drawing_labels(drawing: Drawing, look: Look) -> DrawingLabels:
    """The texts of a drawing on a page, with numbers in one style."""
    look = look._replace(exact=look.exact and not drawing.network and has_short_numbers(drawing))
    vertices = {vertex.name: _vertex_label(vertex, drawing, look) for vertex in drawing.vertices}
    label = partial(_weight_label, drawing=drawing, look=look) if drawing.network else partial(_edge_label, look=look)
    return DrawingLabels(vertices, [label(edge) for edge in drawing.edges])


def _vertex_label(vertex: Vertex, drawing: Drawing, look: Look) -> VertexLabel:
    if drawing.network:
        return _neuron_label(vertex, drawing, look)
    name = printable(look.name(vertex.name))
    formula = "" if vertex.formula is None else formula_text(vertex.formula, look)
    head = f"{name} = {formula}" if formula and width(formula) <= LONGEST else name
    d = "d" if look.ascii else "∂"
    derivative = f"{d}{printable(look.name(drawing.output))}/{d}{name}"
    top = vertex.name == drawing.output
    gradient, value = vertex.gradient is not None and not top, vertex.value is not None
    return VertexLabel(
        head,
        _equal("", vertex.value, look) if value and drawing.shows(vertex.lines[0]) else "",
        _equal(f"{derivative} ", vertex.gradient, look) if gradient and drawing.shows(vertex.lines[1]) else "",
    )


def _neuron_label(vertex: Vertex, drawing: Drawing, look: Look) -> VertexLabel:
    name = printable(look.name(vertex.name))
    head = f"{name} ({in_signs(printable(vertex.function), look)})" if vertex.function else name
    value = vertex.value is not None and drawing.shows(vertex.lines[0])
    gradient = vertex.gradient is not None and drawing.shows(vertex.lines[1])
    delta = "delta" if look.ascii else "δ"
    return VertexLabel(
        head,
        _equal("", vertex.value, look) if value else "",
        _equal(f"{delta} ", vertex.gradient, look) if gradient else "",
    )


def _equal(name: str, value: Any, look: Look) -> str:
    """`name = value`: a matrix over several lines, one that is too large as its shape."""
    if len(elements(value)) > MOST_ENTRIES:
        shape = value_shape(value) if isinstance(value, tuple) and isinstance(value[0], tuple) else (1, len(value))
        return f"{name}= {(' x ' if look.ascii else ' × ').join(map(str, shape))}"
    if isinstance(value, tuple) and len(tables(value)) > 1:
        return f"{name}= {value_text(value, look)}"
    cells = [[element_text(value, look)]] if not isinstance(value, tuple) else cells_of(value, look)
    if len(cells) == 1:
        said = value_text(value, look)
        left_out = "..." if look.ascii else "…"
        return f"{name}= {said if width(said) <= LONGEST else left_out}"
    box = matrix_box(cells, look.ascii)
    sides = ["" if index != box.base else f"{name}= " for index in range(len(box.lines))]
    return "\n".join(pad(side, width(name) + 2) + line for side, line in zip(sides, box.lines))


def _edge_label(edge: Edge, look: Look) -> str:
    """The local derivative along an edge; nothing where it is 1 or long."""
    if edge.local is None or is_number(edge.local, 1):
        return ""
    said = formula_text(edge.local, look)
    return said if width(said) <= LONGEST else ""


def _weight_label(edge: Edge, drawing: Drawing, look: Look) -> str:
    """The weight on an edge with its number, and the new one after the step: w5 = 0.4 → 0.3589."""
    if not edge.weight:
        return ""
    said = printable(look.name(edge.weight))
    if edge.before is None:
        return said
    said += f" = {value_text(edge.before, look)}"
    arrow = " -> " if look.ascii else " → "
    changed = edge.after not in (None, edge.before) and drawing.shows(edge.line)
    return said + (f"{arrow}{value_text(edge.after, look)}" if changed else "")


def has_short_numbers(drawing: Drawing) -> bool:
    """Whether all numbers of a drawing are fractions that are read at a glance; else decimals stand for all."""
    values = [value for vertex in drawing.vertices for value in (vertex.value, vertex.gradient) if value is not None]
    return all(map(_is_short, (element for value in values for element in elements(value))))


def _is_short(element: Any) -> bool:
    return isinstance(element, Node) or (isinstance(element, Fraction) and len(str(element)) <= LONGEST_FRACTION)
