"""Misconceptions about the order of work, and about which value stands where."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.names import gradient_of, parse, plain_name
from ...expr.node import Node, symbol
from ...expr.traverse import parts, renamed, substitute, symbols
from .rewriting import BEFORE, COMMON, FIRST, OTHER, Misconception, RewriteContext, terms_left_out

WORK = ("forward", "loss", "backward", "gradient", "update", "derivative", "total")


def updated_weight(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They used a weight that they had updated already, where the old one belongs."""
    for name, weight in symbols(right).items():
        slope = gradient_of(name)
        if slope in context.given and name != context.line.target:
            # The update is written out: in the program's order its line comes only later.
            yield substitute(right, {name: weight - symbol("lr") * symbol(slope, weight.shape)})


def _elsewhere(right: Node, context: RewriteContext, mark: str, only: str = "") -> Iterator[Node]:
    """The line with values of another place of the work: each alone, then all of the same place."""
    places: dict[str, dict[str, str]] = {}
    for name in symbols(right):
        for other in context.elsewhere:
            place = parse(other).mark
            if plain_name(other) == name and place.startswith(mark) and only in ("", name):
                places.setdefault(place, {})[name] = other
                yield renamed(right, {name: other})
    yield from (renamed(right, names) for names in places.values() if len(names) > 1)


def old_weights(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They went on with the weights of the first step."""
    yield from _elsewhere(right, context, FIRST)


def other_observation(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They looked up the inputs of another observation."""
    yield from _elsewhere(right, context, OTHER, "X")


def value_of_step_before(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They took a value from the step before."""
    yield from _elsewhere(right, context, BEFORE)


def wrong_operand(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They put another value of the same shape in the place of the right one: X for O, another layer's O."""
    for name in symbols(right):
        for other in context.alike(name):
            if other != "lr":
                yield renamed(right, {name: other})


def line_above(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They copied the value of a line before: the nearest of the same shape, or one that this line reads."""
    alike = [name for name, shape in reversed(context.given.items()) if shape == right.shape]
    read = [name for name in symbols(right) if name in alike]
    yield from (symbol(name, right.shape) for name in dict.fromkeys([*alike[:1], *read]))


def one_path_dropped(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They left out one of the paths by which a value reaches the output of a scalar graph."""
    for part, put in parts(right) if context.line.origin is None else ():
        if part.op == "add":
            yield from map(put, terms_left_out(part))


def factor_lost(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They lost the number before a derivative in a scalar graph."""
    for part, put in parts(right) if context.line.origin is None else ():
        if part.op == "mul":
            yield from (put(part.args[1 - index]) for index in (0, 1) if part.args[index].op == "number")


MISTAKES = (
    Misconception("path_left_out", ("backward", "total"), one_path_dropped, rank=COMMON),
    Misconception("lost_factor_two", ("jacobian", "total", "backward"), factor_lost, rank=COMMON),
    Misconception("updated_weight", ("backward", "gradient"), updated_weight, rank=COMMON),
    Misconception("old_weights", ("forward", "backward", "update"), old_weights, rank=COMMON),
    Misconception("wrong_observation", ("forward", "gradient"), other_observation, rank=COMMON),
    Misconception("value_of_step_before", WORK, value_of_step_before),
    Misconception("copied_line", WORK, line_above),
    Misconception("wrong_operand", WORK, wrong_operand),
)
