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


def as_jsonl(solutions: Iterable[Solution], view: View, look: Look | None = None) -> Iterator[str]:
    """One JSON object a row."""
    from .flat import jsonl

    return jsonl(records(solution, view) for solution in solutions)


def as_csv(solutions: Iterable[Solution], view: View, look: Look | None = None) -> Iterator[str]:
    """One line an entry, for spreadsheets."""
    from .flat import comma_separated

    delimiter = look.delimiter if look else ","
    return comma_separated((records(solution, view) for solution in solutions), delimiter, view.exact)


def as_markdown(solutions: Iterable[Solution], view: View, look: Look | None = None) -> Iterator[str]:
    """The board as Markdown tables."""
    from .markdown import markdown
    from .numbers import Look

    for solution in solutions:
        page = (look or Look()).labelled(solution.problem.names)
        yield from markdown(blocks(solution, view), page)


FORMATS: dict[str, Callable[[Iterable[Solution], View, Look | None], Iterator[str]]] = {
    "plain": as_plain,
    "json": as_json,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "md": as_markdown,
}


def render(solution: Solution, format: str = "plain", view: View = View(), look: Look | None = None) -> str:  # noqa: B008
    """A solution as text in one of FORMATS; `view` says which parts, `look` how numbers and signs are written."""
    return "".join(FORMATS[format]([solution], view, look))
