"""Forms of a report: one callable for each format, each text in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ..solution import Solution
from ..views.whole import View, blocks, records

if TYPE_CHECKING:
    from .numbers import Look


def as_plain(solutions: Iterable[Solution], view: View, look: Look | None = None) -> Iterator[str]:
    """The board as plain text, never cut."""
    from .numbers import Look
    from .plain import plain

    for index, solution in enumerate(solutions):
        if index:
            yield "\n"
        page = look or Look()
        yield from (line + "\n" for line in plain(blocks(solution, view), page.labelled(solution.problem.names)))


def as_json(solutions: Iterable[Solution], view: View, look: Look | None = None) -> Iterator[str]:
    """The contract's JSON."""
    from .json import document

    return document(records(solution, view) for solution in solutions)


FORMATS: dict[str, Callable[[Iterable[Solution], View, Look | None], Iterator[str]]] = {
    "plain": as_plain,
    "json": as_json,
}


def render(solution: Solution, format: str = "plain", view: View = View(), look: Look | None = None) -> str:  # noqa: B008
    """A solution as text in one of FORMATS; `view` says which parts, `look` how numbers and signs are written."""
    return "".join(FORMATS[format]([solution], view, look))
