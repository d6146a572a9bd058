"""Every format of a drawing by its name, and what writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from ...views.drawing import Drawing
from ..look import Look

Writer = Callable[[Drawing, Look], Iterator[str]]


def _written_by(module: str, function: str) -> Writer:
    """A writer that is imported when it is first used, so that a command loads the one format that it writes."""

    def write(drawing: Drawing, look: Look) -> Iterator[str]:
        writer: Writer = getattr(import_module(f".{module}", __package__), function)
        return writer(drawing, look)

    return write


DRAWINGS: dict[str, Writer] = {
    "text": _written_by("character_grid", "text"),
    "svg": _written_by("svg", "svg"),
    **{language: _written_by("languages", language) for language in ("dot", "mermaid")},
    "tikz": _written_by("tikz", "tikz"),
    "json": _written_by("languages", "graph_json"),
    "html": _written_by("page", "page"),
}
