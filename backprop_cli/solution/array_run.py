"""Steps of a problem on arrays, one after the other: the way of those that are too large to be compiled."""

from __future__ import annotations

from ..errors import Message, fail
from ..problem.model import Problem, Train
from ..program.step import Programs
from ..program.updates import rate_of, state_values
from .array_steps import ArraySteps
from .training_data import Batch, Numbers, TrainingData, as_arrays
from .values import floats_of, loss_of, parameters


class ArrayRun:
    """What a problem learns, as arrays, and the steps that change it. Raises BackpropError where it learns nothing.

    The problem is one in the layout of the rules, weights (inputs, outputs). names: of what is learned, and of what the
    optimiser remembers, as the program has them. data: of the problem, as arrays.
    """

    def __init__(self, problem: Problem) -> None:
        self.train, self.loss, self.data = trainable(problem), loss_of(problem), TrainingData(problem)
        given = {**parameters(problem), **state_values(problem)}
        self.names = tuple(given)
        # One thing, so that whatever interrupts a step leaves the values of the one before it, and its number.
        self.now: tuple[Numbers, int] = (as_arrays(floats_of(given)), self.train.done)
        self._rate = None if self.train.rate_changes else floats_of(rate_of(self.train, 1))
        self._steps = ArraySteps(Programs(problem), self.names, self.loss, ("y_hat",) if self.data.decides else ())

    def bound(self, number: int) -> Numbers:
        """What names are bound to before a step of this number: what is learned, and the rate."""
        rate = self._rate if self._rate is not None else floats_of(rate_of(self.train, number))
        return {**self.now[0], **rate}

    def step(self, number: int, batch: Batch) -> Numbers | None:
        """Takes a step; its loss and, where something is decided, y_hat and y.

        None where a number is not finite, or does not exist: then nothing has changed.
        """
        data = self.data.batch(batch)
        found = self._steps.take(number, len(batch), {**self.bound(number), **data})
        if found is None:
            return None
        values, new = found
        self.now = (new, number)
        return {**values, **data}


def trainable(problem: Problem) -> Train:
    """How a problem is trained. Raises BackpropError where it cannot be."""
    train = problem.train
    # A formula descends without observations, and is its own loss.
    missing = "train" if train is None else ""
    if train and not problem.graph:
        missing = "data" if not problem.data else "loss" if not problem.loss else ""
    if missing or train is None:
        raise fail("fault.not_trainable", None, Message(f"hint.train_{missing}"), name=problem.name, missing=missing)
    if problem.symbolic:
        raise fail("fault.train_symbols", None, Message("hint.train_symbols"), name=problem.name)
    return train
