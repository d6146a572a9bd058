r"""The board as LaTeX: a document for pdflatex with amsmath and amssymb, or its body for another document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant, elements, map_value
from ..expr.node import Node
from ..expr.traverse import walk
from ..expr.write.latex import escaped, latex
from ..expr.write.name_layout import Part
from ..typed import Any
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title, Verbatim
from .digits import sized
from .latex_rows import folded, length
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
\setlength{\oddsidemargin}{-13.4mm}
\setlength{\textwidth}{186mm}
\setlength{\topmargin}{-22mm}
\setlength{\textheight}{262mm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
\setlength{\abovedisplayskip}{0pt}
\setlength{\belowdisplayskip}{4pt}
\sloppy
"""
LANGUAGES = {"en": "english", "ru": "english,russian"}
ROOM = 104  # digits of the normal size on a line of 186 mm
# How much more there is room for in each size; what is wider even in the last one is not shown as it is.
SIZES = (("", 1.0), (r"\small", 1.06), (r"\footnotesize", 1.13), (r"\scriptsize", 1.23))
MOST = SIZES[-1][1]


def document(pages: Iterable[tuple[Iterable[Block], Look]]) -> Iterator[str]:
    """Reports as one document, in pieces, or as its body; the language of the first page is that of the document."""
    started = False
    for blocks, look in pages:
        if not (started or look.fragment):
            yield HEAD % LANGUAGES.get(look.lang, LANGUAGES["en"])
            started = True
        for block, shown in sized(blocks, look):
            yield "\n".join(WRITERS[type(block)](block, MarkupWriter(shown, MARKUP))) + "\n\n"
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
    longest = 0.0
    room = _room(block.lines, writer)
    groups = [part for lines in runs(block.lines) for part in _split(lines, writer, room)]
    labels = group_labels((lines[0] for lines in groups), writer.say)
    for lines, label in zip(groups, labels):
        parts = _fitting(lines[0], writer, room)
        parts += [_equation(line, writer) for line in lines[1:]]
        body = list(_line(lines[0], parts, writer, room))
        heads = [rf"&\textbf{{{label}}}\quad" if label else "&", *["&"] * len(body)]
        rows += [f"{head} & {row} \\\\" for head, row in zip(heads, body)]
        longest = max([longest, *(_widest(part, room) for part in parts)])
    if rows:
        size = next((size for size, times in SIZES if longest <= room * times), r"\tiny")
        yield f"{{{size}" + r"\begin{alignat*}{2}"
        yield from (*rows[:-1], rows[-1].removesuffix(r" \\"))
        yield r"\end{alignat*}}"


def _room(lines: tuple[Line, ...], writer: MarkupWriter) -> float:
    """How many digits there is room for behind the labels and the names."""
    labels = max((1.25 * len(label) + 2 for label in group_labels(lines, writer.say) if label), default=0.0)
    return ROOM - labels - max((length(writer.name(line.name)) for line in lines if line.name), default=0)


def _fitting(line: Line, writer: MarkupWriter, room: float) -> list[Part]:
    """What a line equals. What is too wide even in small print is left out, or rounded if it is the value."""
    formula, numbers, value = writer.equations(line)
    if numbers and _widest(numbers, room) > MOST * room:
        numbers = None
    if value and _widest(value, room) > MOST * room and all(map(_is_number, elements(line.value))):
        value = "row", (("sign", "≈"), writer.value(map_value(_decimal, line.value)))
    return [part for part in (formula, numbers, value) if part]


def _is_number(element: Any) -> bool:
    return not isinstance(element, Node) or all(part.op not in ("symbol", "call") for part in walk(element))


def _decimal(element: Any) -> float:
    return element if isinstance(element, float) else float(constant(element, DECIMAL))


def _widest(part: Part, room: float) -> float:
    return max(wide for _, wide in folded(part, room))


def _split(lines: tuple[Line, ...], writer: MarkupWriter, room: float) -> Iterator[list[Line]]:
    """Lines that stand beside each other, in rows as long as there is room for them."""
    row, used = [lines[0]], length(_equation(lines[0], writer)) if len(lines) > 1 else 0.0
    for line in lines[1:]:
        wide = length(_equation(line, writer))
        if used + wide > room:
            yield row
            row, used = [], 0.0
        row.append(line)
        used += wide
    yield row


def _equation(line: Line, writer: MarkupWriter) -> Part:
    """A whole line after the one before it on the row."""
    return "row", (("space",), writer.name(line.name), *filter(None, writer.equations(line)))


def _line(line: Line, parts: list[Part], writer: MarkupWriter, room: float) -> Iterator[str]:
    """The rows of a line: its name and what it equals, as much on each row as it has room for."""
    remark = rf"\quad\text{{({writer.say(line.remark)})}}" if line.remark else ""
    name = latex(writer.name(line.name)) if line.name else ""
    rows: list[tuple[str, float]] = []
    for part in parts:
        (first, wide), *more = folded(part, room)
        if rows and not more and rows[-1][1] + wide <= room:
            rows[-1] = rows[-1][0] + first, rows[-1][1] + wide
        else:
            rows += [(first, wide), *more]
    rows = rows or [("", 0.0)]
    rows += [("", 0.0)] if remark and rows[-1][1] + len(writer.say(line.remark)) > room else []
    for index, (row, _) in enumerate(rows):
        yield f"{'' if index else name} &{row}{remark if index == len(rows) - 1 else ''}"


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


WRITERS: dict[type, Callable[[Any, MarkupWriter], Iterator[str]]] = {
    Title: _title, Heading: _heading, Lines: _lines, Note: _note, Picture: _picture, Table: _table,
    Verbatim: _verbatim,
}  # fmt: skip
