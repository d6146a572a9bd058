"""A drawing as SVG: one picture, readable in light and dark, by screen readers and without colour."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ...i18n import text as catalogue_text
from ...views.drawing import Drawing
from ..look import Look
from .labels import drawing_labels
from .pictures import scene_of
from .scene import Label, Link, Scene, Shape

# Colours by what they are of, in light and in dark: every text has a contrast of 4.5 : 1 or more with what is behind it
# (WCAG 2.1, AA). `tests/laws/test_pictures.py` measures them.
STYLE = """
  svg { color: #1b1f24; background: #fff; font-family: "STIX Two Text", "Times New Roman", Times, serif }
  .paper { fill: #fff }
  .node { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.3 }
  .input, .target { fill: #e7f0fd } .parameter, .constant, .one { fill: #fdf3dc } .output, .loss { fill: #e6f6e9 }
  .link { fill: none; stroke: #6e7781 } .back { stroke: #c4561c } .tip { fill: none }
  .stroke { fill: none; stroke: currentColor; stroke-width: 1.1; stroke-linejoin: round }
  text { fill: currentColor; white-space: pre } .italic { font-style: italic }
  .number { color: #0b57c2 } .slope { color: #a2350b } .function, .words { color: #57606a }
  .words text { font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3; background: #0d1117 } .paper { fill: #0d1117 } .node { fill: #1c2128; stroke: #8b949e }
    .input, .target { fill: #14263f } .parameter, .constant, .one { fill: #33290f } .output, .loss { fill: #12301c }
    .link { stroke: #8b949e } .back { stroke: #f0883e }
    .number { color: #79b8ff } .slope { color: #ffab70 } .function, .words { color: #9da7b3 }
  }
"""


def svg(drawing: Drawing, look: Look) -> Iterator[str]:
    """The drawing as an SVG picture, in pieces."""
    scene = scene_of(drawing, look)
    yield from opening(drawing, scene, look)
    yield from map(link_path, scene.links)
    yield from map(shape_of, scene.boxes)
    for label in scene.labels:
        yield from label_of(label)
    yield "</svg>\n"


def opening(drawing: Drawing, scene: Scene, look: Look, prefix: str = "", style: str = STYLE) -> Iterator[str]:
    """The head of a picture, with its title and its description; prefix: of its ids, where a page has several."""
    wide, high = f"{scene.width:.0f}", f"{scene.height:.0f}"
    named = f'role="img" aria-labelledby="{prefix}title {prefix}desc" lang={quoteattr(look.lang)}'
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named}>\n'
    yield f'<title id="{prefix}title">{escape(drawing.title)}</title>\n'
    yield f'<desc id="{prefix}desc">{escape(_description(drawing, look))}</desc>\n'
    yield f"<style>{style}</style>\n" if style else ""
    yield f"<defs>{_tip(f'{prefix}tip', 'link')}{_tip(f'{prefix}back', 'back')}</defs>\n"
    yield f'<rect class="paper" width="{wide}" height="{high}"/>\n'


def _description(drawing: Drawing, look: Look) -> str:
    """The picture in words, for a screen reader: every vertex with its lines, every edge that has a label."""
    labels = drawing_labels(drawing, look)
    lines = ["; ".join(label.shown) for label in labels.vertices.values()]
    lines += [f"{look.name(e.source)} → {look.name(e.target)}: {s}" for e, s in zip(drawing.edges, labels.edges) if s]
    key = "board.drawn.network" if drawing.network else "board.drawing"
    return catalogue_text(key, look.lang, count=len(labels.vertices)) + " " + ". ".join(lines) + "."


def _tip(name: str, kind: str) -> str:
    """The tip of an arrow; that of the gradient's way points back to where the edge begins."""
    place = 'refX="7" orient="auto"' if name == "tip" else 'refX="7" orient="auto-start-reverse"'
    size = 'viewBox="0 0 8 8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"'
    return f'<marker id="{name}" {place} {size}><path class="{kind} tip" d="M1 1L7 4L1 7"/></marker>'


def link_path(link: Link, prefix: str = "", more: str = "") -> str:
    """A link with the tips of its arrows; prefix: of the ids of these; more: attributes."""
    tips = f' marker-end="url(#{prefix}tip)"' + (f' marker-start="url(#{prefix}back)"' if link.back else "")
    kind, wide = "link back" if link.back else "link", f' stroke-width="{link.width:.2g}"'
    return f'<path class="{kind}" d="{_path(link)}"{wide}{tips}{more}/>\n'


def shape_of(box: Shape, more: str = "") -> str:
    """A circle or a rectangle; more: attributes."""
    if box.round:
        return f'<circle class="{box.kind}" cx="{box.x:.1f}" cy="{box.y:.1f}" r="{box.width / 2:.1f}"{more}/>\n'
    corner = f'x="{box.x - box.width / 2:.1f}" y="{box.y - box.height / 2:.1f}"'
    return f'<rect class="{box.kind}" {corner} width="{box.width:.1f}" height="{box.height:.1f}" rx="8"{more}/>\n'


def label_of(label: Label) -> Iterator[str]:
    """A formula about its middle: its letters run by run, each as wide as it was set, and its lines."""
    block = label.block
    x, y = label.x - block.width / 2, label.y + (block.ascent - block.descent) / 2
    turn = f" rotate({label.angle:.1f} {block.width / 2:.1f} {(block.descent - block.ascent) / 2:.1f})"
    yield f'<g class="{label.kind}" transform="translate({x:.1f} {y:.1f}){turn if label.angle else ""}">'
    for run in block.runs:
        italic = ' class="italic"' if run.italic else ""
        length = f' textLength="{run.width:.1f}" lengthAdjust="spacingAndGlyphs"' if len(run.text) > 1 else ""
        place = f'x="{run.x:.1f}" y="{run.y:.1f}" font-size="{run.size:.3g}"'
        yield f"<text{italic} {place}{length}>{escape(run.text)}</text>"
    for stroke in block.strokes:
        path = "L".join(f"{a:.1f} {b:.1f}" for a, b in stroke.points)
        yield f'<path class="stroke" d="M{path}"/>'
    yield "</g>\n"


def _path(link: Link) -> str:
    """A curve by its handles; a line as a line."""
    x, y = link.start
    said = f"M{x:.1f} {y:.1f}"
    for piece in link.pieces:
        said += " C" + " ".join(f"{a:.1f} {b:.1f}" for a, b in piece)
    return said
