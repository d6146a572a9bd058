"""The program of one step: forward, loss, the way back with every gradient accumulated once, the updates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from ..evaluate.evaluate import value_shape
from ..expr.names import derivative, gradient_of, parse, updated
from ..expr.node import Node, elementwise, symbol
from ..expr.traverse import renamed
from ..problem.model import Problem
from .graph import graph_lines
from .layout import layout_of
from .line import Assignment, Program, from_readers, make_program
from .network import Stage, backward_shares, layer_stages, loss_stage
from .slopes import penalty, waits_for_all, with_penalty_slope, with_rest, with_share
from .structure import shared, structure
from .updates import shared_updates, updates_of


class Programs:
    """The stages and the programs of one problem by batch size, each made once for all problems of its structure."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.layout = layout_of(problem)
        self._stages: dict[int, list[Stage]]
        self._programs: dict[tuple[int, bool], Program]
        self._stages, self._programs = shared(structure(problem))

    def stages(self, batch: int) -> list[Stage]:
        """The network's layers for a batch of that many observations."""
        if batch not in self._stages:
            self._stages[batch] = layer_stages(self.problem, batch)
        return self._stages[batch]

    def program(self, batch: int, after: bool = False) -> Program:
        """The program of one step on that many observations: forward, loss, backward, update.

        With after, the forward pass and the loss once more with the new weights. Raises ShapeError where a rule gives
        a gradient that has not the shape of its value.
        """
        if (batch, after) not in self._programs:
            self._programs[batch, after] = self._make(batch, after)
        return self._programs[batch, after]

    def _make(self, batch: int, after: bool) -> Program:
        problem = self.problem
        if problem.graph:
            lines = [*graph_lines(problem, batch), *_graph_updates(problem)]
            return make_program([*lines, *_again(lines)] if after else lines)
        stages = self.stages(batch)
        lines = [line for stage in stages for line in stage.forward]
        if problem.loss and problem.data:
            loss = loss_stage(problem, stages[-1].out)
            lines += _penalised(problem, stages, loss.forward)
            lines += _learning(problem, [*stages, loss], backward_shares(problem, batch))
            lines += _again(lines) if after else ()
        return make_program([self.layout.line(line) for line in lines])


def build(problem: Problem, batch: int) -> Program:
    """The program of one step on a batch of that many observations."""
    return Programs(problem).program(batch)


def _again(lines: list[Assignment]) -> Iterator[Assignment]:
    """The forward pass and the loss once more, reading the new weights and what follows from them."""
    new = {line.target: line.name for line in lines if line.target}
    first = [line for line in lines if line.phase in ("forward", "loss")]
    new |= {line.name: updated(line.name) for line in first}
    for line in first:
        expression = renamed(line.expression, new)
        part_of = line.part_of and new[line.part_of]
        yield Assignment(
            new[line.name], expression, "after", line.layer, line.kind, part_of=part_of, address=line.shown
        )


def chain(stages: list[Stage], d: Node) -> Iterator[Assignment]:
    """The lines of the way back through consecutive stages; d: the gradient of the last one's output.

    A value, or a parameter of several stages, gets one line, the sum of what each reader sends it, once all have.
    Ends at the first stage that learns: nobody asks for the gradient of the data.
    """
    first = next((i for i, stage in enumerate(stages) if stage.learned), len(stages) - 1)
    readers = Counter(w.data for stage in stages for w in stage.learned.values())
    sent: dict[str, list[Assignment]] = {}
    for index in range(len(stages) - 1, first - 1, -1):
        stage = stages[index]
        for line in stage.gradients(d):
            lines = sent.setdefault(line.name, [])
            lines.append(line)
            if len(lines) == readers[parse(line.name).by]:
                yield _gathered(lines)
        if index > first:
            line = stage.backward(d)
            yield line
            d = symbol(line.name, line.expression.shape)


def _penalised(problem: Problem, stages: list[Stage], lines: tuple[Assignment, ...]) -> Iterator[Assignment]:
    """The lines of the loss, with the penalty on weights before the last one, and added to it."""
    *first, last = lines
    line = penalty(problem.train, (w for _, w in _learned(stages)), last.kind)
    yield from first
    if line:
        yield line
        last = with_rest(last, [symbol(line.name)])
    yield last


def _gathered(lines: list[Assignment]) -> Assignment:
    """The line of a gradient, from what each reader sends; of one reader alone its own line."""
    if len(lines) == 1:
        return lines[0]
    return lines[-1]._replace(expression=from_readers(line.expression for line in lines), origin=None)


def _learning(problem: Problem, stages: list[Stage], shares: tuple[Node, Node]) -> Iterator[Assignment]:
    """The way back, then the updates; with `update_order: during_backward`, each update right after its gradient.

    shares: the factors that the way back starts with, and that the gradients by parameters get.
    """
    train = problem.train
    learned = _learned(stages)
    updates = {w.data: partial(updates_of, train, layer, w) for layer, w in learned if train}
    during = problem.conventions.get("update_order") == "during_backward" and train and not waits_for_all(train)
    beginning = list(shared_updates(train, (w for _, w in learned))) if train else []
    by_name, new = {gradient_of(w.data): w for _, w in learned}, dict[str, str]()
    for line in chain(stages, shares[0]):
        if line.name in by_name:
            line = with_penalty_slope(train, with_share(line, shares[1]), by_name[line.name])
        yield line._replace(expression=renamed(line.expression, new)) if new else line
        if during and line.phase == "gradient":
            name = parse(line.name).by
            yield from (*beginning, *updates[name]())
            beginning, new[name] = [], updated(name)
    if not during:
        yield from beginning
        for update in updates.values():
            yield from update()


def _learned(stages: Iterable[Stage]) -> list[tuple[int | None, Node]]:
    """The parameters that steps change, each with its layer; one that several layers learn with the first of them."""
    found: dict[str, tuple[int | None, Node]] = {}
    for stage in stages:
        for w in stage.learned.values():
            found.setdefault(w.data, (stage.layer, w))
    return list(found.values())


def _graph_updates(problem: Problem) -> Iterator[Assignment]:
    """The updates of what a graph learns, downhill or uphill."""
    graph, train = problem.graph, problem.train
    if train is None or graph is None:
        return
    learned = {name: symbol(name, value_shape(graph.at.get(name))) for name in graph.learn}
    slopes = {gradient_of(name): derivative(graph.output, name) for name in graph.learn}
    lines = [*shared_updates(train, learned.values())]
    for w in learned.values():
        lines += updates_of(train, None, w)
    for line in lines:
        expression, origin = renamed(line.expression, slopes), line.origin
        if origin:
            edges = origin.arguments.items()
            read = {edge: renamed(node, slopes) if isinstance(node, Node) else node for edge, node in edges}
            origin = origin._replace(arguments=read)
        if graph.ascent and line.target in learned:
            expression = _uphill(expression, learned[line.target])
        yield line._replace(expression=expression, origin=origin)


def _uphill(update: Node, w: Node) -> Node:
    """An update with its step the other way round: w + γ·d for w − γ·d."""
    if update.op == "add" and update.args[0] is w:
        return elementwise("add", w, *(-term for term in update.args[1:]))
    return 2 * w - update
