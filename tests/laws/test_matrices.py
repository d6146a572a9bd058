"""Laws of the step on whole matrices: the decimal one but for rounding, over every layer, loss and way of learning."""

from random import Random

import pytest
from cases import network
from compiled_cases import BUNDLED, LEARNING, NETWORKS, WAYS
from examples import mostly_slow
from quick_yaml import quick_load
from yaml import safe_dump as dump

from backprop_cli import BackpropError, load_text, solve
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.series import steps_of
from backprop_cli.problem.skeleton import example_of
from backprop_cli.rules import find, kinds


def entries(named):
    return [entry for value in named.values() for entry in elements(value)]


def same_as_small(problem, batch):
    small, large = problem.stepper(batch), problem.stepper(batch, dtype="float64")
    data = small.data(*range(1, batch + 1))
    weights, loss = small.run(small.flat(), [data], 3)
    arrays, found = large.run(large.flat(), [data], 3)
    assert entries(large.named(arrays)) == pytest.approx(entries(small.named(weights)), rel=1e-12, abs=1e-12)
    assert found == pytest.approx(loss, rel=1e-12, abs=1e-12)


OF_ONE_ROW = [case for case in NETWORKS if not find("losses", case[1]).reads]


@pytest.mark.parametrize(("activation", "loss", "batch"), mostly_slow(OF_ONE_ROW, 17))
def test_a_step_on_matrices_of_a_random_network_is_the_decimal_one(activation, loss, batch):
    same_as_small(network(Random(f"{activation} {loss} {batch} matrices"), activation, loss, batch), batch)


@pytest.mark.parametrize("problem", [p for p in BUNDLED if not p.graph], ids=repr)
def test_a_step_on_matrices_of_a_bundled_problem_is_the_decimal_one(problem):
    if (problem.train and problem.train.rate_changes) or steps_of(problem):
        return
    same_as_small(problem, len(problem.train.order[0]) if problem.train else 1)


@pytest.mark.parametrize("kind", kinds("layers"))
def test_every_layer_has_a_step_on_matrices(kind):
    text = example_of("layers", kind)
    (problem,) = load_text(text, "example.yaml", kind)
    if not problem.symbolic and not steps_of(problem):
        trained = load_text(with_a_step(problem, text), "trained.yaml", kind)[0]
        same_as_small(trained, len(trained.data))


def with_a_step(problem, text):
    """The example of a kind, with a loss of all numbers that come out and a step to take."""
    document = {"train": {"lr": 0.1}, **quick_load(text)}
    if not problem.loss:
        out = [row.value for row in solve(problem).trace() if row.phase == "forward" and row.step == 1][-1]
        data = [{**item, "y": [0.5] * len(elements(out))} for item in document["data"]]
        document |= {"network": [*document["network"], "flatten"], "loss": "half_squared_error", "data": data}
    return dump(document)


@pytest.mark.parametrize(("kind", "lr", "more"), mostly_slow([way for way in WAYS if way[1] == "0.1"], 7))
@pytest.mark.parametrize("order", ["after_backward", "during_backward"])
def test_every_way_of_learning_is_there_on_matrices(kind, lr, more, order):
    if order == "after_backward" or "norm" not in more:
        text = LEARNING.format(activation="relu", lr=lr, optimizer=kind, more=more, order=order)
        same_as_small(load_text(text, "learning.yaml", "learning")[0], 2)


CANCELLING = "network: [{linear: {weights: [[0.1], [0.2], [-0.3]], bias: [%s]}}, relu]\nloss: mse\ndata: [{x: [1, 1, 1], y: [1]}]\ntrain: {lr: 1}"


@pytest.mark.parametrize(("bias", "moves"), [("0", False), ("0.1", True)])
def test_a_product_near_0_is_computed_again_before_a_comparison(bias, moves):
    step = load_text(CANCELLING % bias, "dust.yaml", "dust")[0].stepper(dtype="float64")
    before = step.named(step.flat())
    after, _loss = step(step.flat(), *step.batches()[0])
    assert (step.named(after) != before) is moves


def test_short_floats_are_near_and_other_kinds_are_refused():
    (problem,) = load_text(
        LEARNING.format(activation="tanh", lr="0.1", optimizer="adam", more="", order="after_backward"), "l.yaml", "l"
    )
    found = {}
    for dtype in ("float32", "float64"):
        step = problem.stepper(2, dtype=dtype)
        weights, _loss = step.run(step.flat(), step.batches(), 5)
        assert {str(array.dtype) for array in weights.values()} == {dtype}
        found[dtype] = entries(step.named(weights))
    assert found["float32"] != found["float64"] == pytest.approx(found["float32"], rel=1e-3, abs=1e-4)
    with pytest.raises(BackpropError, match="float16"):
        problem.stepper(2, dtype="float16")
    with pytest.raises(BackpropError, match="x has the shape 3×2"):
        step(step.flat(), [[1, 2]] * 3, [[1]] * 3)


def test_a_loss_that_overflows_is_named_and_the_weights_stay():
    (problem,) = load_text(
        "network: [{linear: {weights: [[1]]}}]\nloss: mse\ndata: [{x: [1], y: [1]}]\ntrain: {lr: 1}", "o.yaml", "o"
    )
    step = problem.stepper(dtype="float64")
    weights = step.flat()
    with pytest.raises(BackpropError, match=r"step 1: L = .*too large"):
        step(weights, [1e200], [1.0])
    assert weights["W1"].tolist() == [[1.0]]
