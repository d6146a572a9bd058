"""A sheet of exercises in each of its formats: a page for each exercise, with the names that its problem gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..i18n import text
from ..views.report import Block, Title
from ..views.worksheet import Worksheet, exercise_blocks
from .look import Look
from .registry import PAGES


def sheet_text(sheet: Worksheet, format: str, look: Look) -> Iterator[str]:
    """A sheet as md, latex, html, or a platform's questions, in pieces.

    Raises BackpropError where a platform has nothing to ask.
    """
    look = _sheet_look(sheet, look)
    if format in PLATFORMS:
        return PLATFORMS[format](sheet, look)
    pages = exercise_pages(sheet, look)
    title = text("board.sheet.key", look.lang, title=sheet.title) if sheet.solutions else sheet.title
    if format == "latex":
        from .exam import document

        return document(title, "" if sheet.solutions else text("board.sheet.name", look.lang), pages, look)
    return PAGES[format](((iter([Title(title, "")]), look), *pages))


def sheet_package(sheet: Worksheet, format: str, look: Look) -> bytes:
    """A sheet as the file of a platform that takes no text. Raises BackpropError where it has nothing to ask."""
    return PACKAGES[format](sheet, _sheet_look(sheet, look))


def _sheet_look(sheet: Worksheet, look: Look) -> Look:
    return look._replace(lang=sheet.lang, exact=True)


def exercise_pages(sheet: Worksheet, look: Look) -> list[tuple[Iterator[Block], Look]]:
    """The blocks of each exercise, with the look that its problem wants."""
    return [
        (exercise_blocks(sheet, number), look.of_problem(item.problem))
        for number, item in enumerate(sheet.exercises, 1)
    ]


def _moodle(sheet: Worksheet, look: Look) -> Iterator[str]:
    from .moodle import moodle

    return moodle(sheet, look)


def _stack(sheet: Worksheet, look: Look) -> Iterator[str]:
    from .stack.questions import stack

    return stack(sheet, look)


def _canvas(sheet: Worksheet, look: Look) -> bytes:
    from .canvas import canvas

    return canvas(sheet, look)


# What learning platforms read: they judge numbers by themselves.
PLATFORMS: dict[str, Callable[[Worksheet, Look], Iterator[str]]] = {"moodle": _moodle, "stack": _stack}
PACKAGES: dict[str, Callable[[Worksheet, Look], bytes]] = {"canvas": _canvas}
