"""How a notebook shows a thing: as the page, or the picture, that `render` writes."""

from __future__ import annotations

from importlib import import_module

from .typed import Any


def as_html(thing: Any) -> str:
    """A thing as a fragment of HTML, with formulas in MathML."""
    return _rendered(thing, "html", fragment=True)


def as_svg(thing: Any) -> str:
    """A drawing as a picture."""
    return _rendered(thing, "svg")


def _rendered(thing: Any, format: str, fragment: bool = False) -> str:
    # By its name and when it is wanted: the things that are shown stand on floors far below the one that writes them.
    rendering = import_module(f"{__package__}.api.rendering")
    said: str = rendering.render(thing, format, look=rendering.look_of(thing)._replace(fragment=fragment))
    return said
