"""The paths of a scalar graph from its output down to an input: the sum over them is the derivative."""

from __future__ import annotations

from functools import reduce
from operator import mul

from ..expr.names import LOCAL, derivative
from ..expr.node import Node, symbol
from ..expr.traverse import symbols
from ..problem.model import Graph
from ..tolerances import MAX_PATHS

Path = tuple[str, ...]


def paths(graph: Graph, x: str, limit: int = MAX_PATHS) -> list[Path]:
    """The paths from the output to an input as names from the top down, at most `limit`, in the order of the nodes."""
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
    """How many paths lead from the output to an input, counted without listing them."""
    return _counted(graph, x)[0]


def path_products(graph: Graph, x: str) -> int:
    """How many multiplications the products along all paths to an input take, counted without listing them."""
    ways, edges = _counted(graph, x)
    return edges - ways


def _counted(graph: Graph, x: str) -> tuple[int, int]:
    """The number of paths from the output to an input, and of their edges together."""
    found = {name: (int(name == x), 0) for name in graph.inputs}
    for name, node in graph.nodes.items():
        reads = [found[read] for read in symbols(node) if read in found]
        found[name] = sum(ways for ways, _ in reads), sum(ways + edges for ways, edges in reads)
    return found[graph.output]


def product_along(path: Path) -> Node:
    """The product of the local derivatives along a path."""
    return reduce(mul, (symbol(derivative(above, below, LOCAL)) for above, below in zip(path, path[1:])))
