"""The lines of a graph of named values: forward, and the way back, on which a value collects what its readers send it.

A graph of numbers that takes no steps also shows local derivatives, and every node by every input. A local derivative
and a total one of the same pair are printed under the same name, dNODE/dNAME; a mark tells them apart inside the
program.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from math import prod
from operator import add, mul

from ..expr.collect import collected
from ..expr.derivative import full, pulled_back
from ..expr.names import LOCAL, TOTAL, derivative, plain_name
from ..expr.node import Node, Operand, number, symbol
from ..expr.traverse import size, substitute, symbols, transform
from ..expr.written_out import recognised
from ..problem.model import Graph, Problem
from ..records import NamedTuple
from .line import Assignment, Term, gathered

Reads = Mapping[str, Collection[str]]


def graph_lines(problem: Problem, batch: int) -> list[Assignment]:
    """The lines of a graph for a batch of that many observations, but for the updates."""
    graph = problem.graph
    assert graph
    at_zero = problem.conventions.get("relu_at_zero", 0)
    if not problem.by_paths:
        return _through_readers(problem, graph, batch)
    edges = local(graph, at_zero)
    lines = [Assignment(name, node, "forward") for name, node in graph.nodes.items()]
    for name, reads in edges.items():
        lines += [_line(derivative(name, read, LOCAL), node, "jacobian") for read, node in reads.items()]
    return [*lines, *_backward(graph, edges), *_totals(graph, edges)]


def local(graph: Graph, relu_at_zero: Fraction = Fraction(0)) -> dict[str, dict[str, Node]]:
    """The local derivatives in a graph of numbers: for each node, the derivative by each name that it reads.

    As a person writes them: like terms put together where that is shorter, and h·(1 − h) for σ′.
    """
    found = {}
    for name, written in graph.nodes.items():
        node = recognised(written)
        partial = pulled_back(node, number(1), relu_at_zero)
        reads = {read: each for read, each in symbols(written).items() if read not in graph.constants}
        found[name] = {read: _tidied(partial[each], node, name) for read, each in reads.items()}
    return found


def line_slopes(line: Assignment, relu_at_zero: Fraction = Fraction(0)) -> dict[str, Node]:
    """By what a line of matrices multiplies the gradient that arrives there, by the names that it reads.

    W1ᵀ, Xᵀ or σ′ as h ⊙ (1 − h); a name is left out where what it gets is no such product.
    """
    expression = recognised(line.expression)
    shape = expression.shape
    arriving = symbol(f"{line.name}:arriving", shape) if shape else number(1)
    pulled = pulled_back(expression, arriving, relu_at_zero)
    found = {}
    for name, node in symbols(line.expression).items():
        slope = _factor(pulled[node], arriving) if shape else pulled[node]
        if slope is not None:
            found[name] = _by_value(slope, expression, line.name)
    return found


def _factor(sent: Node, arriving: Node) -> Node | None:
    """What stands beside the gradient that arrives, in the product that is sent on; None where it is no product."""
    if sent == arriving:
        return number(1)
    if sent.op == "sum":
        return _factor(sent.args[0], arriving)
    factors = [arg for arg in sent.args if arg != arriving]
    is_product = sent.op in ("mul", "matmul", "outer") and len(factors) == len(sent.args) - 1
    if not is_product or any(arriving.data in symbols(factor) for factor in factors):
        return None
    return factors[0] if sent.op != "mul" else reduce(mul, factors)


def _tidied(partial: Node, node: Node, name: str) -> Node:
    short = collected(partial)
    return short if short is not partial and size(short) <= size(partial) else _by_value(partial, node, name)


def _by_value(partial: Node, node: Node, name: str) -> Node:
    """A derivative with the value of a function under its name: h·(1 − h) for σ(z)·(1 − σ(z)), h·ln 2 for 2^z·ln 2."""
    if not node.args or node.op in ("add", "neg", "mul", "div"):
        return partial
    value = symbol(name, node.shape)
    return transform(partial, lambda part: part, {node: value})


def _line(name: str, expression: Node, phase: str) -> Assignment:
    return Assignment(name, expression, phase, address=plain_name(name))


def _backward(graph: Graph, edges: dict[str, dict[str, Node]]) -> Iterator[Assignment]:
    """Reverse accumulation: the output's derivative by each node, once, along local derivatives."""
    output, names = graph.output, [*graph.nodes, *graph.wrt]
    reads = {reader: names_read for reader, names_read in edges.items() if reader in names}

    def sent(reader: str, name: str) -> Node:
        if reader == output:
            return edges[reader][name]
        return symbol(derivative(output, reader)) * symbol(derivative(reader, name, LOCAL))

    yield from _gradients(graph, reads, graph.wrt, sent)


def _gradients(
    graph: Graph, reads: Reads, wrt: Collection[str], sent: Callable[[str, str], Node]
) -> Iterator[Assignment]:
    """The derivatives of the output by every value on a way to an input of `wrt`, from the top down."""
    needed = graph.needed(wrt)
    above = {reader: reads[reader] for reader in reads if reader in needed}
    for name in [*reversed(list(graph.nodes)), *wrt]:
        called = derivative(graph.output, name)
        senders = [reader for reader, read in above.items() if name in read] if name in needed else []
        terms = [Term(reader, Assignment(called, sent(reader, name), "backward")) for reader in senders]
        if terms:
            yield gathered(terms)


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


class _Batch(NamedTuple):
    """The nodes of a graph for a batch: a number of each observation is a vector of them all.

    top: the name where the way back begins, and d its derivative: the output with 1, or of several observations their
    losses, L_i, each with its share of L.
    """

    nodes: dict[str, Node]
    top: str
    d: Node


def sent_back(name: str, node: Node, d: Node, value: Node, relu_at_zero: Operand = 0) -> Node:
    """What a line NAME = node sends to a value that it reads, given the gradient d of what it gives."""
    expression = recognised(node)
    return full(_by_value(pulled_back(expression, d, relu_at_zero)[value], expression, name), value.shape)


def _in_batch(problem: Problem, graph: Graph, batch: int) -> _Batch:
    if batch < 2:
        return _Batch(dict(graph.nodes), graph.output, number(1))
    rows = {name: symbol(name, (batch,)) for name in problem.data[0].values}
    nodes: dict[str, Node] = {}
    for name, node in graph.nodes.items():
        nodes[name] = substitute(node, rows)
        rows[name] = symbol(name, nodes[name].shape)
    each = nodes.pop(graph.output)
    if not each.shape:
        return _Batch({**nodes, graph.output: each}, graph.output, number(1))
    share, losses = number(Fraction(1, batch) if graph.mean else 1), f"{graph.output}_i"
    whole = {losses: each, graph.output: share * symbol(losses, each.shape).sum(0)}
    return _Batch({**nodes, **whole}, losses, share)


def _through_readers(problem: Problem, graph: Graph, batch: int) -> list[Assignment]:
    """The lines of a graph with matrices, or of one that takes steps: each gradient in one line, from all readers."""
    nodes, top, d = _in_batch(problem, graph, batch)
    steps = bool(problem.train or problem.data)
    of_loss = {graph.output, top} if steps else set()
    lines = [Assignment(name, node, "loss" if name in of_loss else "forward") for name, node in nodes.items()]
    lines = [line._replace(part_of=graph.output) if line.name == top != graph.output else line for line in lines]
    if prod(nodes[graph.output].shape) > 1:
        return lines
    readers = {name: top if name == graph.output else name for name in graph.nodes}

    def sent(reader: str, name: str) -> Node:
        node = nodes[readers[reader]]
        arriving = d if reader == graph.output else symbol(derivative(graph.output, reader), node.shape)
        return sent_back(reader, node, arriving, symbols(node)[name], problem.conventions.get("relu_at_zero", 0))

    wrt = graph.learn if problem.train else graph.wrt
    inputs = {derivative(graph.output, name) for name in wrt}
    reads = {name: symbols(nodes[node]) for name, node in readers.items()}
    for line in _gradients(graph, reads, wrt, sent):
        lines.append(line._replace(phase="gradient") if line.name in inputs else line)
    return lines
