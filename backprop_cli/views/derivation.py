"""A derivation as blocks for a page and as records for data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..derivation.parts import DerivationPart, DerivedLine
from ..errors import Message, as_name
from ..problem.model import Problem
from .drawing import drawing
from .records import Record, header
from .report import Block, Heading, Line, Lines, Note, Picture, Said, Table

_GROUPS = {
    "derivatives": {"jacobian": "local", "total": "total", "backward": "backward", "gradient": "backward"},
    "boxes": {"box": "box"},
}
DERIVATION_FORMAT = "backprop-derivation/1"


def part_blocks(parts: Iterable[DerivationPart], problem: Problem) -> Iterator[Block]:
    """Each part under its heading: formulas as lines, the algorithm as numbered notes, costs as a table."""
    for part in parts:
        key = f"board.part.{part.part}"
        title = Message(key) if not part.form else Message("board.in_form", _titles(key, part.form))
        yield Heading(title)
        yield from _body(part)
        if part.part == "graph":
            yield Picture(drawing(problem))


def _titles(key: str, form: str) -> dict[str, Said]:
    return {"part": Message(key), "form": Message(f"board.form.{form}")}


def _body(part: DerivationPart) -> Iterator[Block]:
    if part.part == "cost":
        if part.lines:
            yield _costs(part.lines)
        return
    words = [line for line in part.lines if line.words is not None and line.formula is None]
    if part.part == "algorithm":
        for number, line in enumerate(words, 1):
            yield Note(Message("board.numbered", {"number": number, "text": line.words}))
        return
    paths = tuple(line for line in part.lines if line.words is not None and line.formula is not None)
    plain = [line for line in part.lines if line.words is None]
    if plain:
        yield Lines(tuple(_line(part, line) for line in plain))
    if paths:
        yield Table(
            (Message("board.path_head"), Message("board.product"), Message("board.value")),
            tuple((line.words, line.formula, line.full) for line in paths),
        )
    for line in words:
        yield Note(line.words or "")


def _line(part: DerivationPart, line: DerivedLine) -> Line:
    """A line of a part as a line of the board.

    Scalar derivatives are written out at once; matrices first in terms of the line before, then in full; a repeated
    part first in its box, then as what it is named.
    """
    formula, full = line.formula, line.full
    if full is not None and (part.form == "scalar" and part.part == "derivatives" and line.layer is not None):
        formula, full = full, None
    elif full is not None and part.part == "boxes":
        formula, full = full, formula
    remark = Message("board.uses", {"count": line.uses}) if line.uses else None
    label = _GROUPS.get(part.part, {}).get(line.phase)
    group = Message(f"board.group.{label}") if label else ""
    value = line.value if line.value is not line.formula else None
    return Line(group, line.name, formula, lambda: full, value, arrow=line.arrow, remark=remark)


def _costs(lines: tuple[DerivedLine, ...]) -> Table:
    if any(line.words for line in lines):
        orders = (Message("board.order_head"), Message("board.multiplications"))
        return Table(orders, tuple((line.words, *map(str, line.cost)) for line in lines))
    heads = (Message("board.up_to"), Message("board.written_out"), Message("board.reused"))
    return Table(heads, tuple((as_name(line.name), *map(str, line.cost)) for line in lines))


def part_records(parts: Iterable[DerivationPart], problem: Problem) -> Iterator[Record]:
    """The lines of the parts as records, in which formulas are still expressions; `phase` is the name of the part."""
    for part in parts:
        for line in part.lines:
            yield _record(part, line, problem)


def _record(part: DerivationPart, line: DerivedLine, problem: Problem) -> Record:
    found: Record = {"phase": part.part, "form": part.form or None, "layer": line.layer, "name": line.name or None}
    found |= {"label": problem.names.get(line.name), "text": line.words, "formula": line.formula, "full": line.full}
    found |= {"uses": line.uses, "exact": line.value}
    found |= zip(("multiplications",) if len(line.cost) == 1 else ("written_out", "reused"), line.cost)
    return {key: value for key, value in found.items() if value is not None}


def derivation_records(problem: Problem, parts: Iterable[DerivationPart], lang: str = "en") -> Record:
    """The derivation of one problem as a record: the header of the problem, and the lines of the parts."""
    return {**header(problem, lang), "derivation": list(part_records(parts, problem))}
