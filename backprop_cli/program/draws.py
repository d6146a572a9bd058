"""A problem as a step of some number has it, where layers draw numbers anew in each; and as whoever predicts has it."""

from __future__ import annotations

from ..problem.model import LayerSpec, Problem
from ..problem.parameter_keys import MAX_SEED
from ..problem.wiring import seeds_of
from ..rules import edges_of, find

APART = 2**40  # more than the steps that there can be


def at_step(problem: Problem, step: int) -> Problem:
    """The problem with the seeds of a step, counted from 1; the first has those of the file.

    A seed of a later step is larger than every seed that a file may have, so that no two steps draw the same; nor do
    two layers: of those with the same seed, the first one draws by it.
    """
    found, seen = list[LayerSpec](), list[object]()
    for spec in problem.network:
        moved = {}
        for name in seeds_of(spec):
            seed = spec.options[name]
            moved[name] = seed + (step - 1 + APART * seen.count(seed)) * (MAX_SEED + 1)
            seen.append(seed)
        found.append(spec._replace(options={**spec.options, **moved}))
    return problem._replace(network=tuple(found))


def predicting(problem: Problem) -> Problem:
    """The problem as whoever predicts has it: with no number drawn, and nothing dropped."""
    return problem._replace(network=tuple(map(_predicting, problem.network)))


def _predicting(spec: LayerSpec) -> LayerSpec:
    rules = find("layers", spec.kind)
    told = rules.predicts if rules else {}
    options = {name: rule(*(spec.options[edge] for edge in edges_of(rule))) for name, rule in told.items()}
    return spec._replace(options={**spec.options, **options})
