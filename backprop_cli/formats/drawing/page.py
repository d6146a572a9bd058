"""A drawing as a page of HTML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from ...views.drawing import Drawing
from ...views.report import Title
from ..html import HEAD, STYLE, TAIL
from ..look import Look
from .svg import svg


def page(drawing: Drawing, look: Look) -> Iterator[str]:
    """The picture in a page of HTML that needs no other file; of a fragment the picture alone."""
    if not look.fragment:
        yield HEAD.format(lang=quoteattr(look.lang), title=escape(drawing.title), style=STYLE)
        beside = Title(drawing.title, drawing.name).beside
        name = f" <small>{escape(beside)}</small>" if beside else ""
        yield f"<h2>{escape(drawing.title)}{name}</h2>\n"
    yield from svg(drawing, look)
    if not look.fragment:
        yield TAIL
