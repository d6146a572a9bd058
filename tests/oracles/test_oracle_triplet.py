"""Three values by their names under a triplet loss: PyTorch, an independent oracle, finds the same gradients."""

import pytest

from backprop_cli import load_text, solve
from backprop_cli.evaluate.evaluate import elements

torch = pytest.importorskip("torch")
from torch_kinds import LOSSES  # noqa: E402


@pytest.mark.parametrize("distance", ["squared", "euclidean"])
def test_three_named_values_are_those_of_pytorch(distance):
    (problem,) = load_text(
        "network:\n  - linear: {weights: [[0.3, -0.7], [0.4, 0.2]], name: a}\n"
        "  - linear: {of: X, weights: [[1, 0.5], [-0.4, 0.8]], name: p}\n  - tanh\n"
        "  - linear: {weights: W1, name: n}\n"
        f"loss: {{triplet: {{of: [a, p, n], margin: 3, distance: {distance}}}}}\n"
        "data: [{x: [1, 2]}, {x: [-0.5, 0.7]}]\ntrain: {lr: 0.1, order: [[1, 2]]}\n",
        "t",
        "t",
    )
    x = torch.tensor([[1, 2], [-0.5, 0.7]], dtype=torch.float64)
    first = torch.tensor([[0.3, -0.7], [0.4, 0.2]], dtype=torch.float64, requires_grad=True)
    second = torch.tensor([[1, 0.5], [-0.4, 0.8]], dtype=torch.float64, requires_grad=True)
    compared = torch.stack([x @ first, x @ second, torch.tanh(x @ second) @ first], 1)
    total = LOSSES["triplet"](compared, None, margin=3.0, distance=distance).mean()
    total.backward()
    rows = {row.name: row.value for row in solve(problem).trace()}
    assert rows["L"] == pytest.approx(total.item(), rel=1e-9)
    for name, parameter in (("W1", first), ("W2", second)):
        assert elements(rows[f"dL/d{name}"]) == pytest.approx(parameter.grad.flatten().tolist(), rel=1e-9)
