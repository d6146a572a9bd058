"""PyTorch's values and derivatives of layers with inner lines: normalisation, in both forms of the way back."""

from random import Random
from typing import Any

import pytest
from examples import mostly_slow

from backprop_cli import load_text, solve
from backprop_cli.evaluate.evaluate import elements

torch: Any = pytest.importorskip("torch")
np = pytest.importorskip("numpy")

STEPS, RATE = 3, 0.1
NORMS = [
    (kind, form, batch, given, epsilon, layout)
    for kind in ("batch_norm", "layer_norm")
    for form in ("compact", "nodes")
    for batch in (1, 2, 3, 5)
    for given in (("gamma", "beta"), ("gamma",), ("beta",), ())
    for epsilon in ("1e-5", "0.1")
    for layout in ("", "conventions: {observations: columns}\n", "conventions: {weights: outputs_by_inputs}\n")
]


def numbers(random, *shape):
    if not shape:
        return random.randint(-200, 200) / 100
    return [numbers(random, *shape[1:]) for _ in range(shape[0])]


def double(value):
    return torch.tensor(np.array(value), dtype=torch.float64)


class Network:
    """A linear layer, the layer in question, tanh and a linear layer, with random numbers."""

    def __init__(self, random, batch, given):
        self.batch = batch
        self.x, self.y = numbers(random, batch, 2), numbers(random, batch, 2)
        self.start = {"W1": numbers(random, 2, 3), "b1": numbers(random, 3)}
        self.start |= {f"{name}2": numbers(random, 3) for name in given}
        self.start |= {"W3": numbers(random, 3, 2), "b3": numbers(random, 2)}
        self.turned = False

    def weights(self, name):
        value = self.start[name]
        return [list(column) for column in zip(*value)] if self.turned else value

    def text(self, layer, more=""):
        self.turned = "outputs_by_inputs" in more
        rows = "".join(f"  - {{x: {x}, y: {y}}}\n" for x, y in zip(self.x, self.y))
        return (
            f"network:\n  - linear: {{weights: {self.weights('W1')}, bias: {self.start['b1']}}}\n  - {layer}\n  - tanh\n"
            f"  - linear: {{weights: {self.weights('W3')}, bias: {self.start['b3']}}}\nloss: mse\ndata:\n{rows}"
            f"train: {{lr: {RATE}, order: [{list(range(1, self.batch + 1))}], epochs: {STEPS}}}\n{more}"
        )

    def steps(self, layer):
        """The values of each step in PyTorch, by name; layer: a function of its input and the parameters."""
        values = {name: double(value).requires_grad_() for name, value in self.start.items()}
        for _ in range(STEPS):
            found = {"H1": double(self.x) @ values["W1"] + values["b1"]}
            found["H2"] = layer(found["H1"], values)
            found["y_hat"] = torch.tanh(found["H2"]) @ values["W3"] + values["b3"]
            found["L"] = ((found["y_hat"] - double(self.y)) ** 2).mean()
            for value in found.values():
                value.retain_grad()
            found["L"].backward()
            new = {name: (value - RATE * value.grad).detach().requires_grad_() for name, value in values.items()}
            slopes = {name: value.grad for name, value in {**values, **found}.items() if name != "L"}
            yield {**found, **{f"dL/d{name}": slope for name, slope in slopes.items()}} | {
                f"{name}⁺": value for name, value in new.items()
            }
            values = new


def agrees(problem, steps, turned=()):
    """Asserts that a problem's lines have the values of each of these steps."""
    for taken, expected in zip(solve(problem).steps(), steps, strict=True):
        rows = {row.line.name: row.value for row in taken.rows}
        for name, value in expected.items():
            assert elements(rows[name]) == pytest.approx(
                value.detach().numpy().ravel().tolist(), rel=1e-9, abs=1e-12
            ), name


def is_compiled_as_solved(problem, batch):
    """Asserts that the compiled step gives the weights that solving gives."""
    if any(spec.options.get("epsilon") == 0 for spec in problem.network):
        return
    step = problem.stepper(batch)
    weights = step.flat()
    for _ in range(STEPS):
        weights, _ = step(weights, *step.data(*range(1, batch + 1)))
    final = solve(problem).final
    for name, value in step.named(weights).items():
        assert elements(value) == pytest.approx(elements(final[name]), rel=1e-9, abs=1e-12)


def normalised(kind, x, values, epsilon):
    axis = 0 if kind == "batch_norm" else 1
    mean = x.mean(axis, keepdim=True)
    x_hat = (x - mean) / torch.sqrt(((x - mean) ** 2).mean(axis, keepdim=True) + epsilon)
    own = torch.nn.functional.layer_norm(x, (3,), eps=epsilon) if axis else None
    if axis or len(x) > 1:
        own = torch.nn.functional.batch_norm(x, None, None, training=True, eps=epsilon) if own is None else own
        assert torch.allclose(x_hat, own, rtol=1e-12)
    return values.get("gamma2", 1) * x_hat + values.get("beta2", 0)


@pytest.mark.parametrize(("kind", "form", "batch", "given", "epsilon", "layout"), mostly_slow(NORMS, 12))
def test_a_normalisation_is_that_of_pytorch(kind, form, batch, given, epsilon, layout):
    network = Network(Random(f"{kind} {batch} {given}"), batch, given)
    keys = "".join(f"{name}: {network.start[f'{name}2']}, " for name in given)
    text = network.text(f"{kind}: {{{keys}epsilon: {epsilon}, form: {form}}}", layout)
    (problem,) = load_text(text, "norm.yaml", "norm")

    def layer(x, values):
        return normalised(kind, x, values, float(epsilon))

    usual = load_text(network.text(f"{kind}: {{{keys}epsilon: {epsilon}, form: {form}}}"), "norm.yaml", "norm")[0]
    agrees(usual, network.steps(layer))
    is_compiled_as_solved(problem, batch)
    for name, value in solve(problem).final.items():
        other = solve(usual).final[name]
        other = tuple(zip(*other)) if layout and "outputs_by_inputs" in layout and name[0] == "W" else other
        assert sorted(elements(value)) == pytest.approx(sorted(elements(other)), rel=1e-9, abs=1e-12), name
