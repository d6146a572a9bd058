"""Models of PyTorch as problems: the same loss and gradients, or an error that says what differs."""

import pytest

from backprop_cli import BackpropError, solve

torch = pytest.importorskip("torch")
nn = torch.nn

CLASSES, LABELS = torch.tensor([0, 1, 1, 0]), torch.tensor([[0, 1.0], [1, 1], [0, 0], [1, 0]])
NUMBERS = torch.tensor([[0.5, -1.0], [2, 0.25], [-0.5, 1], [0, 3]])
ACTIVATIONS = [
    nn.Identity(), nn.ReLU(), nn.LeakyReLU(0.2), nn.ELU(0.5), nn.GELU(), nn.SiLU(), nn.Hardtanh(-2, 0.5), nn.Softsign(),
    nn.Softplus(), nn.Tanh(), nn.Sigmoid(), nn.Sequential(nn.Linear(3, 3, bias=False), nn.Tanh()),
]  # fmt: skip
LOSSES = [
    (nn.MSELoss(), None, NUMBERS), (nn.MSELoss(reduction="sum"), None, NUMBERS), (nn.L1Loss(), None, NUMBERS),
    (nn.HuberLoss(delta=0.7), None, NUMBERS), (nn.SmoothL1Loss(), None, NUMBERS), (nn.BCEWithLogitsLoss(), None, LABELS),
    (nn.BCELoss(), nn.Sigmoid(), LABELS), (nn.CrossEntropyLoss(), None, CLASSES),
    (nn.CrossEntropyLoss(label_smoothing=0.1), None, CLASSES), (nn.NLLLoss(), nn.LogSoftmax(1), CLASSES),
]  # fmt: skip


def model_of(activation, end=None):
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(2, 3), activation, nn.Linear(3, 2), *([end] if end else []))


@pytest.mark.parametrize(("loss", "end", "y"), LOSSES, ids=lambda item: type(item).__name__)
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda item: type(item).__name__)
def test_the_gradients_of_a_model_are_those_of_its_problem(activation, loss, end, y):
    from backprop_cli import from_torch

    model, x = model_of(activation, end).double(), torch.randn(4, 2, dtype=torch.float64)
    y = y if y is CLASSES else y.double()
    rows = {row.name: row.value for row in solve(from_torch(model, x, y, loss), steps=1).trace()}
    model.zero_grad()
    loss(model(x), y).backward()
    for number, layer in enumerate([module for module in model.modules() if isinstance(module, nn.Linear)], 1):
        ours = torch.tensor(rows[f"dL/dW{number}"], dtype=torch.float64)
        assert torch.allclose(layer.weight.grad.T, ours, rtol=1e-9, atol=1e-12)


def test_a_model_of_the_usual_small_floats_is_taken():
    from backprop_cli import from_torch

    problem = from_torch(
        model_of(nn.Tanh()), torch.tensor([1.0, 2.0]), torch.tensor([0.5, 1]), nn.MSELoss(), lr=0.5, name="own"
    )
    assert (problem.name, len(problem.data), problem.train.lr) == ("own", 1, 0.5)


@pytest.mark.parametrize(
    ("model", "loss", "said"),
    [
        (nn.Sequential(nn.Linear(2, 2), nn.Bilinear(2, 2, 2)), nn.MSELoss(), "Bilinear"),
        (nn.Linear(2, 2), nn.PoissonNLLLoss(), "PoissonNLLLoss"),
    ],
)
def test_what_is_no_kind_of_ours_is_named(model, loss, said):
    from backprop_cli import from_torch

    if said == "Bilinear":
        model.forward = lambda x: model[0](x)
    with pytest.raises(BackpropError, match=said):
        from_torch(model, NUMBERS, NUMBERS, loss)


def test_a_loss_that_is_another_one_here_is_told_with_both_values():
    from backprop_cli import from_torch

    loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))
    with pytest.raises(BackpropError, match="the model's loss is"):
        from_torch(model_of(nn.Tanh()), NUMBERS, CLASSES, loss)
