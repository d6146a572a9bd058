"""Layers that draw numbers anew in each step: which they are, and the problem as a step of some number has it."""

from __future__ import annotations

from ..problem.model import LayerSpec, Problem
from ..problem.parameter_keys import MAX_SEED
from .network import rules_of


def draws_anew(problem: Problem) -> bool:
    """Whether a layer draws numbers anew in each step, so that the program of a step depends on its number."""
    return any(map(_seeds, problem.network))


def at_step(problem: Problem, step: int) -> Problem:
    """The problem with the seeds of a step, counted from 1; the first has those of the file.

    A seed of a later step is larger than every seed that a file may have, so that no two steps draw the same.
    """
    return problem._replace(network=tuple(_at_step(spec, step) for spec in problem.network))


def _at_step(spec: LayerSpec, step: int) -> LayerSpec:
    moved = {name: spec.options[name] + (step - 1) * (MAX_SEED + 1) for name in _seeds(spec)}
    return spec._replace(options={**spec.options, **moved}) if moved else spec


def _seeds(spec: LayerSpec) -> list[str]:
    """The options from which a layer draws what its file does not give."""
    drawn = rules_of("layers", spec.kind).drawn
    return [seed for name, seed in drawn.items() if spec.options.get(name) is None]
