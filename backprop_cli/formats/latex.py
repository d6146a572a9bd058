"""The board as LaTeX: a document for pdflatex with amsmath."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..expr.write.latex import escaped, latex
from ..expr.write.name_layout import Part
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title, Verbatim
from .look import Look
from .markup import Markup, MarkupWriter
from .messages import group_labels

MARKUP = Markup(escaped, lambda part: f"${latex(part)}$")
HEAD = r"""\documentclass[a4paper]{article}
\usepackage[T2A]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[%s]{babel}
\usepackage{amsmath}
\allowdisplaybreaks
\setlength{\oddsidemargin}{-10mm}
\setlength{\textwidth}{175mm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\begin{document}
"""
LANGUAGES = {"en": "english", "ru": "english,russian"}
# All three in signs, as _length counts them; from sheets that were printed on A4 with 175 mm of text.
WIDEST = 70  # a line that is wider has each of its parts on a row of its own
SIZES = (("", 80), (r"\small", 90), (r"\footnotesize", 100), (r"\scriptsize", 120))  # the widest part of each size


def document(pages: Iterable[tuple[Iterable[Block], Look]]) -> Iterator[str]:
    """Reports as one document, in pieces; the language of the first page is that of the document."""
    started = False
    for blocks, look in pages:
        if not started:
            yield HEAD % LANGUAGES.get(look.lang, LANGUAGES["en"])
            started = True
        writer = MarkupWriter(look, MARKUP)
        for block in blocks:
            yield "\n".join(_WRITERS[type(block)](block, writer)) + "\n\n"
    yield (HEAD % LANGUAGES["en"] if not started else "") + "\\end{document}\n"


def _title(block: Title, writer: MarkupWriter) -> Iterator[str]:
    yield rf"\section*{{{writer.say(block.text)} ({writer.say(block.name)})}}"
    for facts in block.facts:
        yield r" $\cdot$ ".join(writer.fact(fact) for fact in facts)


def _heading(block: Heading, writer: MarkupWriter) -> Iterator[str]:
    details = ", ".join(f"${latex(writer.name(name))} = {latex(writer.value(value))}$" for name, value in block.details)
    yield rf"\subsection*{{{writer.say(block.text)}{': ' + details if details else ''}}}"


def _lines(block: Lines, writer: MarkupWriter) -> Iterator[str]:
    rows: list[str] = []
    longest = 0
    for line, label in zip(block.lines, group_labels(block.lines, writer.say)):
        parts = [part for part in writer.shown(line) if part is not None]
        rows += [rf"&\textbf{{{label}}} \\"] if label else []
        rows += [f"{row} \\\\" for row in _line(line, parts, writer)]
        longest = max([longest, *map(_length, parts)])
    if rows:
        yield "{" + next((size for size, width in SIZES if longest <= width), r"\tiny") + r"\begin{align*}"
        yield from (*rows[:-1], rows[-1].removesuffix(r" \\"))
        yield r"\end{align*}}"


def _line(line: Line, parts: list[Part], writer: MarkupWriter) -> Iterator[str]:
    """The rows of a line: its name and everything that it equals on one, or on a row each where that is too wide."""
    said = list(dict.fromkeys(map(latex, parts)))
    remark = rf"\quad\text{{({writer.say(line.remark)})}}" if line.remark else ""
    name = latex(writer.name(line.name)) if line.name else ""
    signs = [r"\leftarrow" if line.arrow else "=", *["="] * len(said)]
    wide = sum(map(_length, parts)) > WIDEST
    rows = [f"{sign} {text}" for sign, text in zip(signs, said)]
    if not rows:
        yield f"{name} & {remark}"
    elif wide:
        yield f"{name} &{rows[0]}{remark if len(rows) == 1 else ''}"
        yield from (f"&{row}{remark if row is rows[-1] else ''}" for row in rows[1:])
    else:
        yield f"{name} &{' '.join(rows)}{remark}"


def _length(part: Part) -> int:
    """About how many signs wide a part is; a matrix is as wide as its widest row, a fraction as its longer half."""
    kind, *inside = part
    if kind == "matrix":
        return max(sum(_length(cell) + 2 for cell in row) for row in inside[0])
    if kind == "fraction":
        return max(map(_length, inside))
    if kind == "row":
        return sum(map(_length, inside[0]))
    brackets = 2 if kind == "call" else 0
    return brackets + sum(len(item) if isinstance(item, str) else _length(item) for item in inside if item)


def _note(block: Note, writer: MarkupWriter) -> Iterator[str]:
    yield writer.say(block.text)


def _verbatim(block: Verbatim, writer: MarkupWriter) -> Iterator[str]:
    yield from (r"\begin{verbatim}", block.text.rstrip("\n"), r"\end{verbatim}")


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
    Verbatim: _verbatim,
}  # fmt: skip
