"""A drawing as SVG: one picture, readable in light and dark, by screen readers and without colour."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ...i18n import text as catalogue_text
from ...views.drawing import Drawing
from ..boxes import width
from ..numbers import Look
from .labels import link_label, node_lines
from .layout import Metrics, Placed, Size, layout

LINE, PAD, SIGN = 18.0, 10.0, 8.4
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
    """The picture in pieces."""
    lines = {spot.name: node_lines(spot, drawing, look) for spot in drawing.spots}
    labels = [link_label(link, look) for link in drawing.links]
    sizes = {
        name: Size(max(map(width, found.shown)) * SIGN + 2 * PAD, len(found.shown) * LINE + PAD)
        for name, found in lines.items()
    }
    metrics = Metrics(
        sizes.__getitem__,
        lambda index: Size(width(labels[index]) * SIGN, LINE) if labels[index] else None,
        across=60 + SIGN * max(map(width, labels), default=0),
        between=24,
    )
    placed = layout(drawing, metrics)
    yield from _head(drawing, placed, look)
    for route in placed.routes:
        yield f'<path class="link" d="{_path(route)}" marker-end="url(#tip)"/>\n'
    for spot in drawing.spots:
        box, found = placed.boxes[spot.name], lines[spot.name]
        corner = f'x="{box.x - box.width / 2:.1f}" y="{box.y - box.height / 2:.1f}"'
        shape = f'width="{box.width:.1f}" height="{box.height:.1f}" rx="8"'
        yield f'<rect class="node {spot.role}" {corner} {shape}/>\n'
        top = box.y - (len(found.shown) - 1) * LINE / 2
        kinds = [kind for kind, line in zip(("head", "number", "slope"), found) if line]
        for index, (kind, line) in enumerate(zip(kinds, found.shown)):
            yield f'<text class="{kind}" x="{box.x:.1f}" y="{top + index * LINE:.1f}">{escape(line)}</text>\n'
    for label, place in zip(labels, placed.labels):
        if place:
            yield f'<text class="label" x="{place.x:.1f}" y="{place.y:.1f}">{escape(label)}</text>\n'
    yield "</svg>\n"


def _head(drawing: Drawing, placed: Placed, look: Look) -> Iterator[str]:
    size = (
        f'viewBox="0 0 {placed.width:.0f} {placed.height:.0f}" width="{placed.width:.0f}" height="{placed.height:.0f}"'
    )
    named = f'role="img" aria-labelledby="title desc" lang={quoteattr(look.lang)}'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>\n'
    yield f'<title id="title">{escape(drawing.title)}</title>\n'
    yield f'<desc id="desc">{escape(description(drawing, look))}</desc>\n'
    yield f"<style>{STYLE}</style>\n"
    yield '<defs><marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    yield '<path d="M0 0L8 4L0 8z" fill="currentColor" fill-opacity=".7"/></marker></defs>\n'


def description(drawing: Drawing, look: Look) -> str:
    """What the picture shows, in words: every node with its lines."""
    lines = ("; ".join(node_lines(spot, drawing, look).shown) for spot in drawing.spots)
    return catalogue_text("board.drawing", look.lang, count=len(drawing.spots)) + " " + ". ".join(lines) + "."


def _path(route: tuple[tuple[float, float], ...]) -> str:
    """A curve through the points of a route, level where it leaves and arrives."""
    (x, y), *rest = route
    said = f"M{x:.1f} {y:.1f}"
    for x2, y2 in rest:
        bend = (x2 - x) / 2
        said += f" C{x + bend:.1f} {y:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        x, y = x2, y2
    return said
