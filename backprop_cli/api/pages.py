"""Problems as one page of HTML that steps through their work and judges typed answers, in a browser alone."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import ArgumentError, Fault, Message, one_of
from ..formats.look import Look
from ..problem.model import Problem

PAGE_MODES = ("judge", "read", "solution")


def page(problems: Problem | Sequence[Problem], mode: str = "judge", lang: str = "en", look: Look | None = None) -> str:
    """One file of HTML: the work of problems line by line, with their pictures; it needs no other file and no network.

    mode: "judge" has a field at each line, and judges what is typed there as `check` does; "read" steps through the
    work and works it out again with other numbers; "solution" shows every value, without script too. In the first two
    no value of a line stands in the file. lang: the language of the page. look: how numbers are written. Raises
    BackpropError where there is no problem, and for one with more numbers than a page can hold.

    >>> from backprop_cli import load, page
    >>> written = page(load("ex3"))
    >>> written[:15], "0.0625" in written
    ('<!DOCTYPE html>', False)
    """
    from ..formats.page.document import page_document

    one_of(mode, PAGE_MODES, "fault.unknown_word")
    found = [problems] if isinstance(problems, Problem) else list(problems)
    if not found:
        raise ArgumentError(Fault(Message("fault.no_problems")))
    return "".join(page_document(found, mode, look or Look(lang=lang, mark="," if lang == "ru" else ".")))
