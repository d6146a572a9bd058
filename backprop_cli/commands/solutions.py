"""Solutions to where they are wanted: the parts that are asked for, or one bare value of each."""

from __future__ import annotations

from collections.abc import Iterable

from .. import Solution, View, value_text
from ..errors import fail, one_of, plainly
from ..problem.fields import did_you_mean
from .options import OutputOptions, ShowOptions
from .output import page_look, put
from .patience import followed, patience
from .writing import write


def put_solutions(
    solutions: Iterable[Solution], shape: str, output: OutputOptions, shown: ShowOptions, questions: bool = True
) -> None:
    """Writes solutions in a format; with --get, one value of each."""
    solutions = _asked(solutions, shown.ids) if shown.ids else solutions
    work = shown.work is not False
    view = View(shown.phases, shown.ids, shown.exact, questions, output.quiet, work, output.spoken(shape))
    view = view._replace(entries=shown.by_entries, over_time=shown.over_time)
    if shown.chain:
        from .. import CHAINS  # with what reads how a problem is to look

        view = view._replace(chain=one_of(shown.chain, CHAINS, "fault.unknown_chain"))
    look = page_look(output, shape, work, shown.exact, shown.fragment)
    if shown.get:
        from .. import find_value  # with all names that there are: half of what a plain solve reads

        with patience(output) as sign:
            values = (find_value(solution, shown.get, shown.exact) for solution in followed(iter(solutions), sign))
            write((value_text(value, output.ascii, output.digits) + "\n" for value in values), output)
    else:
        put(solutions, shape, output, view, look)


def _asked(solutions: Iterable[Solution], ids: tuple[str, ...]) -> list[Solution]:
    """The solutions whose problems have some of the questions; an error where none has one of them."""
    found = list(solutions)
    known = [question.id for solution in found for question in solution.problem.questions]
    for wanted in ids:
        if wanted not in known:
            raise fail("fault.no_question", None, did_you_mean(wanted, known), id=plainly(wanted))
    return [solution for solution in found if any(question.id in ids for question in solution.problem.questions)]
