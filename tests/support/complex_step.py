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


def image(x):
    """A batch of images with their channels."""
    return x if x.ndim == 4 else x[:, None]


def windows(x, sizes, stride):
    """Every window of a batch of images, (batch, channels, rows, columns, window rows, window columns)."""
    return np.lib.stride_tricks.sliding_window_view(x, sizes, axis=(2, 3))[:, :, ::stride, ::stride]


def convolution(x, kernel, stride, padding):
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    return np.einsum("ncijkl,ockl->noij", windows(padded, kernel.shape[2:], stride), kernel)


def max_pool(x, size, stride):
    flat = windows(x, (size, size), stride).reshape(*windows(x, (size, size), stride).shape[:4], -1)
    return np.take_along_axis(flat, flat.real.argmax(-1)[..., None], -1)[..., 0]


POOLS = {"max_pool": max_pool, "flatten": lambda x: x.reshape(len(x), -1)}
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
        self.stages: list[tuple[str, Callable, tuple[str, ...]]] = []
        self.called = {"X": "X"}
        self.learned = self.without = 0
        self._layers(document["network"], "X")
        last, function, reads = self.stages[-1]
        self.stages[-1] = ("y_hat", function, reads)
        self.called = {name: "y_hat" if called == last else called for name, called in self.called.items()}
        losses = document["loss"] if isinstance(document["loss"], list) else [document["loss"]]
        self.losses = [one_kind(loss) for loss in losses]
        options = self.losses[0][1]
        self.reduce = np.sum if options.get("reduction") == "sum" else np.mean
        self.data = document["data"]
        self.frozen = document["train"].get("frozen", [])
        self.train = document["train"]
        self.done = 0
        self.memory: dict[str, dict[str, Any]] = {}
        order = document["train"].get("order") or range(1, len(self.data) + 1)
        steps = [entry if isinstance(entry, list) else [entry] for entry in order]
        self.steps = steps * document["train"].get("epochs", 1)

    def _layers(self, entries, last):
        """Adds the layers of a list, of which the first reads the value of that name; gives the name of the last."""
        for entry in entries:
            kind, options = one_kind(entry)
            of = options.get("of", last) if isinstance(options, dict) else last
            reads: tuple[str, ...] = (self.called.get(of, of),)
            if kind == "residual":
                reads = (self._layers(options, last), last)
                last = self._stage(lambda p, x, skip: x + skip, reads)
            elif kind == "conv2d":
                last = self._stage(self._convolution(options), reads, "H")
            elif kind == "linear":
                last = self._stage(self._linear(options), reads, "H")
            else:
                more = options if isinstance(options, dict) and kind in POOLS else {}
                function = POOLS.get(kind) or ACTIVATIONS[kind]
                last = self._stage(lambda p, x, f=function, more=more: f(x, **more), reads)
            if isinstance(options, dict) and "name" in options:
                self.called[options["name"]] = last
        return last

    def _stage(self, function, reads, letter="O"):
        self.without = 0 if letter == "H" else self.without + 1
        name = f"{letter}{self.learned}" + ("" if self.without < 2 else chr(ord("a") + self.without - 1))
        self.stages.append((name, function, reads))
        return name

    def _convolution(self, options):
        self.learned += 1
        weights, bias = f"W{self.learned}", f"b{self.learned}"
        kernel = array(options["kernel"])
        self.parameters[weights] = kernel.reshape((1,) * (4 - kernel.ndim) + kernel.shape)
        self.parameters[bias] = np.atleast_1d(array(options.get("bias", 0)))
        stride, padding = options.get("stride", 1), options.get("padding", 0)
        return lambda p, x: convolution(image(x), p[weights], stride, padding) + p[bias][:, None, None]

    def _linear(self, options):
        self.learned += 1
        weights, bias = f"W{self.learned}", f"b{self.learned}"
        self.parameters[weights] = array(options["weights"])
        if options.get("bias", False) is not False:
            given = options["bias"]
            self.parameters[bias] = array(given["shared"] if isinstance(given, dict) else given)
        return lambda p, x: x @ p[weights] + p.get(bias, 0)

    def _named_targets(self, chosen):
        """The targets of several losses, by the canonical names of what they judge."""
        names = list(chosen[0]["y"])
        return {self.called.get(name, name): array([item["y"][name] for item in chosen]) for name in names}

    def batch(self, numbers):
        chosen = [self.data[number - 1] for number in numbers]
        if isinstance(chosen[0]["y"], dict) and "class" not in chosen[0]["y"]:
            return array([item["x"] for item in chosen]), self._named_targets(chosen)
        width = next((value.shape[-1] for value in reversed(self.parameters.values()) if value.ndim == 2), 1)
        rows = [
            [int(place == item["y"]["class"]) for place in range(1, width + 1)] if "class" in item["y"] else item["y"]
            for item in chosen
        ]
        return array([item["x"] for item in chosen]), array(rows)

    def forward(self, x, y, moved=None, by=0):
        """Every value of the pass; a value or parameter that is to be moved goes on from where it is moved to."""
        parameters = {name: value + (by if name == moved else 0) for name, value in self.parameters.items()}
        values = {"X": x}
        for name, function, reads in self.stages:
            values[name] = function(parameters, *(values[read] for read in reads)) + (by if name == moved else 0)
        del values["X"]
        values["L"] = 0
        for number, (kind, options) in enumerate(self.losses, start=1):
            of = self.called.get(options.get("of"), "y_hat")
            target = y[of] if isinstance(y, dict) else y
            own = self.reduce(LOSSES[kind](values[of], target).sum(axis=1))
            values["L"] = values["L"] + options.get("weight", 1) * own
            values |= {f"L{number}": own} if self.losses[1:] else {}
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
            points = {**{name: value for name, value in values.items() if name[0] not in "LR"}, **learned}
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
