"""Training: the program of a step run on arrays, step after step, epoch after epoch; nothing is written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from ..evaluate.arrays import ArrayWalk
from ..evaluate.evaluate import Value
from ..expr.names import plain_name
from ..notebook_display import as_html
from ..problem.model import Problem
from ..program.draws import predicting
from ..program.layout import laid_out_as
from ..program.step import Programs
from ..records import NamedTuple
from ..typed import Any
from .advance import advanced, nested
from .array_run import ArrayRun, trainable
from .schedule import entries_after
from .solution import Solution, solve
from .training_data import Batch, Numbers, as_arrays


class Epoch(NamedTuple):
    """What an epoch of training came to.

    number: from 1. steps: how many are done at its end. loss: the mean over its mini-batches, each with the weights as
    they were at its step. accuracy: the share of observations decided rightly there; None where the loss decides
    nothing. test_loss, test_accuracy: those of the observations held out, with the weights at its end; None: there are
    none. Of an epoch that was begun earlier, loss and accuracy are about the steps that were left.

    >>> from backprop_cli import load, train
    >>> (epoch,) = train(load("xor#xor")[0]).epochs()
    >>> epoch.number, epoch.steps, round(epoch.loss, 3), epoch.accuracy
    (1, 1, 0.529, 1.0)
    """

    number: int
    steps: int
    loss: float
    accuracy: float | None = None
    test_loss: float | None = None
    test_accuracy: float | None = None


class Training:
    """A problem being trained: iterate over `epochs()` once; those left are taken where somebody asks for `final`.

    first, last: the numbers of the first step and of the last one. history: the epochs so far. stopped: whether it was
    ended before the last step.

    >>> from backprop_cli import load, train
    >>> training = train(load("xor#xor", edits=[("train.epochs", "2", "--epochs")])[0])
    >>> [(epoch.number, round(epoch.loss, 3)) for epoch in training.epochs()]
    [(1, 0.529), (2, 0.52)]
    >>> training.arrays()["W1"].shape, training.done
    ((2, 2), 2)
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.train = problem, trainable(problem)
        # Trained in the layout of the rules, weights (inputs, outputs): another one is how lines are written.
        self._usual = laid_out_as(problem, problem._replace(conventions={}))
        self._run = ArrayRun(self._usual)
        self.first, self.last = self.train.done + 1, len(self.train.order) * self.train.epochs
        self.history: list[Epoch] = []
        self.stopped = False
        self._names = {plain_name(name): name for name in self._run.names}

    def _repr_html_(self) -> str:
        return as_html(self)

    @property
    def weights(self) -> Numbers:
        """Parameters and what the optimiser remembers, by name (W1, v_W1, t), as arrays and floats.

        Weights are (inputs, outputs), whatever the layout of the problem.
        """
        return {plain: _copied(self._run.now[0][full]) for plain, full in self._names.items()}

    @property
    def done(self) -> int:
        """How many steps are done."""
        return self._run.now[1]

    def epochs(self, seen: Callable[[int, float], None] = lambda done, loss: None) -> Iterator[Epoch]:
        """The epochs that are left. seen: is told after each step how many are done, and its loss.

        Raises BackpropError, with the step and the line, where a number overflows or does not exist.
        """
        each = len(self.train.order)
        totals = _Totals()
        for number, batch in entries_after(self.train, self.done):
            if number > self.last:
                return
            loss, right = self.step(number, batch)
            totals.add(loss, right, len(batch))
            seen(number, loss)
            if number % each == 0:
                epoch = totals.epoch(number // each, number)._replace(**self.tested())
                totals = _Totals()
                self.history.append(epoch)
                yield epoch

    def step(self, number: int, batch: Batch) -> tuple[float, int | None]:
        """Takes one step; its loss, and how many observations were decided rightly before it."""
        values = self._run.step(number, batch) or self._replayed(number, batch)
        right = self._run.data.right(values["y_hat"], values["y"]) if self._run.data.decides else None
        return float(values[self._run.loss]), right

    def take(self, until: int) -> None:
        """Takes the steps up to one; nothing is kept of them but the weights. Raises BackpropError as `epochs` does."""
        for number, batch in entries_after(self.train, self.done):
            if number > until:
                return
            self.step(number, batch)

    def tested(self) -> dict[str, Any]:
        """The loss and the accuracy on the observations that are held out, with the weights of now."""
        held = self.train.held
        if not held:
            return {}
        walk = ArrayWalk({**self._run.bound(self.done), **self._run.data.batch(held)})
        lines = (line for line in self._predicting.program(len(held)) if line.phase in ("forward", "loss"))
        for line in lines:
            walk.values[line.name] = walk.value(line.expression)
        right = self._run.data.right(walk.values["y_hat"], walk.values["y"]) if self._run.data.decides else None
        accuracy = None if right is None else right / len(held)
        return {"test_loss": float(walk.values[self._run.loss]), "test_accuracy": accuracy}

    @cached_property
    def _predicting(self) -> Programs:
        """The programs of whoever predicts, by whose layers nothing is dropped."""
        return Programs(predicting(self._usual))

    def finish(self) -> None:
        """Takes the steps that are left, unless it was stopped."""
        if not self.stopped:
            for _ in self.epochs():
                pass

    @property
    def so_far(self) -> dict[str, Value]:
        """The parameters by name as they are now, then what the optimiser remembers, as nested tuples of floats."""
        return {name: nested(value) for name, value in self.weights.items()}

    @property
    def final(self) -> dict[str, Value]:
        """The same after the last step."""
        self.finish()
        return self.so_far

    def arrays(self) -> dict[str, Any]:
        """The final parameters, and what the optimiser remembers, as numpy arrays."""
        self.finish()
        import numpy

        return {name: numpy.array(value) for name, value in self.weights.items()}

    def now(self) -> Problem:
        """The problem with the weights of now and the steps that are done: from it everything goes on."""
        return advanced(self.problem, self.weights, self.done)

    def solution(self) -> Solution:
        """The solution that has come so far: none of its steps is left; `after_step` makes the problem's file of it."""
        return solve(self.now(), steps=0)

    def _replayed(self, number: int, batch: Batch) -> Numbers:
        """Takes a step as it is written out; its values. Raises BackpropError, which names the line."""
        for _ in solve(self.now(), steps=1).steps():
            pass
        solution = solve(advanced(self._usual, self.weights, self.done), steps=1)
        *_, row = solution.trace()
        after = as_arrays(solution.final)
        self._run.now = ({full: after[plain] for plain, full in self._names.items()}, number)
        return {**as_arrays(row.values), **self._run.data.batch(batch)}


class _Totals:
    """Losses and right decisions of an epoch so far."""

    def __init__(self) -> None:
        self.loss, self.observations, self.steps = 0.0, 0, 0
        self.right: int | None = 0

    def add(self, loss: float, right: int | None, observations: int) -> None:
        """Adds those of a step."""
        self.loss += loss
        self.observations += observations
        self.steps += 1
        self.right = None if right is None or self.right is None else self.right + right

    def epoch(self, number: int, steps: int) -> Epoch:
        """The epoch of which these are all steps."""
        accuracy = None if self.right is None else self.right / self.observations
        return Epoch(number, steps, self.loss / self.steps, accuracy)


def _copied(value: Any) -> Any:
    import numpy

    return numpy.array(value) if numpy.ndim(value) else float(value)
