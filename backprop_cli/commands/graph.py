"""backprop graph: the computation graph of a problem."""

from ..formats.drawing.draw import DRAWINGS
from ..views.drawing import drawing
from .edge import form, is_terminal, write
from .options import LANG, Change, Output, ProblemArgument
from .present import look
from .sources import single

FORMATS = tuple(DRAWINGS)


def graph(
    problem: ProblemArgument = None,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
) -> None:
    """Draws what is computed from what: values and gradients on the nodes, local derivatives on the edges."""
    shape = form(output, FORMATS)
    found = single(problem, change, output.quiet)
    page = look(output, "table" if shape == "text" and is_terminal(output) else shape, exact=True).labelled(found.names)
    write(DRAWINGS[shape](drawing(found, LANG), page), output)
