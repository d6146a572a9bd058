"""Laws of the compiled step: bit for bit the decimal reading, over every layer, loss, optimiser and bundled problem."""

import re
from random import Random
from unittest.mock import patch

import pytest
from cases import ACTIVATIONS, network
from compiled_cases import BUNDLED, LEARNING, NETWORKS, WAYS
from examples import mostly_slow

from backprop_cli import BackpropError, Stepper, load_text, solve
from backprop_cli.compiled.step import compiled_step
from backprop_cli.expr.names import plain_name
from backprop_cli.solution.solution import _StepRunner
from backprop_cli.solution.values import Values


def in_turn(problem):
    """The losses and the last weights of a problem's steps by compiled steps, each on the size of its batch."""
    train = problem.train
    order: list[tuple[int, ...]] = [(n,) for n in range(1, len(problem.data) + 1)] or [()]
    order = list(train.order * train.epochs) if train else order
    steppers = {len(entry): problem.stepper(max(1, len(entry))) for entry in order}
    weights, losses = steppers[len(order[0])].flat(), []
    for entry in order:
        step = steppers[len(entry)]
        weights, loss = step(weights, *(step.data(*entry) if entry else ()))
        losses.append(loss)
    return losses, step.named(weights)


def in_decimal(problem):
    """The same by the rows of every step."""
    output = problem.graph.output if problem.graph else "L"
    solution = solve(problem)
    losses = [row.value for row in solution.trace() if row.line.name == output]
    return losses, solution.final


def agree(problem):
    """Asserts that both come to the same, bit for bit; only to the first loss where floats cannot decide a comparison.

    Then `solve` goes by the exact value, and on from there; compiled steps by what rounding left, maybe another way.
    """
    with patch.object(Values, "_decided", autospec=True, side_effect=Values._decided) as decided:
        wanted, weights = in_decimal(problem)
    losses, found = in_turn(problem)
    assert losses[0] == pytest.approx(wanted[0], rel=1e-12, abs=1e-12)
    if not decided.called:
        assert (losses, found) == (wanted, weights)


@pytest.mark.parametrize(("activation", "loss", "batch"), mostly_slow(NETWORKS, 35))
def test_a_compiled_step_of_a_random_network_is_the_decimal_one_bit_for_bit(activation, loss, batch):
    for seed in range(3):
        problem = network(Random(f"{activation} {loss} {batch} {seed} compiled"), activation, loss, batch)
        agree(problem)


@pytest.mark.parametrize("problem", BUNDLED, ids=repr)
def test_a_compiled_step_of_a_bundled_problem_is_the_decimal_one_bit_for_bit(problem):
    agree(problem)


@pytest.mark.parametrize(("kind", "lr", "more"), mostly_slow(WAYS, 285))
@pytest.mark.parametrize("order", ["after_backward", "during_backward"])
def test_every_way_of_learning_is_compiled(kind, lr, more, order):
    if order == "during_backward" and "norm" in more:
        return
    for activation in ("tanh", "relu"):
        text = LEARNING.format(activation=activation, lr=lr, optimizer=kind, more=more, order=order)
        (problem,) = load_text(text, "learning.yaml", "learning")
        agree(problem)


@pytest.mark.parametrize("activation", mostly_slow(ACTIVATIONS, 5))
def test_a_rate_that_is_a_power_of_two_is_multiplied_where_most_shares_it_and_no_bit_is_another(activation):
    products = {}
    for lr in ("1", "0.5", "4", "0.3"):
        problem = learning(activation, lr)
        agree(problem)
        products[lr] = products_of(problem)
    assert products["1"] < products["0.5"] == products["4"] < products["0.3"]


@pytest.mark.parametrize(("kind", "more"), mostly_slow(dict.fromkeys((kind, more) for kind, _lr, more in WAYS), 11))
def test_no_rate_makes_more_products_than_another(kind, more):
    """Where a gradient is needed as it is, by a momentum or a norm, nothing is worked out twice for a factor in it."""
    two, other = (products_of(learning("tanh", lr, kind, more)) for lr in ("0.0625", "0.1"))
    assert two <= other


def learning(activation, lr, kind="sgd", more=""):
    text = LEARNING.format(activation=activation, lr=lr, optimizer=kind, more=more, order="after_backward")
    return load_text(text.replace("epochs: 40", "epochs: 1"), "rate.yaml", "rate")[0]


def products_of(problem):
    """How many products the source of a step and of a loop has."""
    return Stepper(problem).compiled(compiled_step).source.text.count(" * ")


def ended(solution, with_rows=False):
    """The last weights of a solution, or what is said of its overflow."""
    try:
        list(solution.trace() if with_rows else ())
        return solution.final, solution.remaining
    except BackpropError as error:
        return str(error)


@pytest.mark.parametrize("problem", mostly_slow(BUNDLED, 11), ids=repr)
def test_many_steps_without_their_rows_end_where_those_with_rows_do(problem):
    for steps in (65, 150):
        assert ended(solve(problem, steps=steps)) == ended(solve(problem, steps=steps), with_rows=True)


def test_a_square_that_overflows_inside_of_a_line_is_noticed():
    """1/(1 + a²) is 0 then, as if nothing were."""
    (problem,) = load_text("nodes: {a: x*w, e: 1/(1 + (a - w)^2)}\nat: {x: 1e200, w: 1}", "square.yaml", "square")
    step = problem.stepper()
    for way in (lambda: list(solve(problem).trace()), lambda: step(step.flat(), *step.data())):
        with pytest.raises(BackpropError, match=r"e = .* too large"):
            way()


def test_a_sum_that_is_dust_is_decided_exactly_where_nobody_asks_for_rows():
    text = "network: [{linear: {weights: [[0.1], [0.2], [-0.3]]}}, tanh]\nloss: mse\ndata: [{x: [1, 1, 1], y: [0]}]\ntrain: {lr: 1000}"
    (problem,) = load_text(text, "dust.yaml", "dust")
    final = ended(solve(problem, steps=65))
    assert final == ended(solve(problem, steps=65), with_rows=True)
    with patch.object(Stepper, "surely", Stepper.tried):
        assert ended(solve(problem, steps=65)) != final


def test_the_first_of_many_steps_are_taken_one_by_one_only_where_they_must_be():
    """Where a comparison or a sum hangs on rounding."""
    for activation, count in (("sigmoid", 0), ("relu", 64)):
        text = f"network: [{{linear: {{weights: [[0.5]]}}}}, {activation}]\nloss: mse\ndata: [{{x: [1], y: [2]}}]\ntrain: {{lr: 0.01}}"
        (problem,) = load_text(text, "first.yaml", "first")
        with patch.object(_StepRunner, "step", autospec=True, side_effect=_StepRunner.step) as step:
            solve(problem, steps=200).final  # noqa: B018
        assert len({call.args[1] for call in step.call_args_list}) == count


@pytest.mark.parametrize("problem", BUNDLED, ids=repr)
def test_the_source_has_no_name_but_its_own(problem):
    """A weight may be called `__import__('os')`; in the source it is v1."""
    step = Stepper(problem)
    (compiled, *_) = [found for key, found in step.program.compiled.items() if key[0] == "step"]
    words = set(re.findall(r"[^\W\d]\w*", re.sub(r"\bv\d+\b", "", compiled.source.text)))
    given = {*map(plain_name, step.start), *(problem.graph.nodes if problem.graph else ())}
    assert not words & (given - {"x", "y", "s", "e", "f0", "f1"}) and not set("'\"@\\") & set(compiled.source.text)


def test_a_network_that_is_too_large_is_refused_and_still_solved():
    text = "network: [{linear: {outputs: 60, init: {he: {seed: 1}}}}]\nloss: mse\ndata: [{x: [%s], y: [%s]}]\ntrain: {lr: 0.1}"
    (problem,) = load_text(text % (", ".join("1" * 900), ", ".join("1" * 60)), "large.yaml", "large")
    with pytest.raises(BackpropError, match="large"):
        problem.stepper()
    assert len(solve(problem, steps=1).final["W1"]) == 900
