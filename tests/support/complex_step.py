"""A solver of our own that knows no backward pass: a forward pass in numpy, read from the YAML alone.

A derivative is the imaginary part of the loss at a point moved by i·TINY, divided by TINY.
Source: Squire and Trapp, Using complex variables to estimate derivatives of real functions, 1998.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from layers_by_hand import LAYERS, has_a_way_back, parameters_of, sigmoid, softmax
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


ACTIVATIONS = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda x: np.where(x.real > 0, x, 0),
    "identity": lambda x: x,
    "softmax": softmax,
}


def gate(letter, function):
    return lambda p, x, before, now: function(x @ p(f"Wx{letter}") + before["h"] @ p(f"Wh{letter}") + p(f"b{letter}"))


# Of a cell over time, each line: of the parameters, the data of the step, the states before it, and the lines so far.
CELLS = {
    "rnn": {"h": gate("", np.tanh)},
    "lstm": {
        **{letter: gate(letter, np.tanh if letter == "g" else sigmoid) for letter in "ifgo"},
        "c": lambda p, x, before, now: now["f"] * before["c"] + now["i"] * now["g"],
        "h": lambda p, x, before, now: now["o"] * np.tanh(now["c"]),
    },
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


# Of a loss that compares the outputs for several rows: its inner lines, of these and its options, and the loss.
COMPARING = {
    "triplet": (
        {"d_ap": lambda a, p, n: ((a - p) ** 2).sum(axis=1), "d_an": lambda a, p, n: ((a - n) ** 2).sum(axis=1)},
        lambda d_ap, d_an, margin=1: np.where((d_ap - d_an + margin).real > 0, d_ap - d_an + margin, 0),
    )
}


def in_rows(name, function, reads):
    """A stage for each of three rows, with the same parameters."""
    return [(f"{name}[{row}]", function, tuple(f"{read}[{row}]" for read in reads)) for row in (1, 2, 3)]


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
        self.still: set[str] = set()  # the lines of which nothing comes back
        x = document["data"][0]["x"]
        self.time_steps = len(x) if isinstance(x, list) else 1
        self._layers(document["network"], "X")
        last, function, reads = self.stages[-1]
        self.stages[-1] = ("y_hat", function, reads)
        self.called = {name: "y_hat" if called == last else called for name, called in self.called.items()}
        losses = document["loss"] if isinstance(document["loss"], list) else [document["loss"]]
        self.losses = [one_kind(loss) for loss in losses]
        kind, options = self.losses[0]
        if kind in COMPARING:
            self.stages = [stage for name, function, reads in self.stages for stage in in_rows(name, function, reads)]
            self.still |= {*COMPARING[kind][0]}
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
            elif kind == "linear":
                last = self._stage(self._linear(options), reads, "H")
            elif kind in CELLS:
                last = self._over_time(CELLS[kind], options)
            elif kind in LAYERS:
                last = self._by_lines(LAYERS[kind], options, reads)
            else:
                last = self._stage(lambda p, x, f=ACTIVATIONS[kind]: f(x), reads)
            if isinstance(options, dict) and "name" in options:
                self.called[options["name"]] = last
        return last

    def _stage(self, function, reads, letter="O"):
        self.without = 0 if letter == "H" else self.without + 1
        name = f"{letter}{self.learned}" + ("" if self.without < 2 else chr(ord("a") + self.without - 1))
        self.stages.append((name, function, reads))
        return name

    def _by_lines(self, layer, options, reads):
        """Adds a stage for every line of a layer; gives the name of its output."""
        self.learned += bool(layer.edges)
        number, fixed = self.learned, layer.options(options)
        self.parameters |= {f"{edge}{number}": array(value) for edge, value in parameters_of(layer, options).items()}
        *inner, _ = layer.lines
        for place, line in enumerate(inner):
            own = self._of_line(layer, line, number, fixed)
            self.stages.append((f"{line}{number}", own, (*reads, *(f"{name}{number}" for name in inner[:place]))))
        self.still |= {f"{line}{number}" for line in inner if not has_a_way_back(layer, options, line)}
        read = (*reads, *(f"{name}{number}" for name in inner))
        return self._stage(self._of_line(layer, "out", number, fixed), read, layer.letter)

    def _of_line(self, layer, line, number, fixed):
        def value(p, x, *read):
            parameters = {edge: p[f"{edge}{number}"] for edge in layer.edges}
            return layer.lines[line]({**fixed, **parameters, "x": x, **dict(zip(layer.lines, read))})

        return value

    def _over_time(self, cell, options):
        """Adds a stage for every line of a cell at every time step; gives the name of the last state."""
        self.learned += 1
        given = {f"{key}{self.learned}": array(value) for key, value in options.items() if key[0] in "Wb"}
        self.parameters |= given
        states = {key[0]: array(options[key]) for key in ("h0", "c0") if key in options}
        for t in range(1, self.time_steps + 1):
            here = {f"{line}[{t}]": function for line, function in cell.items()}
            for name, function in here.items():
                self.stages.append((name, self._of_step(function, t, states), ("X", *self._earlier(t, name))))
        return f"h[{self.time_steps}]"

    def _earlier(self, t, name):
        """The lines of this time step so far and of the one before."""
        names = [stage[0] for stage in self.stages]
        return [made for made in names if made.endswith((f"[{t}]", f"[{t - 1}]")) and made != name]

    def _of_step(self, function, t, states):
        number, earlier = self.learned, self._earlier(t, "")

        def value(p, x, *read):
            known = dict(zip(earlier, read))
            before = {line: known.get(f"{line}[{t - 1}]", state) for line, state in states.items()}
            now = {made[0]: found for made, found in known.items() if made.endswith(f"[{t}]")}
            return function(lambda edge: p[f"{edge}{number}"], x[:, t - 1].reshape(len(x), -1), before, now)

        return value

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
        if "y" not in chosen[0]:
            return array([item["x"] for item in chosen]), None
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
        data = {f"X[{row}]": x[:, row - 1] for row in (1, 2, 3)} if y is None else {"X": x}
        values = {**data}
        for name, function, reads in self.stages:
            values[name] = function(parameters, *(values[read] for read in reads)) + (by if name == moved else 0)
        values = {name: value for name, value in values.items() if name not in data}
        values["L"] = 0
        if y is None:
            lines, loss = COMPARING[self.losses[0][0]]
            values |= {name: line(*(values[f"y_hat[{row}]"] for row in (1, 2, 3))) for name, line in lines.items()}
            values["L"] = self.reduce(loss(*(values[name] for name in lines), **self.losses[0][1]))
            values |= {name: values[name][:, None] for name in lines}
        for number, (kind, options) in enumerate(self.losses if y is not None else (), start=1):
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
            points = {name: value for name, value in values.items() if name[0] not in "LR" and name not in self.still}
            points |= learned
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
