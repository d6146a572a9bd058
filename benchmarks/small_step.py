"""A step of a 2-2-1 network against plain numpy: called, in a loop inside, by `solve` without rows, and as JSON lines.

python -m benchmarks.small_step
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from backprop_cli import load_text, pieces, solve

from .figures import Baseline, Figure, compared, seconds, show
from .growth import PROBLEM
from .peers import is_there, torch_baseline, torch_steps

STEPS = 5_000  # a few milliseconds, which the machine seldom interrupts
WRITTEN = 200


def sigmoid(x: np.ndarray) -> np.ndarray:
    """As everybody writes it."""
    return 1 / (1 + np.exp(-x))


def numpy_step(steps: int = 2000) -> float:
    """The seconds of one step in numpy, as everybody writes it."""
    w1, b1 = np.array([[0.1, 0.2], [0.3, 0.4]]), np.array([0.1, 0.1])
    w2, b2 = np.array([[0.5], [0.6]]), np.array([0.1])
    data = [(np.array([[1.0, 0.0]]), np.array([[1.0]])), (np.array([[0.0, 1.0]]), np.array([[0.0]]))]

    def two() -> None:
        nonlocal w1, b1, w2, b2
        for x, y in data:
            o1 = sigmoid(x @ w1 + b1)
            o2 = sigmoid(o1 @ w2 + b2)
            _loss = 0.5 * ((y - o2) ** 2).sum()
            d2 = (o2 - y) * o2 * (1 - o2)
            d1 = d2 @ w2.T * o1 * (1 - o1)
            w2, b2 = w2 - 0.5 * (o1.T @ d2), b2 - 0.5 * d2.sum(0)
            w1, b1 = w1 - 0.5 * (x.T @ d1), b1 - 0.5 * d1.sum(0)

    return seconds(two, steps // 2) / 2


def figures(rounds: int = 15) -> Iterator[Figure]:
    """The four figures; the loop also against PyTorch where it is there."""
    (problem,) = load_text(PROBLEM, "2-2-1.yaml", "2-2-1")
    step = problem.stepper()
    batches = step.batches()

    def called() -> float:
        weights, (x, y) = step.flat(), batches[0]

        def many() -> None:
            nonlocal weights
            for _ in range(STEPS):
                weights, _loss = step(weights, x, y)

        return seconds(many) / STEPS

    def looped() -> float:
        return seconds(lambda: step.run(step.flat(), batches, STEPS // 2)) / STEPS

    def solved() -> float:
        return seconds(lambda: solve(problem, steps=100_000).final) / 100_000

    def written() -> float:
        return seconds(lambda: sum(map(len, pieces(solve(problem, steps=WRITTEN), "jsonl")))) / WRITTEN

    plain = Baseline("a numpy step", numpy_step)
    yield compared("a 2-2-1 step, called", 0.04, called, plain, rounds)
    yield compared("a 2-2-1 step, the loop inside", 0.035, looped, plain, rounds)
    if is_there("torch", "a small step of PyTorch"):
        torch = torch_steps((2, 2, 1), "Sigmoid", "MSELoss", np.array([[1.0, 0.0]]), np.array([[1.0]]), 0.5)
        yield compared("the same against PyTorch", 0.005, looped, torch_baseline(torch), rounds)
    yield compared("solve, 100,000 steps, final only: a step", 0.05, solved, plain, rounds)
    yield compared("solve -f jsonl: a step", 20, written, plain, rounds)


if __name__ == "__main__":
    show(figures())
