"""Misconceptions about the order of work, and about which value stands where."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, elementwise, symbol
from ...expr.traverse import parts, renamed, substitute, symbols
from .rewriting import BEFORE, COMMON, FIRST, OTHER, Misconception, RewriteContext

WORK = ("forward", "loss", "backward", "gradient", "update", "derivative", "total")


def updated_weight(right: Node, setting: RewriteContext) -> Iterator[Node]:
    """A weight after this step's update where the old one belongs; the update written out, as it comes later."""
    for name, weight in symbols(right).items():
        slope = f"dL/d{name}"
        if slope in setting.given and name != setting.line.target:
            yield substitute(right, {name: weight - symbol("lr") * symbol(slope, weight.shape)})


def _elsewhere(right: Node, setting: RewriteContext, mark: str, only: str = "") -> Iterator[Node]:
    """The line with values of another place of the work: each alone, then all of the same place."""
    places: dict[str, dict[str, str]] = {}
    for name in symbols(right):
        for extra in setting.extra:
            base, _, place = extra.partition(":")
            if base == name and place.startswith(mark) and (not only or name in only.split()):
                places.setdefault(place, {})[name] = extra
                yield renamed(right, {name: extra})
    yield from (renamed(right, names) for names in places.values() if len(names) > 1)


def old_weights(right: Node, setting: RewriteContext) -> Iterator[Node]:
    yield from _elsewhere(right, setting, FIRST)


def other_observation(right: Node, setting: RewriteContext) -> Iterator[Node]:
    yield from _elsewhere(right, setting, OTHER, "X")


def value_of_step_before(right: Node, setting: RewriteContext) -> Iterator[Node]:
    yield from _elsewhere(right, setting, BEFORE)


def wrong_operand(right: Node, setting: RewriteContext) -> Iterator[Node]:
    """One entry for many: X for O, the O of another layer, the gradient of another line."""
    for name in symbols(right):
        for other in setting.alike(name):
            if other != "lr":
                yield renamed(right, {name: other})


def line_above(right: Node, setting: RewriteContext) -> Iterator[Node]:
    """A value copied from a line before: the nearest of the same shape, and what the line reads."""
    alike = [name for name, shape in reversed(setting.given.items()) if shape == right.shape]
    read = [name for name in symbols(right) if name in alike]
    yield from (symbol(name, right.shape) for name in dict.fromkeys([*alike[:1], *read]))


def one_path_dropped(right: Node, setting: RewriteContext) -> Iterator[Node]:
    """A sum over the paths of a scalar graph without one of them."""
    for part, put in parts(right) if setting.line.origin is None else ():
        if part.op == "add":
            for index in range(len(part.args)):
                rest = [*part.args[:index], *part.args[index + 1 :]]
                yield put(elementwise("add", *rest) if len(rest) > 1 else rest[0])


def factor_lost(right: Node, setting: RewriteContext) -> Iterator[Node]:
    """A derivative in a scalar graph without the number before it."""
    for part, put in parts(right) if setting.line.origin is None else ():
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
