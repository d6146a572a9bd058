"""A report as a board: lines of styled spans, block by block, so that a long one takes the memory of one block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from ..typed import Any
from ..views.report import Block, Heading, Lines, Note, Picture, Table, Title, Verbatim
from .digits import sized
from .folding import Typesetter
from .look import Look
from .messages import fact_text, in_signs, printable, say, value_text, wrapped
from .page_row import Span
from .text_box import width
from .work_lines import work_lines

PAGE = 80  # the rules of a page without a width
WIDEST = NOTE = 100  # a rule or a sentence that crosses a wide screen is hard to follow back

SpanLine = list[Span]


def board(blocks: Iterable[Block], look: Look) -> Iterator[SpanLine]:
    """The lines of a report, each a list of (text, style name); nothing is kept from one block to the next."""
    for chunk in chunks(blocks, look):
        yield from chunk


def chunks(blocks: Iterable[Block], look: Look) -> Iterator[list[SpanLine]]:
    """The lines of a report in one list for each block that has any."""
    setters: dict[int, Typesetter] = {}  # one for each number of digits
    before: type | None = None
    for block, shown in sized(blocks, look):
        kind = type(block)
        setter = setters.get(shown.enough) or setters.setdefault(shown.enough, Typesetter(shown))
        found = list(_WRITERS[kind](block, setter))
        if found and before and (kind, before) not in _CLOSE:
            found.insert(0, [])
        if found:
            before = kind
            yield found


def _page_width(look: Look) -> int:
    """The width of titles and rules: that of the terminal, as far as a page goes."""
    return PAGE if look.width is None else min(look.width, WIDEST)


def _title(block: Title, setter: Typesetter) -> Iterator[SpanLine]:
    look, page = setter.look, _page_width(setter.look)
    text, name = in_signs(printable(block.text), look), in_signs(printable(block.name), look)
    if name and width(text) + 2 + width(name) <= page:
        yield [(text, "title"), (" " * (page - width(text) - width(name)), ""), (name, "name")]
    else:
        for part in wrapped(text, look.width):
            yield [(part, "title")]
        for part in wrapped(name, look.width) if name else ():
            yield [(part, "name")]
    for facts in block.facts:
        said = [fact_text(fact, partial(say, look=look)) for fact in facts]
        yield from ([(part, "fact")] for part in _joined(said, " | " if look.ascii else " · ", look.width))


def _joined(parts: list[str], between: str, columns: int | None) -> list[str]:
    """The parts in lines that break between two parts, and at spaces only inside a part that is too wide."""
    found: list[str] = []
    for part in filter(None, parts):
        if found and (columns is None or width(found[-1] + between + part) <= columns):
            found[-1] += between + part
        else:
            found += wrapped(part, columns)
    return found


def _heading(block: Heading, setter: Typesetter) -> Iterator[SpanLine]:
    """A rule with the heading in it, and its details where they fit, else under it."""
    look = setter.look
    page, rule = _page_width(look), "=" if look.ascii else "━"
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


def _note(block: Note, setter: Typesetter) -> Iterator[SpanLine]:
    look = setter.look
    for part in wrapped(say(block.text, look), NOTE if look.width is None else min(look.width, NOTE)):
        yield [(part, "note")]


def _verbatim(block: Verbatim, setter: Typesetter) -> Iterator[SpanLine]:
    yield from ([(printable(line), "")] for line in block.text.splitlines())


def _table(block: Table, setter: Typesetter) -> Iterator[SpanLine]:
    from .tables import table_lines  # which most solutions do without

    return table_lines(block, setter)


def _picture(block: Picture, setter: Typesetter) -> Iterator[SpanLine]:
    from .drawing.character_grid import character_lines

    yield from ([(line, "")] for line in character_lines(block.drawing, setter.look))


_WRITERS: dict[type, Callable[[Any, Typesetter], Iterator[SpanLine]]] = {
    Title: _title, Heading: _heading, Lines: work_lines, Note: _note, Table: _table, Picture: _picture,
    Verbatim: _verbatim,
}  # fmt: skip
# No empty line stands between a heading and what it heads, nor between lines that only have other columns.
_CLOSE = {(Lines, Heading), (Note, Heading), (Table, Heading), (Lines, Lines)}
