"""PyTorch's values and derivatives of normalisation in both forms of the way back, of dropout, attention and positions."""

from random import Random
from typing import Any

import pytest
from examples import mostly_slow

from backprop_cli import load_text, solve
from backprop_cli.errors import BackpropError
from backprop_cli.evaluate.evaluate import elements

torch: Any = pytest.importorskip("torch")
np = pytest.importorskip("numpy")
from torch_kinds import encoding  # noqa: E402

STEPS, RATE, SMALL = 3, 0.1, 0.005  # at a large rate attention's scores grow until a softmax has no digits left
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

    def steps(self, layer, last=torch.tanh):
        """The values of each step in PyTorch, by name; layer, last: what follows H1 and H2."""
        values = {name: double(value).requires_grad_() for name, value in self.start.items()}
        for _ in range(STEPS):
            found = {"H1": double(self.x) @ values["W1"] + values["b1"]}
            found["H2"] = layer(found["H1"], values)
            found["y_hat"] = last(found["H2"]) @ values["W3"] + values["b3"]
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


def agrees(problem, steps):
    """Asserts that a problem's lines have the values of each of these steps."""
    for taken, expected in zip(solve(problem).steps(), steps, strict=True):
        rows = {row.line.name: row.value for row in taken.rows}
        for name, value in expected.items():
            assert elements(rows[name]) == pytest.approx(
                value.detach().numpy().ravel().tolist(), rel=1e-9, abs=1e-12
            ), name


def is_compiled_as_solved(problem, batch):
    """Asserts that the compiled step gives the weights that solving gives."""
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


DROPOUTS = [
    (batch, p, mask, inverted)
    for batch in (1, 2, 3)
    for p in ("0", "0.5", "0.8")
    for mask in ([1, 0, 1], [0, 0, 0], "rows", "seed")
    for inverted in (True, False)
]


@pytest.mark.parametrize(("batch", "p", "mask", "inverted"), mostly_slow(DROPOUTS, 6))
def test_dropout_is_that_of_pytorch_with_the_same_mask(batch, p, mask, inverted):
    network = Network(Random(f"dropout {batch}"), batch, ())
    rows = [[(place + row) % 2 for place in range(3)] for row in range(batch)]
    said = "seed: 5" if mask == "seed" else f"mask: {rows if mask == 'rows' else mask}"
    text = network.text(f"dropout: {{p: {p}, {said}, inverted: {str(inverted).lower()}}}").replace("  - tanh\n", "")
    (problem,) = load_text(text, "dropout.yaml", "dropout")
    kept = [double(rows if mask == "rows" else mask)] * STEPS if mask != "seed" else drawn(problem)
    of_steps = iter(kept)

    def layer(x, _):
        return x * next(of_steps) / (1 - float(p) if inverted else 1)

    renamed = [
        {name.replace("H2", "O1").replace("3", "2"): value for name, value in step.items()}
        for step in network.steps(layer, last=lambda x: x)
    ]
    agrees(problem, renamed)
    is_compiled_as_solved(problem, batch)


def drawn(problem):
    """The mask that was drawn in each step: what is left of H1."""
    steps = ({row.line.name: row.value for row in step.rows} for step in solve(problem).steps())
    return [(double(rows["O1"]) != 0).double() for rows in steps]


ATTENTIONS = [
    (batch, tokens, keys, outputs, mask)
    for batch in (1, 2, 3)
    for tokens in (1, 2, 3)
    for keys in (1, 2, 3)
    for outputs in (1, 2)
    for mask in (False, True)
]


@pytest.mark.parametrize(("batch", "tokens", "keys", "outputs", "mask"), mostly_slow(ATTENTIONS, 9))
def test_attention_is_that_of_pytorch(batch, tokens, keys, outputs, mask):
    random = Random(f"{batch} {tokens} {keys} {outputs}")
    start = {"WQ1": numbers(random, 2, keys), "WK1": numbers(random, 2, keys), "WV1": numbers(random, 2, outputs)}
    start |= {"W2": numbers(random, tokens * outputs, 2), "b2": numbers(random, 2)}
    xs, ys = numbers(random, batch, tokens, 2), numbers(random, batch, 2)
    seen = [[int(j <= i) for j in range(tokens)] for i in range(tokens)]
    keys_said = ", ".join(f"{name[:2]}: {start[name]}" for name in ("WQ1", "WK1", "WV1"))
    text = (
        f"network:\n  - attention: {{{keys_said}{f', mask: {seen}' if mask else ''}}}\n  - flatten\n"
        f"  - linear: {{weights: {start['W2']}, bias: {start['b2']}}}\nloss: mse\ndata:\n"
        + "".join(f"  - {{x: {x}, y: {y}}}\n" for x, y in zip(xs, ys))
        + f"train: {{lr: {SMALL}, order: [{list(range(1, batch + 1))}], epochs: {STEPS}}}\n"
    )
    (problem,) = load_text(text, "attention.yaml", "attention")
    values = {name: double(value).requires_grad_() for name, value in start.items()}
    expected = []
    for _ in range(STEPS):
        x = double(xs)
        q, k, v = (x @ values[name] for name in ("WQ1", "WK1", "WV1"))
        allowed = torch.tensor(seen, dtype=torch.bool) if mask else torch.ones(tokens, tokens, dtype=torch.bool)
        scores = (q @ k.transpose(1, 2) / keys**0.5).masked_fill(~allowed, -torch.inf)
        looks = torch.softmax(scores, 2) @ v
        assert torch.allclose(looks, torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=allowed))
        looks.retain_grad()
        q.retain_grad()
        loss = ((looks.reshape(batch, -1) @ values["W2"] + values["b2"] - double(ys)) ** 2).mean()
        loss.backward()
        slopes = {f"dL/d{name}": value.grad for name, value in {**values, "H1": looks, "Q1": q}.items()}
        values = {name: (value - SMALL * value.grad).detach().requires_grad_() for name, value in values.items()}
        expected.append({"Q1": q, "H1": looks, "L": loss, **slopes} | {f"{n}⁺": value for n, value in values.items()})
    agrees(problem, expected)
    is_compiled_as_solved(problem, batch)


POSITIONS = [
    (batch, tokens, features, learned)
    for batch in (1, 2, 3)
    for tokens in (1, 2, 4)
    for features in (1, 2, 3, 6, 8)
    for learned in (False, True)
]


@pytest.mark.parametrize(("batch", "tokens", "features", "learned"), mostly_slow(POSITIONS, 9))
def test_positions_are_those_of_pytorch(batch, tokens, features, learned):
    random = Random(f"{batch} {tokens} {features}")
    start = {"W1": numbers(random, 5, features), **({"P2": numbers(random, tokens, features)} if learned else {})}
    start |= {"W3": numbers(random, tokens * features, 2), "b3": numbers(random, 2)}
    xs = [[random.randint(1, 5) for _ in range(tokens)] for _ in range(batch)]
    ys = numbers(random, batch, 2)
    layer = f"positional: {{weights: {start['P2']}}}" if learned else "positional"
    text = (
        f"network:\n  - embedding: {{weights: {start['W1']}}}\n  - {layer}\n  - flatten\n"
        f"  - linear: {{weights: {start['W3']}, bias: {start['b3']}}}\nloss: mse\ndata:\n"
        + "".join(f"  - {{x: {x}, y: {y}}}\n" for x, y in zip(xs, ys))
        + f"train: {{lr: {SMALL}, order: [{list(range(1, batch + 1))}], epochs: {STEPS}}}\n"
    )
    if tokens == 1:  # a single index is looked up as a row, which is no sequence
        with pytest.raises(BackpropError):
            load_text(text, "positions.yaml", "positions")
        return
    (problem,) = load_text(text, "positions.yaml", "positions")
    values, expected = {name: double(value).requires_grad_() for name, value in start.items()}, []
    for _ in range(STEPS):
        found = {"H1": torch.nn.functional.embedding(torch.tensor(xs) - 1, values["W1"])}
        places = values["P2"] if learned else encoding(tokens, features)
        found["H2"] = found["H1"] + places
        found["L"] = ((found["H2"].reshape(batch, -1) @ values["W3"] + values["b3"] - double(ys)) ** 2).mean()
        found["H2"].retain_grad()
        found["L"].backward()
        slopes = {f"dL/d{name}": value.grad for name, value in {**values, "H2": found["H2"]}.items()}
        values = {name: (value - SMALL * value.grad).detach().requires_grad_() for name, value in values.items()}
        new = {f"{name}⁺": value for name, value in values.items()}
        expected.append({**found, **slopes, **new, **({} if learned else {"P2": places})})
    agrees(problem, expected)
    is_compiled_as_solved(problem, batch)
