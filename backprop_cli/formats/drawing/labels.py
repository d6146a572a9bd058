"""The texts of a drawing: a node's lines and a link's label, in the signs of a look."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...evaluate.evaluate import elements
from ...expr.node import Node, is_number
from ...views.drawing import Drawing, Edge, Vertex
from ..boxes import width
from ..messages import formula_text, printable, value_text
from ..numbers import Look

MOST, LONGEST = 6, 48


class LabelLines(NamedTuple):
    """What stands in a node: its name with its formula, its value, the output's derivative by it; each may be empty."""

    head: str
    value: str
    gradient: str

    @property
    def shown(self) -> list[str]:
        """The lines that are not empty."""
        return [line for line in self if line]


def node_lines(spot: Vertex, drawing: Drawing, look: Look) -> LabelLines:
    """The lines of a node."""
    name = printable(look.name(spot.name))
    formula = "" if spot.formula is None else formula_text(spot.formula, look)
    head = f"{name} = {formula}" if formula and width(formula) <= LONGEST else name
    d = "d" if look.ascii else "∂"
    derivative = f"{d}{printable(look.name(drawing.output))}/{d}{name}"
    top = spot.name == drawing.output
    gradient = "" if spot.gradient is None or top else f"{derivative} = {_short(spot.gradient, spot, look)}"
    return LabelLines(head, "" if spot.value is None else f"= {_short(spot.value, spot, look)}", gradient)


def _short(value: Any, spot: Vertex, look: Look) -> str:
    """A value where it is small, else the shape of its matrix."""
    said = value_text(value, look)
    if len(elements(value)) <= MOST and width(said) <= LONGEST:
        return said
    table = value if isinstance(value, tuple) and isinstance(value[0], tuple) else (elements(value),)
    rows, columns = len(table), len(table[0])
    times = "x" if look.ascii else "×"
    return f"{rows} {times} {columns}"


def link_label(link: Edge, look: Look) -> str:
    """The local derivative on a link, but for 1 and what is long."""
    if link.local is None or (isinstance(link.local, Node) and is_number(link.local, 1)):
        return ""
    said = formula_text(link.local, look)
    return said if width(said) <= LONGEST else ""
