"""A step of 784-512-10 on 64 observations, ReLU and cross-entropy of a softmax, against the bare products and update.

python -m benchmarks.large_step
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from backprop_cli import load_text

from .figures import Baseline, Figure, compared, seconds, show
from .peers import is_there, torch_baseline, torch_steps

BATCH, STEPS = 64, 10  # so many that the weights of the other side no longer fill the cache
PRODUCTS = {"float64": "the bare products", "float32": "the bare products in float32"}
PROBLEM = f"""
network:
  - linear: {{outputs: 512, init: {{he: {{seed: 1}}}}, bias: [{", ".join(["0"] * 512)}]}}
  - relu
  - linear: {{outputs: 10, init: {{he: {{seed: 2}}}}, bias: [{", ".join(["0"] * 10)}]}}
loss: cross_entropy_with_logits
data: [{{x: [{", ".join(["0.5"] * 784)}], y: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]}}]
train: {{lr: 0.01}}
"""


def bare(dtype: str) -> Callable[[], None]:
    """The five products of both layers and the two updates, into arrays made before: no step can do less."""
    random = np.random.default_rng(0)
    x, w1, w2 = (random.normal(size=size).astype(dtype) / 30 for size in ((BATCH, 784), (784, 512), (512, 10)))
    h1, h2, d1, g1, g2 = (
        np.empty(size, dtype) for size in ((BATCH, 512), (BATCH, 10), (BATCH, 512), w1.shape, w2.shape)
    )
    d2 = (random.normal(size=(BATCH, 10)) / 1000).astype(dtype)  # the rate in it; given, so that no number grows

    def step() -> None:
        np.matmul(x, w1, out=h1)
        np.matmul(h1, w2, out=h2)
        np.matmul(h1.T, d2, out=g2)
        np.matmul(d2, w2.T, out=d1)
        np.matmul(x.T, d1, out=g1)
        np.subtract(w1, g1, out=w1)
        np.subtract(w2, g2, out=w2)

    return step


def figures(rounds: int = 15) -> Iterator[Figure]:
    """The figure for float64, against PyTorch where it is there, and float32 against float64 and its own products."""
    (problem,) = load_text(PROBLEM, "mlp.yaml", "mlp")
    random = np.random.default_rng(1)
    x, y = random.random((BATCH, 784)), np.eye(10)[random.integers(0, 10, BATCH)]
    taken = {}
    for dtype in ("float64", "float32"):
        step = problem.stepper(BATCH, dtype=dtype)
        given = step.flat(), x.astype(dtype), y.astype(dtype)
        taken[dtype] = _timed(partial(step, *given))
    floors = {dtype: Baseline(name, _timed(bare(dtype))) for dtype, name in PRODUCTS.items()}
    yield compared("784-512-10, batch 64: a step", 1.05, taken["float64"], floors["float64"], rounds)
    if is_there("torch", "a large step of PyTorch"):
        torch = torch_steps((784, 512, 10), "ReLU", "CrossEntropyLoss", x, y.argmax(axis=1), 0.01)
        peer = torch_baseline(torch, STEPS)
        yield compared("the same against PyTorch", 0.98, taken["float64"], peer, rounds)
    yield compared("the same in float32", 0.6, taken["float32"], Baseline("in float64", taken["float64"]), rounds)
    yield compared("the same in float32", 1.1, taken["float32"], floors["float32"], rounds)


def _timed(step: Callable[[], object]) -> Callable[[], float]:
    return lambda: seconds(step, STEPS)


if __name__ == "__main__":
    show(figures())
