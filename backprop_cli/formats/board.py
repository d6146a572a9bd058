"""A report as a board: lines of styled spans, block by block, so that a long one takes the memory of one block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..errors import Message
from ..views.report import Block, Fact, Heading, Lines, Note, Picture, Table, Title
from .boxes import width
from .lines import lines
from .messages import printable, say, signs, value_text, wrapped
from .numbers import Look
from .page import Span
from .tables import table_lines

PAGE, WIDEST, NOTE = 80, 100, 100

SpanLine = list[Span]


def board(blocks: Iterable[Block], look: Look) -> Iterator[SpanLine]:
    """The lines of a report, each a list of (text, style name); nothing is kept from one block to the next."""
    for chunk in chunks(blocks, look):
        yield from chunk


def chunks(blocks: Iterable[Block], look: Look) -> Iterator[list[SpanLine]]:
    """The same lines, a list for each block."""
    before: type | None = None
    for block in blocks:
        kind = type(block)
        found = list(_WRITERS[kind](block, look))
        if found and before and (kind, before) not in _CLOSE:
            found.insert(0, [])
        if found:
            before = kind
            yield found


def page_width(look: Look) -> int:
    """The width of titles and rules: the terminal's while that is a page's."""
    return PAGE if look.width is None else min(look.width, WIDEST)


def _title(block: Title, look: Look) -> Iterator[SpanLine]:
    page = page_width(look)
    text, name = signs(printable(block.text), look), signs(printable(block.name), look)
    if name and width(text) + 2 + width(name) <= page:
        yield [(text, "title"), (" " * (page - width(text) - width(name)), ""), (name, "name")]
    else:
        for part in wrapped(text, look.width):
            yield [(part, "title")]
        for part in wrapped(name, look.width) if name else ():
            yield [(part, "name")]
    for facts in block.facts:
        for part in _joined([_fact(fact, look) for fact in facts], " | " if look.ascii else " · ", look.width):
            yield [(part, "fact")]


def _fact(fact: Fact, look: Look) -> str:
    """`γ = 1` for a name and what it is, `order 2, 1` for a word and what it says."""
    named = isinstance(fact.label, Message) and fact.label.key == "board.name"
    said = f"{say(fact.label, look)} {'= ' if named else ''}{say(fact.value, look)}"
    return f"{said} ({say(fact.note, look)})" if fact.note else said


def _joined(parts: list[str], between: str, columns: int | None) -> list[str]:
    """Parts in lines, broken between them before they are broken at spaces."""
    found: list[str] = []
    for part in filter(None, parts):
        if found and (columns is None or width(found[-1] + between + part) <= columns):
            found[-1] += between + part
        else:
            found += wrapped(part, columns)
    return found


def _heading(block: Heading, look: Look) -> Iterator[SpanLine]:
    """A rule with the heading in it, and its details where they fit, else under it."""
    page, rule = page_width(look), "=" if look.ascii else "━"
    text = say(block.text, look)
    details = [f"{printable(look.name(name))} = {value_text(value, look)}" for name, value in block.details]
    whole = f"{text}: {', '.join(details)}" if details else text
    fits = width(whole) + 5 <= page
    first, *rest = wrapped(whole if fits else text, page - 5)
    yield [(rule * 2 + " ", "rule"), (first, "heading"), (" " + rule * (page - 4 - width(first)), "rule")]
    yield from ([("   " + part, "heading")] for part in rest)
    if not fits:
        room = None if look.width is None else look.width - 3
        yield from ([("   " + part, "")] for part in _joined(details, ", ", room))


def _note(block: Note, look: Look) -> Iterator[SpanLine]:
    for part in wrapped(say(block.text, look), NOTE if look.width is None else min(look.width, NOTE)):
        yield [(part, "note")]


def _picture(block: Picture, look: Look) -> Iterator[SpanLine]:
    from .drawing.grid import drawn

    yield from ([(line, "")] for line in drawn(block.drawing, look))


_WRITERS: dict[type, Callable[[Any, Look], Iterator[SpanLine]]] = {
    Title: _title,
    Heading: _heading,
    Lines: lines,
    Note: _note,
    Table: table_lines,
    Picture: _picture,
}
_CLOSE = {(Lines, Heading), (Note, Heading), (Table, Heading), (Lines, Lines)}
