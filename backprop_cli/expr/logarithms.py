"""Logarithms of probabilities that are one operation, so that nothing overflows, and the two steps of a person."""

from __future__ import annotations

from .node import Node, elementwise, intern

_WITHIN = {"log_sigmoid": "sigmoid", "log_softmax": "softmax"}


def probability_of(part: Node) -> Node | None:
    """The probability whose logarithm an expression is: softmax(x) of ln softmax(x), and of ln σ(−x) 1 − σ(x).

    None where it is no such logarithm.
    """
    op = _WITHIN.get(part.data if part.op in ("by_rows", "by_columns") else part.op)
    if op is None:
        return None
    if op == "sigmoid" and part.args[0].op == "neg":
        return 1 - elementwise(op, part.args[0].args[0])
    return intern(part.op, part.args, op, part.shape) if part.data in _WITHIN else elementwise(op, *part.args)
