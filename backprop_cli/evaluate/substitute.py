"""Puts values into a right-hand side for showing: as nodes, not as strings, so that its brackets are right."""

from __future__ import annotations

from collections.abc import Mapping

from ..expr.node import Node, fresh, literal
from ..expr.traverse import fold
from ..records import NamedTuple
from ..typed import Any
from .evaluate import Value, elements


class PutIn(NamedTuple):
    """A right-hand side, and the floats that are to be put in; nothing is put in before somebody reads it."""

    formula: Node
    values: Mapping[str, Value]


def substitute_values(node: Node, values: Mapping[str, Value]) -> Node:
    """The expression with the values in the place of its symbols; nothing is computed: 5·0 + 0 stays.

    A matrix with one entry becomes that number, and the transpose of a matrix that was put in is written out turned.
    """

    def put(part: Node, args: tuple[Node, ...]) -> Node:
        if part.op == "symbol" and part.data in values:
            return _given(values[part.data], part.shape)
        if part.op == "transpose":
            return _turned(args[0], part)
        shape = part.shape if any(arg.shape for arg in args) else ()
        return fresh(part.op, args, part.data, shape) if args else part

    return fold(node, put)


def _given(value: Value, shape: tuple[Any, ...]) -> Node:
    single = elements(value)
    if len(single) == 1:
        (element,) = single
        return element if isinstance(element, Node) else fresh("number", (), element, ())
    return literal(value, shape)


def _turned(arg: Node, node: Node) -> Node:
    if arg.op == "literal":
        return literal(tuple(zip(*arg.data)), node.shape)
    return fresh("transpose", (arg,), None, node.shape) if arg.shape else arg
