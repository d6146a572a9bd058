"""A solution to the page: as a board, as JSON, or as one bare value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..expr.text import ASCII, CANONICAL
from ..questions import answers
from ..render.json import Solved, document
from ..render.value import bare_value
from ..solve import Solution
from ..views.lookup import find_value
from ..views.records import header, question_records, trace_records
from ..views.report import Block
from ..views.solution import board, notes, question_board, title
from .edge import write
from .options import Output, Show
from .present import look, show

FORMATS = ("table", "plain", "json")


def deliver(
    solutions: Iterable[Solution], shape: str, output: Output, shown: Show, questions: bool = True
) -> None:
    """Writes solutions in a format; with --get, one value of the only one."""
    if shown.get:
        style = ASCII if output.ascii else CANONICAL
        values = (find_value(solution, shown.get, shown.exact) for solution in solutions)
        write((bare_value(value, style) + "\n" for value in values), output)
    elif shape == "json":
        write(document(_solved(solution, shown, questions) for solution in solutions), output)
    else:
        for solution in solutions:
            page = look(output, shape, shown.work is not False, shown.exact, solution.problem)
            show(_blocks(solution, output, shown, questions), page, output, shape)


def _solved(solution: Solution, shown: Show, questions: bool) -> Solved:
    only, exact, asked = shown.phases, shown.exact, bool(shown.ids)

    def final() -> dict[str, object] | None:
        if asked or (only and "final" not in only):
            return None
        found: dict[str, object] = {"final": solution.final}
        return {**found, "final_exact": solution.final_exact} if exact else found

    trace = None if asked else trace_records(solution, only, exact)
    wanted = question_records(solution.problem, shown.ids, exact) if questions and (asked or not only) else ()
    return Solved(header(solution.problem), trace, final, wanted)


def _blocks(solution: Solution, output: Output, shown: Show, questions: bool) -> Iterator[Block]:
    problem, only = solution.problem, shown.phases
    if not output.quiet:
        yield title(problem)
    if not shown.ids:
        yield from board(solution, only)
    if questions and (shown.ids or not only):
        for answer in answers(problem, shown.ids, shown.exact):
            yield from question_board(answer)
    if not (output.quiet or only or shown.ids):
        yield from notes(problem)
