"""What a page adds to lines over windows: each window times the kernel, with its numbers; and who wins in a window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..errors import Message
from ..evaluate.evaluate import elements
from ..expr.node import Node
from ..expr.traverse import walk
from ..expr.windows import products
from ..problem.model import Problem
from ..solution.trace import Row
from ..typed import Any
from .report import Line, Said

MOST_LINES, MOST_PRODUCTS = 9, 9  # what stands on a slide
SPELLED = ("forward", "gradient")


def window_lines(problem: Problem, rows: Sequence[Row], row: Row, group: Said) -> Iterator[Line]:
    """The entries of a small convolution, each as its window times the kernel with the numbers put in; and those of the
    gradient by the kernel, each the sum over the windows.
    """
    node = next((part for part in walk(row.formula) if part.op == "paired"), None)
    if row.phase not in SPELLED or node is None or row.value is None or len(elements(row.value)) > MOST_LINES:
        return
    if max(map(len, products(*node.data))) > MOST_PRODUCTS:
        return
    from ..derivation.entries import EntryReading  # which no page without windows needs

    for entry in EntryReading(problem, rows).lines(row) or ():
        yield Line(group, entry.name, None, entry.substitution, entry.value, depth=2)


def lost(formula: Node, numbers: Mapping[str, Any]) -> Message | None:
    """Why an entry gets no gradient from its windows: it is not their largest, or it is, but not the first of those."""
    contests = [part for part in walk(formula) if part.op == "winner"]
    if not contests:
        return None
    from ..derivation.entries import number_of

    if any(number_of(part, numbers) for part in contests):
        return None
    largest = [number_of(part.args[0], numbers) for part in contests]
    others = [[number_of(arg, numbers) for arg in part.args[2:]] for part in contests]
    is_tie = any(mine == max(rest) for mine, rest in zip(largest, others) if rest)
    return Message("board.tie" if is_tie else "board.not_largest")
