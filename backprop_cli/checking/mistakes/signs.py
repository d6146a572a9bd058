"""Misconceptions about signs."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, elementwise
from ...expr.traverse import parts
from .rewriting import COMMON, RARE, Misconception

BACK = ("backward", "gradient", "derivative", "jacobian", "total")


def negated(right: Node) -> Node:
    return -right


def one_term_negated(right: Node) -> Iterator[Node]:
    for part, put in parts(right):
        if part.op == "add":
            for index, term in enumerate(part.args):
                yield put(elementwise("add", *part.args[:index], -term, *part.args[index + 1 :]))


def without_sign(right: Node) -> Node | None:
    return None if all(size == 1 for size in right.shape) else elementwise("abs", right)


def added(w: Node, d: Node, lr: Node) -> Node:
    return w + lr * d


MISTAKES = (
    Misconception("wrong_sign", (*BACK, "loss"), negated, rank=COMMON),
    Misconception("added_gradient", ("update",), added, rank=COMMON),
    Misconception("sign_of_term", ("forward", "loss", *BACK), one_term_negated),
    Misconception("lost_minus", (*BACK, "update"), without_sign, rank=RARE),
)
