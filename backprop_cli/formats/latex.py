r"""The board as LaTeX: a document for pdflatex with amsmath and amssymb, or its body for another document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..expr.write.latex import escaped, latex
from ..expr.write.name_layout import Part
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title
from .digits import sized
from .look import Look
from .markup import Markup, MarkupWriter, runs
from .messages import group_labels

MARKUP = Markup(escaped, lambda part: f"${latex(part)}$")
HEAD = r"""\documentclass[a4paper,fleqn]{article}
\usepackage[T2A]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[%s]{babel}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\setlength{\mathindent}{0pt}
\setlength{\oddsidemargin}{-10mm}
\setlength{\textwidth}{180mm}
\setlength{\topmargin}{-20mm}
\setlength{\textheight}{260mm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
\setlength{\abovedisplayskip}{0pt}
"""
LANGUAGES = {"en": "english", "ru": "english,russian"}
# All in signs, as _length counts them; from sheets that were printed on A4 with 180 mm of text.
WIDEST = 84  # a row that is wider has each of its parts on a row of its own
SIZES = (("", 80), (r"\small", 90), (r"\footnotesize", 100), (r"\scriptsize", 120))  # the widest part of each size


def document(pages: Iterable[tuple[Iterable[Block], Look]]) -> Iterator[str]:
    """Reports as one document, in pieces, or as its body; the language of the first page is that of the document."""
    started = False
    for blocks, look in pages:
        if not (started or look.fragment):
            yield HEAD % LANGUAGES.get(look.lang, LANGUAGES["en"])
            started = True
        for block, shown in sized(blocks, look):
            yield "\n".join(_WRITERS[type(block)](block, MarkupWriter(shown, MARKUP))) + "\n\n"
    if started:
        yield "\\end{document}\n"


def _title(block: Title, writer: MarkupWriter) -> Iterator[str]:
    yield rf"\section*{{{writer.say(block.text)} ({writer.say(block.name)})}}"
    for facts in block.facts:
        yield r" $\cdot$ ".join(writer.fact(fact) for fact in facts)


def _heading(block: Heading, writer: MarkupWriter) -> Iterator[str]:
    details = ", ".join(writer.equal(name, value) for name, value in block.details)
    yield rf"\subsection*{{{writer.say(block.text)}{': ' + details if details else ''}}}"


def _lines(block: Lines, writer: MarkupWriter) -> Iterator[str]:
    r"""The lines aligned at their first signs, each phase as a head that runs in: \textbf{forward} H_1 = …"""
    rows: list[str] = []
    longest = 0
    room = WIDEST - max(map(len, group_labels(block.lines, writer.say)), default=0)
    groups = [part for lines in runs(block.lines) for part in _split(lines, writer, room)]
    labels = group_labels((lines[0] for lines in groups), writer.say)
    for lines, label in zip(groups, labels):
        parts = [part for part in writer.equations(lines[0]) if part]
        parts += [_equation(line, writer) for line in lines[1:]]
        body = list(_line(lines[0], parts, writer, room))
        heads = [rf"&\textbf{{{label}}}\quad" if label else "&", *["&"] * len(body)]
        rows += [f"{head} & {row} \\\\" for head, row in zip(heads, body)]
        longest = max([longest, *map(_length, parts)])
    if rows:
        yield "{" + next((size for size, width in SIZES if longest <= width), r"\tiny") + r"\begin{alignat*}{2}"
        yield from (*rows[:-1], rows[-1].removesuffix(r" \\"))
        yield r"\end{alignat*}}"


def _split(lines: tuple[Line, ...], writer: MarkupWriter, room: int) -> Iterator[list[Line]]:
    """Lines that stand beside each other, in rows as long as there is room for them."""
    row, used = [lines[0]], _length(_equation(lines[0], writer)) if len(lines) > 1 else 0
    for line in lines[1:]:
        length = _length(_equation(line, writer))
        if used + length > room:
            yield row
            row, used = [], 0
        row.append(line)
        used += length
    yield row


def _equation(line: Line, writer: MarkupWriter) -> Part:
    """A whole line after the one before it on the row."""
    return "row", (("space",), writer.name(line.name), *filter(None, writer.equations(line)))


def _line(line: Line, parts: list[Part], writer: MarkupWriter, room: int) -> Iterator[str]:
    """The rows of a line: its name and everything that it equals on one, or on a row each where that is too wide."""
    remark = rf"\quad\text{{({writer.say(line.remark)})}}" if line.remark else ""
    name = latex(writer.name(line.name)) if line.name else ""
    rows = list(map(latex, parts)) or [""]
    if sum(map(_length, parts)) <= room:
        rows = [" ".join(rows)]
    for index, row in enumerate(rows):
        yield f"{'' if index else name} &{row}{remark if index == len(rows) - 1 else ''}"


def _length(part: Part) -> int:
    """About how many signs wide a part is; a matrix is as wide as its widest row, a fraction as its longer half."""
    kind, *inside = part
    if kind == "matrix":
        return max(sum(_length(cell) + 2 for cell in row) for row in inside[0])
    if kind in ("fraction", "box", "under"):
        return max(map(_length, inside))
    if kind == "row":
        return sum(map(_length, inside[0]))
    brackets = 2 if kind == "call" else 0
    return brackets + sum(len(item) if isinstance(item, str) else _length(item) for item in inside if item)


def _note(block: Note, writer: MarkupWriter) -> Iterator[str]:
    yield writer.say(block.text)


def _picture(block: Picture, writer: MarkupWriter) -> Iterator[str]:
    """An empty line: a picture would need more than amsmath; `backprop graph -f tikz` draws it."""
    yield ""


def _table(block: Table, writer: MarkupWriter) -> Iterator[str]:
    yield rf"\begin{{tabular}}{{{'l' * len(block.heads)}}}"
    yield " & ".join(rf"\textbf{{{writer.say(head)}}}" for head in block.heads) + r" \\ \hline"
    for row in block.rows:
        yield " & ".join(writer.say(cell) for cell in row) + r" \\"
    yield r"\end{tabular}"


_WRITERS: dict[type, Callable[[Any, MarkupWriter], Iterator[str]]] = {
    Title: _title, Heading: _heading, Lines: _lines, Note: _note, Picture: _picture, Table: _table,
}  # fmt: skip
