"""Which predictions are right: the class that a prediction decides for, as far as the loss speaks of classes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..problem.model import Problem
from ..rules import find
from ..typed import Any


def rightly_decided(problem: Problem, y: Any) -> Callable[[Any, Any], int] | None:
    """A function of predictions and targets, (batch, outputs), that counts the rows decided rightly; None: no classes.

    y: the targets of all observations. Where each of them is a distribution, or one class of several, the largest
    output decides; else every output must lie on its target's side of the loss's `threshold`.
    """
    rules = find("losses", problem.loss.kind) if problem.loss else None
    if rules is None or rules.targets is None or y is None or not (rules.threshold or rules.distribution):
        return None
    threshold, low, high = (float(Fraction(said)) for said in (rules.threshold or "0", *rules.targets))
    middle = (low + high) / 2
    is_one_of_several = y.shape[1] > 1 and ((y > middle).sum(axis=1) == 1).all()

    def largest(y_hat: Any, y: Any) -> int:
        """How many rows have their largest output where the largest target is."""
        return int((y_hat.argmax(axis=1) == y.argmax(axis=1)).sum())

    def by_sides(y_hat: Any, y: Any) -> int:
        """How many rows have every output on its target's side."""
        return int(((y_hat >= threshold) == (y > middle)).all(axis=1).sum())

    return largest if rules.distribution or is_one_of_several else by_sides
