"""The stages of a network: each layer, and the loss, with the arguments of its rules and the lines it gives.

The program of a step and the lines of a question about one layer are made of the same stages.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import ShapeError
from ..evaluate.evaluate import value_shape
from ..expr.derivative import summed_to
from ..expr.names import derivative, gradient_of
from ..expr.node import Node, as_node, elementwise, eye, number, rows, symbol
from ..problem.model import LayerSpec, Problem
from ..rules import Rules, find, wire
from .line import Assignment, Origin


class Stage(NamedTuple):
    """A layer or the loss in its place in the network.

    layer: its number, from 1; None is the loss. arguments: those of its rules, by parameter name. forward: its lines of
    the forward pass. out: its output, (batch, outputs); of the loss the number L. parameters: its own weights by their
    names in the rules (W, b), as symbols; learned: those of them that are not frozen.
    """

    layer: int | None
    rules: Rules
    arguments: dict[str, Node]
    forward: tuple[Assignment, ...]
    out: Node
    parameters: dict[str, Node]
    learned: dict[str, Node]

    @property
    def input(self) -> Node:
        """What the stage reads, (batch, inputs)."""
        return self.arguments["x"]

    def backward(self, d: Node) -> Assignment:
        """The gradient by the stage's input, given the gradient d of its output. Raises ShapeError."""
        return shaped(self._derivative("x", self.input.data, d, "backward"), self.input)

    def gradients(self, d: Node) -> list[Assignment]:
        """The gradients by the stage's learned parameters, given the gradient d of its output. Raises ShapeError."""
        found = []
        for edge, w in self.learned.items():
            line = self._derivative(edge, w.data, d, "gradient")
            # A value that every observation shares (b, W where it is a number) collects the gradients of all of them.
            summed = summed_to(line.expression, line.expression.shape, w.shape)
            found.append(shaped(line._replace(expression=summed), w))
        return found

    def jacobian(self) -> Assignment:
        """The derivatives of the outputs by the inputs for one observation, (outputs, inputs).

        It is `dx` with the identity matrix for d: each unit row picks one output. Of the loss, its derivative.
        """
        if self.layer is None:
            return self.backward(number(1))._replace(phase="derivative")
        name = derivative(self.out.data, self.input.data)
        return self._derivative("x", self.input.data, eye(self.out.shape[1]), "jacobian")._replace(name=name)

    def _derivative(self, edge: str, by: str, d: Node, phase: str) -> Assignment:
        rule, arguments = self.rules.derivatives[edge], {**self.arguments, "d": d}
        expression = wire(rule, arguments)
        origin = Origin(rule, arguments, edge)
        return Assignment(gradient_of(by), expression, phase, self.layer, self.rules.kind, origin=origin)


def shaped(line: Assignment, value: Node) -> Assignment:
    """The line, if it has the shape of a value whose gradient or update it is. Raises ShapeError, which names it."""
    if line.expression.shape != value.shape:
        raise ShapeError(line.expression.shape, value.shape, line.name)
    return line


def layer_stages(problem: Problem, batch: int) -> list[Stage]:
    """The network's layers for a batch of a given size, each reading what the one before puts out.

    Outputs are called H1, H2 … where a layer has parameters, O1, O1b, O1c … where it follows such a one without any of
    its own, and y_hat at the end.
    """
    inputs = network_inputs(problem)
    x, stages, parametric, run = symbol("X", (batch, inputs)), [], 0, 0
    for index, spec in enumerate(problem.network, 1):
        rules = rules_of("layers", spec.kind)
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
    """How many numbers an observation has: a count, or the name of a size that is not known."""
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
        edge: symbol(name_of, value_shape(spec.parameters[edge]))
        for edge, name_of in _parameter_names(spec, rules, number_).items()
    }
    absent = {edge: number(0) for edge in rules.parameters if edge not in spec.parameters}
    options = options_as_arguments({**spec.options, **problem.conventions})
    arguments = {"x": x, **absent, **parameters, **options}
    arguments["inputs"] = _size(x.shape[1])
    expression = wire(rules.out, arguments)
    out = symbol(name, expression.shape)
    arguments.update(out=out, outputs=_size(out.shape[1]), n=_size(out.shape[0]))
    line = Assignment(name, expression, "forward", index, spec.kind, origin=Origin(rules.out, arguments, "out"))
    frozen = problem.train.frozen if problem.train else ()
    learned = {edge: node for edge, node in parameters.items() if node.data not in frozen}
    return Stage(index, rules, arguments, (line,), out, parameters, learned)


def _parameter_names(spec: LayerSpec, rules: Rules, number_: int) -> dict[str, str]:
    """The names of a layer's parameters by edge: the problem's own, else W2 and b2 in the second such layer."""
    return {edge: spec.names.get(edge, f"{edge}{number_}") for edge in rules.parameters if edge in spec.parameters}


def network_parameters(problem: Problem) -> Iterator[tuple[int, str, str]]:
    """Every parameter of the network: the number of its layer, its edge (W, b) and its name."""
    number_ = 0
    for index, spec in enumerate(problem.network, 1):
        rules = rules_of("layers", spec.kind)
        number_ += bool(rules.parameters)
        yield from ((index, edge, name) for edge, name in _parameter_names(spec, rules, number_).items())


def _size(size: Any) -> Node:
    return symbol(size) if isinstance(size, str) else number(size)


def options_as_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Options as arguments: numbers as nodes, the names of functions as they are."""
    return {name: as_node(value) if isinstance(value, (Fraction, int)) else value for name, value in options.items()}


def loss_stage(problem: Problem, y_hat: Node) -> Stage:
    """The loss of a prediction: its extra lines, the loss of each observation (L_i), and their mean or sum L."""
    spec = problem.loss
    assert spec is not None
    rules = rules_of("losses", spec.kind)
    batch, outputs = y_hat.shape
    arguments = {"x": y_hat, "y": symbol("y", y_hat.shape), "n": number(batch), "outputs": _size(outputs)}
    arguments.update(options_as_arguments(spec.options))
    lines = []
    for name, rule in rules.extras.items():
        expression = wire(rule, arguments)
        arguments[name] = symbol(name, expression.shape)
        lines.append(Assignment(name, expression, "loss", None, spec.kind, origin=Origin(rule, arguments, name)))
    each = wire(rules.out, arguments)
    if batch > 1:
        origin = Origin(rules.out, arguments, "out")
        lines.append(Assignment("L_i", each, "loss", None, spec.kind, part_of="L", origin=origin))
        each = symbol("L_i", each.shape)
    total = loss_share(problem, batch) * each.sum(rows)
    origin = Origin(rules.out, arguments, "total" if batch > 1 else "out")
    lines.append(Assignment("L", total, "loss", None, spec.kind, origin=origin))
    return Stage(None, rules, arguments, tuple(lines), symbol("L"), {}, {})


def loss_share(problem: Problem, batch: int) -> Node:
    """The factor of one observation's loss in L: 1/batch in a mean, 1 in a sum; over ln of the logarithms' base."""
    loss, base = problem.loss, problem.conventions.get("log_base")
    share = _mean(problem, batch)
    return share / elementwise("ln", base) if base is not None and loss and is_in_logarithms(loss.kind) else share


def backward_shares(problem: Problem, batch: int) -> tuple[Node, Node]:
    """The factors that the way back starts with, and that the gradients by parameters get; together `loss_share`.

    The mean over a batch stands in the first, or with `mean: at_gradients` in the second: then what is handed back is
    the gradient of each observation's own loss. Source: Ng, Katanforoosh, Deep Learning Specialization, course 1.
    """
    if problem.conventions.get("mean") == "at_gradients":
        return loss_share(problem, 1), _mean(problem, batch)
    return loss_share(problem, batch), number(1)


def _mean(problem: Problem, batch: int) -> Node:
    return number(Fraction(1, batch if problem.loss and problem.loss.reduction == "mean" else 1))


def rules_of(family: str, kind: str) -> Rules:
    """The rules of a kind. A checked problem has known kinds only."""
    rules = find(family, kind)
    assert rules is not None
    return rules


def is_in_logarithms(kind: str) -> bool:
    """Whether a loss is a logarithm, so that its base is a convention."""
    return rules_of("losses", kind).logarithmic
