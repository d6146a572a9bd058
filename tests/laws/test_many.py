"""Laws of the step of many variants: each column is the single step of that variant, but for rounding."""

from random import Random

import pytest
from cases import network
from compiled_cases import BUNDLED, LEARNING, NETWORKS, WAYS
from examples import mostly_slow

from backprop_cli import BackpropError, load, load_text
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.tolerances import BLOCK

VARIANTS = 5


def varied(step, random, spread=0.125):
    """The problem's weights with each moved a little in each variant; what an optimiser remembers stays."""
    parameters = {name for name in step.named(step.flat()) if "_" not in name}
    flat = step.flat()
    names = [name for name, value in step.named(flat).items() for _ in elements(value)]
    moved = [name in parameters for name in names] + [False] * (len(flat) - len(names))
    return [tuple(w + random.uniform(-spread, spread) * move for w, move in zip(flat, moved)) for _ in range(VARIANTS)]


def same_as_single(problem, batch, seed):
    import numpy

    single, many = problem.stepper(batch), problem.stepper(batch, many=True)
    columns = varied(single, Random(seed))
    data = single.data(*range(1, batch + 1)) if problem.data else ((), ())
    losses = []
    after, found = many.run(numpy.array(columns).T, [data], 2)
    for place, weights in enumerate(columns):
        weights, loss = single.run(weights, [data], 2)
        losses.append(loss)
        assert after[:, place] == pytest.approx(weights, rel=1e-12, abs=1e-12)
    assert found == pytest.approx(losses, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("activation", "loss", "batch"), mostly_slow(NETWORKS, 17))
def test_many_variants_of_a_random_network_are_the_single_ones(activation, loss, batch):
    problem = network(Random(f"{activation} {loss} {batch} many"), activation, loss, batch)
    same_as_single(problem, batch, f"{activation} {loss}")


@pytest.mark.parametrize("problem", mostly_slow(BUNDLED, 3), ids=repr)
def test_many_variants_of_a_bundled_problem_are_the_single_ones(problem):
    batch = len(problem.train.order[0]) if problem.train and problem.data else 1
    same_as_single(problem, max(1, batch), problem.name)


@pytest.mark.parametrize(("kind", "lr", "more"), mostly_slow(WAYS, 23))
def test_every_way_of_learning_is_there_for_many(kind, lr, more):
    text = LEARNING.format(activation="leaky_relu", lr=lr, optimizer=kind, more=more, order="after_backward")
    same_as_single(load_text(text, "learning.yaml", "learning")[0], 2, kind)


def test_a_sum_that_cancels_is_0_before_a_comparison():
    import numpy

    text = "network: [{linear: {weights: [[0.1], [0.2], [-0.3]]}}, relu]\nloss: mse\ndata: [{x: [1, 1, 1], y: [1]}]\ntrain: {lr: 1}"
    step = load_text(text, "dust.yaml", "dust")[0].stepper(many=True)
    weights = numpy.array([[0.1, 0.1], [0.2, 0.2], [-0.3, -0.2]])
    after, _losses = step(weights, [1, 1, 1], [1])
    assert (after[:, 0] == weights[:, 0]).all() and (after[:, 1] != weights[:, 1]).all()


def test_blocks_data_of_their_own_and_what_overflows():
    import numpy

    (problem,) = load("ex3")
    step, single, count = problem.stepper(many=True), problem.stepper(), 20_000
    weights = numpy.linspace(-1, 1, 6 * count).reshape(6, count)
    x, y = numpy.linspace(-2, 2, count)[None], numpy.linspace(0, 1, count)[None]
    after, losses = step(weights, x, y)
    for place in (0, BLOCK - 1, BLOCK, count - 1):
        new, loss = single(tuple(weights[:, place]), tuple(x[:, place]), tuple(y[:, place]))
        assert (after[:, place].tolist(), losses[place]) == (pytest.approx(new, abs=1e-15), pytest.approx(loss))
    weights[0, 4000] = 1e308
    x[0, 4000] = 1e10
    with pytest.raises(BackpropError, match=r"variant 4001: H1 = .*too large"):
        step(weights, x, y)
    with pytest.raises(BackpropError, match="weights has 5"):
        step(weights[:5], x, y)
    with pytest.raises(BackpropError, match="x has the shape"):
        step(weights, [1, 2], y)


def test_columns_are_the_weights_of_problems():
    (ours,), (other,) = load("ex3"), load("ex3", edits=[("network[1].linear.weights", "[[3]]", "--set")])
    assert ours.stepper(many=True).columns([ours, other]).tolist()[0] == [0.0, 3.0]
