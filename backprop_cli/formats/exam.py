r"""A sheet of exercises as LaTeX of the class `exam`: questions with parts, points, and lines to write on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ..errors import Message
from ..typed import Any
from ..views.report import Blanks, Block, Exercise, ExercisePart, Facts, Picture
from .digits import sized
from .latex import LANGUAGES, MARKUP, WRITERS
from .look import Look
from .markup import MarkupWriter

HEAD = r"""\documentclass[a4paper,fleqn]{exam}
\usepackage[T2A]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[%(language)s]{babel}
\usepackage{amsmath,amssymb,longtable,tikz}
\allowdisplaybreaks
\setlength{\mathindent}{0pt}
\setlength{\oddsidemargin}{-15.4mm}
\setlength{\textwidth}{190mm}
\setlength{\topmargin}{-22mm}
\setlength{\textheight}{256mm}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\setlength{\LTleft}{0pt}
\pagestyle{foot}
\cfoot{\thepage}
\pointpoints{%(point)s}{%(points)s}
\bonuspointpoints{%(point)s}{%(points)s}
\renewcommand{\questionshook}{\setlength{\leftmargin}{0pt}\setlength{\itemindent}{2em}\setlength{\labelwidth}{1.5em}}
\renewcommand{\partshook}{\setlength{\leftmargin}{0pt}\setlength{\itemindent}{2em}\setlength{\labelwidth}{1.5em}}
\newcommand{\writeon}[2]{\par\vspace{#2}\noindent#1\ \hrulefill\par}
\newcommand{\fitted}[1]{\sbox0{#1}%%
  \ifdim\wd0>\linewidth\sbox0{\resizebox{\linewidth}{!}{\usebox0}}\fi
  \ifdim\ht0>0.7\textheight\sbox0{\resizebox{!}{0.7\textheight}{\usebox0}}\fi\usebox0}
\begin{document}
\setlength{\abovedisplayskip}{0pt}
\setlength{\belowdisplayskip}{4pt}
\sloppy
\begin{center}\Large\bfseries %(title)s\end{center}
%(name)s \hrulefill
\begin{questions}
"""
ROW, SIGNS = 6, 40  # millimetres for a row of handwriting, and how many signs stand on it


def document(title: str, name: str, pages: Iterable[tuple[Iterable[Block], Look]], look: Look) -> Iterator[str]:
    """A sheet as one document, in pieces. name: the word before the line for the student's name, "" for no line."""
    writer = MarkupWriter(look, MARKUP)
    words = {"point": writer.say(Message("board.sheet.point")), "points": writer.say(Message("board.sheet.points"))}
    known = {**words, "language": LANGUAGES.get(look.lang, LANGUAGES["en"]), "title": writer.say(title)}
    head = HEAD % {**known, "name": writer.say(name)}
    yield head if name else head.replace(r" \hrulefill" + "\n" + r"\begin{questions}", r"\begin{questions}")
    for blocks, page in pages:
        in_parts = False
        for block, shown in sized(blocks, page):
            if isinstance(block, ExercisePart) and not in_parts:
                in_parts = True
                yield "\\begin{parts}\n"
            yield "\n".join(_writer_of(block)(block, MarkupWriter(shown, MARKUP))) + "\n\n"
        yield "\\end{parts}\n" if in_parts else ""
    yield "\\end{questions}\n\\end{document}\n"


def _writer_of(block: Block) -> Callable[[Any, MarkupWriter], Iterator[str]]:
    return _WRITERS.get(type(block)) or WRITERS[type(block)]


def _points(points: int | None) -> str:
    return "" if points is None else f"[{points}]"


def _exercise(block: Exercise, writer: MarkupWriter) -> Iterator[str]:
    yield rf"\question{_points(block.points)} \textbf{{{writer.say(block.text)}}}"


def _part(block: ExercisePart, writer: MarkupWriter) -> Iterator[str]:
    yield rf"\part{_points(block.points)} {writer.part(block)}"


def _facts(block: Facts, writer: MarkupWriter) -> Iterator[str]:
    label = rf"\textbf{{{writer.say(block.label)}}} " if block.label else ""
    yield label + r";\quad ".join(writer.fact(fact) for fact in block.facts)


def _picture(block: Picture, writer: MarkupWriter) -> Iterator[str]:
    from .drawing.tikz import tikz

    yield r"\begin{center}\fitted{%"
    yield "".join(tikz(block.drawing, writer.look)).rstrip("\n") + r"}\end{center}"


def _blanks(block: Blanks, writer: MarkupWriter) -> Iterator[str]:
    if block.table and block.blanks[0].name:
        yield from _table(block, writer)
        return
    for blank in block.blanks:
        room = ROW * (blank.rows + blank.work // SIGNS) + 1
        yield rf"\writeon{{{writer.say(blank.shown)} $=$}}{{{room}mm}}" if blank.name else rf"\vspace*{{{room}mm}}"


def _table(block: Blanks, writer: MarkupWriter) -> Iterator[str]:
    r"""A table of names, which may break between pages; a strut leaves room for each row of a value."""
    yield r"\begin{longtable}{|l|p{0.6\linewidth}|}\hline"
    for blank in block.blanks:
        yield rf"{writer.say(blank.shown)} & \rule{{0pt}}{{{ROW * blank.rows}mm}} \\ \hline"
    yield r"\end{longtable}"


_WRITERS: dict[type, Callable[[Any, MarkupWriter], Iterator[str]]] = {
    Exercise: _exercise, ExercisePart: _part, Facts: _facts, Picture: _picture, Blanks: _blanks,
}  # fmt: skip
