"""PyTorch's convolutions and poolings, and its automatic derivative (PyTorch is installed by the extra `oracle`)."""

from itertools import product
from random import Random
from typing import Any

import pytest
from scripts import ran

from backprop_cli import load_text, solve
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant

torch: Any = pytest.importorskip("torch")
np = pytest.importorskip("numpy")
functional = torch.nn.functional

SIZES = {"conv1d": (6,), "conv2d": (5, 4)}
CONVOLUTIONS = list(product(SIZES, (1, 2), (1, 2), (1, 2), (0, 1), ("false", "true")))
POOLS = list(product(("max_pool", "avg_pool"), (1, 2), (1, 2, 3), (0, 1)))


@pytest.fixture(autouse=True)
def usual_floats():
    yield
    torch.set_default_dtype(torch.float32)  # a script sets its own


def numbers(random, *shape):
    """Tenths in nested lists."""
    if not shape:
        return random.randint(-30, 30) / 10
    return [numbers(random, *shape[1:]) for _ in range(shape[0])]


def double(value):
    return torch.tensor(np.array(value, dtype=float), dtype=torch.float64)


def as_floats(value):
    return [as_floats(item) for item in value] if isinstance(value, tuple) else constant(value, DECIMAL)


def problem_of(layers, x, weights, count):
    text = "network:\n" + "".join(f"  - {layer}\n" for layer in layers)
    text += f"  - flatten\n  - linear: {{weights: {weights}, bias: false}}\nloss: half_squared_error\ndata:\n"
    text += "".join(f"  - {{x: {item}, y: [1, -1]}}\n" for item in x)
    text += f"train: {{lr: 0.01, order: [{', '.join([str(list(range(1, count + 1)))] * 3)}]}}\n"
    return text


def hold_to_torch(text, forward, values, x):
    """Three steps: the loss, every gradient and every new value are those of PyTorch."""
    (problem,) = load_text(text, "windows.yaml", "windows")
    values = {name: double(value).requires_grad_() for name, value in values.items()}
    target = double([[1, -1]] * len(x))
    for step in solve(problem).steps():
        rows = {row.line.name: row.value for row in step.rows}
        loss = 0.5 * ((forward(values, double(x)).flatten(1) @ values["last"] - target) ** 2).sum(1).mean()
        loss.backward()
        assert rows["L"] == pytest.approx(loss.item(), rel=1e-9)
        for name, value in values.items():
            called = name if name != "last" else f"W{(len(values) > 1 and 2) or 1}"
            assert np.allclose(rows[f"dL/d{called}"], value.grad.numpy(), rtol=1e-9, atol=1e-11), called
        values = {name: (value - 0.01 * value.grad).detach().requires_grad_() for name, value in values.items()}
    exact = next(solve(problem, exact=True).steps())
    for row in exact.rows:
        assert np.allclose(as_floats(row.exact), row.value, rtol=1e-9, atol=1e-11), row.name
    assert "(autograd)" in ran(problem, "torch")


@pytest.mark.parametrize(("kind", "batch", "channels", "stride", "padding", "flip"), CONVOLUTIONS)
def test_a_convolution_is_that_of_pytorch(kind, batch, channels, stride, padding, flip):
    random = Random(str((kind, batch, channels, stride, padding, flip)))
    sizes = SIZES[kind]
    window = (3, 2)[: len(sizes)]
    x = numbers(random, batch, channels, *sizes)
    values = {"W1": numbers(random, 3, channels, *window), "b1": numbers(random, 3)}

    def forward(values, x):
        spatial = tuple(range(2, x.dim()))
        W = values["W1"].flip(spatial) if flip == "true" else values["W1"]
        return torch.relu(getattr(functional, kind)(x, W, values["b1"], stride=stride, padding=padding))

    width = forward({name: double(value) for name, value in values.items()}, double(x)).flatten(1).shape[1]
    values["last"] = numbers(random, width, 2)
    options = f"kernel: {values['W1']}, bias: {values['b1']}, stride: {stride}, padding: {padding}, flip: {flip}"
    text = problem_of([f"{kind}: {{{options}}}", "relu"], x, values["last"], batch)
    hold_to_torch(text, forward, values, x)


@pytest.mark.parametrize(("kind", "batch", "stride", "padding"), POOLS)
def test_a_pooling_after_a_convolution_is_that_of_pytorch(kind, batch, stride, padding):
    random = Random(str((kind, batch, stride, padding)))
    x = numbers(random, batch, 2, 5, 4)
    values = {"W1": numbers(random, 2, 2, 2, 1), "b1": numbers(random, 2)}

    def forward(values, x):
        pool = functional.max_pool2d if kind == "max_pool" else functional.avg_pool2d
        return pool(torch.relu(functional.conv2d(x, values["W1"], values["b1"])), 2, stride, padding)

    width = forward({name: double(value) for name, value in values.items()}, double(x)).flatten(1).shape[1]
    values["last"] = numbers(random, width, 2)
    convolution = f"conv2d: {{kernel: {values['W1']}, bias: {values['b1']}}}"
    pool = f"{kind}: {{size: 2, stride: {stride}, padding: {padding}}}"
    hold_to_torch(problem_of([convolution, "relu", pool], x, values["last"], batch), forward, values, x)


@pytest.mark.parametrize("batch", [1, 2])
def test_a_mean_over_each_channel_is_that_of_pytorch(batch):
    random = Random(batch)
    x = numbers(random, batch, 2, 4, 3)
    values = {"W1": numbers(random, 3, 2, 2, 2), "b1": numbers(random, 3), "last": numbers(random, 3, 2)}

    def forward(values, x):
        return functional.conv2d(x, values["W1"], values["b1"]).mean((2, 3))

    layers = [f"conv2d: {{kernel: {values['W1']}, bias: {values['b1']}}}", "global_avg_pool"]
    hold_to_torch(problem_of(layers, x, values["last"], batch), forward, values, x)
