"""How large a step is: small ones are compiled, and their lines decided exactly; large ones are taken on arrays."""

from __future__ import annotations

from ..evaluate.evaluate import elements
from ..problem.model import Problem
from ..tolerances import MOST_PIECES
from .values import parameters


def is_large(problem: Problem) -> bool:
    """Whether a step is too large to be compiled, so that many of them would take minutes one by one."""
    size = sum(len(elements(value)) for value in parameters(problem).values())
    largest = max(map(len, problem.train.order), default=0) if problem.train else 0
    return size * largest * 4 > MOST_PIECES  # of a weight and an observation: forward, backward, gradient, update
