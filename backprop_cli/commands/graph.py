"""backprop graph: the computation graph of a problem."""

from __future__ import annotations

from .. import FORMATS
from .. import graph as graph_of
from .options import EditOptions, OutputOptions, ProblemArgument
from .output import choose_format, is_terminal, page_look, put
from .sources import single


def graph(
    problem: ProblemArgument = None,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Draws what is computed from what: values and gradients on the nodes, local derivatives on the edges."""
    shape = choose_format(output, FORMATS["Drawing"])
    found = single(problem, edit, output, tests=False)
    # In a terminal the boxes are drawn to its width.
    look = page_look(output, "table" if shape == "text" and is_terminal(output) else shape, exact=True)
    put(graph_of(found, output.language), shape, output, look=look)
