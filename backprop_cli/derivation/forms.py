"""A derivation: the gradients expanded, their repeated parts boxed, and the form that backpropagation works in.

Everything is read off the program's lines. The way back is expanded down to forward values, which stay names. In
matrices a line is one expression; in scalars each of its entries is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from ..evaluate.algebras import SYMBOLIC
from ..evaluate.evaluate import Value, elements, evaluate, map_value
from ..expr.names import derivative, entry_of, parse, plain_name, time_step, whole_of
from ..expr.node import Node, as_node, fresh, symbol
from ..expr.traverse import expand, fold, renamed, size, symbols
from ..problem.model import INPUT, OUTPUT, TARGET
from ..problem.parameters import table_of
from ..problem.series import data_names, first_states
from ..program.line import Assignment
from ..program.step import Programs
from ..program.updates import DONE, state_values
from ..records import NamedTuple
from ..solution.values import given_of, parameters
from ..tolerances import MAX_WRITTEN
from ..typed import Any

BOX, ACCUMULATED = "delta", "d"
Definitions = dict[str, Node]


class DerivedEntry(NamedTuple):
    """A line, or one entry of it, in one form.

    phase: as in the program, but the derivatives by a scalar graph's inputs are its gradients. of: the name of the
    program's line. layer: its number, if any.
    """

    name: str
    expression: Node
    phase: str
    of: str
    layer: int | None = None


class Box(NamedTuple):
    """A gradient that more than one line reads.

    name: delta2, with the number of the layer by whose output it is. of: the name of its line. expression: in terms of
    the boxes above it. uses: how many lines read it. layer: as in the program.
    """

    name: str
    of: str
    expression: Node
    uses: int
    layer: int | None = None


class Form(NamedTuple):
    """The lines of a program in one form, in the order of the work.

    scalar: whether each entry of a matrix is a line of its own. heads: the numbers of the layers that have parameters,
    by the names of their outputs.
    """

    scalar: bool
    entries: tuple[DerivedEntry, ...]
    heads: dict[str, int]

    def definitions(self, *phases: str) -> Definitions:
        """The expressions of the lines of some phases, by name."""
        return {entry.name: entry.expression for entry in self.entries if entry.phase in phases}

    def of(self, *phases: str) -> list[DerivedEntry]:
        """The lines of some phases."""
        return [entry for entry in self.entries if entry.phase in phases]

    def composed(self) -> DerivedEntry:
        """The network's output as one function of its inputs and weights."""
        last = [entry for entry in self.entries if entry.phase == "forward"][-1]
        return last._replace(expression=expand(last.expression, self.definitions("forward")))

    def outputs(self, compared: Collection[str] = ()) -> list[DerivedEntry]:
        """Every output of the network, in scalars every entry of it, as a function of inputs and weights; and the
        values that its loss compares, by their names.

        A value whose function is too long to be read stands before them, and they have its name: each layer of a
        network may double what is written.
        """
        forward = self.of("forward")
        found, known, sizes, seen = [], dict[str, Node](), dict[Node, int](), dict[Node, Node]()
        for entry in forward:
            expression = expand(entry.expression, known, seen)
            is_long = size(expression, sizes) > MAX_WRITTEN
            if is_long or entry.of == forward[-1].of or entry.of in compared:
                found.append(entry._replace(expression=expression))
            if not is_long:
                known[entry.name] = expression
        return found

    def full(self) -> list[DerivedEntry]:
        """Every gradient of a weight, expanded down to forward values."""
        known, seen = self.definitions("backward"), dict[Node, Node]()
        return [entry._replace(expression=expand(entry.expression, known, seen)) for entry in self.of("gradient")]

    def boxes(self) -> list[Box]:
        """The gradients that at least two lines read, from the top of the network down."""
        lines = self.of("backward", "gradient")
        uses = Counter(name for entry in lines for name in symbols(entry.expression))
        boxed = [entry for entry in self.of("backward") if uses[entry.name] > 1 and entry.expression.args]
        inner = {entry.name: entry.expression for entry in self.of("backward") if entry not in boxed}
        names = {entry.name: self._box_name(entry.name) for entry in boxed}
        seen = dict[Node, Node]()
        return [
            Box(
                names[entry.name],
                entry.name,
                renamed(expand(entry.expression, inner, seen), names),
                uses[entry.name],
                entry.layer,
            )
            for entry in boxed
        ]

    def _box_name(self, line: str) -> str:
        """The name of the box of a gradient dL/dH2: delta2, by the number of the layer that puts out H2."""
        parts = parse(line)
        number = self.heads.get(parts.by)
        return entry_of(f"{BOX}{number}" if number else f"{BOX}_{parts.by}", *parts.entry)

    def by_boxes(self, boxes: list[Box]) -> list[DerivedEntry]:
        """Every gradient of a weight in terms of the boxes."""
        names = {box.of: box.name for box in boxes}
        inner = {entry.name: entry.expression for entry in self.of("backward") if entry.name not in names}
        seen = dict[Node, Node]()
        return [
            entry._replace(expression=renamed(expand(entry.expression, inner, seen), names))
            for entry in self.of("gradient")
        ]

    def accumulated(self) -> list[DerivedEntry]:
        """The way back as a person works it: one gradient d is carried down, and each layer reads its own off it.

        Every line named d gives d a new value, computed from its old one.
        """
        read = {name for entry in self.of("gradient") for name in symbols(entry.expression)}
        inner, found = dict(self.definitions("backward")), []
        for entry in self.of("backward", "gradient"):
            if entry.phase == "backward" and entry.name not in read:
                continue
            own = inner.pop(entry.name, None)
            expression = expand(entry.expression, inner)
            name = ACCUMULATED if own is not None else entry.name
            found.append(entry._replace(name=name, expression=expression))
            if own is not None:
                inner[entry.name] = symbol(ACCUMULATED, own.shape)
        return found

    def drawn(self, boxes: list[Box], by_boxes: list[DerivedEntry]) -> list[DerivedEntry]:
        """Every gradient of a weight expanded, with a box drawn around each part that has one."""
        inner, seen = dict[str, Node](), dict[Node, Node]()
        for box in boxes:
            around = expand(box.expression, inner, seen)
            inner[box.name] = fresh("boxed", (around,), box.name, around.shape)
        return [entry._replace(expression=expand(entry.expression, inner, seen)) for entry in by_boxes]


def matrix_form(programs: Programs) -> Form:
    """The program of one step in matrices, as it is: on one observation, or on a batch where that is more than each."""
    lines = [line for line in programs.program(programs.least) if line.part_of is None]
    entries = tuple(DerivedEntry(line.name, line.expression, line.phase, line.name, line.layer) for line in lines)
    return Form(False, entries, _heads(programs))


def graph_form(programs: Programs) -> Form:
    """The lines of a graph: derivatives by inputs are its gradients, local derivatives are written out."""
    graph, known, found = programs.problem.graph, {}, []
    assert graph
    for line in _lines(programs):
        if line.phase == "jacobian":
            known[line.name] = line.expression
        elif line.phase != "total":
            found.append(DerivedEntry(line.name, expand(line.expression, known), line.phase, line.name))
    return Form(graph.is_scalar, tuple(found), {})


def _lines(programs: Programs) -> Iterator[Assignment]:
    """The lines of one step on one observation; of a graph, its output is a value as others, and its ends gradients."""
    problem = programs.problem
    graph = problem.graph
    ends = {derivative(graph.output, x) for x in graph.wrt} if graph else set()
    for line in programs.program(min(1, len(problem.data)) if graph else 1):
        phase = "gradient" if line.phase == "backward" and line.name in ends else line.phase
        yield line._replace(phase="forward" if graph and phase == "loss" else phase)


def _heads(programs: Programs) -> dict[str, int]:
    if programs.problem.graph:
        return {}
    outputs = [stage.out.data for stage in programs.stages(1) if stage.rules.parameters]
    return {name: number for number, name in enumerate(outputs, 1) if whole_of(name) == name}


def scalar_form(programs: Programs) -> Form | None:
    """The program of one step on one observation, entry by entry; None where a size is not known.

    None as well where one observation is not enough.
    """
    values = _given(programs) if programs.least == 1 else None
    if values is None:
        return None
    found: list[DerivedEntry] = []
    for line in _lines(programs):
        try:
            value = evaluate(line.expression, values, SYMBOLIC)
        except KeyError:
            return None
        names = programs.layout.short_names(line.shown if line.phase == "update" else line.name, value)
        found += [
            DerivedEntry(name, item, line.phase, line.name, line.layer) for name, item in zip(names, elements(value))
        ]
        values[line.name] = _named(line, value, iter(names))
    return Form(True, tuple(found), _heads(programs))


def _named(line: Assignment, value: Value, names: Iterator[str]) -> Value:
    """A line's value with names for its entries; a number stays a number."""

    def short(element: Any) -> Any:
        name = next(names)
        return element if isinstance(element, Node) and element.op == "number" else symbol(name)

    return map_value(short, value)


def _given(programs: Programs) -> dict[str, Value] | None:
    """Weights and data as nested tuples of symbols: the problem's own unknowns, else a name for each number.

    None where a size is not known.
    """
    problem = programs.problem
    known = parameters(problem)
    if problem.graph:
        known |= given_of(problem, (1,) if problem.data else ())
    if any(isinstance(value, Node) and value.shape for value in known.values()):
        return None
    given: dict[str, Value] = {"lr": symbol("lr"), DONE: symbol(DONE)}
    is_symbolic = problem.symbolic
    for name, value in known.items():
        names = iter(programs.layout.short_names(name, value))
        given[name] = map_value(lambda item: item if is_symbolic else symbol(next(names)), value)  # noqa: B023
    for name, value in state_values(problem).items():
        names = iter(programs.layout.short_names(plain_name(name), value))
        given[name] = map_value(lambda _: symbol(next(names)), value)  # noqa: B023
    if not problem.graph:
        stages = programs.stages(1)
        outs = [out for stage in stages for out in (stage.out, *(part.out for part in stage.parts))]
        widths = {out.data: out.shape[1] for out in outs if len(out.shape) == 2}
        judged = {spec.target: spec.of[0] for spec in problem.losses if spec.target}
        judged = judged if problem.loss else {TARGET: OUTPUT}
        shape = stages[0].input.shape
        data = {name: _observation(shape) if name == INPUT else (_row(name, shape[1]),) for name in data_names(problem)}
        data |= {name: (_row(name, len(state)),) for name, state in first_states(problem).items()}
        data |= {target: (_row(target, widths[of]),) for target, of in judged.items()}
        given |= programs.layout.values(data)
    return {name: map_value(as_node, value) for name, value in given.items()}


def _observation(shape: tuple[int, ...]) -> Value:
    """The names of one observation's numbers: x1, x2 of a row, X[2,3] of an image."""
    return (_row("x", shape[1]),) if len(shape) == 2 else table_of(INPUT, shape)


def _row(name: str, width: int) -> tuple[Node, ...]:
    if name[-1].isdigit() or (width > 1 and time_step(name)[1] >= 0):
        return tuple(symbol(entry_of(name, index)) for index in range(1, width + 1))
    return tuple(symbol(name if width == 1 else f"{name}{index}") for index in range(1, width + 1))


def with_shapes(node: Node) -> Node:
    """The expression with the shape of every matrix noted at its name: X⟨1×2⟩."""
    return fold(node, _with_shape)


def _with_shape(node: Node, args: tuple[Node, ...]) -> Node:
    if args:
        return fresh(node.op, args, node.data, node.shape)
    return fresh("shaped", (node,), node.shape, node.shape) if node.op == "symbol" and node.shape else node


def multiplications(node: Node, seen: dict[Node, int] | None = None) -> int:
    """How many multiplications and divisions of numbers the written expression takes; seen: of parts, as of `size`."""
    return fold(node, lambda part, counts: sum(counts) + int(part.op in ("mul", "div")), seen)
