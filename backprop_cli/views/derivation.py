"""A derivation as blocks for a page and as records for data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial

from ..derivation.parts import DerivationPart, DerivedLine
from ..errors import Message, as_name
from ..evaluate.algebras import DECIMAL
from ..evaluate.evaluate import constant, elements, map_value
from ..expr.node import Node
from ..expr.operations import OPERATIONS
from ..expr.traverse import fold, symbols
from ..expr.write.style import TYPESET
from ..expr.write.text import text
from ..problem.model import Problem
from ..tolerances import MAX_EXACT_READ
from ..typed import Any
from .drawing import drawing
from .records import Record, header
from .report import Block, Heading, Line, Lines, Note, Picture, Said, Table

_GROUPS = {
    "derivatives": {"jacobian": "local", "total": "total", "backward": "backward", "gradient": "backward"},
    "boxes": {"box": "box"},
}
DERIVATION_FORMAT = "backprop-derivation/1"


def part_blocks(parts: Iterable[DerivationPart], problem: Problem, exact: bool = False) -> Iterator[Block]:
    """Each part under its heading: formulas as lines, the algorithm as numbered notes, costs as a table.

    A part without lines is left out. exact: whether an exact number stays as it is where a decimal is easier to read.
    """
    for part in parts:
        key = f"board.part.{part.part}"
        title = Message(key) if not part.form else Message("board.in_form", _titles(key, part.form))
        asked = asked_in(problem, part.part)
        body = list(_body(part, exact))
        if body or part.part == "graph":
            yield Heading(Message("board.asked", {"id": asked, "part": title}) if asked else title)
            yield from body
        if part.part == "graph":
            yield Picture(drawing(problem))


def asked_in(problem: Problem, part: str) -> str:
    """The id of the question that asks for a part of the whole problem; of several questions all; else ""."""
    return ", ".join(item.id for item in problem.questions if part in item.ask and not item.layers)


def _titles(key: str, form: str) -> dict[str, Said]:
    return {"part": Message(key), "form": Message(f"board.form.{form}")}


def _body(part: DerivationPart, exact: bool) -> Iterator[Block]:
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
        yield Lines(tuple(_line(part, line, exact) for line in plain))
    if paths:
        yield Table(
            (Message("board.path_head"), Message("board.product"), Message("board.value")),
            tuple((line.words, line.formula, line.full) for line in paths),
        )
    for line in words:
        yield Note(line.words or "")


def _line(part: DerivationPart, line: DerivedLine, exact: bool) -> Line:
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
    if not exact and any(map(_is_heavy, elements(value))):
        value = map_value(partial(constant, algebra=DECIMAL), value)
    return Line(group, line.name, formula, lambda: full, value, arrow=line.arrow, remark=remark)


def _is_heavy(number: Any) -> bool:
    """Whether a decimal is easier to read: of a function inside a function, σ(2/5·σ(1/4)), and of a long form."""
    if isinstance(number, Node) and symbols(number):
        return False  # no number, but a formula
    if isinstance(number, Fraction):
        return len(str(number)) > MAX_EXACT_READ
    return isinstance(number, Node) and (_depth(number) > 1 or len(text(number, TYPESET)) > MAX_EXACT_READ)


def _depth(node: Node) -> int:
    """How many functions with a name stand inside each other."""
    return fold(node, lambda part, depths: max(depths, default=0) + int(_is_function(part)))


def _is_function(node: Node) -> bool:
    return node.op in OPERATIONS and bool(OPERATIONS[node.op].typeset)


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
    found |= {"uses": line.uses, "exact": line.value, "question": asked_in(problem, part.part) or None}
    found |= zip(("multiplications",) if len(line.cost) == 1 else ("written_out", "reused"), line.cost)
    return {key: value for key, value in found.items() if value is not None}


def derivation_records(problem: Problem, parts: Iterable[DerivationPart], lang: str = "en") -> Record:
    """The derivation of one problem as a record: the header of the problem, and the lines of the parts."""
    return {**header(problem, lang), "derivation": list(part_records(parts, problem))}
