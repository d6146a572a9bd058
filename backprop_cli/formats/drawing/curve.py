"""The curves of a training as SVG: the loss, and below it the accuracy, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from ...i18n import text
from ...solution.training import Training
from ...views.training import Curve, curves
from ..look import Look

ACROSS, HEIGHT, LEFT, TOP, BOTTOM = 540, 260, 64, 28, 40
LETTER, TICKS = 7.5, 5  # the width of a letter, in pixels; marks on an axis
STYLE = """
  svg { color: #1b1f24; background: #fff; font: 13px sans-serif }
  text { fill: currentColor } .tick { font-size: 12px }
  .axis { stroke: currentColor; stroke-opacity: .6 } .grid { stroke: currentColor; stroke-opacity: .15 }
  .curve { fill: none; stroke-width: 2 } .learned { stroke: #0b57c2 } .test { stroke: #a2350b; stroke-dasharray: 6 4 }
  .learned-name { fill: #0b57c2 } .test-name { fill: #a2350b }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3; background: #0d1117 } .learned { stroke: #79b8ff } .test { stroke: #ffab70 }
    .learned-name { fill: #79b8ff } .test-name { fill: #ffab70 }
  }
"""


def curve_svg(training: Training, look: Look) -> Iterator[str]:
    """The curves of a training as an SVG picture, in pieces."""
    found = curves(training.history)
    panels = [
        [curve for curve in found if curve.measure.endswith("accuracy") == share and curve.points]
        for share in (False, True)
    ]
    panels = [panel for panel in panels if panel]
    high = HEIGHT * max(1, len(panels))
    wide = round(LEFT + ACROSS + 20 + LETTER * max((len(_name(curve, look)) for curve in found), default=0))
    said = training.problem.text(training.problem.title, look.lang) or training.problem.name
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
    yield f'role="img" aria-labelledby="title desc" lang={quoteattr(look.lang)}>\n'
    yield f'<title id="title">{escape(said)}</title>\n<desc id="desc">{escape(_in_words(found, look))}</desc>\n'
    yield f"<style>{STYLE}</style>\n"
    for place, panel in enumerate(panels):
        yield from _panel(panel, place * HEIGHT, look)
    yield "</svg>\n"


def _in_words(found: Sequence[Curve], look: Look) -> str:
    """The curves for a screen reader: where each begins and ends."""
    return " ".join(
        text("board.train.described", look.lang, name=_name(curve, look), first=_short(curve.points[0][1], look),
             last=_short(curve.points[-1][1], look))
        for curve in found
    )  # fmt: skip


def _panel(panel: Sequence[Curve], top: float, look: Look) -> Iterator[str]:
    """One pair of axes with its curves."""
    xs = [x for curve in panel for x, _ in curve.points]
    ys = [y for curve in panel for _, y in curve.points]
    across, up = _ticks(min(xs), max(xs), whole=True), _ticks(min(0.0, *ys), max(ys))
    width, height = ACROSS, HEIGHT - TOP - BOTTOM
    low, high = up[0], max(up[-1], max(ys))
    first, last = min(xs), max(xs)

    def at(x: float, y: float) -> tuple[float, float]:
        part = (x - first) / (last - first) if last > first else 0.5
        return LEFT + width * part, top + TOP + height * (1 - (y - low) / (high - low))

    for y in up:
        x0, y0 = at(first, y)
        yield f'<line class="grid" x1="{LEFT}" x2="{LEFT + width}" y1="{y0:.1f}" y2="{y0:.1f}"/>\n'
        yield f'<text class="tick" x="{LEFT - 8}" y="{y0 + 4:.1f}" text-anchor="end">{_short(y, look)}</text>\n'
    for x in across:
        x0, y0 = at(x, low)
        yield f'<text class="tick" x="{x0:.1f}" y="{y0 + 18:.1f}" text-anchor="middle">{_short(x, look)}</text>\n'
    floor = top + TOP + height
    yield f'<line class="axis" x1="{LEFT}" x2="{LEFT + width}" y1="{floor}" y2="{floor}"/>\n'
    middle = f'x="{LEFT + width / 2}" y="{floor + 34}" text-anchor="middle"'
    yield f"<text {middle}>{text('board.train.epoch', look.lang)}</text>\n"
    yield from _drawn(panel, at, look)


def _drawn(panel: Sequence[Curve], at: object, look: Look) -> Iterator[str]:
    """The curves, each with its name at its end; names that would touch are set apart."""
    assert callable(at)
    below = -math.inf
    for curve in sorted(panel, key=lambda curve: at(*curve.points[-1])[1]):
        kind = "test" if curve.measure.startswith("test") else "learned"
        places = [at(x, y) for x, y in curve.points]
        if len(places) == 1:
            places *= 2
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline class="curve {kind}" points="{path}" stroke-linecap="round"/>\n'
        below = max(places[-1][1] + 4, below + 16)
        name = escape(_name(curve, look))
        yield f'<text class="{kind}-name" x="{places[-1][0] + 8:.1f}" y="{below:.1f}">{name}</text>\n'


def _name(curve: Curve, look: Look) -> str:
    return text(f"board.train.{curve.measure}", look.lang)


def _ticks(low: float, high: float, whole: bool = False) -> list[float]:
    """About TICKS round numbers from low to high: steps of 1, 2 or 5 times a power of ten."""
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** math.floor(math.log10(span / TICKS))
    step = next(size * by for by in (1, 2, 5, 10) if size * by * TICKS >= span)
    step = max(1.0, round(step)) if whole else step
    start, end = math.ceil(low / step - 1e-9), math.ceil(high / step - 1e-9)
    return [step * number for number in range(start, end + 1) if not whole or step * number <= high]


def _short(value: float, look: Look) -> str:
    return f"{value:.4g}".replace(".", look.mark)
