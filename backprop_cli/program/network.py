"""From a problem to its program: wires the rules of layers, loss and optimiser, and accumulates gradients.

A stage is one layer (or the loss) with its edges; the whole pass and a question about one layer
are made of the same stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from ..expr.node import Node, as_node, elementwise, eye, number, rows, symbol
from ..expr.traverse import renamed
from ..problem.model import LayerSpec, Problem
from ..rules import Rules, find, wire
from .graph import graph_program
from .line import Assignment, Origin, Program, make_program


class Stage(NamedTuple):
    """A layer or the loss in its place: what it reads, the lines it writes forward, what it puts out.

    parameters: its own by edge; learned: those of them that are not frozen.
    """

    layer: int | None
    rules: Rules
    edges: dict[str, Node]
    forward: tuple[Assignment, ...]
    out: Node
    parameters: dict[str, Node]
    learned: dict[str, Node]

    @property
    def input(self) -> Node:
        """The value that the stage reads."""
        return self.edges["x"]

    def backward(self, d: Node) -> Assignment:
        """The gradient by the stage's input, given the gradient d that arrives."""
        return self._derivative("x", self.input.data, d, "backward")

    def gradients(self, d: Node) -> list[Assignment]:
        """The gradients by the stage's own parameters that learn."""
        return [self._derivative(edge, name.data, d, "gradient") for edge, name in self.learned.items()]

    def jacobian(self) -> Assignment:
        """The outputs by the inputs of one observation: `dx` with the unit rows for d; a loss's is its derivative."""
        if self.layer is None:
            line = self.backward(number(1))
            return line._replace(phase="derivative")
        line = self.backward(eye(self.out.shape[1]))
        name = f"d{self.out.data}/d{self.input.data}"
        return line._replace(name=name, phase="jacobian")

    def _derivative(self, edge: str, by: str, d: Node, phase: str) -> Assignment:
        rule, edges = self.rules.derivatives[edge], {**self.edges, "d": d}
        expression = wire(rule, edges)
        while len(expression.shape) > len(self.edges[edge].shape):
            expression = expression.sum(rows)
        origin = Origin(rule, edges, edge)
        return Assignment(gradient_name(by), expression, phase, self.layer, self.rules.kind, origin=origin)


def gradient_name(name: str) -> str:
    """dL/dNAME."""
    return f"dL/d{name}"


def layer_stages(problem: Problem, batch: int) -> list[Stage]:
    """The network's layers for a batch of a given size, each reading what the one before puts out."""
    inputs = network_inputs(problem)
    x, stages, parametric, run = symbol("X", (batch, inputs)), [], 0, 0
    for index, spec in enumerate(problem.network, 1):
        rules = find("layers", spec.kind)
        assert rules is not None
        parametric, run = (parametric + 1, 0) if rules.parameters else (parametric, run + 1)
        name = f"H{parametric}" if rules.parameters else f"O{parametric}{_suffix(run)}"
        name = "y_hat" if index == len(problem.network) else name
        stage = _layer_stage(problem, spec, rules, (index, parametric, name), x)
        stages.append(stage)
        x = stage.out
    return stages


def _suffix(run: int) -> str:
    return "" if run == 1 else chr(ord("a") + run - 1) if run <= 26 else f"_{run}"


def network_inputs(problem: Problem) -> Any:
    """How many numbers an observation has: a count, or a name for it."""
    if problem.data:
        x = problem.data[0].x
        return x.shape[1] if isinstance(x, Node) else len(x)
    for spec in problem.network:
        for edge, value in spec.parameters.items():
            if edge in spec.names:
                return value_shape(value)[0]
    return 1


def _layer_stage(problem: Problem, spec: LayerSpec, rules: Rules, place: tuple[int, int, str], x: Node) -> Stage:
    index, number_, name = place
    parameters = {
        edge: symbol(spec.names.get(edge, f"{edge}{number_}"), value_shape(spec.parameters[edge]))
        for edge in rules.parameters
        if edge in spec.parameters
    }
    absent = {edge: number(0) for edge in rules.parameters if edge not in spec.parameters}
    edges = {"x": x, **absent, **parameters, **_edges(spec.options), **_edges(problem.conventions)}
    edges["inputs"] = _size(x.shape[1])
    expression = wire(rules.out, edges)
    out = symbol(name, expression.shape)
    edges.update(out=out, outputs=_size(out.shape[1]), n=_size(out.shape[0]))
    line = Assignment(name, expression, "forward", index, spec.kind, origin=Origin(rules.out, edges, "out"))
    frozen = problem.train.frozen if problem.train else ()
    learned = {edge: node for edge, node in parameters.items() if node.data not in frozen}
    return Stage(index, rules, edges, (line,), out, parameters, learned)


def _size(size: Any) -> Node:
    return symbol(size) if isinstance(size, str) else number(size)


def value_shape(value: Any) -> tuple[Any, ...]:
    """The shape of nested tuples; of a symbol, its own."""
    if not isinstance(value, tuple):
        return value.shape if isinstance(value, Node) else ()
    return (len(value), *value_shape(value[0])) if value else (0,)


def _edges(options: dict[str, Any]) -> dict[str, Any]:
    """Options as edges: numbers as nodes, the names of functions as they are."""
    return {name: as_node(value) if isinstance(value, (Fraction, int)) else value for name, value in options.items()}


def loss_stage(problem: Problem, y_hat: Node) -> Stage:
    """The loss of a prediction: its extra lines, the loss of each observation (L_i), and their mean or sum L."""
    spec = problem.loss
    assert spec is not None
    rules = find("losses", spec.kind)
    assert rules is not None
    batch, outputs = y_hat.shape
    edges = {"x": y_hat, "y": symbol("y", y_hat.shape), "n": number(batch), "outputs": _size(outputs)}
    edges.update(_edges(spec.options))
    lines = []
    for name, rule in rules.extras.items():
        expression = wire(rule, edges)
        edges[name] = symbol(name, expression.shape)
        lines.append(Assignment(name, expression, "loss", None, spec.kind, origin=Origin(rule, edges, name)))
    each = wire(rules.out, edges)
    if batch > 1:
        origin = Origin(rules.out, edges, "out")
        lines.append(Assignment("L_i", each, "loss", None, spec.kind, part_of="L", origin=origin))
        each = symbol("L_i", each.shape)
    total = loss_share(problem, batch) * each.sum(rows)
    origin = Origin(rules.out, edges, "total" if batch > 1 else "out")
    lines.append(Assignment("L", total, "loss", None, spec.kind, origin=origin))
    return Stage(None, rules, edges, tuple(lines), symbol("L"), {}, {})


def loss_share(problem: Problem, batch: int) -> Node:
    """What one observation's loss counts for in L: 1/batch in a mean, 1 in a sum; over ln of the logarithms' base."""
    share = number(Fraction(1, batch if problem.loss and problem.loss.reduction == "mean" else 1))
    base = problem.conventions.get("log_base")
    return (
        share / elementwise("ln", base)
        if base is not None and problem.loss and is_in_logarithms(problem.loss.kind)
        else share
    )


def is_in_logarithms(kind: str) -> bool:
    """Whether a loss is a logarithm, whose base is a convention."""
    rules = find("losses", kind)
    return rules is not None and rules.logarithmic


def build(problem: Problem, batch: int, after: bool = False) -> Program:
    """The program of one step on a batch of that many observations: forward, loss, backward, update.

    With after, the forward pass and the loss once more with the new weights.
    """
    if problem.graph:
        return graph_program(problem.graph)
    stages = layer_stages(problem, batch)
    lines = [line for stage in stages for line in stage.forward]
    if problem.loss and problem.data:
        loss = loss_stage(problem, stages[-1].out)
        lines += loss.forward
        lines += _learning(problem, [*stages, loss], loss_share(problem, batch))
        lines += _again(lines) if after else ()
    return make_program(lines)


def _again(lines: list[Assignment]) -> Iterator[Assignment]:
    """The lines of the forward pass and the loss, reading what is new wherever there is something new."""
    new = {line.target: line.name for line in lines if line.target}
    first = [line for line in lines if line.phase in ("forward", "loss")]
    new |= {line.name: f"{line.name}⁺" for line in first}
    for line in first:
        expression = renamed(line.expression, new)
        part_of = line.part_of and new[line.part_of]
        yield Assignment(new[line.name], expression, "after", line.layer, line.kind, part_of=part_of, address=line.name)


def chain(stages: list[Stage], d: Node) -> Iterator[Assignment]:
    """The way back through consecutive stages: d is the gradient that arrives at the last one's output.

    Stops at the first stage that learns: nobody asks for the gradient of the data.
    """
    first = next((i for i, stage in enumerate(stages) if stage.learned), len(stages) - 1)
    for index in range(len(stages) - 1, first - 1, -1):
        stage = stages[index]
        yield from stage.gradients(d)
        if index > first:
            line = stage.backward(d)
            yield line
            d = symbol(line.name, line.expression.shape)


def _learning(problem: Problem, stages: list[Stage], d: Node) -> Iterator[Assignment]:
    """The way back, then the updates; under `update_order: during_backward` each as soon as it has its gradient."""
    during = problem.conventions.get("update_order") == "during_backward"
    new: dict[str, str] = {}
    for line in chain(stages, d):
        yield line._replace(expression=renamed(line.expression, new)) if new else line
        name = line.name.removeprefix("dL/d")
        if during and line.phase == "gradient":
            update = next(item for item in updates(problem, stages) if item.target == name)
            yield update
            new[name] = update.name
    if not during:
        yield from updates(problem, stages)


def updates(problem: Problem, stages: Iterable[Stage]) -> Iterator[Assignment]:
    """One update for every learned parameter, all from the old values."""
    if problem.train is None:
        return
    rules = find("optimisers", problem.train.optimizer)
    assert rules is not None
    for stage in stages:
        for w in stage.learned.values():
            edges = {"w": w, "d": symbol(gradient_name(w.data), w.shape), "lr": symbol("lr")}
            edges.update(_edges(problem.train.optimizer_options))
            new, origin = f"{w.data}⁺", Origin(rules.out, edges, "out")
            expression = wire(rules.out, edges)
            yield Assignment(new, expression, "update", stage.layer, rules.kind, target=w.data, origin=origin)
