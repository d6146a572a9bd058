"""Every option that the catalogue lists, of every layer and loss, in PyTorch: forward, all gradients, three steps.

The cases come from the tables of `backprop layers` and `backprop losses`: an option that is added tomorrow has no value in
`VALUES` and no argument in `torch_kinds`, and fails here until it has both.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from cases import BOUNDED, target
from examples import mostly_slow

from backprop_cli import load_text, solve
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, map_value
from backprop_cli.problem.network import fields_of
from backprop_cli.problem.parameter_keys import key_of
from backprop_cli.rules import find, kinds

torch: Any = pytest.importorskip("torch")
from torch_kinds import LAYERS, LOSSES  # noqa: E402

STEPS, RATE = 3, 0.05
# What is tried of an option, beside what is tried with it left out; of one that means another thing elsewhere, by its kind.
VALUES: dict[str, tuple[Any, ...]] = {
    "activation": ("tanh", "relu", "sigmoid"),
    "alpha": ("0.25", "0.8"),
    "bptt": (1, 2, 3),
    "c0": (0, [0.3, -0.2]),
    "delta": ("0.3", "2"),
    "distance": ("squared", "euclidean"),
    "epsilon": ("0.25",),
    "flip": ("true", "false"),
    "form": ("compact", "nodes"),
    "gamma": ("0", "1", "3"),
    "h0": (0, [-0.4, 0.7]),
    "heads": (1,),
    "high": ("0.25",),
    "inverted": ("true", "false"),
    "low": ("-0.25",),
    "margin": ("0.2", "5"),
    "attention.mask": ([[1, 0, 0], [1, 1, 0], [1, 1, 1]],),
    "dropout.mask": ([1, 0, 1], "rows"),
    "of": ("[X, H1]",),
    "outputs": ("last", "all"),
    "p": ("0", "0.25", "0.8"),
    "padding": (0, 1),
    "reduction": ("mean", "sum"),
    "reset": ("before", "after"),
    "scale": ("root", "none"),
    "size": (1, 2, 3),
    "slope": ("0", "0.3", "-0.5"),
    "smoothing": ("0.1", "1"),
    "stride": (1, 2, 3),
    "temperature": ("0.5", "3"),
    "update": ("old", "new"),
}
# What neither the forward pass nor a gradient reads: how weights are drawn, how long a symbolic sequence is, a seed of
# masks, which here are given.
NOT_READ = {"init", "steps", "seed"}
WHOLE = {"stride", "padding", "size", "bptt"}
ROWS = [[1, 0, 1], [0, 1, 1], [1, 1, 0]]
SIZES = {"inputs": 3, "outputs": 2, "hidden": 2, "keys": 2, "rows": 2, "columns": 1, "size": 2, "words": 4}
SIZES |= {"tokens": 3, "features": 3}
# What an observation of a layer is, and the layer that stands before it, so that its derivative by x is seen.
READS: dict[str, tuple[tuple[int, ...], str, dict[str, tuple[int, ...]]]] = {
    "rows": ((2,), "linear", {"weights": (2, 3), "bias": (3,)}),
    "steps": ((3, 2), "linear", {"weights": (2, 3), "bias": (3,)}),
    "channels": ((1, 5, 4), "conv2d", {"kernel": (3, 1, 1, 1), "bias": (3,)}),
    "places": ((1, 6), "conv1d", {"kernel": (3, 1, 1), "bias": (3,)}),
    "tokens": ((3, 3), "positional", {"weights": (3, 3)}),
}


def reads(rules):
    """The key in READS of what a layer reads; "indices" of one that looks up data."""
    if rules.carried:
        return "steps"
    return "places" if "places" in rules.axes else rules.axes[0] if rules.axes else "rows"


def listed(family, kind):
    """The options of a kind that its page lists, beside parameters and their sizes."""
    rules = find(family, kind)
    keys = {key_of(rules, edge) for edge in rules.parameters}
    # A size of a parameter is no option, but where an option has the same name: the window of a pooling, `outputs: all`.
    sizes = {name for dims in rules.parameters.values() for name in dims} - {*rules.options, *rules.choices}
    return set(fields_of(rules)) - keys - (sizes - {"outputs"} if rules.carried else sizes) - NOT_READ


def options_of(family):
    """Each kind with nothing said, and with each value of each option that is listed."""
    for kind in kinds(family):
        yield kind, None, None
        for option in sorted(listed(family, kind)):
            for value in VALUES.get(f"{kind}.{option}", VALUES.get(option, (None,))):
                yield kind, option, value


LAYER_CASES = [(*case, batch) for case in options_of("layers") if case[0] != "function" for batch in (1, 2, 3)]
LOSS_CASES = [(*case, batch) for case in options_of("losses") for batch in (1, 3)]
LOSS_CASES += [(kind, "weight", "0.5", 2) for kind in kinds("losses")]


def numbers(random, *shape):
    if not shape:
        return random.choice([n for n in range(-90, 91) if n]) / 100
    return [numbers(random, *shape[1:]) for _ in range(shape[0])]


def said(kind, given):
    inner = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"{kind}: {{{inner}}}" if inner else kind


def text_of(layers, loss, data, more=""):
    rows = "".join(f"  - {{x: {x}{f', y: {y}' if y else ''}}}\n" for x, y in data)
    network = "".join(f"  - {layer}\n" for layer in layers)
    order = f"order: [{list(range(1, len(data) + 1))}], epochs: {STEPS}"
    return f"network:\n{network}loss: {{{loss}}}\ndata:\n{rows}train: {{lr: {RATE}, {order}}}\n{more}"


def double(value):
    return torch.tensor(map_value(lambda element: float(constant(element, DECIMAL)), value), dtype=torch.float64)


def plain(options):
    """Options as PyTorch's functions take them: words, whole numbers, tables, other numbers."""
    words = {name: value for name, value in options.items() if isinstance(value, str) or value is None}
    found = {name: double(value).tolist() for name, value in options.items() if name not in words and value != ()}
    return words | {name: int(value) if name in WHOLE else value for name, value in found.items()}


def forward(problem, values):
    """What PyTorch's layers make of the data, one after the other; values: of the parameters, by name."""
    x = torch.stack([double(item.x) for item in problem.data])
    known = {"X": x}
    for spec in problem.network:
        read = [known[name] for name in spec.of] if len(spec.of) > 1 else x
        own = {edge: values[spec.names[edge]] for edge in spec.parameters}
        x = LAYERS[spec.kind](read, own, **plain(spec.options))
        known.setdefault("H1", x)
    return x


def loss_of(problem, out):
    """The loss in PyTorch, of a sequence the sum over its steps."""
    spec, every = problem.losses[0], problem.losses
    if not spec.target:
        terms = LOSSES[spec.kind](out, None, **plain(spec.options))
        return (terms.mean() if spec.reduction == "mean" else terms.sum()) * float(spec.weight)
    y = [[item.values[loss.target] if item.values else item.y for loss in every] for item in problem.data]
    terms = LOSSES[spec.kind](
        out, double(tuple(map(tuple, y)) if len(every) > 1 else tuple(row[0] for row in y)), **plain(spec.options)
    )
    return terms.sum() / (len(out) if spec.reduction == "mean" else 1) * float(spec.weight)


def hold_to_torch(text):
    """Three steps of a problem: its loss, every gradient and every new value are those of PyTorch."""
    (problem,) = load_text(text, "options.yaml", "options")
    given = {spec.names[edge]: value for spec in problem.network for edge, value in spec.parameters.items()}
    values = {name: double(value).requires_grad_() for name, value in given.items()}
    for step in solve(problem).steps():
        rows = {row.line.name: row.value for row in step.rows}
        loss = loss_of(problem, forward(problem, values))
        loss.backward()
        expected = {"L": loss, **{f"dL/d{name}": value.grad for name, value in values.items()}}
        values = {name: (value - RATE * value.grad).detach().requires_grad_() for name, value in values.items()}
        expected |= {f"{name}⁺": value for name, value in values.items()}
        for name, value in expected.items():
            found = elements(rows[name])
            assert found == pytest.approx(value.detach().flatten().tolist(), rel=1e-9, abs=1e-12), name
    assert step.number == STEPS


@pytest.mark.parametrize("family", ["layers", "losses"])
def test_every_option_that_is_listed_is_tried_and_every_word_of_it(family):
    every = {(kind, option) for kind in kinds(family) for option in listed(family, kind)}
    assert {(kind, name) for kind, name in every if name not in VALUES and f"{kind}.{name}" not in VALUES} == set()
    words = {(kind, word) for kind in kinds(family) for found in find(family, kind).choices.values() for word in found}
    assert words - {(kind, str(value)) for kind, option, value in options_of(family) if option} == set()


@pytest.mark.parametrize(("kind", "option", "value", "batch"), mostly_slow(LAYER_CASES, 37))
def test_a_layer_with_any_option_is_that_of_pytorch(kind, option, value, batch):
    random, rules = Random(f"{kind} {option} {value} {batch}"), find("layers", kind)
    own = {key_of(rules, edge): numbers(random, *(SIZES[d] for d in dims)) for edge, dims in rules.parameters.items()}
    own |= dict.fromkeys(rules.drawn, ROWS[0]) | ({"of": "[X, H1]"} if rules.several else {})
    own |= {option: ROWS[:batch] if value == "rows" else value} if option else {}
    xs, layers = [numbers(random, 2) for _ in range(batch)], []
    if rules.indices:
        xs = [[random.randint(1, SIZES["words"]) for _ in range(2)] for _ in range(batch)]
    else:
        shape, before, given = READS[reads(rules)]
        xs = numbers(random, batch, *shape)
        given = {key: size[:-1] + shape[-1:] for key, size in given.items()} if rules.several == "alike" else given
        layers = [said(before, {key: numbers(random, *size) for key, size in given.items()})]
    layers += [said(kind, own), *(["flatten"] if len(rules.puts_out) > 1 else [])]
    partial = (
        text_of(layers, "mse: {}", []).partition("loss:")[0] + "data:\n" + "".join(f"  - {{x: {x}}}\n" for x in xs)
    )
    # Without `train` each observation is worked alone, and a mask has one row then.
    (begun,) = load_text(partial.replace(str(ROWS[:batch]), str(ROWS[0])), "options.yaml", "options")
    values = {s.names[edge]: double(value) for s in begun.network for edge, value in s.parameters.items()}
    width = forward(begun, values).shape[-1]
    layers += [said("linear", {"weights": numbers(random, width, 2), "bias": numbers(random, 2)})]
    ys = numbers(random, batch, 3, 2) if value == "all" else numbers(random, batch, 2)
    hold_to_torch(text_of(layers, "half_squared_error: {}", list(zip(xs, ys))))


@pytest.mark.parametrize(("kind", "option", "value", "batch"), mostly_slow(LOSS_CASES, 13))
def test_a_loss_with_any_option_is_that_of_pytorch(kind, option, value, batch):
    random = Random(f"{kind} {option} {value} {batch}")
    layers = [said("linear", {"weights": numbers(random, 2, 3), "bias": numbers(random, 3)})]
    layers += ["tanh", said("linear", {"weights": numbers(random, 3, 3), "bias": numbers(random, 3)})]
    layers += [BOUNDED[kind]] if kind in BOUNDED else []
    data = [(numbers(random, 2), list(map(str, target(random, kind, 3)))) for _ in range(batch)]
    if rows := find("losses", kind).reads:
        data = [(numbers(random, len(rows), 2), None) for _ in range(batch)]
    hold_to_torch(text_of(layers, said(kind, {option: value} if option else {"reduction": "mean"}), data))
