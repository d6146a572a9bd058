"""The expressions of a page as one table of nodes: whatever stands in several lines is in it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from ...evaluate.evaluate import map_value
from ...expr.node import Node
from ...expr.windows import of_one, products, readers, windows
from ...typed import Any


def _of_winners(node: Node) -> list[Any]:
    """For every entry of an observation its windows: the number of each, how many entries stand before, the others."""
    geometry = of_one(node.data)
    held = windows(geometry)
    return [
        [(out, held[out].index(place), *(other for other in held[out] if other != place)) for out in outs]
        for place, outs in enumerate(readers(geometry))
    ]


# Which entries an operation over windows reads, so that the script goes over the same places as every other reading.
PLACES: dict[str, Callable[[Node], Sequence[Any]]] = {
    "paired": lambda node: products(*node.data),
    "max_pool": lambda node: windows(node.data),
    "mean_pool": lambda node: windows(node.data),
    "to_winners": _of_winners,
    "spread": lambda node: readers(of_one(node.data)),
}


class NodeTable:
    """Nodes by their numbers, each after its operands: [operation, what it says besides, operands …].

    A number says its float, a symbol its name, a literal its entries as numbers of nodes; a sum its axis; what goes
    over windows its shape, the places that each entry is made of, and how many places a window has; and so on.
    """

    def __init__(self) -> None:
        self.nodes: list[list[Any]] = []
        self._known: dict[Any, int] = {}

    def add(self, node: Node) -> int:
        """The number of a node, which is put into the table if it is not there."""
        said = self._said(node)
        row = [node.op, said, *map(self.add, node.args)]
        key = repr(row)  # with its types: a 1 and a 1.0 are different data
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(row)
        return self._known[key]

    def _said(self, node: Node) -> Any:
        if node.op == "number":
            return float(node.data)
        if node.op == "literal":
            return map_value(self._element, node.data)
        if node.op == "reshape":
            return node.shape
        if node.op == "picked":
            return node.data, node.shape
        if node.op in PLACES:
            window = getattr(node.data, "kernel", ())  # a sum of products is not divided by its size
            return {"shape": node.shape, "places": PLACES[node.op](node), "count": prod(window)}
        return node.data

    def _element(self, element: Node | Fraction | float) -> int:
        if isinstance(element, Node):
            return self.add(element)
        return self._number(float(element))

    def _number(self, value: float) -> int:
        key = repr(["number", value])
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(["number", value])
        return self._known[key]
