"""The terms of a loss that sums over outputs: what each output adds to it, E₁ and E₂ of E = E₁ + E₂."""

from __future__ import annotations

from ..expr.names import marked
from ..expr.node import Node, columns, symbol
from ..expr.traverse import fold, replaced, walk
from ..program.line import Assignment

TERM = "term"


def terms_of(line: Assignment) -> tuple[Assignment, Assignment] | None:
    """The line of the terms, (batch, outputs), and the line of the loss in terms of them; None where there is one only.

    The terms are what the loss sums over the outputs, as it stands in the line.
    """
    if line.phase not in ("loss", "after"):
        return None
    found = next((part.args[0] for part in walk(line.expression) if _sums_outputs(part)), None)
    if found is None:
        return None
    name = marked(line.part_of or line.name, TERM)
    terms = Assignment(name, found, line.phase, None, line.kind, part_of=line.part_of or line.name)
    return terms, line._replace(expression=_instead(line.expression, found, symbol(name, found.shape)))


def _sums_outputs(part: Node) -> bool:
    if part.op != "sum" or part.data != columns:
        return False
    (inner,) = part.args
    return bool(inner.args) and len(inner.shape) == 2 and isinstance(inner.shape[1], int) and inner.shape[1] > 1


def _instead(node: Node, old: Node, new: Node) -> Node:
    return fold(node, lambda part, args: new if part is old else replaced(part, args) if args else part)
