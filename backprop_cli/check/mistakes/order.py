"""Misconceptions about the order of work, and about which value stands where."""

from __future__ import annotations

from collections.abc import Iterator

from ...expr.node import Node, renamed, symbol, symbols
from .setting import BEFORE, COMMON, FIRST, OTHER, Mistake, Setting

WORK = ("forward", "loss", "backward", "gradient", "update", "derivative")


def updated_weight(right: Node, setting: Setting) -> Iterator[Node]:
    """A weight after this step's update where the old one belongs; the update written out, as it comes later."""
    for name, weight in symbols(right).items():
        slope = f"dL/d{name}"
        if slope in setting.given and name != setting.line.target:
            yield _put(right, name, weight - symbol("lr") * symbol(slope, weight.shape))


def _put(node: Node, name: str, other: Node) -> Node:
    from ...expr.node import replaced

    if node.op == "symbol":
        return other if node.data == name else node
    return replaced(node, tuple(_put(arg, name, other) for arg in node.args)) if node.args else node


def _elsewhere(right: Node, setting: Setting, mark: str, only: str = "") -> Iterator[Node]:
    """The line with values of another place of the work: each alone, then all of the same place."""
    places: dict[str, dict[str, str]] = {}
    for name in symbols(right):
        for extra in setting.extra:
            base, _, place = extra.partition(":")
            if base == name and place.startswith(mark) and (not only or name in only.split()):
                places.setdefault(place, {})[name] = extra
                yield renamed(right, {name: extra})
    yield from (renamed(right, names) for names in places.values() if len(names) > 1)


def old_weights(right: Node, setting: Setting) -> Iterator[Node]:
    yield from _elsewhere(right, setting, FIRST)


def other_observation(right: Node, setting: Setting) -> Iterator[Node]:
    yield from _elsewhere(right, setting, OTHER, "X")


def value_of_step_before(right: Node, setting: Setting) -> Iterator[Node]:
    yield from _elsewhere(right, setting, BEFORE)


def wrong_operand(right: Node, setting: Setting) -> Iterator[Node]:
    """One entry for many: X for O, the O of another layer, the gradient of another line."""
    for name in symbols(right):
        for other in setting.alike(name):
            if other != "lr":
                yield renamed(right, {name: other})


def line_above(right: Node, setting: Setting) -> Iterator[Node]:
    """A value copied from a line before: the nearest of the same shape, and what the line reads."""
    alike = [name for name, shape in reversed(setting.given.items()) if shape == right.shape]
    read = [name for name in symbols(right) if name in alike]
    yield from (symbol(name, right.shape) for name in dict.fromkeys([*alike[:1], *read]))


MISTAKES = (
    Mistake("updated_weight", ("backward", "gradient"), updated_weight, rank=COMMON),
    Mistake("old_weights", ("forward", "backward", "update"), old_weights, rank=COMMON),
    Mistake("wrong_observation", ("forward", "gradient"), other_observation, rank=COMMON),
    Mistake("value_of_step_before", WORK, value_of_step_before),
    Mistake("copied_line", WORK, line_above),
    Mistake("wrong_operand", ("forward", "loss", "backward", "gradient", "update"), wrong_operand),
)
