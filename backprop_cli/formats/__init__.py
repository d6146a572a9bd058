"""Forms of a report: one callable for each format, each text in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ..solution.solution import Solution
from ..views.report import Block
from ..views.selection import View, blocks, records

if TYPE_CHECKING:
    from .numbers import Look

Format = Callable[[Iterable[Solution], View, "Look | None"], Iterator[str]]


Pages = Iterable[tuple[Iterable[Block], "Look"]]


def plain_pages(pages: Pages) -> Iterator[str]:
    """Boards as plain text, never cut."""
    from .plain import plain

    for index, (page, look) in enumerate(pages):
        if index:
            yield "\n"
        yield from (line + "\n" for line in plain(page, look))


def markdown_pages(pages: Pages) -> Iterator[str]:
    """Boards as Markdown tables."""
    from .markdown import markdown

    for page, look in pages:
        yield from markdown(page, look)


def latex_pages(pages: Pages) -> Iterator[str]:
    """Boards as one LaTeX document."""
    from .latex import document

    return document(pages)


def html_pages(pages: Pages) -> Iterator[str]:
    """Boards as fragments of HTML with MathML."""
    from .html import fragment

    for page, look in pages:
        yield from fragment(page, look)


PAGES: dict[str, Callable[[Pages], Iterator[str]]] = {
    "plain": plain_pages,
    "md": markdown_pages,
    "latex": latex_pages,
    "html": html_pages,
}


def _paged(write: Callable[[Pages], Iterator[str]]) -> Format:
    def written(solutions: Iterable[Solution], view: View, look: Look | None = None) -> Iterator[str]:
        from .numbers import Look

        page = look or Look()
        return write((blocks(found, view), page.labelled(found.problem.names)) for found in solutions)

    return written


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


FORMATS: dict[str, Format] = {
    "plain": _paged(plain_pages),
    "json": as_json,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "md": _paged(markdown_pages),
    "latex": _paged(latex_pages),
    "html": _paged(html_pages),
}


def render(solution: Solution, format: str = "plain", view: View = View(), look: Look | None = None) -> str:  # noqa: B008
    """A solution as text in one of FORMATS; `view` says which parts, `look` how numbers and signs are written."""
    return "".join(FORMATS[format]([solution], view, look))
