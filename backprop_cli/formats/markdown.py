"""The board as GitHub's Markdown: headings, and a table for the lines that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch
from typing import Any

from ..expr.node import Node
from ..expr.write.pieces import Matrix, inline
from ..expr.write.text import pieces
from ..views.report import Block, Fact, Heading, Line, Lines, Note, Picture, Table, Title
from .messages import say
from .numbers import Look, cells_of


def markdown(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """A report in pieces, each a paragraph or a table."""
    for block in blocks:
        yield "\n".join(_written(block, look)) + "\n\n"


@singledispatch
def _written(block: Any, look: Look) -> Iterator[str]:
    raise TypeError(type(block).__name__)


@_written.register
def _title(block: Title, look: Look) -> Iterator[str]:
    yield f"# {_escaped(block.text)} ({_escaped(block.name)})"
    for facts in block.facts:
        yield ""
        yield " · ".join(_escaped(_fact(fact, look)) for fact in facts)


def _fact(fact: Fact, look: Look) -> str:
    sign = "= " if isinstance(fact.value, Node) and fact.note is None else ""
    note = f" ({say(fact.note, look)})" if fact.note else ""
    return f"{say(fact.label, look)} {sign}{say(fact.value, look)}{note}"


@_written.register
def _heading(block: Heading, look: Look) -> Iterator[str]:
    details = ", ".join(f"{name} = {_value(value, look)}" for name, value in block.details)
    yield f"## {_escaped(say(block.text, look))}" + (f": {details}" if details else "")


@_written.register
def _lines(block: Lines, look: Look) -> Iterator[str]:
    yield "| | | | | |" if look.work else "| | | |"
    yield "|---|---|---|---|---|" if look.work else "|---|---|---|"
    group = ""
    for line in block.lines:
        said = say(line.group, look)
        cells = [said if said != group else "", look.name(line.name), *(_work(line, look) if look.work else ())]
        group = said
        remark = f" ({say(line.remark, look)})" if line.remark else ""
        value = "" if line.value is None else f"= {_value(line.value, look)}"
        yield "| " + " | ".join(map(_escaped, [*cells, (value + remark).strip()])) + " |"


def _work(line: Line, look: Look) -> tuple[str, str]:
    formula = inline(pieces(line.formula, look.formulas)) if line.formula else ""
    substitution = line.substitution() if line.substitution else None
    numbers = inline(pieces(substitution, look.numbers)) if substitution else ""
    sign = "←" if line.arrow else "="
    return (f"{sign} {formula}" if formula else "", f"= {numbers}" if numbers and numbers != formula else "")


@_written.register
def _note(block: Note, look: Look) -> Iterator[str]:
    yield _escaped(say(block.text, look))


@_written.register
def _table(block: Table, look: Look) -> Iterator[str]:
    yield "| " + " | ".join(_escaped(say(head, look)) for head in block.heads) + " |"
    yield "|" + "---|" * len(block.heads)
    for row in block.rows:
        yield "| " + " | ".join(_escaped(_any(cell, look)) for cell in row) + " |"


@_written.register
def _picture(block: Picture, look: Look) -> Iterator[str]:
    from .drawing.grid import drawn

    yield from ("```", *drawn(block.drawing, look), "```")


def _any(cell: Any, look: Look) -> str:
    if cell is None:
        return ""
    return _value(cell, look) if isinstance(cell, (tuple, float)) else say(cell, look)


def _value(value: Any, look: Look) -> str:
    cells = cells_of(value, look)
    return cells[0][0] if len(cells) == len(cells[0]) == 1 else inline([Matrix(cells)])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
