"""PyTorch, an independent oracle, finds the same gradients on random networks (installed by the extra `oracle`)."""

from random import Random
from typing import Any

import pytest
from cases import ACTIVATIONS, LOSSES, network

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, map_value
from backprop_cli.solution.solution import solve

torch = pytest.importorskip("torch")
import torch_kinds  # noqa: E402


def numbers(options):
    return {name: value if isinstance(value, str) else float(value) for name, value in options.items()}


def tensor(value, **more):
    return torch.tensor(map_value(lambda element: constant(element, DECIMAL), value), dtype=torch.float64, **more)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_pytorch_finds_the_same_gradients(kind, loss):
    for batch in range(1, 6):
        random = Random(f"{kind} {loss} {batch} oracle")
        problem = network(random, kind, loss, batch, random.choice(("mean", "sum")))
        rows = {row.name: row.value for row in next(solve(problem).steps()).rows}
        x = tensor(tuple(item.x for item in problem.data))
        learned: dict[str, Any] = {}
        for layer in problem.network:
            if layer.kind == "linear":
                number = sum(name.startswith("W") for name in learned) + 1
                learned[f"W{number}"] = tensor(layer.parameters["W"], requires_grad=True)
                x = x @ learned[f"W{number}"]
                if "b" in layer.parameters:
                    learned[f"b{number}"] = tensor(layer.parameters["b"], requires_grad=True)
                    x = x + learned[f"b{number}"]
            else:
                x = torch_kinds.LAYERS[layer.kind](x, {}, **numbers(layer.options))
        targets = tuple(item.y for item in problem.data if item.y)
        y = tensor(targets) if targets else None
        terms = torch_kinds.LOSSES[loss](x, y, **numbers(problem.loss.options))
        total = terms.mean() if problem.loss.reduction == "mean" else terms.sum()
        total.backward()
        assert rows["L"] == pytest.approx(total.item(), rel=1e-9, abs=1e-12)
        for name, parameter in learned.items():
            mine = elements(rows[f"dL/d{name}"])
            assert mine == pytest.approx(parameter.grad.flatten().tolist(), rel=1e-9, abs=1e-12), (name, batch)
