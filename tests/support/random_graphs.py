"""Random graphs of named formulas with vectors and matrices, and a second reading of them in numpy."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import yaml

ENTRYWISE: dict[str, Callable[[Any], Any]] = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "relu": lambda x: np.maximum(x, 0),
    "exp": np.exp,
    "sin": np.sin,
}
SHAPES = [(), (3,), (2, 3), (3, 2), (1, 3), (2, 2)]


def softmax(x):
    power = np.exp(x - x.max(-1, keepdims=True))
    return power / power.sum(-1, keepdims=True)


class RandomGraph:
    """A graph: its formulas, the same as functions of numpy arrays by name, and the values of its inputs."""

    def __init__(self, seed, shapes=SHAPES, count=6):
        self.random = Random(seed)
        self.inputs = {f"a{place}": self._drawn(shape) for place, shape in enumerate(shapes, 1)}
        self.formulas: dict[str, str] = {}
        self.functions: dict[str, Callable[[dict], Any]] = {}
        self.values = dict(self.inputs)
        used: set[str] = set()
        while len(self.formulas) < count:
            self._grow(f"n{len(self.formulas) + 1}", used)
        ends = [name for name in self.values if name not in used]
        terms = [self.random.choice(["sum({}^2)/4", "mean({})", "sum({} ⊙ tanh({}))/2"]) for _ in ends]
        formula = " + ".join(term.replace("{}", name) for term, name in zip(terms, ends))
        self._add("L", formula, lambda v: sum(map(_ended, terms, (v[name] for name in ends))))

    def _drawn(self, shape):
        sign = lambda: self.random.choice((-1, 1))  # noqa: E731
        count = int(np.prod(shape, dtype=int))
        return np.array([sign() * self.random.randint(11, 95) / 100 for _ in range(count)]).reshape(shape)

    def _add(self, name, formula, function):
        self.formulas[name], self.functions[name] = formula, function
        self.values[name] = function(self.values)

    def _grow(self, name, used):
        a, b = (self.random.choice(list(self.values)) for _ in range(2))
        left, right = self.values[a], self.values[b]
        one = self.random.choice(list(ENTRYWISE))
        choices: dict[str, Any] = {
            f"{a} @ {b}": left.ndim and right.ndim and left.shape[-1] == right.shape[0] and (lambda v: v[a] @ v[b]),
            f"{a} + {b}": _broadcasts(left, right) and (lambda v: v[a] + v[b]),
            f"{a} ⊙ {b} - {a}": _broadcasts(left, right) and (lambda v: v[a] * v[b] - v[a]),
            f"{one}({a}/2)": lambda v: ENTRYWISE[one](v[a] / 2),
            f"softmax({a})": left.ndim and (lambda v: softmax(v[a])),
            f"{a}^T/3": left.ndim == 2 and (lambda v: v[a].T / 3),
            f"sum({a}, rows)": left.ndim == 2 and (lambda v: v[a].sum(0)),
            f"{a}/(2 + sum({a}^2, columns))": left.ndim == 2
            and (lambda v: v[a] / (2 + (v[a] ** 2).sum(1, keepdims=True))),
            f"concat({a}, {b})": left.ndim == right.ndim == 1 and (lambda v: np.concatenate([v[a], v[b]])),
            f"outer({a}, {b})": left.ndim == right.ndim == 1
            and left.size * right.size < 12
            and (lambda v: np.outer(v[a], v[b])),
        }
        fitting = [formula for formula, function in choices.items() if function]
        formula = self.random.choice(fitting)
        self._add(name, formula, choices[formula])
        used |= {a, b} & {part for part in (a, b) if part in formula}

    def loss(self, inputs, name="L"):
        """The value of the last node, or of another, for other inputs."""
        values = dict(inputs)
        for node, function in self.functions.items():
            values[node] = function(values)
        return values[name]

    def slope(self, name, inputs=None, h=1e-5):
        """The central differences of the last node by an input."""
        inputs = self.inputs if inputs is None else inputs
        found = np.zeros(np.shape(inputs[name]))
        for place in np.ndindex(found.shape):
            ends = []
            for sign in (1, -1):
                moved = np.array(inputs[name])
                moved[place] += sign * h
                ends.append(self.loss({**inputs, name: moved}))
            found[place] = (ends[0] - ends[1]) / (2 * h)
        return found

    def text(self, **more):
        """The problem as YAML."""
        at = {name: value.tolist() for name, value in self.inputs.items() if name not in more.get("without", ())}
        keys = {key: value for key, value in more.items() if key != "without"}
        return yaml.safe_dump({"nodes": self.formulas, "at": at, **keys}, sort_keys=False, allow_unicode=True)


def _broadcasts(left, right):
    try:
        return np.broadcast_shapes(left.shape, right.shape) in (left.shape, right.shape)
    except ValueError:
        return False


def _ended(term, value):
    if term.startswith("mean"):
        return value.mean()
    return (value * np.tanh(value)).sum() / 2 if "tanh" in term else (value**2).sum() / 4
