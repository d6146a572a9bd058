"""A problem from a model of PyTorch: its layers, weights and data as ours, held against what the model itself gives."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

from ..errors import fail
from ..problem.load import load_text
from ..problem.model import Problem
from ..problem.synonyms import KEYS, kind_meant
from ..rules import Rules
from ..solution.solution import solve
from ..tolerances import SAME_AS_TORCH
from ..typed import Any


def from_torch(model: Any, x: Any, y: Any, loss: Any, lr: float = 0.1, name: str = "torch") -> Problem:
    """The problem of one step on all observations, of an nn.Sequential of linear layers and activations.

    x: (batch, inputs), or one observation. y: as the loss takes it: (batch, outputs), or the numbers of classes. loss:
    a module as nn.MSELoss(). Weights are those of the model, turned to (inputs, outputs). The problem's loss must be
    what the model's is, else BackpropError says both; it is raised as well for a layer or a loss that there is not.

    >>> from backprop_cli import from_torch
    >>> from_torch("a model", [[1.0]], [[0.5]], None)
    Traceback (most recent call last):
    backprop_cli.errors.BackpropError: error: model: nothing of PyTorch
    """
    given = {"model": (model, "children"), "x": (x, "detach"), "y": (y, "detach"), "loss": (loss, "reduction")}
    for word, (thing, method) in given.items():
        if not hasattr(thing, method):
            raise fail("fault.not_of_torch", what=word)
    rows = x.detach().reshape(-1, x.shape[-1])
    outputs = model(x).detach().reshape(len(rows), -1)
    wanted = float(loss(model(x), y).detach())
    document: dict[str, Any] = {
        "network": [_layer(module) for module in _modules(model)],
        "data": [{"x": row, "y": of_row} for row, of_row in zip(rows.tolist(), _targets(y.detach(), outputs.shape))],
        "train": {"lr": lr, "order": [list(range(1, len(rows) + 1))]},
    }
    # PyTorch takes the mean over the outputs too where a textbook adds them up, and the other way round.
    for weight in (None, 1 / outputs.shape[1], outputs.shape[1]):
        document["loss"] = [_loss(loss, weight)]
        (problem,) = load_text(json.dumps(document), f"{name}.json", name)
        (found,) = (row.value for row in solve(problem, steps=1).trace() if row.name == "L")
        if found is not None and math.isclose(found, wanted, rel_tol=SAME_AS_TORCH, abs_tol=SAME_AS_TORCH):
            return problem
    raise fail("fault.other_loss", found=found, expected=wanted)


def _modules(model: Any) -> Iterator[Any]:
    """The modules that have none inside, in their order."""
    inner = list(model.children())
    if not inner:
        yield model
    for module in inner:
        yield from _modules(module)


def _layer(module: Any) -> Any:
    rules = _kind(module, "layers")
    options = _options(module, rules)
    if "W" in rules.parameters:
        options["weights"] = module.weight.detach().T.tolist()
        if module.bias is not None:
            options["bias"] = module.bias.detach().tolist()
    return {rules.kind: options} if options else rules.kind


def _loss(loss: Any, weight: float | None) -> Any:
    rules = _kind(loss, "losses")
    options = {**_options(loss, rules), "reduction": loss.reduction}
    return {rules.kind: options if weight is None else {**options, "weight": weight}}


def _kind(module: Any, family: str) -> Rules:
    found = kind_meant(type(module).__name__, [family])
    if found is None or (found.parameters and set(found.parameters) != {"W", "b"}):
        raise fail("fault.no_such_module", found=type(module).__name__)
    return found


def _options(module: Any, rules: Rules) -> dict[str, Any]:
    """The options of a kind, by what PyTorch calls them."""
    found = {}
    for key in rules.options:
        values = (getattr(module, word, None) for word in (key, *KEYS.get(key, "").split()))
        found[key] = next((value for value in values if isinstance(value, (int, float))), None)
    return {key: value for key, value in found.items() if value is not None}


def _targets(y: Any, shape: Any) -> list[Any]:
    """A row of targets for each observation; the number of a class becomes a row with a 1 in its place."""
    if y.numel() == math.prod(shape):
        rows: list[Any] = y.reshape(tuple(shape)).tolist()
        return rows
    return [[int(place == number) for place in range(shape[-1])] for number in y.reshape(-1).tolist()]
