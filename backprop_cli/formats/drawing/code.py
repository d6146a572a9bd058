"""A drawing in the languages of other programs: Graphviz, Mermaid, TikZ, and JSON with the places of everything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...evaluate.evaluate import elements
from ...expr.node import Node
from ...expr.traverse import symbols
from ...expr.write.latex import escaped
from ...views.drawing import Drawing
from ..boxes import width
from ..json import Dump
from ..numbers import Look
from .labels import link_label, node_lines
from .layout import Metrics, Size, layout

GRAPH_FORMAT = "backprop-graph/1"
SHAPES = {"input": "ellipse", "target": "ellipse", "parameter": "box", "constant": "box"}


def dot(drawing: Drawing, look: Look) -> Iterator[str]:
    """A digraph for Graphviz."""
    yield f"digraph {_quoted(drawing.name)} {{\n  rankdir=LR;\n  label={_quoted(drawing.title)};\n"
    for spot in drawing.spots:
        shape = SHAPES.get(spot.role, "box")
        style = "" if shape == "ellipse" else ', style="rounded"'
        label = _quoted("\n".join(node_lines(spot, drawing, look).shown))
        yield f"  {_quoted(spot.name)} [label={label}, shape={shape}{style}];\n"
    for link in drawing.links:
        label = link_label(link, look)
        said = f" [label={_quoted(label)}]" if label else ""
        yield f"  {_quoted(link.source)} -> {_quoted(link.target)}{said};\n"
    yield "}\n"


def _quoted(text: str) -> str:
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{safe}"'


def mermaid(drawing: Drawing, look: Look) -> Iterator[str]:
    """A flowchart for Mermaid."""
    ids = {spot.name: f"n{index}" for index, spot in enumerate(drawing.spots, 1)}
    yield "flowchart LR\n"
    for spot in drawing.spots:
        label = "<br/>".join(map(_entities, node_lines(spot, drawing, look).shown))
        left, right = ('(["', '"])') if spot.role in ("input", "target") else ('["', '"]')
        yield f"  {ids[spot.name]}{left}{label}{right}\n"
    for link in drawing.links:
        label = link_label(link, look)
        said = f'|"{_entities(label)}"|' if label else ""
        yield f"  {ids[link.source]} -->{said} {ids[link.target]}\n"


def _entities(text: str) -> str:
    """Text in which no sign is read as Mermaid's own."""
    return "".join(sign if sign.isalnum() or sign in " =.,+-−·()/∂²ŷ" else f"#{ord(sign)};" for sign in text)


def tikz(drawing: Drawing, look: Look) -> Iterator[str]:
    """A tikzpicture, with places in centimetres."""
    lines = {spot.name: node_lines(spot, drawing, look).shown for spot in drawing.spots}
    labels = [link_label(link, look) for link in drawing.links]
    sizes = {name: Size(max(map(width, found)) * 0.2 + 0.5, len(found) * 0.5 + 0.4) for name, found in lines.items()}
    metrics = Metrics(
        sizes.__getitem__,
        lambda index: Size(width(labels[index]) * 0.2, 0.5) if labels[index] else None,
        across=1.2 + 0.2 * max(map(width, labels), default=0),
        between=0.6,
    )
    placed = layout(drawing, metrics)
    ids = {spot.name: f"n{index}" for index, spot in enumerate(drawing.spots, 1)}
    yield "\\begin{tikzpicture}[value/.style={draw, rounded corners, align=center}]\n"
    for spot in drawing.spots:
        box = placed.boxes[spot.name]
        body = r" \\ ".join(map(escaped, lines[spot.name]))
        yield f"  \\node[value] ({ids[spot.name]}) at ({box.x:.2f}, {-box.y:.2f}) {{{body}}};\n"
    for link, route, label, place in zip(drawing.links, placed.routes, labels, placed.labels):
        inner = "".join(f" -- ({x:.2f}, {-y:.2f})" for x, y in route[1:-1])
        yield f"  \\draw[->] ({ids[link.source]}){inner} -- ({ids[link.target]});\n"
        if place:
            yield f"  \\node[fill=white, inner sep=1pt] at ({place.x:.2f}, {-place.y:.2f}) {{{escaped(label)}}};\n"
    yield "\\end{tikzpicture}\n"


def graph_json(drawing: Drawing, look: Look) -> Iterator[str]:
    """Nodes and links as one object, with the places that the picture gives them: enough to draw it again."""
    dump = Dump()
    lines = {spot.name: node_lines(spot, drawing, look).shown for spot in drawing.spots}
    sizes = {name: Size(max(map(width, found)) * 8.4 + 20, len(found) * 18 + 10) for name, found in lines.items()}
    placed = layout(drawing, Metrics(sizes.__getitem__, lambda index: None, across=80, between=24))
    nodes = []
    for spot in drawing.spots:
        box = placed.boxes[spot.name]
        node: dict[str, Any] = {"name": spot.name, "role": spot.role, "layer": spot.layer, "formula": spot.formula}
        node |= {"lines": lines[spot.name], **_known("value", "exact", spot.value)}
        node |= _known("gradient", "gradient_exact", spot.gradient)
        kept = {key: value for key, value in node.items() if value is not None}
        nodes.append({**dump.plain(kept), "x": box.x, "y": box.y, "width": box.width, "height": box.height})
    edges = [
        {"source": link.source, "target": link.target, **_local(link.local, dump), "points": route}
        for link, route in zip(drawing.links, placed.routes)
    ]
    page = {"format": GRAPH_FORMAT, "name": drawing.name, "title": drawing.title, "output": drawing.output}
    size = {"width": placed.width, "height": placed.height}
    yield json.dumps({**page, **size, "nodes": nodes, "edges": edges}, ensure_ascii=False, indent=1) + "\n"


def _known(plain: str, exact: str, value: Any) -> dict[str, Any]:
    """A value as a number, if it is one, and in exact text, if it is no float."""
    if value is None:
        return {}
    items = elements(value)
    numbers = {} if any(isinstance(item, Node) and symbols(item) for item in items) else {plain: value}
    return numbers | ({} if any(isinstance(item, float) for item in items) else {exact: value})


def _local(node: object, dump: Dump) -> dict[str, object]:
    return {} if node is None else dict(dump.plain({"formula": node}))
