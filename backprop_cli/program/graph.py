"""From a scalar graph to its program: values, local derivatives, the way back, and every node by every input.

A local derivative and a total one of the same pair share the name dNODE/dNAME; inside the program the
sorts are told apart by what stands behind a colon, which is never written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import add, mul

from ..expr.collect import collected
from ..expr.derivative import derivatives
from ..expr.node import Node, number, symbol
from ..expr.traverse import symbols
from ..problem.model import Graph
from .line import Assignment, Program, make_program

Path = tuple[str, ...]


def by(node: str, name: str, sort: str = "") -> str:
    """The name of a derivative: of the output plain, a local or total one marked."""
    return f"d{node}/d{name}" + (f":{sort}" if sort else "")


def local(graph: Graph) -> dict[str, dict[str, Node]]:
    """For each node the derivative by each name that it reads directly."""
    found = {}
    for name, node in graph.nodes.items():
        partial = derivatives(node)
        found[name] = {read: collected(partial[each]) for read, each in symbols(node).items()}
    return found


def graph_program(graph: Graph) -> Program:
    """The lines of a scalar graph: forward, jacobian (local), backward (of the output), total (by the inputs)."""
    edges = local(graph)
    lines = [Assignment(name, node, "forward") for name, node in graph.nodes.items()]
    for name, reads in edges.items():
        lines += [_line(by(name, read, "local"), node, "jacobian") for read, node in reads.items()]
    lines += _backward(graph, edges)
    lines += _totals(graph, edges)
    return make_program(lines)


def _line(name: str, expression: Node, phase: str) -> Assignment:
    return Assignment(name, expression, phase, address=name.partition(":")[0])


def _backward(graph: Graph, edges: dict[str, dict[str, Node]]) -> Iterator[Assignment]:
    """Reverse accumulation: each node's derivative once, from those of the nodes that read it."""
    output, wanted = graph.output, [*graph.nodes, *graph.wrt]
    needed = needed_names(graph)
    for name in [*reversed(list(graph.nodes)[:-1]), *graph.wrt]:
        terms = [
            edges[reader][name] if reader == output else symbol(by(output, reader)) * symbol(by(reader, name, "local"))
            for reader, reads in edges.items()
            if name in reads and reader in wanted
        ]
        if name in needed and terms:
            yield Assignment(by(output, name), reduce(add, terms), "backward")


def needed_names(graph: Graph) -> set[str]:
    """The names on some path from the output to an input that derivatives are asked for by."""
    below: dict[str, bool] = {name: name in graph.wrt for name in graph.inputs}
    for name, node in graph.nodes.items():
        below[name] = any(below[read] for read in symbols(node))
    above = {graph.output}
    for name in reversed(list(graph.nodes)):
        if name in above:
            above |= set(symbols(graph.nodes[name]))
    return {name for name in above if below[name]}


def _totals(graph: Graph, edges: dict[str, dict[str, Node]]) -> Iterator[Assignment]:
    """Forward accumulation: every node by every input, from those of what it reads."""
    depends: dict[tuple[str, str], bool] = {(name, name): True for name in graph.inputs}
    for name, reads in edges.items():
        for x in graph.wrt:
            terms = [
                reads[read] if read == x else symbol(by(name, read, "local")) * symbol(by(read, x, "total"))
                for read in reads
                if depends.get((read, x))
            ]
            depends[name, x] = bool(terms)
            yield _line(by(name, x, "total"), reduce(add, terms) if terms else number(0), "total")


def paths(graph: Graph, x: str, limit: int = 100) -> list[Path]:
    """The paths from the output to an input, each from the top down, in the order of the nodes; at most so many."""
    found: list[Path] = []
    reads = {name: list(symbols(node)) for name, node in graph.nodes.items()}
    waiting: list[Path] = [(graph.output,)]
    while waiting and len(found) < limit:
        path = waiting.pop()
        if path[-1] == x:
            found.append(path)
        waiting += [(*path, read) for read in reversed(reads.get(path[-1], ())) if read == x or read in reads]
    return found


def path_count(graph: Graph, x: str) -> int:
    """How many paths lead from the output to an input."""
    ways = {name: int(name == x) for name in graph.inputs}
    for name, node in graph.nodes.items():
        ways[name] = sum(ways[read] for read in symbols(node))
    return ways[graph.output]


def product_along(path: Path) -> Node:
    """The product of the local derivatives along a path."""
    return reduce(mul, (symbol(by(above, below, "local")) for above, below in zip(path, path[1:])))
