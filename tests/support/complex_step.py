"""A solver of our own that knows no backward pass: a forward pass in numpy, read from the YAML alone.

A derivative is the imaginary part of the loss at a point moved by i·TINY, divided by TINY.
Source: Squire and Trapp, Using complex variables to estimate derivatives of real functions, 1998.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from optimisers_by_hand import BY_HAND, clipped, inverse_rate

TINY = 1e-30
KNOWN = {"lr", "order", "epochs", "frozen", "optimizer", "clip", "weight_decay", "l2"}


def array(value):
    """Numbers as YAML gives them, some of them texts such as 1/3, as complex numbers."""
    if isinstance(value, (list, tuple)):
        return np.array([array(item) for item in value], dtype=complex)
    return np.complex128(float(Fraction(str(value))))


def one_kind(entry):
    """The kind of a layer or loss, and its options."""
    return next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})


def softmax(x):
    powers = np.exp(x - x.real.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


ACTIVATIONS = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda x: np.where(x.real > 0, x, 0),
    "identity": lambda x: x,
    "softmax": softmax,
}
LOSSES = {
    "squared_error": lambda x, y: (y - x) ** 2,
    "half_squared_error": lambda x, y: (y - x) ** 2 / 2,
    "mse": lambda x, y: (y - x) ** 2 / x.shape[1],
    "perceptron": lambda x, y: ((x.real >= 0) - y) * x,
    "log_loss_with_logits": lambda x, y: np.log(1 + np.exp(x)) - y * x,
    "log_loss": lambda x, y: -y * np.log(x) - (1 - y) * np.log(1 - x),
    "cross_entropy": lambda x, y: -y * np.log(x),
    "cross_entropy_with_logits": lambda x, y: -y * np.log(softmax(x)),
}


class Oracle:
    """A problem's layers as functions, its parameters, and its training, read from the YAML alone."""

    def __init__(self, document):
        assert not set(document["train"]) - KNOWN, "teach the oracle what is new in train"
        conventions = document.get("conventions", {})
        # Columns are a matter of the page; with the mean at the gradients, what is handed back is m times as large.
        assert not set(conventions) - {"mean", "observations"}, "teach the oracle this convention"
        self.by_observation = conventions.get("mean") == "at_gradients"
        self.parameters: dict[str, np.ndarray] = {}
        self.stages: list[tuple[str, Callable]] = []
        learned, without = 0, 0
        for entry in document["network"]:
            kind, options = one_kind(entry)
            if kind == "linear":
                learned, without = learned + 1, 0
                weights, bias, name = f"W{learned}", f"b{learned}", f"H{learned}"
                self.parameters[weights] = array(options["weights"])
                if options.get("bias", False) is not False:
                    given = options["bias"]
                    self.parameters[bias] = array(given["shared"] if isinstance(given, dict) else given)
                self.stages.append((name, lambda x, p, w=weights, b=bias: x @ p[w] + p.get(b, 0)))
            else:
                without += 1
                name = f"O{learned}" + ("" if without == 1 else chr(ord("a") + without - 1))
                self.stages.append((name, lambda x, p, f=ACTIVATIONS[kind]: f(x)))
        self.stages[-1] = ("y_hat", self.stages[-1][1])
        self.loss, options = one_kind(document["loss"])
        self.reduce = np.sum if options.get("reduction") == "sum" else np.mean
        self.data = document["data"]
        self.frozen = document["train"].get("frozen", [])
        self.train = document["train"]
        self.done = 0
        self.memory: dict[str, dict[str, Any]] = {}
        order = document["train"].get("order") or range(1, len(self.data) + 1)
        steps = [entry if isinstance(entry, list) else [entry] for entry in order]
        self.steps = steps * document["train"].get("epochs", 1)

    def batch(self, numbers):
        chosen = [self.data[number - 1] for number in numbers]
        width = [value for value in self.parameters.values() if value.ndim == 2][-1].shape[-1]
        rows = [
            [int(place == item["y"]["class"]) for place in range(1, width + 1)] if "class" in item["y"] else item["y"]
            for item in chosen
        ]
        return array([item["x"] for item in chosen]), array(rows)

    def forward(self, x, y, moved=None, by=0):
        """Every value of the pass; a value or parameter that is to be moved goes on from where it is moved to."""
        parameters = {name: value + (by if name == moved else 0) for name, value in self.parameters.items()}
        values = {}
        for name, function in self.stages:
            x = function(x, parameters) + (by if name == moved else 0)
            values[name] = x
        values["L"] = self.reduce(LOSSES[self.loss](x, y).sum(axis=1))
        if "l2" in self.train:
            squares = sum((value**2).sum() for name, value in parameters.items() if name[0] == "W")
            values["R"] = self.train["l2"] / 2 * squares
            values["L"] = values["L"] + values["R"]
        return values

    def gradient(self, name, like, x, y):
        found = np.zeros(like.shape)
        for place in np.ndindex(like.shape):
            by = np.zeros(like.shape, dtype=complex)
            by[place] = 1j * TINY
            found[place] = self.forward(x, y, name, by)["L"].imag / TINY
        return found

    def moved(self, name, value, slope):
        """A parameter after an update, by the formulas of the optimiser that are written out by hand."""
        if name[0] == "W":
            slope = slope + self.train.get("weight_decay", 0) * value
        kind, options = one_kind(self.train.get("optimizer", "sgd"))
        flat = value.real.ravel().tolist(), slope.real.ravel().tolist()
        new = BY_HAND[kind](*flat, self.rate(), self.memory.setdefault(name, {}), **options)
        return np.array(new, dtype=complex).reshape(value.shape)

    def rate(self):
        """The learning rate of the step that is being taken."""
        lr = self.train["lr"]
        return inverse_rate(self.done, **lr["inverse"]) if isinstance(lr, dict) else array(lr).real.item()

    def solve(self):
        """For each step: the values, the gradients of values and parameters, and the parameters after it."""
        for done, numbers in enumerate(self.steps):
            self.done = done
            x, y = self.batch(numbers)
            values = self.forward(x, y)
            learned = {name: value for name, value in self.parameters.items() if name not in self.frozen}
            points = {**{name: value for name, value in values.items() if name not in "LR"}, **learned}
            gradients = {f"dL/d{name}": self.gradient(name, value, x, y) for name, value in points.items()}
            if self.by_observation:
                gradients |= {
                    f"dL/d{name}": gradients[f"dL/d{name}"] * len(x) for name in points if name not in learned
                }
            slopes = {name: gradients[f"dL/d{name}"].ravel().tolist() for name in learned}
            slopes = clipped(slopes, self.train.get("clip", {}))
            moved = {
                name: self.moved(name, value, np.array(slopes[name]).reshape(value.shape))
                for name, value in learned.items()
            }
            self.parameters = {**self.parameters, **moved}
            yield values, gradients, dict(self.parameters)
