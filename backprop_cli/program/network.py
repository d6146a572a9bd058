"""The stages of a network: each layer, and the loss, with the arguments of its rules and the lines it gives.

The program of a step and the lines of a question about one layer are made of the same stages.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from ..errors import ShapeError
from ..evaluate.evaluate import value_shape
from ..expr.names import gradient_of
from ..expr.node import Node, as_node, elementwise, number, rows, symbol
from ..expr.traverse import symbols
from ..problem.model import INPUT, LayerSpec, LossSpec, Problem
from ..problem.series import data_names, is_recurrent, sequences, steps_of
from ..problem.wiring import inner_suffix, output_names, reads_of
from ..records import NamedTuple
from ..rules import Rules, arguments_of, find, lines_of, options_as_arguments, size_of, wire
from ..typed import Any
from .line import Assignment, Origin, Place

BY_NODES = "nodes"  # the form of a way back that leads through a layer's inner lines


class Stage(NamedTuple):
    """A layer or the loss in its place in the network.

    layer: its number, from 1; None is the loss. arguments: those of its rules, by parameter name. forward: its lines of
    the forward pass. out: its output, (batch, outputs); of the loss the number L. parameters: its own weights by their
    names in the rules (W, b), as symbols; learned: those of them that are not frozen. inputs: what it reads, (batch,
    inputs) each. parts: of a layer whose way back goes through its inner lines, one for each of them. edges: what the
    inputs are called in its rules, where they are not all x. outs: what a layer over time puts out, of each time step.
    """

    layer: int | None
    rules: Rules
    arguments: dict[str, Node]
    forward: tuple[Assignment, ...]
    out: Node
    parameters: dict[str, Node]
    learned: dict[str, Node]
    inputs: tuple[Node, ...]
    parts: tuple[Stage, ...] = ()
    edges: tuple[str, ...] = ()
    outs: tuple[Node, ...] = ()

    @property
    def through(self) -> tuple[Stage, ...]:
        """What the way back goes through: the stages of its single lines, or the stage itself, by its own rules."""
        return self.parts or (self,)

    @property
    def input(self) -> Node:
        """What the stage reads, of several values the first."""
        return self.inputs[0]

    def backward(self, d: Node, place: int = 0) -> Assignment:
        """The gradient by one of the stage's inputs, given the gradient d of its output. Raises ShapeError."""
        x = self.inputs[place]
        return shaped(self.slope(self.edges[place] if self.edges else "x", x, d, "backward", place), x)

    def gradients(self, d: Node) -> list[Assignment]:
        """The gradients by the stage's learned parameters, given the gradient d of its output. Raises ShapeError."""
        found = []
        for edge, w in self.learned.items():
            line = self.slope(edge, w, d, "gradient")
            # A value that every observation shares (b, W where it is a number) collects the gradients of all of them.
            if line.expression.shape != w.shape:
                from ..expr.derivative import summed_to  # which most layers do without

                line = line._replace(expression=summed_to(line.expression, line.expression.shape, w.shape))
            found.append(shaped(line, w))
        return found

    def slope(self, edge: str, by: Node, d: Node, phase: str, place: int = 0) -> Assignment:
        """The gradient by one value: the rule by hand, or, of a single line that has none, the automatic derivative."""
        rule, arguments = self.rules.derivatives.get(edge), {**self.arguments, "d": d, "place": place}
        kind, called = self.rules.kind, gradient_of(by.data)
        line = self.forward[-1]
        if rule is None:
            from .graph import sent_back  # which a layer with rules of its own does without

            at_zero: Any = self.arguments.get("relu_at_zero", 0)
            return Assignment(called, sent_back(line.name, line.expression, d, by, at_zero), phase, self.layer, kind)
        origin = Origin(rule, arguments, f"{line.origin.output}>{edge}" if self.edges and line.origin else edge)
        return Assignment(called, wire(rule, arguments), phase, self.layer, kind, origin=origin)


def shaped(line: Assignment, value: Node) -> Assignment:
    """The line, if it has the shape of a value whose gradient or update it is. Raises ShapeError, which names it."""
    if line.expression.shape != value.shape:
        raise ShapeError(line.expression.shape, value.shape, line.name)
    return line


def layer_stages(problem: Problem, batch: int) -> list[Stage]:
    """The network's layers for a batch of a given size, each reading earlier values, mostly that of the one before.

    Their names are those of `output_names`.
    """
    shape = (batch, *network_inputs(problem))
    # Of a sequence, a value for each time step.
    values = {INPUT: tuple(symbol(name, shape) for name in data_names(problem))}
    stages, parametric = [], 0
    names, reads = output_names(problem.network), reads_of(problem.network)
    over_time = sequences(problem.network, problem.losses, names, reads)
    for index, (spec, name, read) in enumerate(zip(problem.network, names, reads), 1):
        parametric += bool(rules_of("layers", spec.kind).parameters)
        place = Place(index, parametric, name, inner_suffix(problem.network, index))
        x = [values[value] for value in read]
        if over_time.isdisjoint(read):
            stages.append(_layer_stage(problem, spec, place, tuple(value for (value,) in x)))
            values[name] = (stages[-1].out,)
            continue
        from .unrolled import at_each_step, together, unrolled  # which networks without sequences do without

        # What is no sequence is read at every step.
        steps = [tuple(value[t if len(value) > 1 else 0] for value in x) for t in range(len(values[INPUT]))]
        make = partial(_layer_stage, problem, spec)
        found = unrolled(problem, place, steps, make) if is_recurrent(spec) else at_each_step(place, steps, make)
        values[name] = tuple(stage.out for stage in found) if name in over_time else (found[-1].out,)
        stages.append(together(found, values[name]))
    return stages


def network_inputs(problem: Problem) -> tuple[Any, ...]:
    """The shape of an observation, or of one of its time steps: how many numbers it has, or the name of a size that is
    not known; of an image its channels, rows and columns.
    """
    if problem.data:
        x: Any = problem.data[0].x[0] if steps_of(problem) else problem.data[0].x
        return x.shape[1:] if isinstance(x, Node) else value_shape(x) if isinstance(x, tuple) else (len(x),)
    for spec in problem.network:
        for edge, dimensions in rules_of("layers", spec.kind).parameters.items():
            if edge in spec.names and dimensions[0] == "inputs":
                return value_shape(spec.parameters[edge])[:1]
    return (1,)


def _layer_stage(problem: Problem, spec: LayerSpec, place: Place, x: tuple[Node, ...]) -> Stage:
    index, rules = place.layer, rules_of("layers", spec.kind)
    parameters = {
        edge: symbol(name_of, value_shape(spec.parameters[edge]))
        for edge, name_of in _parameter_names(spec, rules, place.number).items()
    }
    arguments = {**arguments_of(rules, x, parameters, {**spec.options, **problem.conventions}), **place.before}
    own = rules._replace(extras=lines_of(rules, parameters))
    lines = _extra_lines(own, arguments, place.suffix, "forward", index)
    expression = wire(rules.out, arguments)
    out = symbol(place.name, expression.shape)
    arguments.update(out=out, outputs=size_of(out.shape[1]))
    origin = Origin(rules.out, arguments, "out")
    lines.append(Assignment(place.name, expression, "forward", index, spec.kind, origin=origin))
    frozen = problem.train.frozen if problem.train else ()
    learned = {edge: node for edge, node in parameters.items() if node.data not in frozen}
    stage = Stage(index, rules, arguments, tuple(lines), out, parameters, learned, x)
    stage = stage if place.cut else stage._replace(inputs=(*x, *place.before.values()))
    by_lines = "x" not in rules.derivatives or spec.options.get("form") == BY_NODES
    return stage._replace(parts=tuple(_parts(stage))) if by_lines else stage


def _extra_lines(rules: Rules, arguments: dict[str, Any], own: str, phase: str, layer: int | None) -> list[Assignment]:
    """The lines that a kind has beside its output, in order, each for those below it to read. own: ends their names."""
    lines = []
    for edge, rule in rules.extras.items():
        expression, name = wire(rule, arguments), f"{edge}{own}"
        arguments[edge] = symbol(name, expression.shape)
        lines.append(Assignment(name, expression, phase, layer, rules.kind, origin=Origin(rule, arguments, edge)))
    return lines


def _parts(stage: Stage) -> Iterator[Stage]:
    """A layer as the stages of its lines, each with what the line reads and, where they are written, its own rules."""
    values = {x.data: ("x", x) for x in stage.inputs}
    for line in stage.forward:
        assert line.origin
        read, output = symbols(line.expression), line.origin.output
        sends = {to: rule for (by, to), rule in stage.rules.sends.items() if by == output}
        rules = stage.rules._replace(derivatives=sends)
        given, learned = (
            {edge: w for edge, w in own.items() if w.data in read} for own in (stage.parameters, stage.learned)
        )
        found = [item for name, item in values.items() if name in read]
        out = symbol(line.name, line.expression.shape)
        edges, inputs = tuple(edge for edge, _ in found), tuple(x for _, x in found)
        yield Stage(stage.layer, rules, stage.arguments, (line,), out, given, learned, inputs, (), edges)
        values[line.name] = output, out


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


def loss_stages(problem: Problem, layers: list[Stage]) -> list[Stage]:
    """The losses of a network with these layers, each a stage."""
    parts = [part for stage in layers for part in (stage, *stage.parts)]
    values = {value.data: value for part in parts for value in (*part.inputs, part.out)}
    return [_loss_stage(problem, spec, tuple(values[of] for of in spec.of)) for spec in problem.losses]


def _loss_stage(problem: Problem, spec: LossSpec, x: tuple[Node, ...]) -> Stage:
    """A loss: its extra lines, the loss of each observation (L_i), and their mean or sum L; L2 of the second loss.

    The weight that the only loss has is in L; those of several are where they are added up.
    """
    rules, own = rules_of("losses", spec.kind), str(spec.number or "")
    batch, outputs = x[0].shape
    arguments: dict[str, Any] = {"x": x if rules.several else x[0], "n": number(batch), "outputs": size_of(outputs)}
    arguments |= {"y": symbol(spec.target, x[0].shape)} if spec.target else {}
    arguments.update(options_as_arguments(spec.options))
    lines = _extra_lines(rules, arguments, own, "loss", None)
    each, called = wire(rules.out, arguments), f"L{own}"
    if batch > 1:
        origin = Origin(rules.out, arguments, "out")
        lines.append(Assignment(f"{called}_i", each, "loss", None, spec.kind, part_of=called, origin=origin))
        each = symbol(f"{called}_i", each.shape)
    total = own_share(problem, spec, batch) * each.sum(rows)
    origin = Origin(rules.out, arguments, "total" if batch > 1 else "out")
    lines.append(Assignment(called, total, "loss", None, spec.kind, origin=origin))
    return Stage(None, rules, arguments, tuple(lines), symbol(called), {}, {}, x)


def own_share(problem: Problem, spec: LossSpec, batch: int) -> Node:
    """The factor of one observation's loss in the line of that loss: of several losses, weights stand in their sum."""
    return loss_share(problem, spec._replace(weight=Fraction(1)) if spec.number else spec, batch)


def loss_share(problem: Problem, spec: LossSpec, batch: int) -> Node:
    """The factor of one observation's loss in L: 1/batch in a mean, 1 in a sum; over ln of the logarithms' base.

    Times the weight of the loss.
    """
    base, share = problem.conventions.get("log_base"), _mean(spec, batch)
    share = share if spec.weight == 1 else as_node(spec.weight) * share
    return share / elementwise("ln", base) if base is not None and is_in_logarithms(spec.kind) else share


def sum_of_losses(problem: Problem, stages: list[Stage]) -> tuple[Assignment, ...]:
    """The lines of the losses; of several, at their end the line of their sum L, each with its weight."""
    lines = tuple(line for stage in stages for line in stage.forward)
    if len(stages) < 2:
        return lines
    terms = [
        stage.out if spec.weight == 1 else as_node(spec.weight) * stage.out
        for spec, stage in zip(problem.losses, stages)
    ]
    return (*lines, Assignment("L", elementwise("add", *terms), "loss"))


def backward_shares(problem: Problem, batch: int) -> tuple[list[Node], Node]:
    """The factors that the way back starts with, of each loss, and that the gradients by parameters get.

    The mean over a batch stands in the first, or with `mean: at_gradients` in the second: then what is handed back is
    the gradient of each observation's own loss. Source: Ng, Katanforoosh, Deep Learning Specialization, course 1.
    Losses of which some are sums have no such factor in common.
    """
    means = {_mean(spec, batch) for spec in problem.losses}
    if problem.conventions.get("mean") == "at_gradients" and len(means) == 1:
        return [loss_share(problem, spec, 1) for spec in problem.losses], means.pop()
    return [loss_share(problem, spec, batch) for spec in problem.losses], number(1)


def _mean(spec: LossSpec, batch: int) -> Node:
    return number(Fraction(1, batch if spec.reduction == "mean" else 1))


def rules_of(family: str, kind: str) -> Rules:
    """The rules of a kind. A checked problem has known kinds only."""
    rules = find(family, kind)
    assert rules is not None
    return rules


def is_in_logarithms(kind: str) -> bool:
    """Whether a loss is a logarithm, so that its base is a convention."""
    return rules_of("losses", kind).logarithmic
