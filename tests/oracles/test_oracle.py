"""PyTorch, an independent oracle, finds the same gradients on random networks (installed by the extra `oracle`)."""

from random import Random
from typing import Any

import pytest
from cases import ACTIVATIONS, LOSSES, network

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, map_value
from backprop_cli.solution.solution import solve

torch = pytest.importorskip("torch")


def tensor(value, **more):
    return torch.tensor(map_value(lambda element: constant(element, DECIMAL), value), dtype=torch.float64, **more)


def activation(kind, x):
    functional = torch.nn.functional
    return {
        "identity": lambda: x,
        "leaky_relu": lambda: functional.leaky_relu(x, 0.01),
        "elu": lambda: functional.elu(x),
        "softplus": lambda: functional.softplus(x),
        "softmax": lambda: torch.softmax(x, -1),
        "sigmoid": lambda: torch.sigmoid(x),
        "tanh": lambda: torch.tanh(x),
        "relu": lambda: torch.relu(x),
        "gelu": lambda: functional.gelu(x),
        "hardtanh": lambda: functional.hardtanh(x),
        "log_softmax": lambda: torch.log_softmax(x, -1),
        "silu": lambda: functional.silu(x),
        "softsign": lambda: functional.softsign(x),
    }[kind]()


def loss_rows(kind, x, y):
    """Each observation's loss, in the contract's conventions."""
    functional = torch.nn.functional
    return {
        "squared_error": lambda: ((y - x) ** 2).sum(1),
        "half_squared_error": lambda: ((y - x) ** 2).sum(1) / 2,
        "mse": lambda: ((y - x) ** 2).mean(1),
        "mae": lambda: (y - x).abs().mean(1),
        "huber": lambda: functional.huber_loss(x, y, reduction="none").sum(1),
        "hinge": lambda: torch.clamp(1 - y * x, min=0).sum(1),
        "perceptron": lambda: (((x >= 0).double() - y) * x).sum(1),
        "log_loss": lambda: -(torch.xlogy(y, x) + torch.xlogy(1 - y, 1 - x)).sum(1),
        "log_loss_with_logits": lambda: functional.binary_cross_entropy_with_logits(x, y, reduction="none").sum(1),
        "cross_entropy": lambda: -torch.xlogy(y, x).sum(1),
        "cross_entropy_with_logits": lambda: functional.cross_entropy(x, y, reduction="none"),
        "focal": lambda: -(torch.xlogy(y, x) * (1 - x) ** 2 + torch.xlogy(1 - y, 1 - x) * x**2).sum(1),
        "kl_divergence": lambda: functional.kl_div(x.log(), y, reduction="none").sum(1),
        # Without the 1e-12 that cosine_embedding_loss adds to the squares of the lengths.
        "cosine": lambda: 1 - (functional.normalize(x) * functional.normalize(y)).sum(1),
        "nll": lambda: -(y * x).sum(1),
        "triplet": lambda: functional.triplet_margin_with_distance_loss(
            *x.unbind(1), distance_function=lambda a, b: ((a - b) ** 2).sum(1), reduction="none"
        ),
    }[kind]()


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
                x = activation(layer.kind, x)
        targets = tuple(item.y for item in problem.data if item.y)
        terms = loss_rows(loss, x, tensor(targets) if targets else None)
        total = terms.mean() if problem.loss.reduction == "mean" else terms.sum()
        total.backward()
        assert rows["L"] == pytest.approx(total.item(), rel=1e-9, abs=1e-12)
        for name, parameter in learned.items():
            mine = elements(rows[f"dL/d{name}"])
            assert mine == pytest.approx(parameter.grad.flatten().tolist(), rel=1e-9, abs=1e-12), (name, batch)
