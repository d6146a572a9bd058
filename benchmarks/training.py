"""An epoch of a 64-32-10 network on 1,600 observations, in mini-batches of 32, against a plain loop in numpy.

python -m benchmarks.training
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backprop_cli import load, train

from .figures import Baseline, Figure, compared, seconds, show

ROWS, BATCH, RATE = 1600, 32, 0.1
PROBLEM = f"""
network:
  - linear: {{inputs: 64, outputs: 32, init: {{he: {{seed: 1}}}}, bias: 0}}
  - relu
  - linear: {{outputs: 10, init: {{he: {{seed: 2}}}}, bias: 0}}
loss: cross_entropy_with_logits
data: {{file: data.npz}}
train: {{lr: {RATE}, batch: {BATCH}, epochs: 1, seed: 1}}
"""


def numpy_epoch(x: np.ndarray, y: np.ndarray) -> None:
    """An epoch as everybody writes it."""
    random = np.random.default_rng(0)
    w1, b1 = random.normal(size=(64, 32)) * (2 / 64) ** 0.5, np.zeros(32)
    w2, b2 = random.normal(size=(32, 10)) * (2 / 32) ** 0.5, np.zeros(10)
    order, total = random.permutation(ROWS), 0.0
    for start in range(0, ROWS, BATCH):
        rows = order[start : start + BATCH]
        xb, yb = x[rows], y[rows]
        h = xb @ w1 + b1
        o = np.maximum(h, 0)
        z = o @ w2 + b2
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        total -= np.log((p * yb).sum(1)).sum()
        d2 = (p - yb) / BATCH
        d1 = d2 @ w2.T * (h > 0)
        w2, b2 = w2 - RATE * (o.T @ d2), b2 - RATE * d2.sum(0)
        w1, b1 = w1 - RATE * (xb.T @ d1), b1 - RATE * d1.sum(0)


def figures(rounds: int = 15) -> Iterator[Figure]:
    """The figure, with what an epoch prints: its loss and its accuracy."""
    random = np.random.default_rng(1)
    x, classes = random.random((ROWS, 64)), random.integers(0, 10, ROWS)
    y = np.eye(10)[classes]
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "data.npz", X=x, y=classes)
        place = Path(folder) / "problem.yaml"
        place.write_text(PROBLEM, "utf-8")
        (problem,) = load(place)
        ours = lambda: seconds(lambda: list(train(problem).epochs()))  # noqa: E731
        plain = Baseline("in plain numpy", lambda: seconds(lambda: numpy_epoch(x, y)))
        yield compared("64-32-10, 50 mini-batches: an epoch", 4, ours, plain, rounds)


if __name__ == "__main__":
    show(figures())
