"""The expressions of a page as one table of nodes: whatever stands in several lines is in it once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...errors import Message, fail, plainly
from ...evaluate.evaluate import map_value
from ...expr.node import Node
from ...expr.operations import OPERATIONS

# What the script walks besides the operations of the table; windows of images it does not know.
WALKED = (
    *("number", "symbol", "literal", "eye", "ones", "transpose", "matmul", "outer", "concat", "between", "sum"),
    *("row_sum", "column_sum", "by_rows", "by_columns"),
)


class NodeTable:
    """Nodes by their numbers, each after its operands: [operation, what it says besides, operands …].

    A number says its float, a symbol its name, a literal its entries as numbers of nodes; a sum its axis, and so on.
    """

    def __init__(self) -> None:
        self.nodes: list[list[Any]] = []
        self._known: dict[Any, int] = {}

    def add(self, node: Node) -> int:
        """The number of a node, which is put into the table if it is not there.

        Raises BackpropError for an operation that the script does not know.
        """
        if node.op not in WALKED and node.op not in OPERATIONS:
            raise fail("fault.page_operation", None, Message("hint.page_operation"), found=plainly(node.op))
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
