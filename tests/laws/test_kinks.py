"""Where a comparison is exactly at its kink on paper, the decimal reading says what the exact one says."""

from fractions import Fraction
from random import Random

import pytest
from cases import linear
from examples import mostly_slow

from backprop_cli import load_text, solve, train
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.model import LayerSpec, LossSpec, Observation, Problem, Train

OPTIONS = {"leaky_relu": {"slope": Fraction(1, 100)}, "huber": {"delta": Fraction(1)}, "elu": {"alpha": Fraction(1)}}
BENT = ("relu", "leaky_relu")
LOSSES = ("mae", "huber", "hinge", "half_squared_error")


def tenth(random: Random) -> Fraction:
    return Fraction(random.choice([n for n in range(-12, 13) if n]), 10)


def bare(random: Random, depth: int, steps: int) -> Problem:
    """A network of some linear layers with bent activations between most of them, and one observation a step."""
    widths = [random.randint(1, 3) for _ in range(depth)] + [1]
    layers: list[LayerSpec] = []
    for inputs, outputs in zip(widths, widths[1:]):
        spec = linear(random, inputs, outputs)
        given = {"W": tuple(tuple(tenth(random) for _ in row) for row in spec.parameters["W"])}
        layers.append(spec._replace(parameters={**given, "b": tuple(tenth(random) for _ in range(outputs))}))
        if random.random() < 0.7:
            kind = random.choice(BENT)
            layers.append(LayerSpec(kind, OPTIONS.get(kind, {})))
    if layers[-1].kind != "linear":
        layers.pop()
    loss = random.choice(LOSSES)
    data = tuple(
        Observation(tuple(tenth(random) for _ in range(widths[0])), (Fraction(random.choice((-1, 1))),))
        for _ in range(steps)
    )
    train = Train(
        random.choice([Fraction(1, 10), Fraction(1, 2), Fraction(1)]), tuple((n,) for n in range(1, steps + 1))
    )
    conventions = {"relu_at_zero": random.choice([Fraction(0), Fraction(1, 2), Fraction(1)])}
    return Problem(
        "kink", {"en": "kink"}, tuple(layers), LossSpec(loss, OPTIONS.get(loss, {})), data, train, conventions
    )


def exactly(problem: Problem, step: int) -> dict[str, tuple]:
    """The exact values of the lines of a step, by name."""
    rows = [row for row in solve(problem, exact=True).trace() if row.step == step]
    return {row.line.name: row.exact for row in rows}


def on_the_kink_of_a_layer(random: Random, problem: Problem) -> Problem | None:
    """The same with one bias changed, so that an entry that a bent activation reads is 0 in the first step."""
    places = [
        n
        for n, spec in enumerate(problem.network)
        if n and spec.kind in BENT and problem.network[n - 1].kind == "linear"
    ]
    if not places:
        return None
    place = random.choice(places) - 1
    number_of = 1 + sum(spec.kind == "linear" for spec in problem.network[:place])
    written = exactly(problem, 1)[f"H{number_of}"]
    if written is None:
        return None
    (value,) = written
    bias = list(problem.network[place].parameters["b"])
    unit = random.randrange(len(bias))
    bias[unit] -= value[unit]
    spec = problem.network[place]
    changed = spec._replace(parameters={**spec.parameters, "b": tuple(bias)})
    return problem._replace(network=(*problem.network[:place], changed, *problem.network[place + 1 :]))


def on_the_kink_of_the_loss(random: Random, problem: Problem) -> Problem | None:
    """The same with the target of the last step where the loss is bent."""
    last = len(problem.data)
    written = exactly(problem, last)["y_hat"]
    prediction = written[0][0] if written else None
    if not isinstance(prediction, Fraction) or problem.loss is None:
        return None
    kind = problem.loss.kind
    if kind == "mae":
        target = prediction
    elif kind == "huber":
        target = prediction + random.choice((-1, 1))
    else:
        return None
    changed = problem.data[-1]._replace(y=(target,))
    return problem._replace(data=(*problem.data[:-1], changed))


def on_a_kink(seed: int) -> Problem | None:
    random = Random(seed)
    problem = bare(random, random.randint(1, 4), random.randint(1, 3))
    move = random.choice((on_the_kink_of_a_layer, on_the_kink_of_the_loss))
    return move(random, problem)


def differing(problem: Problem) -> list[str]:
    """The lines whose decimal and exact values differ by more than rounding."""
    found = []
    for plain, row in zip(solve(problem).trace(), solve(problem, exact=True).trace()):
        if row.exact is None or not all(isinstance(e, Fraction) for e in elements(row.exact)):
            continue
        pairs = zip(elements(plain.value), elements(row.exact))
        if any(abs(a - float(b)) > 1e-9 * max(1, abs(b)) for a, b in pairs):
            found.append(f"{row.step}:{row.name}")
    return found


@pytest.mark.parametrize("block", mostly_slow(range(10), 15))
def test_decimal_and_exact_agree_on_a_kink(block):
    problems = [p for seed in range(block * 100, block * 100 + 100) if (p := on_a_kink(seed))]
    assert len(problems) > 30
    assert [(p, lines) for p in problems if (lines := differing(p))] == []


def trained_otherwise(problem: Problem) -> bool:
    """Whether a training, which is on arrays, ends with other weights than `solve`."""
    training, final = train(problem), solve(problem).final
    for _ in training.epochs():
        pass
    pairs = ((elements(final[name]), array.ravel()) for name, array in training.arrays().items() if name in final)
    return any(list(floats) != pytest.approx(list(found), rel=1e-9, abs=1e-9) for floats, found in pairs)


@pytest.mark.parametrize("block", mostly_slow(range(4), 4))
def test_a_training_reads_what_cancels_as_zero(block):
    """Where the kink itself hangs on the rounding of several layers, floats alone decide: in one of ten."""
    pytest.importorskip("numpy")
    problems = [p for seed in range(block * 100, block * 100 + 100) if (p := on_a_kink(seed))]
    assert sum(map(trained_otherwise, problems)) <= len(problems) / 10


def where_the_prediction_is_the_target(seed: int) -> Problem | None:
    """A network whose last prediction is its target on paper, so that every gradient of that step is 0."""
    random = Random(seed)
    problem = bare(random, random.randint(1, 3), random.randint(1, 2))
    written = exactly(problem, len(problem.data))["y_hat"]
    prediction = written[0][0] if written else None
    if not isinstance(prediction, Fraction) or problem.loss is None or problem.loss.kind == "hinge":
        return None
    return problem._replace(data=(*problem.data[:-1], problem.data[-1]._replace(y=(prediction,))))


def dusty(problem: Problem) -> list[str]:
    """The lines with an entry that is 0 on paper and something like 5.55e-17 in floats."""
    found = []
    for plain, row in zip(solve(problem).trace(), solve(problem, exact=True).trace()):
        pairs = zip(elements(plain.value), elements(row.exact)) if row.exact is not None else ()
        found += [f"{row.step}:{row.name}" for a, b in pairs if b == 0 and a != 0]
    return found


@pytest.mark.parametrize("block", mostly_slow(range(10), 15))
def test_what_is_zero_on_paper_is_zero(block):
    seeds = range(block * 100, block * 100 + 100)
    problems = [p for seed in seeds if (p := where_the_prediction_is_the_target(seed))]
    assert len(problems) > 30
    assert [(p, lines) for p in problems if (lines := dusty(p))] == []


def test_three_tenths_less_three_tenths_is_nothing():
    text = "network: [{linear: {weights: [[1], [1], [1]]}}]\ndata: [{x: [0.1, 0.2, -0.3]}]\n"
    (row,) = solve(load_text(text, "t", "t")[0]).trace()
    assert row.value == ((0.0,),)
