"""backprop graph: the network of a problem drawn, or its computation graph."""

from __future__ import annotations

from .. import FORMATS, picture_view
from .. import film as film_of
from .. import graph as graph_of
from ..typed import Annotated
from .film import write_film
from .options import EditOptions, OutputOptions, ProblemArgument, option
from .output import choose_format, is_terminal, page_look, put
from .sources import single

PICTURES = ("svg", "tikz", "html")


def graph(
    problem: ProblemArgument = None,
    view: Annotated[str | None, option("--view", key="view")] = None,
    step: Annotated[int | None, option("--step", key="drawn_step", min=1)] = None,
    until: Annotated[str, option("--until", key="until")] = "update",
    edge_width: Annotated[bool, option("--edge-width", key="edge_width")] = False,
    film: Annotated[str | None, option("--film", key="film")] = None,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Draws the network, neuron by neuron, or what is computed from what, with values and gradients."""
    shape = choose_format(output._replace(format="svg") if film else output, FORMATS["Drawing"])
    found = single(problem, edit, output, tests=False)
    view = view or (picture_view(found) if shape in PICTURES else "computation")
    drawing = graph_of(found, output.language, view, step, until)
    # In a terminal the boxes are drawn to its width.
    look = page_look(output, "table" if shape == "text" and is_terminal(output) else shape, exact=True)
    look = look._replace(thick=edge_width)
    if film:
        write_film(film_of(drawing), film, look, output)
    else:
        put(drawing, shape, output, look=look)
