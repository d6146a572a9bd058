"""The layers that a person with numpy knows: what each line of theirs is, and what comes back to what a line reads.

A layer with lines of its own is a row of LAYERS. It is written from the papers and shares no code with the package; its
forward lines take complex numbers too, so that the solver without a way back has them from here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    powers = np.exp(x - x.real.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def softplus(x):
    return np.logaddexp(0, x)


VALUES: dict[str, Callable] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "identity": lambda x: x,
    "softmax": softmax,
}
SLOPES: dict[str, Callable] = {
    "sigmoid": lambda x, o: o * (1 - o),
    "tanh": lambda x, o: 1 - o**2,
    "relu": lambda x, o: (x > 0) * 1.0,
    "identity": lambda x, o: np.ones_like(x),
}


class Layer(NamedTuple):
    """A layer as a person writes it down.

    edges: its parameters, each with the option that has it. options: of a layer's options, what the lines read, by name.
    lines: the forward lines in order, the last is the output; of v, that has x, the parameters, options and lines before.
    back: what comes back, in order, to lines, parameters and x; of v and of d, what has come back to the lines so far.
    letter: what the output is called.
    """

    edges: dict[str, str]
    options: Callable[[dict[str, Any]], dict[str, Any]]
    lines: dict[str, Callable]
    back: dict[str, Callable]
    letter: str = "H"


def _root(v):
    return np.sqrt(v["var"] + v["epsilon"])


def _normalising(axis):
    """Normalisation over an axis: 0, feature by feature, or 1, observation by observation."""
    mean = lambda x: x.mean(axis=axis, keepdims=axis == 1)  # noqa: E731
    total = lambda x: x.sum(axis=axis, keepdims=axis == 1)  # noqa: E731
    lines = {
        "mu": lambda v: mean(v["x"]),
        "var": lambda v: mean((v["x"] - v["mu"]) ** 2),
        "x_hat": lambda v: (v["x"] - v["mu"]) / _root(v),
        "out": lambda v: v["gamma"] * v["x_hat"] + v["beta"],
    }
    back = {
        "gamma": lambda v, d: (d["out"] * v["x_hat"]).sum(axis=0),
        "beta": lambda v, d: d["out"].sum(axis=0),
        "x_hat": lambda v, d: d["out"] * v["gamma"],
        "var": lambda v, d: total(d["x_hat"] * (v["mu"] - v["x"])) / (2 * _root(v) ** 3),
        "mu": lambda v, d: -total(d["x_hat"]) / _root(v) - 2 * d["var"] * mean(v["x"] - v["mu"]),
        "x": lambda v, d: d["x_hat"] / _root(v) + (2 * d["var"] * (v["x"] - v["mu"]) + d["mu"]) / v["x"].shape[axis],
    }
    read = lambda given: {"epsilon": float(Fraction(str(given.get("epsilon", "1e-5"))))}  # noqa: E731
    return Layer({"gamma": "gamma", "beta": "beta"}, read, lines, back)


def _tokens(v):
    return v["x"].reshape(-1, v["x"].shape[-1])


def _seen(v):
    """Which token looks at which: those of its own observation, unless a mask hides them."""
    count, tokens = v["x"].shape[:2]
    return np.kron(np.eye(count), np.ones((tokens, tokens)) if v["mask"] is None else v["mask"])


def _shares(v):
    powers = np.exp(v["S"] - v["S"].real.max(axis=1, keepdims=True)) * _seen(v)
    return powers / powers.sum(axis=1, keepdims=True)


def _scale(v):
    return np.sqrt(v["Q"].shape[1])


ATTENTION = Layer(
    {name: name for name in ("WQ", "WK", "WV")},
    lambda given: {"mask": np.array(given["mask"], float) if "mask" in given else None},
    {
        "Q": lambda v: _tokens(v) @ v["WQ"],
        "K": lambda v: _tokens(v) @ v["WK"],
        "V": lambda v: _tokens(v) @ v["WV"],
        "S": lambda v: v["Q"] @ v["K"].T / _scale(v),
        "P": _shares,
        "out": lambda v: (v["P"] @ v["V"]).reshape(*v["x"].shape[:2], -1),
    },
    {
        "V": lambda v, d: v["P"].T @ d["out"].reshape(v["V"].shape),
        "P": lambda v, d: d["out"].reshape(v["V"].shape) @ v["V"].T,
        "S": lambda v, d: v["P"] * (d["P"] - (d["P"] * v["P"]).sum(axis=1, keepdims=True)),
        "Q": lambda v, d: d["S"] @ v["K"] / _scale(v),
        "K": lambda v, d: d["S"].T @ v["Q"] / _scale(v),
        **{f"W{name}": lambda v, d, name=name: _tokens(v).T @ d[name] for name in "VKQ"},
        "x": lambda v, d: sum(d[name] @ v[f"W{name}"].T for name in "QKV").reshape(v["x"].shape),
    },
)
EMBEDDING = Layer(
    {"W": "weights"},
    lambda given: {},
    {
        "E": lambda v: np.eye(len(v["W"]))[v["x"].real.astype(int).ravel() - 1],
        "out": lambda v: (v["E"] @ v["W"]).reshape(*v["x"].shape[: 1 + (v["x"].shape[1] > 1)], -1),
    },
    {"W": lambda v, d: v["E"].T @ d["out"].reshape(len(v["E"]), -1)},
)


def _kept(v):
    return v["mask"] / (1 - v["p"] if v["inverted"] else 1)


DROPOUT = Layer(
    {},
    lambda given: {
        "p": float(Fraction(str(given.get("p", 0.5)))),
        "mask": np.array(given["mask"], float),
        "inverted": given.get("inverted", True),
    },
    {"out": lambda v: v["x"] * _kept(v)},
    {"x": lambda v, d: d["out"] * _kept(v)},
    "O",
)


def image(x):
    """A batch of images with their channels."""
    return x if x.ndim == 4 else x[:, None]


def windows(x, sizes, stride):
    """Every window of a batch of images, (batch, channels, rows, columns, window rows, window columns)."""
    return np.lib.stride_tricks.sliding_window_view(x, sizes, axis=(2, 3))[:, :, ::stride, ::stride]


def _padded(v):
    around = (v["padding"], v["padding"])
    return np.pad(image(v["x"]), ((0, 0), (0, 0), around, around))


def _to_images(v, d):
    """Each window's gradient times the kernel, added up where the window lies."""
    padded, (rows, columns) = np.zeros(_padded(v).shape), v["W"].shape[2:]
    for n, _, i, j in np.ndindex(d["out"].shape[0], 1, *d["out"].shape[2:]):
        top, left = i * v["stride"], j * v["stride"]
        padded[n, :, top : top + rows, left : left + columns] += np.tensordot(d["out"][n, :, i, j], v["W"], 1)
    edge = v["padding"]
    return padded[:, :, edge : padded.shape[2] - edge, edge : padded.shape[3] - edge]


CONVOLUTION = Layer(
    {"W": "kernel", "b": "bias"},
    lambda given: {"stride": given.get("stride", 1), "padding": given.get("padding", 0)},
    {
        "out": lambda v: (
            np.einsum("ncijkl,ockl->noij", windows(_padded(v), v["W"].shape[2:], v["stride"]), v["W"])
            + v["b"][:, None, None]
        )
    },
    {
        "W": lambda v, d: np.einsum("ncijkl,noij->ockl", windows(_padded(v), v["W"].shape[2:], v["stride"]), d["out"]),
        "b": lambda v, d: d["out"].sum(axis=(0, 2, 3)),
        "x": _to_images,
    },
)


def max_pool(x, size, stride):
    flat = windows(x, (size, size), stride).reshape(*windows(x, (size, size), stride).shape[:4], -1)
    return np.take_along_axis(flat, flat.real.argmax(-1)[..., None], -1)[..., 0]


def _to_winners(v, d):
    """The gradient of each window where its first largest entry stands."""
    found, size, stride = np.zeros(v["x"].shape), v["size"], v["stride"]
    for n, c, i, j in np.ndindex(d["out"].shape):
        window = v["x"][n, c, i * stride : i * stride + size, j * stride : j * stride + size]
        row, column = np.unravel_index(window.argmax(), window.shape)
        found[n, c, i * stride + row, j * stride + column] += d["out"][n, c, i, j]
    return found


POOLING = Layer(
    {},
    lambda given: {"size": given["size"], "stride": given.get("stride", given["size"])},
    {"out": lambda v: max_pool(v["x"], v["size"], v["stride"])},
    {"x": _to_winners},
    "O",
)
FLATTEN = Layer(
    {},
    lambda given: {},
    {"out": lambda v: v["x"].reshape(len(v["x"]), -1)},
    {"x": lambda v, d: d["out"].reshape(v["x"].shape)},
    "O",
)
POSITIONAL = Layer(  # a table that learns
    {"P": "weights"},
    lambda given: {},
    {"out": lambda v: v["x"] + v["P"]},
    {"P": lambda v, d: d["out"].sum(axis=0), "x": lambda v, d: d["out"]},
)
LAYERS = {
    "batch_norm": _normalising(0),
    "layer_norm": _normalising(1),
    "attention": ATTENTION,
    "embedding": EMBEDDING,
    "dropout": DROPOUT,
    "conv2d": CONVOLUTION,
    "max_pool": POOLING,
    "flatten": FLATTEN,
    "positional": POSITIONAL,
}


SHAPED: dict[str, Callable] = {
    "kernel": lambda given: given.reshape((1,) * (4 - given.ndim) + given.shape),  # of the only output and channel
    "bias": np.atleast_1d,
}


def parameters_of(layer, options):
    """A layer's parameters by their edges, as an array of texts and numbers."""
    given = {edge: np.array(options.get(option, 0), dtype=object) for edge, option in layer.edges.items()}
    return {edge: SHAPED.get(layer.edges[edge], np.array)(value).tolist() for edge, value in given.items()}


def has_a_way_back(layer, options, line):
    """Whether it is written what comes back to a line: not to what is not learned from, nor where a formula leaps over."""
    leaps = "mu" in layer.lines and options.get("form", "compact") == "compact"
    return line in layer.back and not leaps


class WritesLines:
    """What a person does with a layer that has a row in LAYERS: writes its lines, and what comes back to each of them."""

    layers: list[tuple[str, Any]]
    values: dict[str, Any]
    frozen: set[str]
    at_weights: bool
    put: Callable

    def _known(self, index, count, x):
        """What the lines of a layer read, by their names in it."""
        kind, options = self.layers[index - 1]
        layer = LAYERS[kind]
        names = {name: f"{name}{count}" for name in (*layer.edges, *list(layer.lines)[:-1])}
        known = {name: self.values[called] for name, called in names.items() if called in self.values}
        return {**known, **layer.options(options), "x": x}

    def _by_lines(self, index, name, count, x):
        """Writes every line of a layer; gives its output."""
        *inner, _ = lines = LAYERS[self.layers[index - 1][0]].lines
        for line in inner:
            self.put(f"{line}{count}", lines[line](self._known(index, count, x)))
        return self.put(name, lines["out"](self._known(index, count, x)))

    def _back_by_lines(self, index, before, count, x, d):
        """Writes what comes back to every line and parameter of a layer, and to what it reads, if that has a name."""
        kind, options = self.layers[index]
        layer, come = LAYERS[kind], {"out": d}
        for line, function in layer.back.items():
            come[line] = right = function(self._known(index + 1, count, x), come)
            name = before if line == "x" else f"{line}{count}"
            if line in layer.edges:
                right = right / (len(d) if self.at_weights else 1)
            written = line in layer.edges or line == "x" or has_a_way_back(layer, options, line)
            if name and written and name not in self.frozen:
                come[line] = self.put(f"dL/d{name}", right, {"wrong_sign": -right})
        return come.get("x")
