"""Random networks that are no chains: layers that read any earlier value, joins, shared weights, several losses.

Each is a file, and the same computed once more with the functions of numpy, or of PyTorch.
"""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import yaml

BATCHES = [[1, 2], [3], [2, 1, 3]]
NUMPY = SimpleNamespace(
    tanh=np.tanh,
    sigmoid=lambda x: 1 / (1 + np.exp(-x)),
    softplus=lambda x: np.logaddexp(0, x),
    softmax=lambda x: np.exp(x) / np.exp(x).sum(1, keepdims=True),
    concat=lambda parts: np.concatenate(parts, 1),
)
APPLIED = ("tanh", "sigmoid", "softplus", "softmax")
LOSSES = ("half_squared_error", "mse", "log_loss_with_logits")


class RandomNetwork:
    """A network: its layers as a file has them, the same as (kind, reads, parameters) by name, its numbers and data."""

    def __init__(self, seed: int, count: int = 6) -> None:
        self.random = Random(seed)
        self.layers: list[Any] = []
        self.work: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = []
        self.widths = {"X": self.random.randint(1, 3)}
        self.values: dict[str, Any] = {}
        self.linear, self.read = 0, set[str]()
        self._linear("X")
        for _ in range(count):
            self._grow()
        ends = [name for name in self.widths if name not in self.read and name != "X"]
        self.ends = ends[:2] if len(ends) < 3 else [ends[0], self._join("concat", ends[1:])]
        self._finish()

    def _number(self) -> float:
        return self.random.choice([n for n in range(-90, 91) if n]) / 100

    def _matrix(self, *shape: int) -> list[Any]:
        return [self._matrix(*shape[1:]) if shape[1:] else self._number() for _ in range(shape[0])]

    def _put(self, kind: str, reads: list[str], keys: dict[str, Any], width: int, parameters: tuple[str, ...]) -> str:
        """A layer with a name of its own, or in a spelling of several."""
        name = f"v{len(self.work) + 1}"
        self.layers.append({kind: {**keys, "of": reads if reads[1:] else reads[0], "name": name}})
        self._worked(name, kind, reads, width, parameters)
        return name

    def _worked(self, name: str, kind: str, reads: list[str], width: int, parameters: tuple[str, ...] = ()) -> None:
        self.work.append((name, kind, tuple(reads), parameters))
        self.widths[name] = width
        self.read |= set(reads)

    def _weights(self, inputs: int, outputs: int) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The keys of a linear layer, with new numbers or, now and then, those of an earlier layer of its shape."""
        self.linear += 1
        shape = (inputs, outputs)
        alike = [name for name, value in self.values.items() if np.shape(value) == shape and name[0] == "W"]
        W, b = f"W{self.linear}", f"b{self.linear}"
        keys: dict[str, Any] = {"weights": W}
        if alike and self.random.random() < 0.6:
            keys["weights"] = W = self.random.choice(alike)
        else:
            keys["weights"] = self.values[W] = self._matrix(*shape)
        if self.random.random() < 0.6:
            keys["bias"] = self.values[b] = self._matrix(outputs)
            return keys, (W, b)
        return keys, (W,)

    def _linear(self, read: str) -> str:
        outputs = self.random.choice([self.widths[read], self.random.randint(1, 3)])
        keys, parameters = self._weights(self.widths[read], outputs)
        return self._put("linear", [read], keys, outputs, parameters)

    def _join(self, kind: str, reads: list[str]) -> str:
        width = sum(self.widths[name] for name in reads) if kind == "concat" else self.widths[reads[0]]
        return self._put(kind, reads, {}, width, ())

    def _grow(self) -> None:
        read = self.random.choice(list(self.widths)[-3:])
        alike = [name for name in self.widths if self.widths[name] == self.widths[read]]
        choice = self.random.choice(["linear", "apply", "apply", "add", "multiply", "concat", "residual", "branches"])
        if choice == "linear":
            self._linear(read)
        elif choice == "apply":
            self._put(self.random.choice(APPLIED), [read], {}, self.widths[read], ())
        elif choice == "concat":
            self._join(choice, [read, self.random.choice(list(self.widths))])
        elif choice in ("add", "multiply"):
            self._join(choice, [read, *(self.random.choice(alike) for _ in range(self.random.randint(1, 2)))])
        else:
            self._spelled(choice)

    def _spelled(self, spelling: str) -> None:
        """A residual unit, or two branches of which one may be empty; both read what the last layer put out."""
        start = self.work[-1][0]
        width, kind = self.widths[start], self.random.choice(APPLIED)
        keys, parameters = self._weights(width, width)
        first, second, end = (f"v{len(self.work) + place}" for place in (1, 2, 3))
        self._worked(first, "linear", [start], width, parameters)
        self._worked(second, kind, [first], width)
        inner = [{"linear": keys}, kind]
        join = "add" if spelling == "residual" else self.random.choice(["add", "multiply", "concat"])
        self.layers.append({spelling: inner if spelling == "residual" else {"join": join, "of": [inner, []]}})
        self._worked(end, join, [second, start], 2 * width if join == "concat" else width)

    def _finish(self) -> None:
        kinds = [self.random.choice(LOSSES) for _ in self.ends]
        shares = [self.random.choice([1, 0.5, 2]) for _ in self.ends]
        self.losses = list(zip(kinds, self.ends, shares))
        self.x = [self._matrix(self.widths["X"]) for _ in range(3)]
        bits = lambda width: [self.random.randint(0, 1) for _ in range(width)]  # noqa: E731
        self.y = {end: [bits(self.widths[end]) for _ in range(3)] for end in self.ends}

    def text(self, **train: Any) -> str:
        """The problem as YAML. A value whose layer has no name of its own is called by its canonical one."""
        called = {end: end for end in self.ends}
        spelled = {name for name, *_ in self.work} - {*self._named()}
        for end in spelled & called.keys():
            called[end] = self._canonical(end)
        losses = [{kind: {"of": called[end], "weight": weight}} for kind, end, weight in self.losses]
        rows: list[dict[str, Any]] = [
            {"x": x, "y": {called[end]: self.y[end][n] for end in self.ends}} for n, x in enumerate(self.x)
        ]
        for row in rows if len(self.ends) == 1 else ():
            row["y"] = next(iter(row["y"].values()))
        layers = [self._renamed(layer, spelled) for layer in self.layers]
        told = {"network": layers, "loss": losses, "data": rows, "train": {"lr": 0.01, "order": BATCHES, **train}}
        return yaml.safe_dump(told, sort_keys=False)

    def _named(self) -> list[str]:
        return [layer[kind]["name"] for layer in self.layers for kind in layer if "name" in layer[kind]]

    def _canonical(self, name: str) -> str:
        """H1 of the first linear layer, O1 of the first one after it, O1b of the next."""
        number = run = 0
        for called, kind, *_ in self.work:
            number, run = (number + 1, 0) if kind == "linear" else (number, run + 1)
            if called == name:
                return f"H{number}" if not run else f"O{number}{chr(96 + run) if run > 1 else ''}"
        return name

    def _renamed(self, layer: Any, spelled: set[str]) -> Any:
        ((kind, options),) = layer.items()
        if "of" not in options or "name" not in options:
            return layer
        reads = options["of"]
        of = [
            self._canonical(name) if name in spelled else name
            for name in ([reads] if isinstance(reads, str) else reads)
        ]
        return {kind: {**options, "of": of}}

    def loss(self, values: dict[str, Any], batch: list[int], lib: Any = NUMPY, array: Any = np.array) -> Any:
        """The loss of a batch, of parameters by name, with the functions of a library."""
        rows = [number - 1 for number in batch]
        found = {"X": array([self.x[row] for row in rows])}
        for name, kind, reads, parameters in self.work:
            x = [found[read] for read in reads]
            if kind == "linear":
                found[name] = x[0] @ values[parameters[0]] + (values[parameters[1]] if parameters[1:] else 0)
            elif kind in ("add", "multiply"):
                found[name] = x[0]
                for other in x[1:]:
                    found[name] = found[name] + other if kind == "add" else found[name] * other
            else:
                found[name] = lib.concat(x) if kind == "concat" else getattr(lib, kind)(x[0])
        total: Any = 0
        for kind, end, weight in self.losses:
            x, y = found[end], array([self.y[end][row] for row in rows])
            total = total + weight * _each(kind, x, y, lib).sum() / len(rows)
        return total

    def slope(self, values: dict[str, Any], name: str, batch: list[int], h: float = 1e-5) -> Any:
        """The central differences of the loss by a parameter."""
        slopes = np.zeros(np.shape(values[name]))
        for place in np.ndindex(slopes.shape):
            ends = []
            for sign in (1, -1):
                moved = np.array(values[name], dtype=float)
                moved[place] += sign * h
                ends.append(self.loss({**values, name: moved}, batch))
            slopes[place] = (ends[0] - ends[1]) / (2 * h)
        return slopes


def _each(kind: str, x: Any, y: Any, lib: Any) -> Any:
    if kind == "log_loss_with_logits":
        return (lib.softplus(x) - y * x).sum(1)
    return ((y - x) ** 2).sum(1) / (2 if kind == "half_squared_error" else x.shape[1])
