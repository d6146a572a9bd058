"""A computation graph to be drawn: values are vertices, an edge goes to each value that reads one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from ..evaluate.evaluate import elements
from ..expr.names import derivative
from ..expr.node import Node, number
from ..expr.traverse import symbols
from ..notebook_display import as_svg
from ..problem.model import INPUT, Problem
from ..program.graph import local
from ..program.line import Assignment
from ..program.step import build
from ..solution.solution import first_step
from ..solution.trace import Row


class Vertex(NamedTuple):
    """A value in the graph.

    role: input, target, parameter, constant (a frozen parameter), value, output or loss. formula: how it is computed;
    None where it is given. value: its number, as far as it is known. gradient: the derivative of the output by it.
    shape: that of a matrix.
    """

    name: str
    role: str
    formula: Node | None = None
    value: Any = None
    gradient: Any = None
    layer: int | None = None
    shape: tuple[Any, ...] = ()


class Edge(NamedTuple):
    """From a value to one that reads it; local: in a scalar graph, the derivative of the reader by that value."""

    source: str
    target: str
    local: Node | None = None


class Drawing(NamedTuple):
    """A graph with its problem's name and title; every vertex comes before those that read it.

    >>> from backprop_cli import graph, load
    >>> drawing = graph(load("ex3")[0])
    >>> drawing.name, drawing.output, [vertex.name for vertex in drawing.vertices if vertex.role == "value"]
    ('ex3', 'L', ['H1', 'O1', 'H2', 'O2', 'H3'])
    """

    name: str
    title: str
    output: str
    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    problem: Problem | None = None

    def _repr_svg_(self) -> str:
        return as_svg(self)


def drawing(problem: Problem, lang: str = "en") -> Drawing:
    """The computation graph of a problem: of a formula, or of a network's lines with the numbers of its first step."""
    rows = {row.line.name: row for row in first_step(problem, exact=True)}
    title = problem.text(problem.title, lang)
    if problem.graph and problem.by_paths:
        vertices, edges = _of_graph(problem, rows)
        return Drawing(problem.name, title, problem.graph.output, vertices, edges, problem)
    # Without data there are no rows: what is drawn then is the step on one observation, without numbers.
    lines = [row.line for row in rows.values()] or list(build(problem, 1))
    last = "L" if any(line.name == "L" for line in lines) else "y_hat"
    output = problem.graph.output if problem.graph else last
    vertices, edges = _of_steps(problem, lines, rows, output)
    return Drawing(problem.name, title, output, vertices, edges, problem)


def _of_graph(problem: Problem, rows: dict[str, Row]) -> tuple[tuple[Vertex, ...], tuple[Edge, ...]]:
    graph = problem.graph
    assert graph
    vertices = [
        Vertex(name, "input", None, graph.at.get(name), _known(rows.get(derivative(graph.output, name))))
        for name in graph.inputs
    ]
    for name, node in graph.nodes.items():
        top = name == graph.output
        gradient = number(1) if top else _known(rows.get(derivative(graph.output, name)))
        vertices.append(Vertex(name, "output" if top else "value", node, _number(rows[name]), gradient))
    derivatives = local(graph, problem.conventions.get("relu_at_zero", Fraction(0)))
    edges = [Edge(read, name, derivatives[name][read]) for name, node in graph.nodes.items() for read in symbols(node)]
    return tuple(vertices), tuple(edges)


def _of_steps(
    problem: Problem, step: list[Assignment], rows: dict[str, Row], output: str
) -> tuple[tuple[Vertex, ...], tuple[Edge, ...]]:
    lines = [line for line in step if line.phase in ("forward", "loss")]
    made = {line.name for line in lines}
    updated = {line.target for line in step if line.target}
    given = {name: node for line in lines for name, node in symbols(line.expression).items() if name not in made}
    first = next(iter(rows.values()), None)
    top = "L" if problem.network else output

    def gradient(name: str) -> Any:
        return _number(rows.get(derivative(top, name)))

    vertices = [
        Vertex(name, _role(problem, name, updated), None, _given(first, name), gradient(name), shape=node.shape)
        for name, node in given.items()
    ]
    vertices += [
        Vertex(
            line.name,
            "loss" if line.name == "L" else "output" if line.name in ("y_hat", output) else "value",
            line.expression,
            _number(rows.get(line.name)),
            gradient(line.name),
            line.layer,
            line.expression.shape,
        )
        for line in lines
    ]
    return tuple(vertices), tuple(_edges(lines))


def _edges(lines: list[Assignment]) -> Iterator[Edge]:
    for line in lines:
        for name in symbols(line.expression):
            yield Edge(name, line.name)


def _role(problem: Problem, name: str, updated: set[str]) -> str:
    if name in updated:
        return "parameter"
    if problem.graph:
        varying = problem.data[0].values if problem.data else ()
        return "input" if not updated or name in varying else "constant"
    return "input" if name == INPUT else "target" if name in problem.targets else "constant"


def _given(row: Row | None, name: str) -> Any:
    """The value of a name in a step; None where it has no number, or where there is no step."""
    if row is None or name not in row.values:
        return None
    exact = row.exact_of(name)
    return exact if exact is not None else row.values[name]


def _number(row: Row | None) -> Any:
    """The number of a row: fractions where it is all fractions, else floats; None where it has none."""
    if row is None or row.value is None:
        return None
    fractions = row.exact is not None and all(isinstance(item, Fraction) for item in elements(row.exact))
    return row.exact if fractions else row.value


def _known(row: Row | None) -> Any:
    """The number of a row, exact where it is known: fractions, or an expression with unknowns."""
    return None if row is None else row.exact if row.exact is not None else row.value
