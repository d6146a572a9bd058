"""Ten thousand variants of exercise 3, both steps, against a loop of plain numpy over them.

python -m benchmarks.variants
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from backprop_cli import load

from .figures import Baseline, Figure, compared, seconds, show
from .peers import is_there, jax_variants
from .small_step import sigmoid

COUNT, LOOPED = 10_000, 100


def figures(rounds: int = 15) -> Iterator[Figure]:
    """The seconds of a variant; against jax too where it is there."""
    random = np.random.default_rng(0)
    weights, x = random.normal(size=(6, COUNT)), random.normal(size=(2, 1, COUNT))
    y = random.integers(0, 2, size=(2, 1, COUNT)).astype(float)
    step = load("ex3")[0].stepper(many=True)
    batches = list(zip(x, y))

    def one_by_one() -> float:
        return seconds(lambda: [numpy_variant(weights[:, n], x[..., n], y[..., n]) for n in range(LOOPED)]) / LOOPED

    def together() -> float:
        return seconds(lambda: step.run(weights, batches), 5) / COUNT

    yield compared(
        "10,000 variants of ex3: one of them", 1500, together, Baseline("two numpy steps", one_by_one), rounds, True
    )
    if is_there("jax", "variants in jax"):
        yield compared("the same against jax", 3, together, jax_variants(weights, x, y), rounds, True)


def numpy_variant(weights: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    """Both steps of one variant in numpy, as everybody writes them."""
    w1, b1, w2, b2, w3, b3 = (w.reshape(1, 1) for w in weights)
    for row, target in zip(x[:, None], y[:, None]):
        o1 = sigmoid(row @ w1 + b1)
        o2 = sigmoid(o1 @ w2 + b2)
        o3 = sigmoid(o2 @ w3 + b3)
        _loss = 0.5 * ((target - o3) ** 2).sum()
        d3 = (o3 - target) * o3 * (1 - o3)
        d2 = d3 @ w3.T * o2 * (1 - o2)
        d1 = d2 @ w2.T * o1 * (1 - o1)
        w3, b3 = w3 - o2.T @ d3, b3 - d3.sum(0)
        w2, b2 = w2 - o1.T @ d2, b2 - d2.sum(0)
        w1, b1 = w1 - row.T @ d1, b1 - d1.sum(0)
    return w1, b1, w2, b2, w3, b3


if __name__ == "__main__":
    show(figures())
