"""A drawing in the languages of other programs: Graphviz, Mermaid, TikZ, and JSON with the places of everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...evaluate.evaluate import elements
from ...expr.node import Node
from ...expr.traverse import symbols
from ...expr.write.latex import escaped
from ...views.drawing import Drawing, Edge, Vertex
from ..json import Dump
from ..look import Look
from .labels import CENTIMETRES, PIXELS, drawing_labels
from .layered_layout import layout

GRAPH_FORMAT = "backprop-graph/1"
GIVEN = ("input", "target")  # the roles of data, drawn rounder than what is computed from them


def dot(drawing: Drawing, look: Look) -> Iterator[str]:
    """The drawing as a digraph for Graphviz, which lays it out itself."""
    labels = drawing_labels(drawing, look)
    yield f"digraph {_quoted(drawing.name)} {{\n  rankdir=LR;\n  label={_quoted(drawing.title)};\n"
    for vertex in drawing.vertices:
        shape = "ellipse" if vertex.role in GIVEN else 'box, style="rounded"'
        label = _quoted("\n".join(labels.vertices[vertex.name].shown))
        yield f"  {_quoted(vertex.name)} [label={label}, shape={shape}];\n"
    for edge, label in zip(drawing.edges, labels.edges):
        said = f" [label={_quoted(label)}]" if label else ""
        yield f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{said};\n"
    yield "}\n"


def _quoted(text: str) -> str:
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{safe}"'


def _ids(drawing: Drawing) -> dict[str, str]:
    """A plain identifier for each vertex: names may hold any sign, and Mermaid and TikZ have no quotes for them."""
    return {vertex.name: f"n{index}" for index, vertex in enumerate(drawing.vertices, 1)}


def mermaid(drawing: Drawing, look: Look) -> Iterator[str]:
    """The drawing as a flowchart for Mermaid, which lays it out itself."""
    labels, ids = drawing_labels(drawing, look), _ids(drawing)
    yield "flowchart LR\n"
    for vertex in drawing.vertices:
        label = "<br/>".join(map(_entities, labels.vertices[vertex.name].shown))
        left, right = ('(["', '"])') if vertex.role in GIVEN else ('["', '"]')
        yield f"  {ids[vertex.name]}{left}{label}{right}\n"
    for edge, label in zip(drawing.edges, labels.edges):
        said = f'|"{_entities(label)}"|' if label else ""
        yield f"  {ids[edge.source]} -->{said} {ids[edge.target]}\n"


def _entities(text: str) -> str:
    """Text in which no sign is read as Mermaid's own."""
    return "".join(sign if sign.isalnum() or sign in " =.,+-−·()/∂²ŷ" else f"#{ord(sign)};" for sign in text)


def tikz(drawing: Drawing, look: Look) -> Iterator[str]:
    """The drawing as a tikzpicture, with places in centimetres; TikZ counts y upwards."""
    labels, ids = drawing_labels(drawing, look), _ids(drawing)
    placed = layout(drawing, labels.metrics(CENTIMETRES, 1.2, 0.6, labelled=True))
    yield "\\begin{tikzpicture}[value/.style={draw, rounded corners, align=center}]\n"
    for vertex in drawing.vertices:
        box = placed.boxes[vertex.name]
        body = r" \\ ".join(map(escaped, labels.vertices[vertex.name].shown))
        yield f"  \\node[value] ({ids[vertex.name]}) at ({box.x:.2f}, {-box.y:.2f}) {{{body}}};\n"
    for edge, route, label, place in zip(drawing.edges, placed.routes, labels.edges, placed.labels):
        inner = "".join(f" -- ({x:.2f}, {-y:.2f})" for x, y in route[1:-1])
        yield f"  \\draw[->] ({ids[edge.source]}){inner} -- ({ids[edge.target]});\n"
        if place:
            yield f"  \\node[fill=white, inner sep=1pt] at ({place.x:.2f}, {-place.y:.2f}) {{{escaped(label)}}};\n"
    yield "\\end{tikzpicture}\n"


def graph_json(drawing: Drawing, look: Look) -> Iterator[str]:
    """Vertices and edges as one object, with the places that the picture gives them: enough to draw it again."""
    dump, labels = Dump(), drawing_labels(drawing, look)
    placed = layout(drawing, labels.metrics(PIXELS, 80, 24))
    nodes = []
    for vertex in drawing.vertices:
        box = placed.boxes[vertex.name]
        node = _vertex(vertex, labels.vertices[vertex.name].shown, dump)
        nodes.append({**node, "x": box.x, "y": box.y, "width": box.width, "height": box.height})
    edges = [{**_edge(edge, dump), "points": route} for edge, route in zip(drawing.edges, placed.routes)]
    page = {"format": GRAPH_FORMAT, "name": drawing.name, "title": drawing.title, "output": drawing.output}
    size = {"width": placed.width, "height": placed.height}
    yield json.dumps({**page, **size, "nodes": nodes, "edges": edges}, ensure_ascii=False, indent=1) + "\n"


def _vertex(vertex: Vertex, lines: list[str], dump: Dump) -> dict[str, Any]:
    """The keys of a vertex that have a value."""
    found: dict[str, Any] = {"name": vertex.name, "role": vertex.role, "layer": vertex.layer}
    found |= {"formula": vertex.formula, "lines": lines, **_known("value", "exact", vertex.value)}
    found |= _known("gradient", "gradient_exact", vertex.gradient)
    return {key: dump.plain(value, key) for key, value in found.items() if value is not None}


def _known(plain: str, exact: str, value: Any) -> dict[str, Any]:
    """A value as a number unless it has unknowns, and in exact text unless it has floats, each under its own key."""
    if value is None:
        return {}
    items = elements(value)
    numbers = {} if any(isinstance(item, Node) and symbols(item) for item in items) else {plain: value}
    return numbers | ({} if any(isinstance(item, float) for item in items) else {exact: value})


def _edge(edge: Edge, dump: Dump) -> dict[str, Any]:
    local = {} if edge.local is None else {"formula": dump.plain(edge.local, "formula")}
    return {"source": edge.source, "target": edge.target, **local}
