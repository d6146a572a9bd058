"""Steps too large to be compiled: on arrays where nobody asks for their lines, and to the numbers of the walk."""

from collections import deque

import numpy
import pytest
from examples import mostly_slow

from backprop_cli import BackpropError, load_text, solve
from backprop_cli.rules import kinds
from backprop_cli.solution.one_step import step
from backprop_cli.solution.solution import _StepRunner
from backprop_cli.solution.training import Training
from backprop_cli.solution.values import is_large

TEXT = """
network:
  - linear: {inputs: 3, outputs: 640, init: {he: {seed: 1}}, bias: 0}
  - relu
  - linear: {outputs: 2, init: {he: {seed: 2}}, bias: 0}
loss: cross_entropy_with_logits
data:
  - {x: [1, 0, 2], y: {class: 1}}
  - {x: [0, 1, 1], y: {class: 2}}
  - {x: [2, 1, 0], y: {class: 1}}
  - {x: [1, 3, 1], y: {class: 2}}
train: {lr: 0.01, order: [[1, 2, 3, 4], [3, 1, 2, 4], [1, 2]], optimizer: adam}
"""


def problem(text=TEXT):
    (found,) = load_text(text, "n.yaml", "n")
    assert is_large(found)
    return found


def walked(item):
    """The final weights after every step was written out."""
    solution = solve(item)
    deque(solution.trace(), 0)
    return solution.final


def agree(found, wanted):
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        assert numpy.allclose(found[name], value, rtol=1e-12, atol=1e-12), name


def counted(monkeypatch):
    """The numbers of the steps that are walked."""
    found, way = [], _StepRunner.step

    def noted(self, number, observations):
        found.append(number)
        return way(self, number, observations)

    monkeypatch.setattr(_StepRunner, "step", noted)
    return found


@pytest.mark.parametrize("optimizer", mostly_slow(kinds("optimisers"), 4))
def test_the_final_weights_are_those_of_the_walk_for_every_optimiser(optimizer, monkeypatch):
    item = problem(TEXT.replace("adam", optimizer))
    wanted = walked(item)
    seen = counted(monkeypatch)
    agree(solve(item).final, wanted)
    assert not seen


@pytest.mark.parametrize(
    "more", ["conventions: {weights: outputs_by_inputs}", "conventions: {observations: columns}", "points: {L: 2}"]
)
def test_the_final_weights_are_those_of_the_walk_in_every_layout(more):
    item = problem(f"{TEXT}{more}\n")
    agree(solve(item).final, walked(item))


@pytest.mark.parametrize("lr", mostly_slow(["[0.3, 0.2, 0.1]", *kinds("schedules")], 3))
def test_the_final_weights_are_those_of_the_walk_for_every_rate(lr):
    item = problem(TEXT.replace("lr: 0.01", f"lr: {lr}").replace("adam", "sgd"))
    agree(solve(item).final, walked(item))


def test_what_is_dropped_is_dropped_on_arrays_too():
    item = problem(TEXT.replace("  - relu\n", "  - relu\n  - dropout: {p: 1/2, seed: 3}\n"))
    agree(solve(item).final, walked(item))


def test_steps_may_go_round_and_begin_in_the_middle():
    item = problem()
    agree(solve(item, steps=5).final, _after_lines(item, 5))
    begun = solve(item, steps=5)
    first = next(begun.steps())
    assert first.number == 1 and begun.remaining == 0
    agree(begun.final, _after_lines(item, 5))


def _after_lines(item, steps):
    solution = solve(item, steps=steps)
    deque(solution.trace(), 0)
    return solution.final


def test_a_number_that_overflows_is_told_with_its_step_and_line():
    item = problem(TEXT.replace("lr: 0.01", "lr: 1e200").replace("adam", "sgd"))
    with pytest.raises(BackpropError) as in_lines:
        walked(item)
    with pytest.raises(BackpropError) as at_once:
        _ = solve(item).final
    assert str(at_once.value) == str(in_lines.value)


def test_floats_decide_what_is_near_zero_in_a_large_step(monkeypatch):
    """In fractions one step of a network of 784-512-10 takes minutes."""
    item = problem(TEXT.replace("x: [1, 0, 2]", "x: [0.00000001, 0, 0]"))
    seen = counted(monkeypatch)
    rows = {row.name: row for row in next(solve(item).steps()).rows}
    assert seen == [1]
    assert 0 < max(rows["O1"].value[0]) < 1e-6
    del seen[:]
    deque(step(item, at=3).trace(), 0)
    assert seen == [3]


def test_a_large_step_is_reached_on_arrays():
    item = problem(TEXT.replace("order:", "epochs: 20, order:"))
    rows = {row.name: row for row in step(item, at=40).trace()}
    training = Training(item)
    training.take(40)
    assert rows["L"].step == 40
    agree({"b2": rows["b2"].value}, {"b2": training.weights["b2"]})
