"""The board as a fragment of HTML, with formulas in MathML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..expr.write.mathml import math
from ..expr.write.name_layout import Part
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title, Verbatim
from .look import Look
from .markup import Markup, MarkupWriter
from .messages import group_labels

MARKUP = Markup(escape, math)


def fragment(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """One report as a section, in pieces."""
    writer = MarkupWriter(look, MARKUP)
    yield f'<section class="backprop" lang={quoteattr(look.lang)}>\n'
    for block in blocks:
        yield "\n".join(_WRITERS[type(block)](block, writer)) + "\n"
    yield "</section>\n"


def _title(block: Title, writer: MarkupWriter) -> Iterator[str]:
    yield f"<h2>{writer.say(block.text)} <small>{writer.say(block.name)}</small></h2>"
    for facts in block.facts:
        if facts:
            yield f"<p>{' · '.join(writer.fact(fact) for fact in facts)}</p>"


def _heading(block: Heading, writer: MarkupWriter) -> Iterator[str]:
    details = ", ".join(math(writer.name(name), ("sign", "="), writer.value(value)) for name, value in block.details)
    yield f"<h3>{writer.say(block.text)}{': ' + details if details else ''}</h3>"


def _lines(block: Lines, writer: MarkupWriter) -> Iterator[str]:
    yield "<table>"
    for line, label in zip(block.lines, group_labels(block.lines, writer.say)):
        cells = "".join(f"<td>{cell}</td>" for cell in _cells(line, writer))
        yield f'<tr><th scope="row">{label}</th>{cells}</tr>'
    yield "</table>"


def _cells(line: Line, writer: MarkupWriter) -> Iterator[str]:
    """The cells of a line: its name, then formula, substitution and value with their signs, then the remark."""
    yield math(writer.name(line.name)) if line.name else ""
    sign = "←" if line.arrow else "="
    before: list[Part] = []
    for part in writer.shown(line):
        if part is None or part in before:
            yield ""
        else:
            yield math(("sign", "=" if before else sign), part)
            before.append(part)
    yield f"<small>{writer.say(line.remark)}</small>" if line.remark else ""


def _note(block: Note, writer: MarkupWriter) -> Iterator[str]:
    yield f"<p>{writer.say(block.text)}</p>"


def _verbatim(block: Verbatim, writer: MarkupWriter) -> Iterator[str]:
    yield f"<pre>{writer.say(block.text)}</pre>"


def _picture(block: Picture, writer: MarkupWriter) -> Iterator[str]:
    from .drawing.svg import svg

    yield "".join(svg(block.drawing, writer.look))


def _table(block: Table, writer: MarkupWriter) -> Iterator[str]:
    yield "<table>"
    if any(block.heads):
        yield f"<tr>{''.join(f'<th>{writer.say(head)}</th>' for head in block.heads)}</tr>"
    for row in block.rows:
        yield f"<tr>{''.join(f'<td>{writer.say(cell)}</td>' for cell in row)}</tr>"
    yield "</table>"


_WRITERS: dict[type, Callable[[Any, MarkupWriter], Iterator[str]]] = {
    Title: _title, Heading: _heading, Lines: _lines, Note: _note, Picture: _picture, Table: _table,
    Verbatim: _verbatim,
}  # fmt: skip
