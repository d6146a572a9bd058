"""A computation graph to be drawn: values are vertices, an edge goes to each value that reads one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from ..errors import Message
from ..expr.names import derivative, parse
from ..expr.node import Node, number
from ..expr.traverse import symbols
from ..notebook_display import as_html, as_svg
from ..problem.model import Problem
from ..problem.series import data_names
from ..program.graph import line_slopes, local
from ..program.line import Assignment
from ..program.step import build
from ..records import NamedTuple
from ..solution.one_step import step
from ..solution.solution import first_step
from ..solution.trace import Row
from ..typed import Any
from .neurons import neurons
from .vertices import DrawnNumbers, Edge, Vertex


class Drawing(NamedTuple):
    """A graph with its problem's name and title; every vertex comes before those that read it.

    network: whether it is the network drawn, neuron by neuron, and not what is computed from what. remarks: what there
    is to say below it. lines: the names of the lines of its step, in their order; done: how many of them the picture
    shows the numbers of, None for all.

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
    network: bool = False
    remarks: tuple[Message, ...] = ()
    lines: tuple[str, ...] = ()
    done: int | None = None

    def shows(self, line: str) -> bool:
        """Whether the numbers of a line are in the picture: what is given always is."""
        return self.done is None or line not in self.lines[self.done :]

    def leads(self, name: str) -> bool:
        """Whether a vertex leads to the output, so that a gradient comes back to what it reads."""
        read: dict[str, list[str]] = {}
        for edge in self.edges:
            read.setdefault(edge.target, []).append(edge.source)
        reached = {name}
        for vertex in self.vertices:  # each after all that it reads
            if not reached.isdisjoint(read.get(vertex.name, ())):
                reached.add(vertex.name)
        return self.output in reached

    def _repr_html_(self) -> str:
        return as_html(self)

    def _repr_svg_(self) -> str:
        return as_svg(self)


def drawing(
    problem: Problem, lang: str = "en", network: bool = False, at: int | None = None, until: str = "update"
) -> Drawing:
    """The computation graph of a problem, of a formula or of a network's lines; or its network, neuron by neuron.

    The numbers are those of the first step, or of the at-th; until: up to which of its phases. Raises BackpropError
    where there is no such step, or where the sizes of a network are not known.
    """
    numbers, step = _numbers(problem, at)
    title = problem.text(problem.title, lang)
    lines, later = tuple(numbers.rows), _LATER[until]
    phases = [row.phase for row in numbers.rows.values()]
    done = next((index for index, phase in enumerate(phases) if phase in later), len(lines))
    found = Drawing(problem.name, title, numbers.output, (), (), problem, network, (), lines, done)
    if network:
        drawn = neurons(problem, numbers)
        named = problem._replace(names={**problem.names, **drawn.labels})
        return found._replace(vertices=drawn.vertices, edges=drawn.edges, problem=named, remarks=drawn.remarks)
    make = _of_graph if problem.graph and problem.by_paths else partial(_of_steps, step=step)
    vertices, edges = make(problem, numbers)
    return found._replace(vertices=vertices, edges=edges)


# The phases that are not in a picture of a step up to one of its parts.
_LATER: dict[str, tuple[str, ...]] = {
    "forward": ("jacobian", "backward", "gradient", "update"),
    "backward": ("update",),
    "update": (),
}
PARTS_OF_STEP = tuple(_LATER)


def frames(drawing: Drawing) -> Iterator[Drawing]:
    """The pictures of a film: what is given, then one more line of the work in each, at last all new weights."""
    lines = drawing.lines[: drawing.done]
    given = {line for vertex in drawing.vertices for line in vertex.lines}
    new = {edge.line for edge in drawing.edges}
    yield drawing._replace(done=0)
    for index, line in enumerate(lines, 1):
        if line in given and line not in new:
            yield drawing._replace(done=index)
    if new.intersection(lines):
        yield drawing


def _numbers(problem: Problem, at: int | None) -> tuple[DrawnNumbers, list[Assignment]]:
    """The numbers of a step, and its lines.

    Without data there are no rows: what is drawn then is the step on one observation, without numbers.
    """
    taken = first_step(problem, exact=True) if at is None else next(step(problem, at, exact=True).steps()).rows
    rows = {row.line.name: row for row in taken}
    lines = [row.line for row in taken] or list(build(problem, 1))
    last = "L" if any(line.name == "L" for line in lines) else "y_hat"
    several = taken[0].observations if taken and problem.network else ()
    remarks = (Message("board.drawn.first_of", {"number": several[0], "all": several}),) if len(several) > 1 else ()
    return DrawnNumbers(rows, problem.graph.output if problem.graph else last, remarks), lines


def _of_graph(problem: Problem, numbers: DrawnNumbers) -> tuple[tuple[Vertex, ...], tuple[Edge, ...]]:
    graph = problem.graph
    assert graph
    rows = numbers.rows

    def vertex(name: str, role: str, node: Node | None, value: Any) -> Vertex:
        d = numbers.gradient_name(name)
        gradient = number(1) if name == graph.output else _known(rows.get(d))
        return Vertex(name, role, node, value, gradient, lines=(name, d))

    vertices = [vertex(name, "input", None, graph.at.get(name)) for name in graph.inputs]
    for name, node in graph.nodes.items():
        role = "output" if name == graph.output else "value"
        vertices.append(vertex(name, role, node, numbers.of_line(name)))
    derivatives = local(graph, problem.conventions.get("relu_at_zero", Fraction(0)))
    edges = [Edge(read, name, derivatives[name][read]) for name in graph.nodes for read in derivatives[name]]
    return tuple(vertices), tuple(edges)


def _of_steps(
    problem: Problem, numbers: DrawnNumbers, step: list[Assignment]
) -> tuple[tuple[Vertex, ...], tuple[Edge, ...]]:
    lines = [line for line in step if line.phase in ("forward", "loss")]
    made = {line.name for line in lines}
    updated = {line.target for line in step if line.target}
    given = {name: node for line in lines for name, node in symbols(line.expression).items() if name not in made}
    top = "L" if problem.network else numbers.output

    vertices = [
        _vertex(name, numbers, top)._replace(role=_role(problem, name, updated), shape=node.shape)
        for name, node in given.items()
    ]
    for line in lines:
        role = "loss" if line.name == "L" else "output" if line.name in ("y_hat", numbers.output) else "value"
        made_by: dict[str, Any] = {
            "role": role,
            "formula": line.expression,
            "layer": line.layer,
            "shape": line.expression.shape,
        }
        vertices.append(_vertex(line.name, numbers, top)._replace(**made_by))
    at_zero = problem.conventions.get("relu_at_zero", Fraction(0))
    ends = {line.name: line.expression for line in step if line.phase == "backward" and _is_first(line)}
    edges = [edge for line in lines for edge in _edges(line, at_zero)]
    return tuple(vertices), tuple(
        edge._replace(local=ends.get(derivative(top, edge.source), edge.local)) if edge.target == top else edge
        for edge in edges
    )


def _vertex(name: str, numbers: DrawnNumbers, top: str) -> Vertex:
    """A value with its number, and the derivative of the output by it."""
    d = derivative(top, name)
    value = numbers.of_line(name) if name in numbers.rows else numbers.given(name)
    return Vertex(name, "", None, value, numbers.of_line(d), lines=(name, d))


def _is_first(line: Assignment) -> bool:
    """Whether a line of the way back reads no gradient: then its formula is a derivative of the loss, as ŷ − y."""
    return not any(parse(name).by for name in symbols(line.expression))


def _edges(line: Assignment, relu_at_zero: Fraction) -> Iterator[Edge]:
    slopes = line_slopes(line, relu_at_zero)
    for name in symbols(line.expression):
        yield Edge(name, line.name, slopes.get(name))


def _role(problem: Problem, name: str, updated: set[str]) -> str:
    if name in updated:
        return "parameter"
    if problem.graph:
        varying = problem.data[0].values if problem.data else ()
        return "input" if not updated or name in varying else "constant"
    return "input" if name in data_names(problem) else "target" if name in problem.targets else "constant"


def _known(row: Row | None) -> Any:
    """The number of a row, exact where it is known: fractions, or an expression with unknowns."""
    return None if row is None else row.exact if row.exact is not None else row.value
