"""Expressions evaluated over whole matrices: the same nodes as everywhere, with arrays of numpy for nested tuples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, reduce
from operator import add
from typing import Any

from ..expr.node import Node
from ..expr.operations import OPERATIONS

# Operations whose function of floats is that of arrays as well; every other one is applied entry by entry.
WHOLE = ("neg", "mul", "div")


class ArrayWalk:
    """Evaluates the lines of one step: a part that stands in several of them is computed once.

    values: arrays and floats by name; the lines add theirs.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self._known: dict[Node, Any] = {}

    def value(self, node: Node) -> Any:
        """The value of an expression. Raises KeyError for a name without one, and whatever `evaluate` raises."""
        if node.op == "symbol":
            return self.values[node.data]
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._made(node)
        return found

    def _made(self, node: Node) -> Any:
        special = _SPECIAL.get(node.op)
        args = [self.value(arg) for arg in node.args]
        return special(node, *args) if special else _function(node.op)(*args)


@cache
def _function(op: str) -> Callable[..., Any]:
    """An operation of the table on arrays."""
    import numpy

    decimal = OPERATIONS[op].decimal
    if op in WHOLE:
        return decimal
    if op == "add":
        return lambda *terms: reduce(add, terms)
    each: dict[int, Any] = {}  # by the number of operands, which a ufunc must know

    def by_entry(*args: Any) -> Any:
        ufunc = each.setdefault(len(args), numpy.frompyfunc(decimal, len(args), 1))
        found = ufunc(*args)
        return found.astype(float) if isinstance(found, numpy.ndarray) else found

    return by_entry


def _by_rows(node: Node, value: Any) -> Any:
    import numpy

    function = OPERATIONS[node.data].decimal
    rows = numpy.atleast_2d(value).tolist()
    return numpy.array([[function(x, *row) for x in row] for row in rows]).reshape(value.shape)


def _eye(node: Node) -> Any:
    import numpy

    return numpy.eye(node.data)


def _ones(node: Node) -> Any:
    import numpy

    return numpy.ones(node.shape)


def _outer(node: Node, left: Any, right: Any) -> Any:
    return left[:, None] * right


def _concat(node: Node, *values: Any) -> Any:
    import numpy

    return numpy.concatenate(values, axis=-1)


def _between(node: Node, value: Any) -> Any:
    first, last = node.data
    return value[..., first - 1 : last]


def _sum(node: Node, value: Any) -> Any:
    return value.sum(axis=0 if value.ndim == 1 or node.data == 0 else 1)


_SPECIAL: dict[str, Callable[..., Any]] = {
    "number": lambda node: float(node.data),
    "eye": _eye,
    "ones": _ones,
    "transpose": lambda node, value: value.T,
    "matmul": lambda node, left, right: left @ right,
    "outer": _outer,
    "concat": _concat,
    "between": _between,
    "sum": _sum,
    "row_sum": lambda node, value: value.sum(axis=1, keepdims=True),
    "by_rows": _by_rows,
}
