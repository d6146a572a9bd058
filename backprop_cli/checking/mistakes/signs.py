"""Misconceptions about plus and minus."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, elementwise
from ...expr.traverse import parts, symbols
from .rewriting import COMMON, RARE, Misconception

BACK = ("backward", "gradient", "derivative", "jacobian", "total")


def negated(right: Node) -> Node:
    """They wrote the whole line with the other sign."""
    return -right


def one_term_negated(right: Node) -> Iterator[Node]:
    """They gave one term of a sum the other sign."""
    for part, put in parts(right):
        if part.op == "add":
            for index, term in enumerate(part.args):
                yield put(elementwise("add", *part.args[:index], -term, *part.args[index + 1 :]))


def without_sign(right: Node) -> Node | None:
    """They lost every minus of a row or matrix; in a single number that is `negated`."""
    return None if all(size == 1 for size in right.shape) else elementwise("abs", right)


def added(right: Node, w: Node) -> Node | None:
    """They added the step: uphill."""
    terms = right.args if right.op == "add" else ()
    turned = [term if w.data in symbols(term) else -term for term in terms]
    return elementwise("add", *turned) if turned else None


MISTAKES = (
    Misconception("wrong_sign", BACK, negated, rank=COMMON),
    Misconception("wrong_sign", ("loss",), negated),
    Misconception("added_gradient", ("update",), added, ("out",), rank=COMMON),
    Misconception("sign_of_term", ("forward", "loss", *BACK), one_term_negated),
    Misconception("wrong_sign", ("forward",), negated),
    Misconception("lost_minus", (*BACK, "update"), without_sign, rank=RARE),
)
