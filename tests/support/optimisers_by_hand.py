"""The textbook formulas of optimisers, written out once more for plain lists of numbers: nothing here imports the package.

A parameter is a flat list; `learned` steps a network of linear, sigmoid, linear on half the squared error.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import Any

Numbers = list[float]


def sgd(w: Numbers, g: Numbers, lr: float, memory: dict[str, Any], **options: Any) -> Numbers:
    return [a - lr * b for a, b in zip(w, g)]


def perceptron(w, g, lr, memory):
    return [a + lr * -b for a, b in zip(w, g)]


def momentum(w, g, lr, memory, beta=0.9, form="polyak"):
    old = memory.get("v", [0.0] * len(w))
    share = 1 - beta if form == "ewma" else 1
    memory["v"] = [beta * a + share * b for a, b in zip(old, g)]
    return [a - lr * b for a, b in zip(w, memory["v"])]


def nesterov(w, g, lr, memory, beta=0.9):
    old = memory.get("v", [0.0] * len(w))
    memory["v"] = [beta * a + b for a, b in zip(old, g)]
    return [a - lr * (b + beta * c) for a, b, c in zip(w, g, memory["v"])]


def adagrad(w, g, lr, memory, epsilon=1e-10):
    memory["s"] = [a + b * b for a, b in zip(memory.get("s", [0.0] * len(w)), g)]
    return [a - lr * b / (sqrt(c) + epsilon) for a, b, c in zip(w, g, memory["s"])]


def rmsprop(w, g, lr, memory, beta=0.9, epsilon=1e-8):
    memory["s"] = [beta * a + (1 - beta) * b * b for a, b in zip(memory.get("s", [0.0] * len(w)), g)]
    return [a - lr * b / (sqrt(c) + epsilon) for a, b, c in zip(w, g, memory["s"])]


def adam(w, g, lr, memory, beta1=0.9, beta2=0.999, epsilon=1e-8):
    zeros = [0.0] * len(w)
    t = memory["t"] = memory.get("t", 0) + 1
    m = memory["m"] = [beta1 * a + (1 - beta1) * b for a, b in zip(memory.get("m", zeros), g)]
    v = memory["v"] = [beta2 * a + (1 - beta2) * b * b for a, b in zip(memory.get("v", zeros), g)]
    first, second = 1 - beta1**t, 1 - beta2**t
    return [a - lr * (b / first) / (sqrt(c / second) + epsilon) for a, b, c in zip(w, m, v)]


def adamw(w, g, lr, memory, weight_decay=0.01, **options):
    return adam([a - lr * weight_decay * a for a in w], g, lr, memory, **options)


BY_HAND = {rule.__name__: rule for rule in (sgd, perceptron, momentum, nesterov, adagrad, rmsprop, adam, adamw)}


def step_rate(k, start, every, times):
    return start * times ** (k // every)


def inverse_rate(k, start, decay):
    return start / (1 + decay * k)


def clipped(slopes: dict[str, Numbers], clip: dict[str, float]) -> dict[str, Numbers]:
    """Gradients clipped by the norm of all of them, or entry by entry."""
    if "value" in clip:
        most = clip["value"]
        return {name: [max(-most, min(most, a)) for a in g] for name, g in slopes.items()}
    size = sqrt(sum(a * a for g in slopes.values() for a in g))
    share = min(1, clip["norm"] / size) if "norm" in clip and size else 1
    return {name: [share * a for a in g] for name, g in slopes.items()}


def penalised(slopes: dict[str, Numbers], weights: dict[str, Numbers], l2: float, l1: float) -> dict[str, Numbers]:
    """Gradients with those of λ/2·Σw² and λ·Σ|w|, in which biases are not."""
    return {
        name: [a + l2 * w + l1 * ((w > 0) - (w < 0)) for a, w in zip(g, weights[name])] if name[0] == "W" else g
        for name, g in slopes.items()
    }


def penalty(weights: dict[str, Numbers], l2: float, l1: float) -> float:
    every = [w for name, value in weights.items() if name[0] == "W" for w in value]
    return l2 / 2 * sum(w * w for w in every) + l1 * sum(map(abs, every))


def gradients(weights: dict[str, Numbers], batch: list[tuple[Numbers, float]]) -> tuple[dict[str, Numbers], float]:
    """The mean gradients, and the loss, of a 2-2-1 network: W1 row by row, b1, W2."""
    found = {name: [0.0] * len(value) for name, value in weights.items()}
    total, share = 0.0, 1 / len(batch)
    for x, y in batch:
        w, b, u = weights["W1"], weights["b1"], weights["W2"]
        o = [1 / (1 + exp(-(x[0] * w[j] + x[1] * w[2 + j] + b[j]))) for j in (0, 1)]
        error = o[0] * u[0] + o[1] * u[1] - y
        total += share * error * error / 2
        for j in (0, 1):
            d = error * u[j] * o[j] * (1 - o[j])
            found["W2"][j] += share * error * o[j]
            found["b1"][j] += share * d
            for i in (0, 1):
                found["W1"][2 * i + j] += share * d * x[i]
    return found, total
