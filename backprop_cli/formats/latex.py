"""The board as LaTeX: a document for pdflatex with amsmath, or its body alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch
from typing import Any

from ..expr.write.latex import escaped, latex
from ..expr.write.names import Part
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title
from .numbers import Look
from .prose import Markup, Prose

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
WIDEST = 70
SIZES = (("", 80), (r"\small", 90), (r"\footnotesize", 100), (r"\scriptsize", 120))


def document(pages: Iterable[tuple[Iterable[Block], Look]]) -> Iterator[str]:
    """Reports, each on its look, as one document."""
    started = False
    for blocks, look in pages:
        if not started:
            yield HEAD % LANGUAGES.get(look.lang, LANGUAGES["en"])
            started = True
        prose = Prose(look, MARKUP)
        for block in blocks:
            yield "\n".join(_written(block, prose)) + "\n\n"
    yield (HEAD % LANGUAGES["en"] if not started else "") + "\\end{document}\n"


@singledispatch
def _written(block: Any, prose: Prose) -> Iterator[str]:
    raise TypeError(type(block).__name__)


@_written.register
def _title(block: Title, prose: Prose) -> Iterator[str]:
    yield rf"\section*{{{prose.say(block.text)} ({prose.say(block.name)})}}"
    for facts in block.facts:
        yield r" $\cdot$ ".join(prose.fact(fact) for fact in facts)


@_written.register
def _heading(block: Heading, prose: Prose) -> Iterator[str]:
    details = ", ".join(f"${latex(prose.name(name))} = {latex(prose.value(value))}$" for name, value in block.details)
    yield rf"\subsection*{{{prose.say(block.text)}{': ' + details if details else ''}}}"


@_written.register
def _lines(block: Lines, prose: Prose) -> Iterator[str]:
    rows: list[str] = []
    group, longest = "", 0
    for line in block.lines:
        said = prose.say(line.group)
        if said != group and said:
            rows.append(rf"&\textbf{{{said}}} \\")
        group = said
        rows += [f"{row} \\\\" for row in _line(line, prose)]
        longest = max([longest, *map(_length, _parts(line, prose))])
    if rows:
        yield "{" + next((size for size, width in SIZES if longest <= width), r"\tiny") + r"\begin{align*}"
        yield from (*rows[:-1], rows[-1].removesuffix(r" \\"))
        yield r"\end{align*}}"


def _line(line: Line, prose: Prose) -> Iterator[str]:
    """A line's name, and what it equals: on one row, or each part on one of its own where that is wide."""
    parts = _parts(line, prose)
    said = [text for index, text in enumerate(map(latex, parts)) if text not in map(latex, parts[:index])]
    remark = rf"\quad\text{{({prose.say(line.remark)})}}" if line.remark else ""
    name = latex(prose.name(line.name)) if line.name else ""
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


def _parts(line: Line, prose: Prose) -> list[Part]:
    return [part for part in prose.shown(line) if part is not None]


def _length(part: Part) -> int:
    """About how many signs wide a part is."""
    kind, *inside = part
    if kind == "matrix":
        return max(sum(_length(cell) + 2 for cell in row) for row in inside[0])
    if kind == "fraction":
        return max(map(_length, inside))
    if kind in ("row",):
        return sum(map(_length, inside[0]))
    brackets = 2 if kind == "call" else 0
    return brackets + sum(len(item) if isinstance(item, str) else _length(item) for item in inside if item)


@_written.register
def _note(block: Note, prose: Prose) -> Iterator[str]:
    yield prose.say(block.text)


@_written.register
def _picture(block: Picture, prose: Prose) -> Iterator[str]:
    """Nothing: a drawing would need more than amsmath; `backprop graph -f tikz` has it."""
    yield ""


@_written.register
def _table(block: Table, prose: Prose) -> Iterator[str]:
    yield rf"\begin{{tabular}}{{{'l' * len(block.heads)}}}"
    yield " & ".join(rf"\textbf{{{prose.say(head)}}}" for head in block.heads) + r" \\ \hline"
    for row in block.rows:
        yield " & ".join(prose.say(cell) for cell in row) + r" \\"
    yield r"\end{tabular}"
