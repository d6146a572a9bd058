"""Laws of the compiled step: bit for bit the decimal reading, over every layer, loss, optimiser and bundled problem."""

import re
from random import Random
from typing import Any

import pytest
from cases import ACTIVATIONS, LOSSES, OPTIMISERS, network
from examples import mostly_slow

from backprop_cli import BackpropError, load, load_text, problems, solve
from backprop_cli.expr.names import plain_name

NETWORKS = [(activation, loss, batch) for activation in ACTIVATIONS for loss in LOSSES for batch in (1, 3)]
BUNDLED = [item for row in problems() for item in load(row["name"]) if not item.symbolic]
LEARNING = """
network:
  - linear: {{weights: [[0.31, -0.72], [0.43, 0.24]], bias: [0.15, -0.36]}}
  - {activation}
  - linear: {{weights: [[0.67], [-0.98]], bias: [0.29]}}
loss: half_squared_error
data: [{{x: [1, 2], y: [0.5]}}, {{x: [-1, 0.5], y: [1]}}, {{x: [0.5, -1.5], y: [-1]}}]
train: {{lr: {lr}, order: [[1, 2], 3], epochs: 40, optimizer: {optimizer}{more}}}
conventions: {{update_order: {order}}}
"""
RATES = ("0.1", "[0.3, 0.2, 0.1]", "{step: {start: 0.2, every: 2, times: 0.5}}", "{inverse: {start: 0.2, decay: 0.5}}")
MORE = (
    "",
    ", clip: {norm: 0.3}",
    ", clip: {value: 0.05}",
    ", l2: 0.1, l1: 0.05",
    ", weight_decay: 0.2",
    ", freeze: [W1]",
)
WAYS = [(kind, lr, more) for kind in OPTIMISERS for lr in RATES for more in MORE]


def in_turn(problem):
    """The losses and the last weights of a problem's steps by compiled steps, each on the size of its batch."""
    steppers: dict[int, Any] = {}
    weights, losses = None, []
    train = problem.train
    order: Any = train.order * train.epochs if train else [(n,) for n in range(1, len(problem.data) + 1)] or [()]
    for entry in order:
        step = steppers.setdefault(len(entry), problem.stepper(max(1, len(entry))))
        weights = step.flat() if weights is None else weights
        weights, loss = step(weights, *(step.data(*entry) if entry else ()))
        losses.append(loss)
    return losses, step.named(weights)


def in_decimal(problem):
    """The same by the rows of every step."""
    output = problem.graph.output if problem.graph else "L"
    solution = solve(problem)
    losses = [row.value for row in solution.trace() if row.line.name == output]
    return losses, solution.final


@pytest.mark.parametrize(("activation", "loss", "batch"), mostly_slow(NETWORKS, 17))
def test_a_compiled_step_of_a_random_network_is_the_decimal_one_bit_for_bit(activation, loss, batch):
    for seed in range(3):
        problem = network(Random(f"{activation} {loss} {batch} {seed} compiled"), activation, loss, batch)
        assert in_turn(problem) == in_decimal(problem)


@pytest.mark.parametrize("problem", BUNDLED, ids=repr)
def test_a_compiled_step_of_a_bundled_problem_is_the_decimal_one_bit_for_bit(problem):
    assert in_turn(problem) == in_decimal(problem)


@pytest.mark.parametrize(("kind", "lr", "more"), mostly_slow(WAYS, 23))
@pytest.mark.parametrize("order", ["after_backward", "during_backward"])
def test_every_way_of_learning_is_compiled(kind, lr, more, order):
    if order == "during_backward" and "norm" in more:
        return
    for activation in ("tanh", "relu"):
        text = LEARNING.format(activation=activation, lr=lr, optimizer=kind, more=more, order=order)
        (problem,) = load_text(text, "learning.yaml", "learning")
        assert in_turn(problem) == in_decimal(problem)


def ended(solution, with_rows=False):
    """The last weights of a solution, or what is said of its overflow."""
    try:
        list(solution.trace() if with_rows else ())
        return solution.final, solution.remaining
    except BackpropError as error:
        return str(error)


@pytest.mark.parametrize("problem", mostly_slow(BUNDLED, 5), ids=repr)
def test_many_steps_without_their_rows_end_where_those_with_rows_do(problem):
    for steps in (65, 150):
        assert ended(solve(problem, steps=steps)) == ended(solve(problem, steps=steps), with_rows=True)


@pytest.mark.parametrize("problem", BUNDLED, ids=repr)
def test_the_source_has_no_name_but_its_own(problem):
    """A weight may be called `__import__('os')`; in the source it is v1."""
    step = problem.stepper()
    (compiled, *_) = step.program.compiled.values()
    words = set(re.findall(r"[^\W\d]\w*", re.sub(r"\bv\d+\b", "", compiled.source.text)))
    given = {*map(plain_name, step.start), *(problem.graph.nodes if problem.graph else ())}
    assert not words & (given - {"x", "y", "s", "e", "f0", "f1"}) and not set("'\"@\\") & set(compiled.source.text)


def test_a_network_that_is_too_large_is_refused_and_still_solved():
    text = "network: [{linear: {outputs: 60, init: {he: {seed: 1}}}}]\nloss: mse\ndata: [{x: [%s], y: [%s]}]\ntrain: {lr: 0.1}"
    (problem,) = load_text(text % (", ".join("1" * 900), ", ".join("1" * 60)), "large.yaml", "large")
    with pytest.raises(BackpropError, match="large"):
        problem.stepper()
    assert len(solve(problem, steps=1).final["W1"]) == 900
