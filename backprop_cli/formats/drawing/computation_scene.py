"""The computation graph as a picture: formulas, values and derivatives in boxes, local derivatives on the edges.

It goes from left to right where that fits the page, else from the top down; if need be with a digit less, and smaller,
or with what the same values read, such as the weights of a gate, in one box.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...evaluate.evaluate import Algebra, elements, evaluate, value_shape
from ...expr.names import derivative
from ...expr.node import Node
from ...expr.write.layout import called
from ...expr.write.name_layout import Part
from ...records import NamedTuple
from ...typed import Any
from ...views.drawing import Drawing
from ...views.vertices import Edge, Vertex
from ..look import Look
from .edge_labels import place_labels
from .geometry import Point
from .labels import FEWEST, MOST_ENTRIES
from .layered_layout import layout
from .placed import Metrics, Placed, Size
from .scene import LETTERS, PAGE, SMALL_LETTERS, Label, Link, Scene, Shape, set_label
from .speech import Speech

AROUND, LEADING, MARGIN = 8, 5, 10  # around the text of a box, between its lines, around the picture
ACROSS, BETWEEN, CLOSE = (
    34,
    14,
    9,
)  # between layers without their labels, between the boxes of a layer, and where space is short
WIDER = (1.0, 1.35, 1.8, 2.4, 3.2)  # how much wider, until every label has a place
TRIES = ((LETTERS, FEWEST), (LETTERS, FEWEST - 1), (LETTERS - 2.5, FEWEST - 1))  # sizes of letters, digits
WIDEST_FORMULA, FOLDED_FORMULA, WIDEST_SLOPE = 300, 108, 150  # pixels


class TextLine(NamedTuple):
    """A line in a box; kind: its class; of: the name of the line of the work that gives it, "" for what is given."""

    said: Part
    kind: str
    size: float
    of: str = ""


Boxes = dict[str, tuple[Vertex, ...]]


def computation_scene(drawing: Drawing, look: Look) -> Scene:
    """The picture of a computation graph."""
    found = []
    alone: Boxes = {vertex.name: (vertex,) for vertex in drawing.vertices}
    for boxes in (alone, _given_together(drawing)):
        for letters, enough in TRIES:
            speech = Speech(drawing, look, enough, letters)
            for down in (False, True):
                found.append(_drawn(drawing, boxes, speech, down))
                if found[-1].width <= PAGE:
                    return found[-1]
    return min(found, key=lambda scene: scene.width)


def _given_together(drawing: Drawing) -> Boxes:
    """The vertices of each box, by the first of them: what is given, and read by the same values, shares one."""
    readers: dict[str, list[str]] = {}
    for edge in drawing.edges:
        readers.setdefault(edge.source, []).append(edge.target)
    first: dict[Any, str] = {}
    boxes: Boxes = {}
    for vertex in drawing.vertices:
        alike = (vertex.role == "parameter", *readers.get(vertex.name, ())) if vertex.formula is None else vertex.name
        name = first.setdefault(alike, vertex.name)
        boxes[name] = (*boxes.get(name, ()), vertex)
    return boxes


def _drawn(whole: Drawing, boxed: Boxes, speech: Speech, down: bool) -> Scene:
    known = {v.name: speech.plain(v.value) for v in whole.vertices if v.value is not None}
    slopes = {(edge.source, edge.target): _slope(edge, known, speech) for edge in whole.edges}
    drawing = whole._replace(
        vertices=tuple(vertex for vertex in whole.vertices if vertex.name in boxed),
        edges=tuple(edge for edge in whole.edges if edge.source in boxed),
    )
    narrow = len(boxed) < len(whole.vertices)
    lines = {
        name: [line for v in inside for line in _lines(v, whole, speech, narrow)] for name, inside in boxed.items()
    }
    sizes = {name: _size(found) for name, found in lines.items()}
    # An edge from a box has a derivative by each value in it.
    said = [
        (index, slopes[v.name, edge.target]) for index, edge in enumerate(drawing.edges) for v in boxed[edge.source]
    ]
    wanted = [Label(0, 0, slope, SMALL_LETTERS, "label") for _, slope in said]
    for wider in WIDER:
        placed = _placed(drawing, sizes, wanted, down, (wider, CLOSE if narrow else BETWEEN))
        links = [_link(edge, route, drawing, down) for edge, route in zip(drawing.edges, placed.routes)]
        boxes = {v.name: Shape(*placed.boxes[v.name], f"node {v.role}") for v in drawing.vertices}
        labels = place_labels(
            [links[index] for index, _ in said], wanted, [box.outline for box in boxes.values()], turned=False
        )
        if all(labels):
            break
    texts = [label for vertex in drawing.vertices for label in _texts(boxes[vertex.name], lines[vertex.name])]
    shown = [*texts, *(label for label in labels if label)]
    return Scene(placed.width, placed.height, tuple(boxes.values()), tuple(links), tuple(shown)).fitted(MARGIN)


def _placed(
    drawing: Drawing, sizes: dict[str, Size], wanted: list[Label], down: bool, gaps: tuple[float, float]
) -> Placed:
    """The places of the boxes; from the top down the same layout is taken with width and height for each other.

    gaps: how much wider those between layers are, and the pixels of those in a layer.
    """
    wider, beside = gaps
    blocks = [label.block for label in wanted]
    along = max((block.height if down else block.width for block in blocks), default=0)
    turned = {name: Size(size.height, size.width) if down else size for name, size in sizes.items()}
    # From the top down there is room below, and none to spare beside.
    across, between = ACROSS + along * wider, beside * (1 if down else wider)
    found = layout(drawing, Metrics(turned.__getitem__, lambda index: None, across, between, straight=True))
    return found.turned() if down else found


def _lines(vertex: Vertex, drawing: Drawing, speech: Speech, narrow: bool) -> list[TextLine]:
    """What stands in a box: the formula (narrow: below its name), the value, the derivative of the output."""
    name, size = speech.name(vertex.name), speech.letters
    value = None if vertex.value is None else _matrix(vertex.value, speech)
    found = []
    if vertex.formula is None:
        found.append(TextLine(_equal(name, value), "head", size))
    else:
        said = speech.formula(vertex.formula)
        heads = [name, *_folded(_equal(None, said), size)] if narrow else [_equal(name, said)]
        fits = max(set_label(head, size).width for head in heads) <= WIDEST_FORMULA
        found += [TextLine(head, "head", size) for head in (heads if fits else [name])]
        found += [TextLine(_equal(None, value), "number", size - 1, vertex.lines[0])] if value else []
    gradient = 1 if vertex.name == drawing.output else vertex.gradient
    if gradient is not None:
        said = _equal(speech.derivative(vertex.name), _matrix(gradient, speech))
        found.append(TextLine(said, "slope", size - 1, vertex.lines[1]))
    return found


def _folded(said: Part, size: float) -> list[Part]:
    """A formula in lines that are as long as there is room for, broken before plus signs only."""
    found: list[list[Part]] = [[]]
    for token in _tokens(said):
        if token == ("sign", "+"):
            found.append([])
        found[-1].append(token)
    lines = [found[0]]
    for summand in found[1:]:
        longer = [*lines[-1], *summand]
        if set_label(("row", tuple(longer)), size).width <= FOLDED_FORMULA:
            lines[-1] = longer
        else:
            lines.append(summand)
    return [("row", tuple(line)) for line in lines]


def _tokens(said: Part) -> Iterator[Part]:
    """The parts of a formula beside each other, those in the brackets of a function too."""
    if said[0] == "row":
        for part in said[1]:
            yield from _tokens(part)
    elif said[0] == "call" and called(said[2])[0] == "bracket":
        yield from (said[1], ("text", "("), *_tokens(said[2]), ("text", ")"))
    else:
        yield said


def _equal(name: Part | None, value: Part | None) -> Part:
    """`name = value`, or as much of it as there is."""
    sign = (("sign", "="),) if value else ()
    return "row", (*((name,) if name else ()), *sign, *((value,) if value else ()))


def _matrix(value: Any, speech: Speech) -> Part:
    """A number or a matrix; one that is too large for a picture by its shape."""
    shape = value_shape(value)
    if prod(shape) <= MOST_ENTRIES:
        return speech.value(value)
    return "text", " × ".join(map(str, shape))


def _size(lines: list[TextLine]) -> Size:
    blocks = [set_label(line.said, line.size) for line in lines]
    height = sum(block.height for block in blocks) + LEADING * (len(blocks) - 1)
    return Size(max(block.width for block in blocks) + 2 * AROUND, height + 1.4 * AROUND)


def _texts(box: Shape, lines: list[TextLine]) -> Iterator[Label]:
    """The lines of a box, one below the other about its middle."""
    y = box.y - box.height / 2 + 0.7 * AROUND
    for line in lines:
        height = set_label(line.said, line.size).height
        yield Label(box.x, y + height / 2, line.said, line.size, line.kind, of=line.of)
        y += height + LEADING


def _slope(edge: Edge, values: dict[str, Any], speech: Speech) -> Part:
    """The local derivative along an edge, with its number where that is one; else only what it is called."""
    if edge.local is None:
        return speech.name(derivative(edge.target, edge.source))
    said = speech.formula(edge.local)
    if set_label(said, SMALL_LETTERS).width > WIDEST_SLOPE:
        return speech.name(derivative(edge.target, edge.source))
    found = None if edge.local.op == "number" else _evaluated(edge.local, values, speech.algebra)
    return said if found is None else _equal(said, speech.value(found))


def _evaluated(node: Node, values: dict[str, Any], algebra: Algebra) -> Any:
    """The value of a derivative where it is a single number; None where it is none, or is not known."""
    try:
        found = elements(evaluate(node, values, algebra))
    except (KeyError, ArithmeticError, ValueError):
        return None
    return found[0] if len(found) == 1 else None


def _link(edge: Edge, route: tuple[Point, ...], drawing: Drawing, down: bool) -> Link:
    """An edge that leaves and arrives at right angles to its boxes."""
    source = next(vertex for vertex in drawing.vertices if vertex.name == edge.source)
    back = source.lines[1] if source.gradient is not None and drawing.leads(edge.target) else ""
    pieces = []
    for (x1, y1), (x2, y2) in zip(route, route[1:]):
        middle = ((x1, (y1 + y2) / 2), (x2, (y1 + y2) / 2)) if down else (((x1 + x2) / 2, y1), ((x1 + x2) / 2, y2))
        pieces.append((*middle, (x2, y2)))
    return Link(route[0], tuple(pieces), back)
