"""Drawings of computation graphs: one callable for each format, each text in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...views.drawing import Drawing
from ..numbers import Look


def text(drawing: Drawing, look: Look) -> Iterator[str]:
    """Boxes and lines for a terminal."""
    from .grid import drawn

    return (line + "\n" for line in drawn(drawing, look))


def svg(drawing: Drawing, look: Look) -> Iterator[str]:
    """A picture."""
    from .svg import svg

    return svg(drawing, look)


def dot(drawing: Drawing, look: Look) -> Iterator[str]:
    """For Graphviz."""
    from .code import dot

    return dot(drawing, look)


def mermaid(drawing: Drawing, look: Look) -> Iterator[str]:
    """For Mermaid."""
    from .code import mermaid

    return mermaid(drawing, look)


def tikz(drawing: Drawing, look: Look) -> Iterator[str]:
    """For LaTeX with TikZ."""
    from .code import tikz

    return tikz(drawing, look)


def json(drawing: Drawing, look: Look) -> Iterator[str]:
    """For programs."""
    from .code import graph_json

    return graph_json(drawing, look)


DRAWINGS: dict[str, Callable[[Drawing, Look], Iterator[str]]] = {
    "text": text,
    "svg": svg,
    "dot": dot,
    "mermaid": mermaid,
    "tikz": tikz,
    "json": json,
}
