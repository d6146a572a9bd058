"""A formula as nodes of one operation each, in the order in which a person works it out."""

from __future__ import annotations

from collections.abc import Iterator

from ..expr.node import Node, intern, symbol
from ..expr.traverse import symbols, walk

OUTPUT = "f"


def nodes_of_formula(whole: Node) -> dict[str, Node]:
    """A formula as a graph: of numbers, in steps of one operation; of matrices, as it is."""
    return dict(_named(whole)) if not any(part.shape for part in walk(whole)) else {_output(set(symbols(whole))): whole}


def _named(whole: Node) -> Iterator[tuple[str, Node]]:
    """A formula as nodes of one operation each: v1, v2 …, the last one f.

    In the order in which a person works: first the operations on names and numbers, then those on their results, each
    time from left to right. A minus is no node of its own: it stays with what it stands before.
    """
    levels: dict[Node, int] = {}
    _level(whole, levels)
    order = sorted((node for node in levels if _is_step(node)), key=levels.__getitem__)
    if whole not in order:
        order.append(whole)
    called: dict[Node, str] = {}
    free = set(symbols(whole))
    unused = (f"v{number}" for number in range(1, 10**9) if f"v{number}" not in free)
    for node in order:
        called[node] = next(unused) if node is not whole else _output(free)
        yield called[node], _with_names(node, called, node)


def _output(free: set[str]) -> str:
    name = OUTPUT
    while name in free:
        name += "′"
    return name


def _is_step(node: Node) -> bool:
    return bool(node.args) and node.op != "neg"


def _level(node: Node, levels: dict[Node, int]) -> int:
    """One more than the highest level below a node, names and numbers being 0; noted for every part, left to right."""
    if node not in levels:
        below = [_level(arg, levels) for arg in node.args]
        levels[node] = max(below, default=0) + _is_step(node)
    return levels[node]


def _with_names(node: Node, called: dict[Node, str], whole: Node) -> Node:
    if node is not whole and node in called:
        return symbol(called[node])
    if not node.args:
        return node
    args = tuple(_with_names(arg, called, whole) for arg in node.args)
    return intern(node.op, args, node.data, node.shape)
