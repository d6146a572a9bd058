"""PyTorch's automatic derivative of random networks that are no chains (PyTorch is installed by the extra `oracle`)."""

from types import SimpleNamespace
from typing import Any

import pytest

from backprop_cli import load_text, solve

torch: Any = pytest.importorskip("torch")
np = pytest.importorskip("numpy")
from examples import mostly_slow  # noqa: E402
from random_networks import BATCHES, RandomNetwork  # noqa: E402

TORCH = SimpleNamespace(
    tanh=torch.tanh,
    sigmoid=torch.sigmoid,
    softplus=torch.nn.functional.softplus,
    softmax=lambda x: torch.softmax(x, 1),
    concat=lambda parts: torch.cat(parts, 1),
)


def double(rows):
    return torch.tensor(np.array(rows), dtype=torch.float64)


@pytest.mark.parametrize("seed", mostly_slow(range(200), 24))
def test_pytorch_has_the_same_loss_gradients_and_steps(seed):
    network = RandomNetwork(seed)
    (problem,) = load_text(network.text(), "network.yaml", "network")
    values = {name: double(value).requires_grad_() for name, value in network.values.items()}
    for taken, batch in zip(solve(problem).steps(), BATCHES):
        rows = {row.line.name: row.value for row in taken.rows}
        loss = network.loss(values, batch, TORCH, double)
        loss.backward()
        assert rows["L"] == pytest.approx(loss.item(), rel=1e-9)
        for name, value in values.items():
            assert np.allclose(rows[f"dL/d{name}"], value.grad.numpy(), rtol=1e-9, atol=1e-12), name
        values = {name: (value - 0.01 * value.grad).detach().requires_grad_() for name, value in values.items()}
    assert all(np.allclose(rows[f"{name}⁺"], value.detach().numpy(), rtol=1e-9) for name, value in values.items())
