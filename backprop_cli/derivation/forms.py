"""A derivation: the program unfolded, its repeated parts boxed, and the form that backpropagation works in.

Everything is read off the program's lines. Forward values and derivatives of activations stay names;
what is unfolded is the way back. In matrices a line is one expression, in scalars each of its entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..evaluate.algebras import SYMBOLIC
from ..evaluate.evaluate import Value, elements, evaluate, map_value, short_names
from ..expr.node import Node, as_node, fresh, symbol
from ..expr.traverse import expand, fold, renamed, symbols
from ..problem.model import Graph, Problem
from ..program.graph import by, graph_program
from ..program.line import Assignment
from ..program.network import build, layer_stages
from ..solution.values import parameters

BOX, ACCUMULATED = "delta", "d"
Definitions = dict[str, Node]


class DerivedEntry(NamedTuple):
    """One line in one form: its name, what it is, its phase, the name of the program's line, its layer."""

    name: str
    expression: Node
    phase: str
    of: str
    layer: int | None = None


class Box(NamedTuple):
    """A part that is used more than once: its name δ, the line that it is, what it is, how often it is used."""

    name: str
    of: str
    expression: Node
    uses: int
    layer: int | None = None


class Form(NamedTuple):
    """The lines of a program in one form, in the order of the work; scalar or matrix.

    heads: the numbers of the layers with parameters by the names of their outputs.
    """

    scalar: bool
    entries: tuple[DerivedEntry, ...]
    heads: dict[str, int]

    def definitions(self, *phases: str) -> Definitions:
        """What the names of some phases stand for."""
        return {entry.name: entry.expression for entry in self.entries if entry.phase in phases}

    def of(self, *phases: str) -> list[DerivedEntry]:
        """The lines of some phases."""
        return [entry for entry in self.entries if entry.phase in phases]

    def composed(self) -> DerivedEntry:
        """The network's output as one function of its inputs and weights."""
        last = [entry for entry in self.entries if entry.phase == "forward"][-1]
        return last._replace(expression=expand(last.expression, self.definitions("forward")))

    def outputs(self) -> list[DerivedEntry]:
        """Every output of the network (in scalars each entry) as a function of inputs and weights."""
        forward = self.of("forward")
        last = [entry for entry in forward if entry.of == forward[-1].of]
        known = self.definitions("forward")
        return [entry._replace(expression=expand(entry.expression, known)) for entry in last]

    def full(self) -> list[DerivedEntry]:
        """Every derivative by a weight, written out down to forward values."""
        known = self.definitions("backward")
        return [entry._replace(expression=expand(entry.expression, known)) for entry in self.of("gradient")]

    def boxes(self) -> list[Box]:
        """The accumulated gradients that at least two lines use, from the top of the network down."""
        lines = self.of("backward", "gradient")
        uses = Counter(name for entry in lines for name in symbols(entry.expression))
        boxed = [entry for entry in self.of("backward") if uses[entry.name] > 1 and entry.expression.args]
        inner = {entry.name: entry.expression for entry in self.of("backward") if entry not in boxed}
        names = {entry.name: self._box_name(entry.name) for entry in boxed}
        return [
            Box(
                names[entry.name],
                entry.name,
                renamed(expand(entry.expression, inner), names),
                uses[entry.name],
                entry.layer,
            )
            for entry in boxed
        ]

    def _box_name(self, line: str) -> str:
        """The name of the box of a gradient: δ with the number of the layer whose output it is by."""
        output, bracket, index = line.partition("/d")[2].partition("[")
        number = self.heads.get(output)
        return (f"{BOX}{number}" if number else f"{BOX}_{output}") + bracket + index

    def by_boxes(self) -> list[DerivedEntry]:
        """Every derivative by a weight in terms of the boxes."""
        boxes = {box.of: box.name for box in self.boxes()}
        inner = {entry.name: entry.expression for entry in self.of("backward") if entry.name not in boxes}
        return [
            entry._replace(expression=renamed(expand(entry.expression, inner), boxes)) for entry in self.of("gradient")
        ]

    def accumulated(self) -> list[DerivedEntry]:
        """The way back as it is worked: d is what has accumulated so far, and each layer takes its gradients from it.

        Every line named d gives it a new value from its old one.
        """
        read = {name for entry in self.of("gradient") for name in symbols(entry.expression)}
        inner = self.definitions("backward")
        found, arrived = [], set[str]()
        for entry in self.of("backward", "gradient"):
            if entry.phase == "backward" and entry.name not in read:
                continue
            outer = {name: node for name, node in inner.items() if name not in arrived and name != entry.name}
            shapes = {name: node.shape for name, node in inner.items()}
            known = {name: symbol(ACCUMULATED, shapes[name]) for name in arrived}
            expression = expand(entry.expression, {**outer, **known})
            name = ACCUMULATED if entry.phase == "backward" else entry.name
            found.append(entry._replace(name=name, expression=expression))
            arrived |= {entry.name} if entry.phase == "backward" else set()
        return found

    def drawn(self) -> list[DerivedEntry]:
        """Every derivative by a weight written out, with the boxes drawn around what they are."""
        inner: Definitions = {}
        for box in self.boxes():
            around = expand(box.expression, inner)
            inner[box.name] = fresh("boxed", (around,), box.name, around.shape)
        return [entry._replace(expression=expand(entry.expression, inner)) for entry in self.by_boxes()]


def matrix_form(problem: Problem) -> Form:
    """The program of one step as it is."""
    lines = [line for line in build(problem, 1) if line.part_of is None]
    entries = tuple(DerivedEntry(line.name, line.expression, line.phase, line.name, line.layer) for line in lines)
    return Form(False, entries, _heads(problem))


def graph_form(graph: Graph) -> Form:
    """The lines of a scalar graph; derivatives by inputs are its gradients, local derivatives stand as they are."""
    known, found = {}, []
    for line in graph_program(graph):
        if line.phase == "jacobian":
            known[line.name] = line.expression
        elif line.phase in ("forward", "backward"):
            of_input = line.phase == "backward" and line.name in {by(graph.output, x) for x in graph.wrt}
            expression = expand(line.expression, known)
            found.append(DerivedEntry(line.name, expression, "gradient" if of_input else line.phase, line.name))
    return Form(True, tuple(found), {})


def _heads(problem: Problem) -> dict[str, int]:
    outputs = [stage.out.data for stage in layer_stages(problem, 1) if stage.rules.parameters]
    return {name: number for number, name in enumerate(outputs, 1)}


def scalar_form(problem: Problem) -> Form | None:
    """Every entry of every line of one step for one observation; None where a size is not known."""
    values = _given(problem)
    if values is None:
        return None
    found: list[DerivedEntry] = []
    for line in build(problem, 1):
        try:
            value = evaluate(line.expression, values, SYMBOLIC)
        except KeyError:
            return None
        names = short_names(line.shown if line.phase == "update" else line.name, value)
        found += [
            DerivedEntry(name, item, line.phase, line.name, line.layer) for name, item in zip(names, elements(value))
        ]
        values[line.name] = _named(line, value, iter(names))
    return Form(True, tuple(found), _heads(problem))


def _named(line: Assignment, value: Value, names: Iterator[str]) -> Value:
    """The names of a line's entries; a number stays a number."""

    def short(element: Any) -> Any:
        name = next(names)
        return element if isinstance(element, Node) and element.op == "number" else symbol(name)

    return map_value(short, value)


def _given(problem: Problem) -> dict[str, Value] | None:
    """The entries of weights and data as names: the problem's own unknowns, else names in the place of its numbers.

    None where a size is not known.
    """
    known, stages = parameters(problem), layer_stages(problem, 1)
    if any(isinstance(value, Node) and value.shape for value in known.values()):
        return None
    given: dict[str, Value] = {"lr": symbol("lr")}
    for name, value in known.items():
        names = iter(short_names(name, value))
        given[name] = map_value(lambda item: item if problem.symbolic else symbol(next(names)), value)  # noqa: B023
    given["X"] = (_row("x", stages[0].input.shape[1]),)
    given["y"] = (_row("y", stages[-1].out.shape[1]),)
    return {name: map_value(as_node, value) for name, value in given.items()}


def _row(name: str, width: int) -> tuple[Node, ...]:
    return tuple(symbol(name if width == 1 else f"{name}{index}") for index in range(1, width + 1))


def with_shapes(node: Node) -> Node:
    """The expression with the shape of every matrix in it noted at its name."""
    return fold(node, _with_shape)


def _with_shape(node: Node, args: tuple[Node, ...]) -> Node:
    if args:
        return fresh(node.op, args, node.data, node.shape)
    return fresh("shaped", (node,), node.shape, node.shape) if node.op == "symbol" and node.shape else node


def multiplications(node: Node) -> int:
    """How many multiplications and divisions of numbers the written expression takes."""
    return fold(node, lambda part, counts: sum(counts) + int(part.op in ("mul", "div")))
