"""PyTorch's own RNN, LSTM and GRU, and central differences: forward values, every gradient, three steps of training."""

import random
from typing import Any

import pytest

from backprop_cli import load_text, solve

torch: Any = pytest.importorskip("torch")
np = pytest.importorskip("numpy")

INPUTS, HIDDEN, STEPS, LR = 2, 3, 4, 0.125
# The gates in PyTorch's order in the stacked weights; the names that our parameters have them by.
GATES = {"rnn": ("",), "lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n")}
KINDS = [
    ("rnn", {"activation": "tanh"}),
    ("rnn", {"activation": "relu"}),
    ("lstm", {}),
    ("gru", {"reset": "after"}),
]
MODULES = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def numbers(rng, *shape):
    if not shape:
        return round(rng.uniform(-1, 1), 3)
    return [numbers(rng, *shape[1:]) for _ in range(shape[0])]


class Example:
    """A recurrent layer with a linear one behind it, the same for us and for PyTorch."""

    def __init__(self, kind, options, outputs, batch, layers=1):
        rng = random.Random(f"{kind}{options}{outputs}{batch}")
        self.kind, self.options, self.outputs, self.batch = kind, options, outputs, batch
        self.parameters = {}
        for gate in GATES[kind]:
            self.parameters[f"Wx{gate}"] = numbers(rng, INPUTS, HIDDEN)
            self.parameters[f"Wh{gate}"] = numbers(rng, HIDDEN, HIDDEN)
            self.parameters[f"b{gate}"] = numbers(rng, HIDDEN)
        if options.get("reset") == "after":
            self.parameters["bhn"] = numbers(rng, HIDDEN)
        self.states = {name: numbers(rng, HIDDEN) for name in (("h0", "c0") if kind == "lstm" else ("h0",))}
        self.W, self.b = numbers(rng, HIDDEN, 2), numbers(rng, 2)
        self.x = numbers(rng, batch, STEPS, INPUTS)
        self.y = numbers(rng, batch, STEPS, 2) if outputs == "all" else numbers(rng, batch, 2)

    def text(self):
        layer = {**self.parameters, **self.states, **self.options, "outputs": self.outputs}
        said = ", ".join(f"{key}: {value}" for key, value in layer.items())
        data = "".join(f"  - {{x: {x}, y: {y}}}\n" for x, y in zip(self.x, self.y))
        order = list(range(1, self.batch + 1))
        return (
            f"network:\n  - {self.kind}: {{{said}}}\n  - linear: {{weights: {self.W}, bias: {self.b}}}\n"
            f"loss: squared_error\ndata:\n{data}train: {{lr: {LR}, order: [{order}], epochs: 3}}\n"
        )

    def module(self):
        extra = {"nonlinearity": self.options["activation"]} if self.kind == "rnn" else {}
        module = MODULES[self.kind](INPUTS, HIDDEN, batch_first=True, dtype=torch.float64, **extra)
        stacked = {
            "weight_ih_l0": [np.array(self.parameters[f"Wx{g}"]).T for g in GATES[self.kind]],
            "weight_hh_l0": [np.array(self.parameters[f"Wh{g}"]).T for g in GATES[self.kind]],
            "bias_ih_l0": [np.array(self.parameters[f"b{g}"]) for g in GATES[self.kind]],
        }
        hidden = [np.zeros(HIDDEN) for _ in GATES[self.kind]]
        if "bhn" in self.parameters:
            hidden[GATES["gru"].index("n")] = np.array(self.parameters["bhn"])
        with torch.no_grad():
            for name, parts in {**stacked, "bias_hh_l0": hidden}.items():
                getattr(module, name).copy_(torch.tensor(np.concatenate(parts)))
        return module

    def step_of_pytorch(self, module, W, b):
        """The outputs of every step, and the loss, of PyTorch."""
        given = [torch.tensor([[state] * self.batch], dtype=torch.float64) for state in self.states.values()]
        h, _ = module(torch.tensor(self.x, dtype=torch.float64), tuple(given) if len(given) > 1 else given[0])
        read = h if self.outputs == "all" else h[:, -1]
        loss = ((read @ W + b - torch.tensor(self.y, dtype=torch.float64)) ** 2).sum() / self.batch
        return h, loss

    def gradients(self, module, W, b):
        """PyTorch's gradients by our names; it stacks the gates."""
        found = {"W2": W.grad.numpy(), "b2": b.grad.numpy()}
        size = len(GATES[self.kind])
        stacked = {"Wx": module.weight_ih_l0.grad, "Wh": module.weight_hh_l0.grad, "b": module.bias_ih_l0.grad}
        for name, whole in stacked.items():
            for gate, part in zip(GATES[self.kind], np.split(whole.numpy(), size)):
                found[f"{name}{gate}1"] = part.T
        if "bhn" in self.parameters:
            found["bhn1"] = np.split(module.bias_hh_l0.grad.numpy(), size)[GATES["gru"].index("n")]
        return found


def close(found, expected):
    return np.allclose(np.array(found), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("outputs", ["last", "all"])
@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_pytorch_has_the_same_values_gradients_and_steps(kind, options, outputs, batch):
    example = Example(kind, options, outputs, batch)
    (problem,) = load_text(example.text(), "recurrent.yaml", "recurrent")
    module = example.module()
    W, b = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in (example.W, example.b))
    hidden_bias = module.bias_hh_l0.detach().clone()
    solution = solve(problem)
    for step in solution.steps():
        rows = {row.line.name: row.value for row in step.rows}
        module.zero_grad()
        W.grad = b.grad = None
        h, loss = example.step_of_pytorch(module, W, b)
        loss.backward()
        assert rows["L"] == pytest.approx(loss.item(), rel=1e-9)
        for t in range(STEPS):
            assert close(rows[f"h[{t + 1}]"], h.detach().numpy()[:, t]), t
        for name, gradient in example.gradients(module, W, b).items():
            assert close(rows[f"dL/d{name}"], gradient), name
        with torch.no_grad():
            for parameter in (*module.parameters(), W, b):
                parameter -= LR * parameter.grad
            if kind != "gru":
                module.bias_hh_l0.copy_(hidden_bias)  # we have one bias where PyTorch has two
            else:
                size = HIDDEN * GATES["gru"].index("n")
                module.bias_hh_l0[:size] = hidden_bias[:size]
    assert step.number == 3
    assert close(solution.final["W2"], W.detach().numpy())


@pytest.mark.parametrize(
    ("kind", "options"),
    [*KINDS, ("rnn", {"activation": "sigmoid"}), ("gru", {"reset": "before"})],
)
@pytest.mark.parametrize("outputs", ["last", "all"])
def test_gradients_are_those_of_central_differences(kind, options, outputs):
    example, h = Example(kind, options, outputs, 2), 1e-5
    (problem,) = load_text(example.text(), "recurrent.yaml", "recurrent")
    rows = {row.line.name: row.value for row in next(solve(problem).steps()).rows}

    def loss(name, place, change):
        moved = Example(kind, options, outputs, 2)
        entry = np.array(moved.parameters[name], float)
        entry[place] += change
        moved.parameters[name] = entry.tolist()
        (other,) = load_text(moved.text(), "recurrent.yaml", "recurrent")
        return next(row.value for row in solve(other).trace() if row.line.name == "L")

    for name, value in example.parameters.items():
        place = next(np.ndindex(np.array(value).shape))
        slope = (loss(name, place, h) - loss(name, place, -h)) / (2 * h)
        assert np.array(rows[f"dL/d{name}1"])[place] == pytest.approx(slope, rel=1e-5, abs=1e-8), name
