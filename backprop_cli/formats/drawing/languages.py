"""A drawing in the languages of other programs: Graphviz, Mermaid, and JSON with the places of everything."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...evaluate.evaluate import elements
from ...expr.node import Node
from ...expr.traverse import symbols
from ...typed import Any
from ...views.drawing import Drawing
from ...views.vertices import Edge, Vertex
from ..json import Dump
from ..look import Look
from .labels import PIXELS, drawing_labels
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
    """A plain identifier for each vertex: names may hold any sign, and Mermaid has no quotes for them."""
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


def graph_json(drawing: Drawing, look: Look) -> Iterator[str]:
    """Vertices and edges as one object, with the places that the picture gives them: enough to draw it again."""
    dump, labels = Dump(), drawing_labels(drawing, look)
    placed = layout(drawing, labels.metrics(PIXELS, 80, 24))
    nodes = []
    for vertex in drawing.vertices:
        box = placed.boxes[vertex.name]
        node = _vertex(_shown(vertex, drawing), labels.vertices[vertex.name].shown, dump)
        nodes.append({**node, "x": box.x, "y": box.y, "width": box.width, "height": box.height})
    edges = [{**_edge(edge, drawing, dump), "points": route} for edge, route in zip(drawing.edges, placed.routes)]
    page = {"format": GRAPH_FORMAT, "name": drawing.name, "title": drawing.title, "output": drawing.output}
    page["view"] = "network" if drawing.network else "computation"
    size = {"width": placed.width, "height": placed.height}
    yield json.dumps({**page, **size, "nodes": nodes, "edges": edges}, ensure_ascii=False, indent=1) + "\n"


def _vertex(vertex: Vertex, lines: list[str], dump: Dump) -> dict[str, Any]:
    """The keys of a vertex that have a value."""
    found: dict[str, Any] = {"name": vertex.name, "role": vertex.role, "layer": vertex.layer}
    found["function"] = vertex.function or None
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


def _shown(vertex: Vertex, drawing: Drawing) -> Vertex:
    """A vertex with the numbers that the picture shows."""
    value, gradient = map(drawing.shows, vertex.lines)
    return vertex._replace(value=vertex.value if value else None, gradient=vertex.gradient if gradient else None)


def _edge(edge: Edge, drawing: Drawing, dump: Dump) -> dict[str, Any]:
    """The keys of an edge that have a value: its local derivative, or its weight before and after the step."""
    after = edge.after if drawing.shows(edge.line) else None
    found = {"formula": edge.local, "weight": edge.weight or None}
    found |= {**_known("before", "before_exact", edge.before), **_known("after", "after_exact", after)}
    known = {key: dump.plain(value, key) for key, value in found.items() if value is not None}
    return {"source": edge.source, "target": edge.target, **known}
