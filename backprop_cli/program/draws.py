"""A problem as a step of some number has it, where layers draw numbers anew in each step."""

from __future__ import annotations

from ..problem.model import LayerSpec, Problem
from ..problem.parameter_keys import MAX_SEED
from ..problem.wiring import seeds_of


def at_step(problem: Problem, step: int) -> Problem:
    """The problem with the seeds of a step, counted from 1; the first has those of the file.

    A seed of a later step is larger than every seed that a file may have, so that no two steps draw the same.
    """
    return problem._replace(network=tuple(_at_step(spec, step) for spec in problem.network))


def _at_step(spec: LayerSpec, step: int) -> LayerSpec:
    moved = {name: spec.options[name] + (step - 1) * (MAX_SEED + 1) for name in seeds_of(spec)}
    return spec._replace(options={**spec.options, **moved})
