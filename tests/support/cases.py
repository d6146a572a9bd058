"""The one case table of kinds and random networks: what is added tomorrow is tested by the laws of today."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from random import Random

from backprop_cli.problem.model import LayerSpec, LossSpec, Observation, Problem, Train
from backprop_cli.rules import Rules, find, kinds

# Those of one value that have numbers, and those that join several values.
LAYERS = [
    kind
    for kind in kinds("layers")
    if not any((rules := find("layers", kind)) and (rules.function, rules.several, rules.axes, rules.carried))
]
ARRAY_LAYERS = [kind for kind in kinds("layers") if find("layers", kind).axes]
JOINS = [kind for kind in kinds("layers") if find("layers", kind).several]
LOSSES = kinds("losses")
OPTIMISERS = kinds("optimisers")
BOUNDED = {"log_loss": "sigmoid", "focal": "sigmoid", "cross_entropy": "softmax", "kl_divergence": "softmax"}
ACTIVATIONS = [kind for kind in LAYERS if find("layers", kind).is_activation]


def number(random: Random, low: int = -120, high: int = 120, but: Collection[Fraction] = ()) -> Fraction:
    """A number of two decimals, never 0, nor plus or minus one of some others."""
    found = [n for n in range(low, high + 1) if n and Fraction(abs(n), 100) not in but]
    return Fraction(random.choice(found), 100)


def matrix(random: Random, rows: int, columns: int) -> tuple:
    return tuple(tuple(number(random) for _ in range(columns)) for _ in range(rows))


def layer(kind: str) -> LayerSpec:
    """A layer without parameters, with its default options."""
    return LayerSpec(kind, options(find("layers", kind)))


def options(rules: Rules) -> dict:
    """The default options of a kind."""
    numbers = {name: Fraction(text) for name, text in rules.options.items()}
    return {**numbers, **{name: words[0] for name, words in rules.choices.items()}, **dict.fromkeys(rules.arrays)}


def linear(random: Random, inputs: int, outputs: int, bias: bool = True) -> LayerSpec:
    given = {"W": matrix(random, inputs, outputs)}
    if bias:
        given["b"] = matrix(random, 1, outputs)[0]
    return LayerSpec("linear", {}, given)


def target(random: Random, loss: str, outputs: int) -> tuple:
    rules = find("losses", loss)
    if rules.distribution:
        chosen = random.randrange(outputs)
        return tuple(Fraction(int(index == chosen)) for index in range(outputs))
    if rules.only_bounds:
        return tuple(Fraction(random.choice(rules.targets)) for _ in range(outputs))
    if rules.targets:
        return tuple(Fraction(random.randrange(0, 5), 4) for _ in range(outputs))
    return tuple(number(random) for _ in range(outputs))


def network(random: Random, activation: str, loss: str, batch: int, reduction: str = "mean") -> Problem:
    """A random problem of one or two hidden layers with the activation inside, ending as its loss needs."""
    widths = [random.randint(1, 3) for _ in range(random.randint(2, 3))] + [random.randint(1, 3)]
    layers: list[LayerSpec] = []
    for inputs, outputs in zip(widths, widths[1:]):
        # Without a bias ReLU may put out a row of zeros, which has no direction.
        bias = random.random() < 0.7 or find("losses", loss).directions
        layers += [linear(random, inputs, outputs, bias), layer(activation)]
    layers[-1:] = [layer(BOUNDED[loss])] if loss in BOUNDED else []
    data = tuple(observation(random, loss, widths[0], widths[-1]) for _ in range(batch))
    train = Train(Fraction(1, 2), (tuple(range(1, batch + 1)),) * 2)
    conventions = {"relu_at_zero": Fraction(0)}
    return Problem("random", {"en": "random"}, tuple(layers), loss_spec(loss, reduction), data, train, conventions)


def observation(random: Random, loss: str, inputs: int, outputs: int) -> Observation:
    """A random observation for a loss: a row with its target, or the rows that it compares."""
    if rows := find("losses", loss).reads:
        return Observation(matrix(random, len(rows), inputs))
    return Observation(matrix(random, 1, inputs)[0], target(random, loss, outputs))


def loss_spec(loss: str, reduction: str) -> LossSpec:
    """A loss of what a network puts out, with its default options."""
    rules = find("losses", loss)
    if rules.reads:
        of = tuple(f"y_hat[{row}]" for row in range(1, len(rules.reads) + 1))
        return LossSpec(loss, options(rules), reduction, of=of, target="")
    return LossSpec(loss, options(rules), reduction)


def same(left, right):
    """Asserts that two problems say the same, wherever it stands in their files."""
    fields = (
        "name",
        "title",
        "network",
        "loss",
        "data",
        "train",
        "conventions",
        "names",
        "notes",
        "questions",
        "source",
    )
    for field in fields:
        assert without_marks(getattr(left, field)) == without_marks(getattr(right, field)), field


def without_marks(thing):
    if hasattr(thing, "mark"):
        return thing._replace(mark=None)
    return tuple(map(without_marks, thing)) if isinstance(thing, tuple) else thing
