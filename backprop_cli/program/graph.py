"""The program of a scalar graph: values, local derivatives, the way back, and every node by every input.

A local derivative and a total one of the same pair are printed under the same name, dNODE/dNAME; a mark tells them
apart inside the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import add

from ..expr.collect import collected
from ..expr.derivative import derivatives
from ..expr.names import LOCAL, TOTAL, derivative, plain_name
from ..expr.node import Node, number, symbol
from ..expr.traverse import symbols
from ..problem.model import Graph
from .line import Assignment, Program, make_program


def local(graph: Graph) -> dict[str, dict[str, Node]]:
    """The local derivatives: for each node, the derivative by each name that its expression reads."""
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
        lines += [_line(derivative(name, read, LOCAL), node, "jacobian") for read, node in reads.items()]
    lines += _backward(graph, edges)
    lines += _totals(graph, edges)
    return make_program(lines)


def _line(name: str, expression: Node, phase: str) -> Assignment:
    return Assignment(name, expression, phase, address=plain_name(name))


def _backward(graph: Graph, edges: dict[str, dict[str, Node]]) -> Iterator[Assignment]:
    """Reverse accumulation: the output's derivative by each node, once, as a sum over the nodes that read it."""
    output, wanted = graph.output, [*graph.nodes, *graph.wrt]
    needed = needed_names(graph)
    for name in [*reversed(list(graph.nodes)[:-1]), *graph.wrt]:
        terms = [
            edges[reader][name]
            if reader == output
            else symbol(derivative(output, reader)) * symbol(derivative(reader, name, LOCAL))
            for reader, reads in edges.items()
            if name in reads and reader in wanted
        ]
        if name in needed and terms:
            yield Assignment(derivative(output, name), reduce(add, terms), "backward")


def needed_names(graph: Graph) -> set[str]:
    """The names on the paths from the output to the inputs of `wrt`."""
    below: dict[str, bool] = {name: name in graph.wrt for name in graph.inputs}
    for name, node in graph.nodes.items():
        below[name] = any(below[read] for read in symbols(node))
    above = {graph.output}
    for name in reversed(list(graph.nodes)):
        if name in above:
            above |= set(symbols(graph.nodes[name]))
    return {name for name in above if below[name]}


def _totals(graph: Graph, edges: dict[str, dict[str, Node]]) -> Iterator[Assignment]:
    """Forward accumulation: the derivative of every node by every input, as a sum over the names that it reads."""
    depends: dict[tuple[str, str], bool] = {(name, name): True for name in graph.inputs}
    for name, reads in edges.items():
        for x in graph.wrt:
            terms = [
                reads[read] if read == x else symbol(derivative(name, read, LOCAL)) * symbol(derivative(read, x, TOTAL))
                for read in reads
                if depends.get((read, x))
            ]
            depends[name, x] = bool(terms)
            yield _line(derivative(name, x, TOTAL), reduce(add, terms) if terms else number(0), TOTAL)
