"""The picture of a page: the network or the computation graph, without numbers, in shapes that know their lines."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from ...expr.names import gradient_of, parse, updated, whole_of
from ...problem.model import Problem
from ...views.drawing import Drawing, drawing
from ...views.neurons import has_neurons
from ...views.vertices import Edge, Vertex
from ..drawing.labels import drawing_look
from ..drawing.pictures import scene_of
from ..drawing.scene import Label, Shape
from ..drawing.svg import label_of, link_path, opening, shape_of
from ..look import Look

ROOM = -0.1234  # a number as wide as most: what keeps the place that the page writes a value into


def picture(problem: Problem, look: Look, prefix: str) -> Iterator[str]:
    """The picture as SVG. A shape has the names of the lines that it is about, a place for a number that of its value.

    prefix: of its ids.
    """
    drawn = drawing(problem, look.lang, bool(problem.network) and has_neurons(problem))
    look = drawing_look(drawn, look)
    bare = drawn._replace(
        vertices=tuple(vertex._replace(value=None, gradient=None) for vertex in drawn.vertices),
        edges=tuple(edge._replace(before=None, after=None) for edge in drawn.edges),
    )
    numbered = _has_numbers(problem, drawn)
    laid = bare._replace(vertices=tuple(map(_with_room, drawn.vertices))) if numbered else bare
    scene = scene_of(laid, look)
    yield from opening(bare, scene, look, prefix, "")
    shown = [vertex for vertex in laid.vertices if len(scene.boxes) == len(laid.vertices) or vertex.role != "target"]
    names = {vertex.name for vertex in shown}
    for link, edge in zip(scene.links, (edge for edge in laid.edges if edge.source in names)):
        yield link_path(link._replace(back=""), prefix, _about(_of_edge(edge)))
    for box, vertex in zip(scene.boxes, shown):
        yield shape_of(box, _about(_of_vertex(vertex)))
    placed = list(zip(scene.boxes, shown))
    for label in scene.labels:
        is_place = numbered and label.of and label.kind in ("number", "slope")
        yield _place(label, placed) if is_place else "".join(label_of(label))
    yield "</svg>\n"


def _has_numbers(problem: Problem, drawn: Drawing) -> bool:
    """Whether values stand at its neurons; on the edges of a graph they would be worked out from the room alone."""
    return drawn.network and not problem.symbolic


def _with_room(vertex: Vertex) -> Vertex:
    """A vertex with room for its numbers, but where it has none."""
    if vertex.role == "target":
        return vertex._replace(value=None, gradient=None)
    value, gradient = (None if number is None else ROOM for number in (vertex.value, vertex.gradient))
    return vertex._replace(value=value, gradient=gradient)


def _of_vertex(vertex: Vertex) -> tuple[str, ...]:
    own = whole_of(vertex.name)
    if vertex.role == "one":
        return ()
    return tuple(dict.fromkeys((own, *vertex.lines, gradient_of(own), gradient_of(vertex.lines[0]))))


def _of_edge(edge: Edge) -> tuple[str, ...]:
    own = whole_of(edge.weight)
    return (own, updated(own), gradient_of(own)) if own else ()


def _about(names: tuple[str, ...]) -> str:
    found = " ".join(filter(None, names))
    return f" data-lines={quoteattr(found)}" if found else ""


def _place(label: Label, placed: list[tuple[Shape, Vertex]]) -> str:
    """An empty text where a value will stand, with the line and the entry of the neuron that it stands at."""
    vertex = min((abs(box.x - label.x) + abs(box.y - label.y), number) for number, (box, _) in enumerate(placed))[1]
    entry = ",".join(map(str, parse(placed[vertex][1].name).entry))
    said = f'data-value={quoteattr(f"{label.of}|{entry}")} data-before="{"δ = " if label.kind == "slope" else ""}"'
    where = f'x="{label.x:.1f}" y="{label.y + 4:.1f}" font-size="{label.size}" text-anchor="middle"'
    return f'<text class="{label.kind}" {said} {where}></text>\n'
