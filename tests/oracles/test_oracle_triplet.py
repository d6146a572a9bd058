"""PyTorch's triplet losses, an independent oracle, learn the same (installed by the extra `oracle`)."""

import pytest

from backprop_cli import load_text, solve
from backprop_cli.evaluate.evaluate import elements

torch = pytest.importorskip("torch")

DATA = (
    [[1.0, 2.0], [-1.0, 0.7], [0.5, -1.5]],
    [[0.4, 1.0], [2.0, 0.3], [-0.5, 1.5]],
    [[1.0, 1.1], [0.9, 1.0], [-2.0, -3.0]],
)
ROWS = """
network: [{{linear: {{weights: [[0.3, -0.7], [0.4, 0.2]], bias: [0.1, -0.3]}}}}, tanh]
loss: {{triplet: {{margin: {margin}, distance: {distance}, reduction: {reduction}}}}}
data: {data}
train: {{lr: 0.2, order: [[1, 2, 3], [2], [3, 1]]}}
"""
STEPS = ((0, 1, 2), (1,), (2, 0))


def of_torch(margin, distance, reduction):
    """PyTorch's loss: of plain distances its own, without the 1e-6 that it adds to each difference."""
    if distance == "euclidean":
        return torch.nn.TripletMarginLoss(margin=margin, eps=0, reduction=reduction)
    return torch.nn.TripletMarginWithDistanceLoss(
        distance_function=lambda u, v: ((u - v) ** 2).sum(1), margin=margin, reduction=reduction
    )


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("distance", ["squared", "euclidean"])
@pytest.mark.parametrize("margin", [0.2, 1.0, 5.0])
def test_three_steps_on_rows_are_those_of_pytorch(margin, distance, reduction):
    said = ROWS.format(margin=margin, distance=distance, reduction=reduction, data=[{"x": x} for x in DATA])
    (problem,) = load_text(said.replace("'x'", "x"), "t", "t")
    weights = torch.tensor([[0.3, -0.7], [0.4, 0.2]], dtype=torch.float64, requires_grad=True)
    bias = torch.tensor([0.1, -0.3], dtype=torch.float64, requires_grad=True)
    optimizer, loss = torch.optim.SGD([weights, bias], lr=0.2), of_torch(margin, distance, reduction)
    x = torch.tensor(DATA, dtype=torch.float64)
    for step, chosen in zip(solve(problem).steps(), STEPS, strict=True):
        rows = {row.name: row.value for row in step.rows}
        optimizer.zero_grad()
        total = loss(*torch.tanh(x[list(chosen)] @ weights + bias).unbind(1))
        total.backward()
        assert rows["L"] == pytest.approx(total.item(), rel=1e-9)
        for name, parameter in (("W1", weights), ("b1", bias)):
            gradient = elements(rows[f"dL/d{name}"])
            assert gradient == pytest.approx(parameter.grad.flatten().tolist(), rel=1e-9, abs=1e-12)
        optimizer.step()
        assert elements(rows["W1"]) == pytest.approx(weights.flatten().tolist(), rel=1e-9)


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
    total = of_torch(3.0, distance, "mean")(x @ first, x @ second, torch.tanh(x @ second) @ first)
    total.backward()
    rows = {row.name: row.value for row in solve(problem).trace()}
    assert rows["L"] == pytest.approx(total.item(), rel=1e-9)
    for name, parameter in (("W1", first), ("W2", second)):
        assert elements(rows[f"dL/d{name}"]) == pytest.approx(parameter.grad.flatten().tolist(), rel=1e-9)
