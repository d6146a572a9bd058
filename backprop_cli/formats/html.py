"""The board as a page of HTML, with formulas in MathML: it needs no other file, and reads well in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from xml.sax.saxutils import escape, quoteattr

from ..errors import Message
from ..expr.write.mathml import math
from ..expr.write.name_layout import Part
from ..typed import Any
from ..views.report import (
    Blanks,
    Block,
    Exercise,
    ExercisePart,
    Facts,
    Heading,
    Line,
    Lines,
    Note,
    Picture,
    Table,
    Title,
    Verbatim,
)
from .digits import sized
from .latex_rows import length
from .look import Look
from .markup import Markup, MarkupWriter, runs
from .messages import part_label

MARKUP = Markup(lambda text: escape(text).replace("━", "—"), math)
# Only tables and formulas scroll sideways, each by itself; printed, they are set smaller instead.
STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --paper: #fff; --dim: #636c76; --rule: #d8dee4; --moved: #1a7f37; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0d1117; --dim: #9198a1; --rule: #30363d; --moved: #3fb950; }
}
body { margin: 0 auto; max-width: 70rem; padding: 1rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
section + section { margin-top: 4rem; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0 0.25rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--rule); }
h2 small, .muted, small { color: var(--dim); font-weight: normal; }
h2 small { font-size: 1rem; margin-left: 0.5rem; }
h3, p { overflow-x: auto; overflow-y: hidden; }
p { max-width: 45rem; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
.moved { color: var(--moved); font-weight: bold; }
table { border-collapse: collapse; }
td, th { padding: 0.25rem 1rem 0.25rem 0; text-align: left; vertical-align: middle; }
.work th { color: var(--dim); font-weight: normal; padding-right: 1.25rem; vertical-align: top; }
.work .name { text-align: right; padding-right: 0.4rem; }
.work math, .cells math { math-style: normal; margin-right: 0.5em; }
.cells td:not(:last-child), .cells th { white-space: nowrap; }
.cells td, .cells th { border-top: 1px solid var(--rule); vertical-align: top; }
.cells :first-child > tr:first-child > * { border-top: 0; }
.blanks { width: 100%; }
.blanks th { font-weight: normal; vertical-align: bottom; white-space: nowrap; width: 1%; text-align: right; }
.blanks td, .blanks.cells td { border: 0; border-bottom: 1px solid var(--ink); }
math { font-size: 1.05em; }
svg { max-width: 100%; height: auto; }
@media screen and (max-width: 50rem) {
  .work, .work tbody { display: block; }
  .work tr { display: grid; grid-template-columns: minmax(3.5rem, max-content) 1fr; align-items: center; }
  .work th { grid-column: 1 / -1; }
  .work td:last-child { grid-column: 2; }
  .work td[rowspan] { display: none; }
}
@media print {
  :root { --ink: #000; --paper: #fff; --dim: #444; --rule: #bbb; --moved: #000; }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .scroll { overflow: visible; }
  h2, h3 { break-after: avoid; }
  tr, svg { break-inside: avoid; }
}
"""
HEAD = """<!DOCTYPE html>
<html lang={lang}>
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{title}</title>
<style>{style}</style>
</head>
<body>
"""
SIGNS = 40  # of a formula that stand on a row of handwriting
LONG = 40.0  # of a formula in digits: two of them fill a row of a page
SUMS = (("sign", "+"), ("sign", "−"))
TAIL = "</body>\n</html>\n"


def document(pages: Iterable[tuple[Iterable[Block], Look]]) -> Iterator[str]:
    """Reports as one page, in pieces, or as fragments; the page has the title and the language of the first report."""
    started = False
    for blocks, look in pages:
        if not started and not look.fragment:
            first, blocks = _first_of(blocks)
            title = MarkupWriter(look, MARKUP).say(first.text) if isinstance(first, Title) else "backprop"
            yield HEAD.format(lang=quoteattr(look.lang), title=title, style=STYLE)
            started = True
        yield from fragment(blocks, look)
    if started:
        yield TAIL


def _first_of(blocks: Iterable[Block]) -> tuple[Block | None, Iterable[Block]]:
    """The first block, and all of them."""
    rest = iter(blocks)
    first = next(rest, None)
    return first, rest if first is None else chain([first], rest)


def fragment(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """One report as a section, in pieces."""
    yield f'<section class="backprop" lang={quoteattr(look.lang)}>\n'
    for block, shown in sized(blocks, look):
        yield "\n".join(_WRITERS[type(block)](block, MarkupWriter(shown, MARKUP))) + "\n"
    yield "</section>\n"


def _title(block: Title, writer: MarkupWriter) -> Iterator[str]:
    name = f" <small>{writer.say(block.name)}</small>" if block.name else ""
    yield f"<h2>{writer.say(block.text)}{name}</h2>"
    for facts in block.facts:
        if facts:
            yield f"<p>{' · '.join(writer.fact(fact) for fact in facts)}</p>"


def _heading(block: Heading, writer: MarkupWriter) -> Iterator[str]:
    details = ", ".join(writer.equal(name, value) for name, value in block.details)
    yield f"<h3>{writer.say(block.text)}{': ' + details if details else ''}</h3>"


def _lines(block: Lines, writer: MarkupWriter) -> Iterator[str]:
    """A table whose rows stand in groups, a phase each, with one header beside them."""
    yield '<div class="scroll"><table class="work">'
    for label, group in groupby(runs(block.lines), key=lambda lines: writer.say(lines[0].group)):
        rows = list(group)
        tall = f'rowspan="{len(rows)}"'
        head = f'<th scope="rowgroup" {tall}>{label}</th>' if label else f"<td {tall}></td>"
        yield "<tbody>"
        for place, lines in enumerate(rows):
            muted = ' class="muted"' if lines[0].muted else ""
            yield f"<tr{muted}>{'' if place else head}{''.join(_cells(lines, writer))}</tr>"
        yield "</tbody>"
    yield "</table></div>"


def _cells(lines: tuple[Line, ...], writer: MarkupWriter) -> Iterator[str]:
    """Three cells: the name of a line, the first thing that it equals, and what else, with what is said of it.

    Each formula is an element of its own, so that a row that is too long breaks between them.
    """
    line, *others = lines
    yield f'<td class="name">{math(writer.name(line.name)) if line.name else ""}</td>'
    first, *rest = [_in_parts(part) for part in writer.equations(line) if part] or [""]
    rest += [math(("row", (writer.name(other.name), *filter(None, writer.equations(other))))) for other in others]
    mark = f'\u00a0<span class="moved">{"▲▼"[line.change < 0]}</span>' if line.change else ""
    remark = f" <small>{writer.say(line.remark)}</small>" if line.remark else ""
    end = " ".join(rest) + mark + remark
    is_short = others or not rest
    yield f'<td colspan="2">{first} {end}</td>' if is_short else f"<td>{first}</td><td>{end}</td>"


def _in_parts(side: Part) -> str:
    """One side of an equation, `= a + b`; where it is long, in several elements, as rows break between them."""
    if length(side) <= LONG:
        return math(side)
    parts: list[list[Part]] = [[]]
    for item in _items(side):
        if item in SUMS and sum(map(length, parts[-1])) > LONG / 2:
            parts.append([("row", ())])  # with something before it, a sign is set as one between two summands
        parts[-1].append(item)
    return " ".join(math(("row", tuple(part))) for part in parts)


def _items(part: Part) -> Iterator[Part]:
    """What stands side by side in a row, and in the rows in it."""
    yield from chain.from_iterable(map(_items, part[1])) if part[0] == "row" else (part,)


def _note(block: Note, writer: MarkupWriter) -> Iterator[str]:
    yield f"<p>{writer.say(block.text)}</p>"


def _verbatim(block: Verbatim, writer: MarkupWriter) -> Iterator[str]:
    yield f"<pre>{writer.say(block.text)}</pre>"


def _picture(block: Picture, writer: MarkupWriter) -> Iterator[str]:
    from .drawing.svg import svg

    yield "".join(svg(block.drawing, writer.look))


def _table(block: Table, writer: MarkupWriter) -> Iterator[str]:
    yield '<div class="scroll"><table class="cells">'
    if any(block.heads):
        heads = (writer.say(head) for head in block.heads)
        cells = (f'<th scope="col">{head}</th>' if head else "<td></td>" for head in heads)
        yield f"<thead><tr>{''.join(cells)}</tr></thead>"
    yield "<tbody>"
    for row in block.rows:
        yield f"<tr>{''.join(f'<td>{writer.say(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table></div>"


def _exercise(block: Exercise, writer: MarkupWriter) -> Iterator[str]:
    yield f"<h2>{block.number}. {writer.say(block.text)}{_points(block.points, writer)}</h2>"


def _part(block: ExercisePart, writer: MarkupWriter) -> Iterator[str]:
    yield f"<h3>{part_label(block.number)} {writer.part(block)}{_points(block.points, writer)}</h3>"


def _points(points: int | None, writer: MarkupWriter) -> str:
    return "" if points is None else f" <small>{writer.say(Message('board.sheet.worth', {'count': points}))}</small>"


def _facts(block: Facts, writer: MarkupWriter) -> Iterator[str]:
    label = f"<strong>{writer.say(block.label)}</strong> " if block.label else ""
    yield f"<p>{label}{'; '.join(writer.fact(fact) for fact in block.facts)}</p>"


def _blanks(block: Blanks, writer: MarkupWriter) -> Iterator[str]:
    """Names with room for a hand to write; a table of them, or lines whose room grows with the work."""
    kind = "cells blanks" if block.table else "blanks"
    yield f'<table class="{kind}"><tbody>'
    for blank in block.blanks:
        room = 2 * (blank.rows + (0 if block.table else blank.work // SIGNS))
        name = f"{writer.say(blank.shown)} =" if blank.name else ""
        yield f'<tr style="height: {room}em"><th scope="row">{name}</th><td></td></tr>'
    yield "</tbody></table>"


_WRITERS: dict[type, Callable[[Any, MarkupWriter], Iterator[str]]] = {
    Title: _title, Heading: _heading, Lines: _lines, Note: _note, Picture: _picture, Table: _table,
    Verbatim: _verbatim, Exercise: _exercise, ExercisePart: _part, Facts: _facts, Blanks: _blanks,
}  # fmt: skip
