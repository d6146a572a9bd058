"""What an optimiser takes for the gradient: with the penalties of the loss, clipped, and with the decay of weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..expr.names import gradient_of, plain_name, state_of
from ..expr.node import Node, as_node, elementwise, rows, symbol
from ..problem.model import Train
from ..rules import Rule, wire
from .line import Assignment, Origin

PENALTY = state_of("R")
_NORM = state_of("norm")


def by_value(d: Node, limit: Node) -> Node:
    """Every entry between −limit and limit."""
    return elementwise("max", -limit, elementwise("min", d, limit))


def by_norm(d: Node, norm: Node, limit: Node) -> Node:
    """The gradient scaled down so that all gradients together have the norm `limit`; as it is if theirs is less."""
    return limit / elementwise("max", norm, limit) * d


def decayed(d: Node, w: Node, weight_decay: Node) -> Node:
    """The gradient with the decay of the weight."""
    return d + weight_decay * w


def norm(*d: Node) -> Node:
    """The root of the sum of squares of all entries of all gradients."""
    return elementwise("sqrt", _added(squares(slope) for slope in d))


def squares(w: Node) -> Node:
    """The sum of the squares of all entries."""
    return _summed(w**2)


CLIPS: dict[str, Rule] = {"value": by_value, "norm": by_norm}


def penalty(train: Train | None, parameters: Iterable[Node], kind: str) -> Assignment | None:
    """The line R of the penalties on weights in the loss: λ/2·Σw² and λ·Σ|w|; None where there is none."""
    weights = [w for w in parameters if is_decayed(w)]
    terms = []
    if train and train.l2 and weights:
        terms.append(as_node(train.l2) / 2 * _added(squares(w) for w in weights))
    if train and train.l1 and weights:
        terms.append(as_node(train.l1) * _added(_summed(elementwise("abs", w)) for w in weights))
    if not terms:
        return None
    return Assignment(PENALTY, _added(terms), "loss", None, kind, address=plain_name(PENALTY))


def with_penalty_slope(train: Train | None, line: Assignment, w: Node) -> Assignment:
    """The line of the gradient by a parameter, with what the penalties add to it: λ·w and λ·sign w."""
    terms: list[Node] = []
    if train and train.l2 and is_decayed(w):
        terms.append(as_node(train.l2) * w)
    if train and train.l1 and is_decayed(w):
        terms.append(as_node(train.l1) * elementwise("sign", w))
    return with_rest(line, terms) if terms else line


def with_share(line: Assignment, share: Node) -> Assignment:
    """The line with a factor before its rule's own expression: 1/m of the mean over a batch."""
    whole = share * line.expression
    if whole is line.expression or not line.origin:
        return line._replace(expression=whole)
    return line._replace(expression=whole, origin=line.origin._replace(share=share, own=line.expression))


def with_rest(line: Assignment, terms: list[Node]) -> Assignment:
    """The line with terms beside its rule's own expression, which stays its first term."""
    origin = line.origin._replace(rest=_added(terms)) if line.origin else None
    return line._replace(expression=elementwise("add", line.expression, *terms), origin=origin)


def is_decayed(w: Node) -> bool:
    """Whether decay and penalties are about a parameter: about matrices of weights, and not about biases."""
    return len(w.shape) > 1


def waits_for_all(train: Train) -> bool:
    """Whether no update can be made before every gradient is known, as they are clipped by their norm."""
    return train.clip is not None and train.clip[0] == norm.__name__


def norm_line(train: Train, parameters: Iterable[Node], kind: str) -> Iterator[Assignment]:
    """The norm of all gradients together, if they are clipped by it."""
    if waits_for_all(train):
        slopes = [symbol(gradient_of(w.data), w.shape) for w in parameters]
        origin = Origin(norm, {}, norm.__name__)
        yield Assignment(_NORM, norm(*slopes), "update", None, kind, address=plain_name(_NORM), origin=origin)


def slope_lines(train: Train, w: Node, layer: int | None, kind: str) -> Iterator[Assignment]:
    """What becomes of the gradient by w before an optimiser takes it, a line each: clipped, c_W1; with decay, g_W1."""
    edges = {"w": w, "d": symbol(gradient_of(w.data), w.shape), "norm": symbol(_NORM)}
    if train.clip:
        way, limit = train.clip
        line = _line("c", CLIPS[way], {**edges, "limit": as_node(limit)}, layer, kind)
        edges["d"] = symbol(line.name, w.shape)
        yield line
    if train.weight_decay and is_decayed(w):
        yield _line("g", decayed, {**edges, "weight_decay": as_node(train.weight_decay)}, layer, kind)


def _line(name: str, rule: Rule, edges: dict[str, Node], layer: int | None, kind: str) -> Assignment:
    called, origin = state_of(name, edges["w"].data), Origin(rule, edges, name)
    return Assignment(called, wire(rule, edges), "update", layer, kind, address=plain_name(called), origin=origin)


def _summed(node: Node) -> Node:
    while node.shape:
        node = node.sum(rows)
    return node


def _added(nodes: Iterable[Node]) -> Node:
    first, *rest = nodes
    return elementwise("add", first, *rest) if rest else first
