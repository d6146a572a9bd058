"""Every format by its name: what turns solutions, or pages of blocks, into pieces of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..solution.solution import Solution
from ..views.report import Block
from ..views.selection import View
from .look import Look

Pages = Iterable[tuple[Iterable[Block], Look]]

# Each format is imported when it is first asked for, so that a command loads the one that it writes.


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
    """Boards as one page of HTML with MathML."""
    from .html import document

    return document(pages)


def as_json(solutions: Iterable[Solution], view: View, look: Look) -> Iterator[str]:
    """Solutions as one JSON object."""
    from ..views.solution_records import records
    from .json import document

    return document(records(solution, view) for solution in solutions)


def as_jsonl(solutions: Iterable[Solution], view: View, look: Look) -> Iterator[str]:
    """Solutions as JSON lines, one object a row of the trace."""
    from ..views.solution_records import records
    from .json import jsonl

    return jsonl(records(solution, view) for solution in solutions)


def as_csv(solutions: Iterable[Solution], view: View, look: Look) -> Iterator[str]:
    """Solutions as a table for spreadsheets, one line an entry of a value."""
    from ..views.solution_records import records
    from .csv import comma_separated

    return comma_separated((records(solution, view) for solution in solutions), look, view.exact)


def as_numpy(solutions: Iterable[Solution], view: View, look: Look) -> Iterator[str]:
    """Solutions as a script of numpy that asserts every value."""
    from .scripts import numpy_script

    return numpy_script(solutions, look)


def as_torch(solutions: Iterable[Solution], view: View, look: Look) -> Iterator[str]:
    """Solutions as a script of torch that asserts every value, and every gradient by its autograd too."""
    from .scripts import torch_script

    return torch_script(solutions, look)


# Formats of pages write whatever is a page of blocks: solutions, derivations, judged answers.
PAGES: dict[str, Callable[[Pages], Iterator[str]]] = {
    "plain": plain_pages,
    "md": markdown_pages,
    "latex": latex_pages,
    "html": html_pages,
}
# Formats of data write solutions.
DATA: dict[str, Callable[[Iterable[Solution], View, Look], Iterator[str]]] = {
    "json": as_json,
    "jsonl": as_jsonl,
    "csv": as_csv,
    "numpy": as_numpy,
    "torch": as_torch,
}
