"""Solutions to the page: in a format, or as one bare value."""

from __future__ import annotations

from collections.abc import Iterable

from ..expr.text import ASCII, CANONICAL
from ..render import FORMATS as RENDERED
from ..render.value import bare_value
from ..solution import Solution
from ..views.lookup import find_value
from ..views.whole import View, blocks
from .edge import write
from .options import Output, Show
from .present import look, show

FORMATS = ("table", *RENDERED)


def deliver(solutions: Iterable[Solution], shape: str, output: Output, shown: Show, questions: bool = True) -> None:
    """Writes solutions in a format; with --get, one value of each."""
    view = View(shown.phases, shown.ids, shown.exact, questions, output.quiet, shown.work is not False)
    page = look(output, shape, shown.work is not False, shown.exact)
    if shown.get:
        style = ASCII if output.ascii else CANONICAL
        write((bare_value(find_value(found, shown.get, shown.exact), style) + "\n" for found in solutions), output)
    elif shape in RENDERED:
        write(RENDERED[shape](solutions, view, page), output)
    else:
        for found in solutions:
            show(blocks(found, view), page.labelled(found.problem.names), output, shape)
