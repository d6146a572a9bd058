"""The texts of a drawing, and how much room they take: the lines in a vertex, the label of an edge."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...evaluate.evaluate import elements
from ...expr.node import is_number
from ...views.drawing import Drawing, Edge, Vertex
from ..look import Look
from ..messages import formula_text, printable, value_text
from ..text_box import width
from .layered_layout import Metrics, Size

# A value of more entries is drawn as the shape of its matrix, and a text of more characters is left out: a picture
# shows how values depend on each other; the board has them in full.
MOST_ENTRIES, LONGEST = 6, 48


class Scale(NamedTuple):
    """The units of a picture: how wide a character is, how high a line, and how much is around a vertex's text."""

    character: float
    line: float
    around_x: float
    around_y: float


CHARACTERS = Scale(1, 1, 4, 2)
PIXELS = Scale(8.4, 18, 20, 10)
CENTIMETRES = Scale(0.2, 0.5, 0.5, 0.4)


class VertexLabel(NamedTuple):
    """The lines in a vertex: its name with its formula, its value, the output's derivative by it; each may be empty."""

    head: str
    value: str
    gradient: str

    @property
    def shown(self) -> list[str]:
        """The lines that are not empty."""
        return [line for line in self if line]

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


def drawing_labels(drawing: Drawing, look: Look) -> DrawingLabels:
    """The texts of a drawing on a page."""
    vertices = {vertex.name: _vertex_label(vertex, drawing, look) for vertex in drawing.vertices}
    return DrawingLabels(vertices, [_edge_label(edge, look) for edge in drawing.edges])


def _vertex_label(vertex: Vertex, drawing: Drawing, look: Look) -> VertexLabel:
    name = printable(look.name(vertex.name))
    formula = "" if vertex.formula is None else formula_text(vertex.formula, look)
    head = f"{name} = {formula}" if formula and width(formula) <= LONGEST else name
    d = "d" if look.ascii else "∂"
    derivative = f"{d}{printable(look.name(drawing.output))}/{d}{name}"
    top = vertex.name == drawing.output
    gradient = "" if vertex.gradient is None or top else f"{derivative} = {_short(vertex.gradient, look)}"
    return VertexLabel(head, "" if vertex.value is None else f"= {_short(vertex.value, look)}", gradient)


def _short(value: Any, look: Look) -> str:
    """A value where it is small, else the shape of its matrix."""
    said = value_text(value, look)
    if len(elements(value)) <= MOST_ENTRIES and width(said) <= LONGEST:
        return said
    table = value if isinstance(value, tuple) and isinstance(value[0], tuple) else (elements(value),)
    return f"{len(table)} {'x' if look.ascii else '×'} {len(table[0])}"


def _edge_label(edge: Edge, look: Look) -> str:
    """The local derivative along an edge; nothing where it is 1 or long."""
    if edge.local is None or is_number(edge.local, 1):
        return ""
    said = formula_text(edge.local, look)
    return said if width(said) <= LONGEST else ""
