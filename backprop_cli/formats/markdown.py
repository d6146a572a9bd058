"""The board as GitHub's Markdown: headings, and a table for each block of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from ..expr.write.pieces import Matrix, inline
from ..expr.write.text import text
from ..views.report import Block, Heading, Line, Lines, Note, Picture, Table, Title, Verbatim
from .look import Look
from .messages import fact_text, formula_text, group_labels, say
from .numbers import cells_of, number_style


def markdown(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """A report in pieces, each a paragraph or a table."""
    for block in blocks:
        yield "\n".join(_WRITERS[type(block)](block, look)) + "\n\n"


def _title(block: Title, look: Look) -> Iterator[str]:
    yield f"# {_escaped(block.text)} ({_escaped(block.name)})"
    for facts in block.facts:
        yield ""
        yield " · ".join(_escaped(fact_text(fact, partial(say, look=look))) for fact in facts)


def _heading(block: Heading, look: Look) -> Iterator[str]:
    details = ", ".join(f"{name} = {_value(value, look)}" for name, value in block.details)
    yield f"## {_escaped(say(block.text, look))}" + (f": {details}" if details else "")


def _lines(block: Lines, look: Look) -> Iterator[str]:
    yield "| | | | | |" if look.work else "| | | |"
    yield "|---|---|---|---|---|" if look.work else "|---|---|---|"
    labels = group_labels(block.lines, partial(say, look=look))
    for line, label in zip(block.lines, labels):
        cells = [label, look.name(line.name), *(_work(line, look) if look.work else ())]
        remark = f" ({say(line.remark, look)})" if line.remark else ""
        value = "" if line.value is None else f"= {_value(line.value, look)}"
        yield "| " + " | ".join(map(_escaped, [*cells, (value + remark).strip()])) + " |"


def _work(line: Line, look: Look) -> tuple[str, str]:
    formula = formula_text(line.formula, look) if line.formula else ""
    substitution = line.substitution() if line.substitution else None
    numbers = text(substitution, number_style(look)) if substitution else ""
    sign = "←" if line.arrow else "="
    return (f"{sign} {formula}" if formula else "", f"= {numbers}" if numbers and numbers != formula else "")


def _note(block: Note, look: Look) -> Iterator[str]:
    yield _escaped(say(block.text, look))


def _table(block: Table, look: Look) -> Iterator[str]:
    yield "| " + " | ".join(_escaped(say(head, look)) for head in block.heads) + " |"
    yield "|" + "---|" * len(block.heads)
    for row in block.rows:
        yield "| " + " | ".join(_escaped(_cell(cell, look)) for cell in row) + " |"


def _verbatim(block: Verbatim, look: Look) -> Iterator[str]:
    yield from ("```", block.text.rstrip("\n"), "```")


def _picture(block: Picture, look: Look) -> Iterator[str]:
    from .drawing.character_grid import character_lines

    yield from ("```", *character_lines(block.drawing, look), "```")


def _cell(cell: Any, look: Look) -> str:
    return _value(cell, look) if isinstance(cell, (tuple, float)) else say(cell, look)


def _value(value: Any, look: Look) -> str:
    cells = cells_of(value, look)
    return cells[0][0] if len(cells) == len(cells[0]) == 1 else inline([Matrix(cells)])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")


_WRITERS: dict[type, Callable[[Any, Look], Iterator[str]]] = {
    Title: _title, Heading: _heading, Lines: _lines, Note: _note, Picture: _picture, Table: _table,
    Verbatim: _verbatim,
}  # fmt: skip
