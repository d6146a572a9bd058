"""Layers over time: the stages of every time step, which share the layer's parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..expr.node import Node, symbol
from ..problem.model import OUTPUT, Problem
from ..problem.series import ALL, at_step, hidden_size, out_line, state_name
from ..rules import find
from ..typed import Any
from .line import Place

Steps = Sequence[tuple[Node, ...]]


Make = Callable[[Place, tuple[Node, ...]], Any]  # of a place and what is read there, the stage


def at_each_step(place: Place, steps: Steps, make: Make) -> list[Any]:
    """The stages of a layer that does the same at every time step.

    place: the layer's place in the network; steps: what it reads at each; make: gives the stage of a place.
    """
    places = enumerate(steps, 1)
    return [make(place._replace(name=at_step(place.name, t), suffix=at_step(place.suffix, t)), x) for t, x in places]


def unrolled(problem: Problem, place: Place, steps: Steps, make: Make) -> list[Any]:
    """The stages of a recurrent layer: each reads the data of its time step and what the step before handed on.

    With `bptt: k`, the gradient goes back k steps at most: it is cut between the last k steps and those before them,
    and so on. Source: Williams, Peng, An Efficient Gradient-Based Algorithm for On-Line Training, 1990.
    """
    spec, batch = problem.network[place.layer - 1], steps[0][0].shape[0]
    rules = find("layers", spec.kind)
    assert rules
    own, last = state_name(problem.network, place.layer, ""), len(steps)
    states = {line: symbol(at_step(line + own, 0), (batch, hidden_size(spec))) for line in rules.carried}
    within, found = int(spec.options.get("bptt", last)), []
    for t, x in enumerate(steps, 1):
        name = at_step(out_line(rules) + own, t)
        if place.name == OUTPUT and spec.options.get("outputs") == ALL:
            name = at_step(OUTPUT, t)
        elif place.name == OUTPUT and t == last:
            name = OUTPUT
        before = {f"{line}_before": state for line, state in states.items()}
        here = place._replace(
            name=name, suffix=at_step(own, t), before=before, cut=(last - t + 1) % within == 0 and t > 1
        )
        stage = make(here, x)
        states = {line: stage.arguments.get(line, stage.out) for line in rules.carried}
        found.append(stage)
    return found


def together(found: list[Any], outs: tuple[Node, ...]) -> Any:
    """A layer over time: the stages of its time steps as one, whose parts they are. outs: what it puts out."""
    parts = tuple(part for stage in found for part in stage.through)
    own = {line.name for stage in found for line in stage.forward}
    inputs = {x.data: x for part in parts for x in part.inputs if x.data not in own}
    forward = tuple(line for stage in found for line in stage.forward)
    return found[-1]._replace(forward=forward, inputs=tuple(inputs.values()), parts=parts, outs=outs)
