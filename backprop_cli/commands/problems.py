"""backprop problems: what comes with the package."""

from ..problem.load import bundled, load
from ..views.catalogue import problem_table
from .deliver import language
from .edge import form
from .listing import FORMATS, deliver_table
from .options import Output


def problems(output: Output = Output()) -> None:  # noqa: B008
    """The bundled problems, each with its network and its loss."""
    shape = form(output, FORMATS)
    found = [problem for name in bundled() for problem in load(name)]
    deliver_table(problem_table(found, lang=language(shape, output)), shape, output)
