"""PyTorch's optimisers, independent oracles, end at the same weights (PyTorch is installed by the extra `oracle`)."""

from typing import Any

import pytest

from backprop_cli import load_text, solve
from backprop_cli.evaluate.evaluate import elements

torch: Any = pytest.importorskip("torch")

# Without biases: PyTorch's decay takes them as well, and ours takes weights alone.
NETWORK = """
network: [{{linear: {{weights: [[0.3, -0.7], [0.4, 0.2]]}}}}, sigmoid, {{linear: {{weights: [[0.6], [-0.9]]}}}}]
loss: half_squared_error
data: [{{x: [1, 2], y: [0.5]}}, {{x: [-1, 0.5], y: [1]}}, {{x: [0.5, -1.5], y: [-1]}}]
train: {{lr: {lr}, order: [[1, 2], 3], epochs: 3{learning}}}
"""
OPTIMISERS: dict[
    str, tuple[str, str, dict[str, Any]]
] = {  # how it is written in a file, what PyTorch calls it, and its options there
    "sgd": ("sgd", "SGD", {}),
    "perceptron": ("perceptron", "SGD", {}),
    "momentum": ("{momentum: {beta: 0.8}}", "SGD", {"momentum": 0.8}),
    "nesterov": ("{nesterov: {beta: 0.8}}", "SGD", {"momentum": 0.8, "nesterov": True}),
    "adagrad": ("{adagrad: {epsilon: 1e-3}}", "Adagrad", {"eps": 1e-3}),
    "rmsprop": ("{rmsprop: {beta: 0.7, epsilon: 1e-3}}", "RMSprop", {"alpha": 0.7, "eps": 1e-3}),
    "adam": ("{adam: {beta1: 0.5, beta2: 0.75}}", "Adam", {"betas": (0.5, 0.75)}),
    "adam by default": ("adam", "Adam", {}),
    "adamw": ("{adamw: {beta1: 0.5, beta2: 0.75}}", "AdamW", {"betas": (0.5, 0.75)}),
}
CLIPS = {"": None, ", clip: {norm: 0.2}": ("norm", 0.2), ", clip: {value: 0.05}": ("value", 0.05)}


def final_of_torch(kind, options, schedule, clip):
    """The weights after the six steps of NETWORK."""
    exactly = {"dtype": torch.float64, "requires_grad": True}
    first, second = torch.tensor([[0.3, -0.7], [0.4, 0.2]], **exactly), torch.tensor([[0.6], [-0.9]], **exactly)
    x = torch.tensor([[1, 2], [-1, 0.5], [0.5, -1.5]], dtype=torch.float64)
    y = torch.tensor([[0.5], [1], [-1]], dtype=torch.float64)
    optimiser = getattr(torch.optim, kind)([first, second], lr=0.1, **options)
    rates = schedule and torch.optim.lr_scheduler.StepLR(optimiser, step_size=2, gamma=0.5)
    for batch in ([0, 1], [2]) * 3:
        optimiser.zero_grad()
        (((torch.sigmoid(x[batch] @ first) @ second - y[batch]) ** 2).sum(1) / 2).mean().backward()
        if clip and clip[0] == "norm":
            torch.nn.utils.clip_grad_norm_([first, second], clip[1])
        elif clip:
            torch.nn.utils.clip_grad_value_([first, second], clip[1])
        optimiser.step()
        if rates:
            rates.step()
    return [weight.detach().flatten().tolist() for weight in (first, second)]


@pytest.mark.parametrize("clip", CLIPS)
@pytest.mark.parametrize("schedule", [False, True])
@pytest.mark.parametrize("decay", [None, 0.2])
@pytest.mark.parametrize("name", OPTIMISERS)
def test_pytorch_ends_at_the_same_weights(name, decay, schedule, clip):
    said, kind, options = OPTIMISERS[name]
    lr = "{step: {start: 0.1, every: 2, times: 0.5}}" if schedule else "0.1"
    learning = f", optimizer: {said}{clip}" + (f", weight_decay: {decay}" if decay else "")
    (problem,) = load_text(NETWORK.format(lr=lr, learning=learning), "p.yaml", "p")
    final = solve(problem).final
    more = {"weight_decay": decay} if decay else {}
    # PyTorch clips by c/(norm + 1e-6).
    close = 1e-5 if clip else 1e-9
    for mine, other in zip(
        (final["W1"], final["W2"]), final_of_torch(kind, {**options, **more}, schedule, CLIPS[clip])
    ):
        assert elements(mine) == pytest.approx(other, rel=close, abs=close / 100)
