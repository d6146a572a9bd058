"""The program of one step: forward, loss, the way back with every gradient accumulated once, the updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ..evaluate.evaluate import value_shape
from ..expr.names import below, derivative, gradient_of, updated
from ..expr.node import Node, elementwise, symbol
from ..expr.traverse import renamed
from ..problem.model import Problem
from ..problem.wiring import seeds_of, works_across
from .layout import layout_of
from .line import Assignment, Program, gathered_back, make_program
from .network import Stage, backward_shares, layer_stages, loss_stages, sum_of_losses
from .slopes import penalty, waits_for_all, with_penalty_slope, with_rest, with_share
from .structure import shared, structure
from .updates import shared_updates, updates_of


class Programs:
    """The stages and the programs of one problem by batch size, each made once for all problems of its structure.

    draws: whether a layer draws numbers anew in each step, so that the program of a step depends on its number.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.layout = layout_of(problem)
        self._stages: dict[int, list[Stage]]
        self._programs: dict[tuple[int, bool], Program]
        self._stages, self._programs = shared(structure(problem))
        self.draws = any(map(seeds_of, problem.network))
        self._latest: tuple[tuple[int, bool, int], Program] | None = None

    def stages(self, batch: int) -> list[Stage]:
        """The network's layers for a batch of that many observations, in the first step."""
        if batch not in self._stages:
            self._stages[batch] = layer_stages(self.problem, batch)
        return self._stages[batch]

    @property
    def least(self) -> int:
        """On how many observations a derivation is: on one, or on a batch where a layer works across it."""
        problem = self.problem
        order = problem.train.order if problem.train else ()
        return max(map(len, order), default=len(problem.data) or 1) if works_across(problem) else 1

    def program(self, batch: int, after: bool = False, step: int = 1) -> Program:
        """The program of one step on that many observations: forward, loss, backward, update.

        With after, the forward pass and the loss once more with the new weights. step: its number, from 1; it makes a
        difference where a layer draws numbers anew in each. Raises ShapeError where a rule gives a gradient that has
        not the shape of its value.
        """
        if self.draws and step > 1:
            return self._of_step(batch, after, step)
        if (batch, after) not in self._programs:
            self._programs[batch, after] = self._make(self.problem, self.stages(batch), batch, after)
        return self._programs[batch, after]

    def _of_step(self, batch: int, after: bool, step: int) -> Program:
        """The program of a later step; of these only the latest is kept, for a training has any number of them."""
        from .draws import at_step  # which most problems do without

        key, problem = (batch, after, step), at_step(self.problem, step)
        if self._latest is None or self._latest[0] != key:
            self._latest = key, self._make(problem, layer_stages(problem, batch), batch, after)
        return self._latest[1]

    def _make(self, problem: Problem, stages: list[Stage], batch: int, after: bool) -> Program:
        if problem.graph:
            from .graph import graph_lines  # which networks do without

            lines = [*graph_lines(problem, batch), *_graph_updates(problem)]
            return make_program([*lines, *_again(lines)] if after else lines)
        lines = [line for stage in stages for line in stage.forward]
        if problem.loss and problem.data:
            losses = loss_stages(problem, stages)
            lines += _penalised(problem, stages, sum_of_losses(problem, losses))
            shares, share = backward_shares(problem, batch)
            lines += _learning(problem, stages, list(zip(losses, shares)), share)
            lines += _again(lines) if after else ()
        return make_program([self.layout.line(line) for line in lines])


def build(problem: Problem, batch: int, step: int = 1) -> Program:
    """The program of the step of that number on a batch of that many observations."""
    return Programs(problem).program(batch, step=step)


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


Losses = list[tuple[Stage, Node]]  # each with the gradient of its output, its factor in L


def way_back(stages: list[Stage], losses: Losses) -> Iterator[Assignment]:
    """The lines of the way back from the losses through the layers that lie on a way to them.

    A value, or a parameter of several layers, gets one line, the sum of what each reader sends it, once all have. Only
    values that hang on a parameter get one: nobody asks for the gradient of the data.
    """
    stages = [part for stage in stages for part in stage.through]
    needed = _learning_values(stages)
    slopes = {stage.out.data: d for stage, d in losses}
    live = set(slopes)
    for stage in reversed([*stages, *(loss for loss, _ in losses)]):
        live |= {x.data for x in stage.inputs} if stage.out.data in live else set()
    on_way = [stage for stage in [*stages, *(loss for loss, _ in losses)] if stage.out.data in live]
    senders = [(stage.out.data, stage) for stage in reversed(on_way) if stage.out.data in slopes.keys() | needed]
    yield from gathered_back(
        (name, list(_sent(stage, slopes.get(name, symbol(gradient_of(name), stage.out.shape)), needed)))
        for name, stage in senders
    )


def _learning_values(stages: list[Stage]) -> set[str]:
    """The outputs that hang on a parameter which is learned."""
    found: set[str] = set()
    for stage in stages:
        if stage.learned or any(x.data in found for x in stage.inputs):
            found.add(stage.out.data)
    return found


def _sent(stage: Stage, d: Node, needed: set[str]) -> Iterator[Assignment]:
    yield from stage.gradients(d)
    yield from (stage.backward(d, place) for place, x in enumerate(stage.inputs) if x.data in needed)


def _penalised(problem: Problem, stages: list[Stage], lines: tuple[Assignment, ...]) -> Iterator[Assignment]:
    """The lines of the loss, with the penalty on weights before the last one, and added to it."""
    *first, last = lines
    line = penalty(problem.train, (w for _, w in _learned(stages)), last.kind)
    yield from first
    if line:
        yield line
        last = with_rest(last, [symbol(line.name)])
    yield last


def _learning(problem: Problem, stages: list[Stage], losses: Losses, share: Node) -> Iterator[Assignment]:
    """The way back, then the updates; with `update_order: during_backward`, each update right after its gradient.

    share: the factor that the gradients by parameters get.
    """
    train = problem.train
    learned = _learned(stages)
    updates = {w.data: partial(updates_of, train, layer, w) for layer, w in learned if train}
    during = problem.conventions.get("update_order") == "during_backward" and train and not waits_for_all(train)
    beginning = list(shared_updates(train, (w for _, w in learned))) if train else []
    by_name, new = {gradient_of(w.data): w for _, w in learned}, dict[str, str]()
    for line in way_back(stages, losses):
        if line.name in by_name:
            line = with_penalty_slope(train, with_share(line, share), by_name[line.name])
        yield _with_new(line, new)
        if during and line.phase == "gradient":
            name = below(line.name)
            yield from (*beginning, *updates[name]())
            beginning, new[name] = [], updated(name)
    if not during:
        yield from beginning
        for update in updates.values():
            yield from update()


def _with_new(line: Assignment, new: dict[str, str]) -> Assignment:
    """The line with the new values of what is updated already, and so in its terms."""
    terms = tuple(term._replace(line=_with_new(term.line, new)) for term in line.terms)
    return line._replace(expression=renamed(line.expression, new), terms=terms) if new else line


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
