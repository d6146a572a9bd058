"""The network drawn, neuron by neuron: which entry of a value reads which, and through which weight.

All of it is read off the lines of a program: each is worked out entry by entry in symbols, and what an entry is
multiplied by is its derivative there. So no kind of layer is known here, and any way of wiring layers is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from ..errors import Message, fail
from ..evaluate.algebras import SYMBOLIC
from ..evaluate.evaluate import elements, evaluate
from ..expr.derivative import pulled_back
from ..expr.names import entry_of, gradient_of, parse, updated, whole_of
from ..expr.node import Node, is_number, is_symbol, number, symbol
from ..expr.operations import OPERATIONS
from ..expr.traverse import symbols
from ..expr.write.style import typeset_name
from ..problem.model import Problem
from ..problem.series import steps_of
from ..program.line import Assignment
from ..program.network import network_parameters
from ..program.step import build
from ..records import NamedTuple
from ..typed import Any
from .vertices import DrawnNumbers, Edge, Vertex

WIDEST, FIRST = 8, 3  # a layer of more neurons is drawn with so many of the first, and its last


class Neurons(NamedTuple):
    """A network's neurons and the edges between them; labels: their printed names; remarks: what is left out."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    labels: dict[str, str]
    remarks: tuple[Message, ...]


def has_neurons(problem: Problem) -> bool:
    """Whether the network can be drawn neuron by neuron: its values are rows of known sizes, no images or sequences."""
    if steps_of(problem):
        return False
    nodes = [node for line in build(problem, 1) for node in (line.expression, *symbols(line.expression).values())]
    return all(len(node.shape) < 3 and all(isinstance(size, int) for size in node.shape) for node in nodes)


def neurons(problem: Problem, numbers: DrawnNumbers) -> Neurons:
    """The neurons of a problem with the numbers of a step. Raises BackpropError where it has none."""
    if not has_neurons(problem):
        raise fail("fault.no_neurons", None, Message("hint.no_neurons"))
    lines = [line for line in build(problem, 1) if line.phase in ("forward", "loss")]
    read = {name for line in lines for name in symbols(line.expression)}
    lines = [line for line in lines if line.name in read or line.name in (lines[-1].name, "y_hat")]
    wiring = _Wiring(problem, lines)
    for line in lines:
        wiring.add(line)
    return _numbered(wiring, numbers)


def kept(size: int) -> tuple[int, ...]:
    """The places that are drawn of a dimension of some size, from 1."""
    return tuple(range(1, size + 1)) if size <= WIDEST else (*range(1, FIRST + 1), size)


def _places(shape: tuple[Any, ...]) -> list[tuple[int, ...]]:
    return list(product(*map(kept, shape)))


def _entries(name: str, shape: tuple[Any, ...]) -> Any:
    """The symbols of a value's entries, nested, but for those in a middle that is left out."""

    def nested(done: tuple[int, ...]) -> Any:
        if len(done) == len(shape):
            return symbol(entry_of(name, *done))
        return tuple(nested((*done, place)) for place in kept(shape[len(done)]))

    return nested(())


class _Wiring:
    """What is wired to what while the lines are gone through: entries as vertices, and the edges between them."""

    def __init__(self, problem: Problem, lines: list[Assignment]) -> None:
        self.problem = problem
        learned = problem.graph.learn if problem.graph else [name for _, _, name in network_parameters(problem)]
        self.parameters = set(learned)
        self.shapes = {name: node.shape for line in lines for name, node in symbols(line.expression).items()}
        self.shapes |= {line.name: line.expression.shape for line in lines}
        self.values = {name: _entries(name, shape) for name, shape in self.shapes.items()}
        self.readers = [name for line in lines for name in symbols(line.expression)]
        self.layers = {line.name: line.layer for line in lines}
        target = "" if problem.graph else "y"
        self.roles = {name: "target" if name == target else "input" for name in self.shapes}
        self.roles |= {line.name: _role(line, lines[-1].name) for line in lines}
        self.one_of: dict[str, str] = {}  # the neuron in which an entry stands: σ(h) in that of h
        self.sums: dict[str, str] = {}  # by neuron, the entry that its function is taken of
        self.functions: dict[str, str] = {}
        self.edges: list[Edge] = []
        self.order: list[str] = []

    def add(self, line: Assignment) -> None:
        """The neurons of a line, with what they read."""
        value = evaluate(line.expression, self.values, SYMBOLIC)
        names = [entry_of(line.name, *place) for place in _places(line.expression.shape)]
        found = dict(zip(names, elements(value)))
        if len(names) != len(elements(value)):
            raise fail("fault.no_neurons", None, Message("hint.no_neurons"))
        inside = {name: self._only_source(line, node) for name, node in found.items()}
        for name, node in found.items():
            source = inside[name]
            if source and all(inside.values()):
                self._join(name, source, _function(node, line))
            else:
                self._stand(name, node, line)

    def _stand(self, name: str, node: Node, line: Assignment) -> None:
        """A neuron of its own; of tanh(w·x + b) its function is tanh, and what it reads is multiplied inside."""
        self.one_of[name] = name
        row = OPERATIONS.get(node.op)
        is_function = node.op == "call" or bool(row and row.arity == 1 and node.op != "neg" and node.args[0].args)
        if is_function:
            self.functions[name] = _function(node, line)
        found = list(self._read_by(name, node.args[0] if is_function else node))
        self.edges += found
        self.order += [edge.source for edge in found if edge.source not in self.order]
        self.order.append(name)

    def _only_source(self, line: Assignment, node: Node) -> str:
        """The entry of which a node is a function, where it is of one layer's and of nobody else's interest."""
        names = list(symbols(node))
        own = line.phase == "forward" and line.layer is not None and len(names) == 1
        whole = whole_of(names[0]) if own else ""
        return names[0] if own and names[0] in self.one_of and self.readers.count(whole) == 1 else ""

    def _join(self, name: str, source: str, function: str) -> None:
        neuron = self.one_of[source]
        self.one_of[name] = neuron
        self.sums.setdefault(neuron, source)
        self.functions[neuron] = " ".join(filter(None, (self.functions.get(neuron), function)))
        self.one_of[neuron] = neuron
        self.sums[f"{neuron}:out"] = name

    def _read_by(self, name: str, node: Node) -> Iterator[Edge]:
        """The edges to a neuron: from every entry that it reads, and from a 1 for what is only added."""
        slopes = pulled_back(node, number(1))
        for read, one in symbols(node).items():
            slope = slopes.get(one)
            if whole_of(read) not in self.parameters:
                weight = slope.data if slope and is_symbol(slope) and whole_of(slope.data) in self.parameters else ""
                yield Edge(self.one_of.setdefault(read, read), name, None if weight else slope, weight)
            elif slope is not None and is_number(slope, 1):
                yield Edge(f"1:{whole_of(name)}", name, None, read)


def _role(line: Assignment, last: str) -> str:
    if line.phase == "loss" and line.name == last:
        return "loss"
    return "output" if line.name in ("y_hat", last) else "value"


def _function(node: Node, line: Assignment) -> str:
    """The sign of a function in a neuron: σ, the name of an unknown one, or that of its layer."""
    if node.op == "call":
        return str(node.data)
    row = OPERATIONS.get(node.op)
    said = row.typeset if row else ""
    return said if len(said) == 1 or not line.layer else line.kind.replace("_", " ")


def _numbered(wiring: _Wiring, numbers: DrawnNumbers) -> Neurons:
    """The neurons with their numbers, each before those that read it; of several observations those of the first."""
    labels: dict[str, str] = {}
    vertices = [_vertex(wiring, name, numbers, labels) for name in wiring.order]
    edges = tuple(_weighted(edge, numbers, labels, wiring) for edge in wiring.edges)
    remarks = [
        Message("board.drawn.left_out", {"names": name, "count": size - len(kept(size)), "size": size})
        for name, shape in wiring.shapes.items()
        for size in shape[-1:]
        if size > WIDEST and name not in wiring.parameters and name in map(whole_of, wiring.one_of.values())
    ]
    return Neurons(tuple(vertices), edges, labels, (*remarks, *numbers.remarks))


def _vertex(wiring: _Wiring, name: str, numbers: DrawnNumbers, labels: dict[str, str]) -> Vertex:
    if name.startswith("1:"):
        labels[name] = "1"
        return Vertex(name, "one")
    out = wiring.sums.get(f"{name}:out", name)
    labels[name] = _label(out, wiring.shapes[whole_of(out)], wiring.problem.names)
    place = _place(name)
    d = gradient_of(whole_of(name)) if not wiring.problem.graph else numbers.gradient_name(whole_of(name))
    role = wiring.roles[whole_of(out)]
    skipped = 0
    if place and wiring.shapes[whole_of(name)][-1] == place[-1] > WIDEST:
        skipped = place[-1] - FIRST - 1
    value, gradient = numbers.entry(whole_of(out), place), numbers.entry(d, place)
    lines = (whole_of(out), d)
    layer, function = wiring.layers.get(whole_of(out)), wiring.functions.get(name, "")
    return Vertex(name, role, None, value, gradient, layer, (), function, lines, skipped)


def _place(name: str) -> tuple[int, ...]:
    return parse(name).entry


def _weighted(edge: Edge, numbers: DrawnNumbers, labels: dict[str, str], wiring: _Wiring) -> Edge:
    if not edge.weight:
        return edge
    whole, place = whole_of(edge.weight), _place(edge.weight)
    labels.setdefault(edge.weight, _label(edge.weight, wiring.shapes[whole], wiring.problem.names, False))
    new, named = updated(whole), edge.weight in wiring.problem.names
    return edge._replace(named=named, before=numbers.entry(whole, place), after=numbers.entry(new, place), line=new)


def _label(name: str, shape: tuple[Any, ...], names: Mapping[str, str], is_row: bool = True) -> str:
    """The printed name of an entry: the author's own, or that of the whole with its place; the only one has none.

    is_row: whether the first place counts observations, and is left out of a single one.
    """
    whole, place = whole_of(name), _place(name)
    place = place[1:] if len(place) == 2 and is_row and shape[0] == 1 else place
    alone = all(size == 1 for size in shape)
    short = whole if alone else entry_of(whole, *place)
    for known in (name, short):
        if known in names:
            return names[known]
    return f"{names[whole]}{'' if alone else ''.join(map(str, place))}" if whole in names else _typeset(short)


def _typeset(name: str) -> str:
    """The name of an entry as it is printed, h¹₂ or z₁."""
    said, place = typeset_name(name), _place(name)
    return (
        said
        if said != name or max(place, default=9) > 9
        else whole_of(name) + "".join(map("₀₁₂₃₄₅₆₇₈₉".__getitem__, place))
    )
