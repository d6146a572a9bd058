"""What a formula in an answer may call: the unknown functions of a problem, and f, which is its activation."""

from __future__ import annotations

from ...errors import ShapeError
from ...expr.node import Node, number, symbol
from ...expr.traverse import fold, replaced
from ...problem.model import Problem
from ...program.network import Stage, layer_stages
from ...rules import wire

# What lectures call an activation; with ′ its derivative.
USUAL = ("f", "F", "g", "φ")
PLACE = symbol("place")


def unknown_functions(problem: Problem) -> set[str]:
    """The names of a problem's unknown functions."""
    return {name for layer in problem.network for name in layer.options.values() if isinstance(name, str)}


class Activation:
    """The activation of a network without numbers, where it has only one however often, and its other names.

    names: those that mean it without being its own; none where there are several activations.
    """

    def __init__(self, problem: Problem) -> None:
        stages = layer_stages(problem, 1) if problem.symbolic and problem.network else []
        plain = (stage for stage in stages if stage.rules.is_activation)
        found = {out: stage for stage in plain if (out := _of_place(stage))}
        found.pop(PLACE, None)  # the identity is none
        self.stage = next(iter(found.values())) if len(found) == 1 else None
        taken = unknown_functions(problem) | set(problem.names.values())
        self.names = set(USUAL) - taken if self.stage else set()

    def read(self, node: Node) -> Node:
        """An expression with the activation in the place of the functions of its other names."""
        return fold(node, self._read) if self.names else node

    def _read(self, part: Node, args: tuple[Node, ...]) -> Node:
        if part.op != "call" or self.stage is None or part.data.rstrip("′") not in self.names:
            return replaced(part, args) if args else part
        out = _out(self.stage, *args)
        if part.data in self.names:
            return out
        edges = {**self.stage.arguments, "x": args[0], "out": out, "d": number(1)}
        return wire(self.stage.rules.derivatives["x"], edges)


def _of_place(stage: Stage) -> Node | None:
    """The activation of a single number; None for one of whole rows, which takes none."""
    try:
        return _out(stage, PLACE)
    except ShapeError:
        return None


def _out(stage: Stage, x: Node) -> Node:
    return wire(stage.rules.out, {**stage.arguments, "x": x})
