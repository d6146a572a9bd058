"""A drawing as SVG: one picture, readable in light and dark, by screen readers and without colour."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ...i18n import text as catalogue_text
from ...views.drawing import Drawing, Vertex
from ..look import Look
from .labels import PIXELS, DrawingLabels, VertexLabel, drawing_labels
from .layered_layout import Placed, Rectangle, Route, layout

STYLE = """
  svg { color: #1b1f24; background: #fff; font: 14px sans-serif }
  .node { fill: #f6f8fa; stroke: currentColor; stroke-width: 1.2 }
  .input, .target { fill: #e7f0fd } .parameter, .constant { fill: #fdf3dc } .output, .loss { fill: #e6f6e9 }
  .link { fill: none; stroke: currentColor; stroke-opacity: .55; stroke-width: 1.2 }
  .label { font-size: 13px; paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
  .number { fill: #0b57c2 } .slope { fill: #a2350b; font-style: italic }
  text { fill: currentColor; text-anchor: middle; dominant-baseline: central }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3; background: #0d1117 } .node { fill: #1c2128 } .label { stroke: #0d1117 }
    .input, .target { fill: #14263f } .parameter, .constant { fill: #33290f } .output, .loss { fill: #12301c }
    .number { fill: #79b8ff } .slope { fill: #ffab70 }
  }
"""


def svg(drawing: Drawing, look: Look) -> Iterator[str]:
    """The drawing as an SVG picture, in pieces."""
    labels = drawing_labels(drawing, look)
    placed = layout(drawing, labels.metrics(PIXELS, 60, 24, labelled=True))
    yield from _head(drawing, labels, placed, look)
    for route in placed.routes:
        yield f'<path class="link" d="{_path(route)}" marker-end="url(#tip)"/>\n'
    for vertex in drawing.vertices:
        yield from _vertex(vertex, placed.boxes[vertex.name], labels.vertices[vertex.name])
    for label, place in zip(labels.edges, placed.labels):
        if place:
            yield f'<text class="label" x="{place.x:.1f}" y="{place.y:.1f}">{escape(label)}</text>\n'
    yield "</svg>\n"


def _head(drawing: Drawing, labels: DrawingLabels, placed: Placed, look: Look) -> Iterator[str]:
    wide, high = f"{placed.width:.0f}", f"{placed.height:.0f}"
    named = f'role="img" aria-labelledby="title desc" lang={quoteattr(look.lang)}'
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>\n'
    yield f'<title id="title">{escape(drawing.title)}</title>\n'
    yield f'<desc id="desc">{escape(_description(labels, look))}</desc>\n'
    yield f"<style>{STYLE}</style>\n"
    yield '<defs><marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    yield '<path d="M0 0L8 4L0 8z" fill="currentColor" fill-opacity=".7"/></marker></defs>\n'


def _description(labels: DrawingLabels, look: Look) -> str:
    """The picture in words, for a screen reader: every vertex with its lines."""
    lines = ("; ".join(label.shown) for label in labels.vertices.values())
    return catalogue_text("board.drawing", look.lang, count=len(labels.vertices)) + " " + ". ".join(lines) + "."


def _vertex(vertex: Vertex, box: Rectangle, label: VertexLabel) -> Iterator[str]:
    """A rounded box with the lines of its label; the kind of each line is its class."""
    corner = f'x="{box.x - box.width / 2:.1f}" y="{box.y - box.height / 2:.1f}"'
    yield f'<rect class="node {vertex.role}" {corner} width="{box.width:.1f}" height="{box.height:.1f}" rx="8"/>\n'
    top = box.y - (len(label.shown) - 1) * PIXELS.line / 2
    kinds = [kind for kind, line in zip(("head", "number", "slope"), label) if line]
    for index, (kind, line) in enumerate(zip(kinds, label.shown)):
        y = top + index * PIXELS.line
        yield f'<text class="{kind}" x="{box.x:.1f}" y="{y:.1f}">{escape(line)}</text>\n'


def _path(route: Route) -> str:
    """A curve through the points of a route, level where it leaves and arrives."""
    (x, y), *rest = route
    said = f"M{x:.1f} {y:.1f}"
    for x2, y2 in rest:
        bend = (x2 - x) / 2
        said += f" C{x + bend:.1f} {y:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        x, y = x2, y2
    return said
