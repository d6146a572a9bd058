"""The board as a fragment of HTML, with formulas in MathML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..expr.write.mathml import math
from ..expr.write.names import Part
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title
from .numbers import Look
from .prose import Markup, Prose

MARKUP = Markup(escape, math)


def fragment(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """One report as a section."""
    prose = Prose(look, MARKUP)
    yield f'<section class="backprop" lang={quoteattr(look.lang)}>\n'
    for block in blocks:
        yield "\n".join(_written(block, prose)) + "\n"
    yield "</section>\n"


@singledispatch
def _written(block: Any, prose: Prose) -> Iterator[str]:
    raise TypeError(type(block).__name__)


@_written.register
def _title(block: Title, prose: Prose) -> Iterator[str]:
    yield f"<h2>{prose.say(block.text)} <small>{prose.say(block.name)}</small></h2>"
    for facts in block.facts:
        if facts:
            yield f"<p>{' · '.join(prose.fact(fact) for fact in facts)}</p>"


@_written.register
def _heading(block: Heading, prose: Prose) -> Iterator[str]:
    details = ", ".join(math(prose.name(name), ("sign", "="), prose.value(value)) for name, value in block.details)
    yield f"<h3>{prose.say(block.text)}{': ' + details if details else ''}</h3>"


@_written.register
def _lines(block: Lines, prose: Prose) -> Iterator[str]:
    yield "<table>"
    group = ""
    for line in block.lines:
        said = prose.say(line.group)
        head = f'<th scope="row">{said if said != group else ""}</th>'
        group = said
        yield f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in _cells(line, prose))}</tr>"
    yield "</table>"


def _cells(line: Line, prose: Prose) -> Iterator[str]:
    """The cells of a line: its name, then formula, substitution and value with their signs, then the remark."""
    yield math(prose.name(line.name)) if line.name else ""
    sign = "←" if line.arrow else "="
    before: list[Part] = []
    for part in prose.shown(line):
        fresh = part is not None and part not in before
        yield math(("sign", "=" if before else sign), part) if fresh and part is not None else ""
        before += [part] if part is not None else []
    yield f"<small>{prose.say(line.remark)}</small>" if line.remark else ""


@_written.register
def _note(block: Note, prose: Prose) -> Iterator[str]:
    yield f"<p>{prose.say(block.text)}</p>"


@_written.register
def _picture(block: Picture, prose: Prose) -> Iterator[str]:
    from .drawing.svg import svg

    yield "".join(svg(block.drawing, prose.look))


@_written.register
def _table(block: Table, prose: Prose) -> Iterator[str]:
    yield "<table>"
    if any(block.heads):
        yield f"<tr>{''.join(f'<th>{prose.say(head)}</th>' for head in block.heads)}</tr>"
    for row in block.rows:
        yield f"<tr>{''.join(f'<td>{prose.say(cell)}</td>' for cell in row)}</tr>"
    yield "</table>"
