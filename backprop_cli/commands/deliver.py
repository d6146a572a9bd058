"""Solutions to the page: in a format, or as one bare value."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import fail
from ..expr.write.style import ASCII, CANONICAL
from ..formats.render import FORMATS as RENDERED
from ..problem.fields import did_you_mean
from ..solution.solution import Solution
from ..views.selection import View, blocks
from .edge import write
from .options import LANG, Output, Show
from .present import look, show

FORMATS = ("table", *RENDERED)


def deliver(solutions: Iterable[Solution], shape: str, output: Output, shown: Show, questions: bool = True) -> None:
    """Writes solutions in a format; with --get, one value of each."""
    solutions = _asked(solutions, shown.ids) if shown.ids else solutions
    view = View(shown.phases, shown.ids, shown.exact, questions, output.quiet)
    view = view._replace(work=shown.work is not False, lang=language(shape, output))
    page = look(output, shape, shown.work is not False, shown.exact)
    if shown.get:
        from ..formats.bare_value import bare_value
        from ..views.lookup import find_value

        style = ASCII if output.ascii else CANONICAL
        write((bare_value(find_value(found, shown.get, shown.exact), style) + "\n" for found in solutions), output)
    elif shape in RENDERED:
        write(RENDERED[shape](solutions, view, page), output)
    else:
        for index, found in enumerate(solutions):
            page = page.labelled(found.problem.names)
            show(blocks(found, view), page, output, shape, apart=index > 0)


def language(shape: str, output: Output) -> str:
    """The language of a problem's own texts: data formats stay English unless a language is asked for."""
    return LANG if shape in ("table", "plain", "md", "latex", "html") or output.lang else "en"


def _asked(solutions: Iterable[Solution], ids: tuple[str, ...]) -> list[Solution]:
    """The solutions whose problems have some of the questions; an error where none has one of them."""
    found = list(solutions)
    known = [question.id for solution in found for question in solution.problem.questions]
    for wanted in ids:
        if wanted not in known:
            raise fail("fault.no_question", None, did_you_mean(wanted, known), id=wanted)
    return [found_one for found_one in found if any(q.id in ids for q in found_one.problem.questions)]
