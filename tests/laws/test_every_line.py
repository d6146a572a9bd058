"""Laws of the compiled reading that keeps every line: each row of each step is that of the walk, bit for bit."""

import re
from random import Random
from unittest.mock import patch

import pytest
from cases import network
from compiled_cases import BUNDLED, LEARNING, NETWORKS, WAYS
from examples import mostly_slow

from backprop_cli import BackpropError, load, load_text, solve
from backprop_cli.compiled.lines import compiled_lines
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.expr.names import plain_name
from backprop_cli.solution.line_values import LineValues
from backprop_cli.solution.values import Values

NEVER = 10**9


def rows(problem, walked, steps, after=False):
    """The rows of all steps, of which so many are walked before lines are compiled; or what is said of an overflow."""
    with patch("backprop_cli.solution.solution.STEPS_WALKED", walked):
        solution, found = solve(problem, steps=steps, after=after), []
        try:
            for row in solution.trace():
                found.append((row.step, row.observations, row.line, exactly(row.value), exactly(row.before), row.terms))
        except BackpropError as error:
            return found, str(error)
        return found, exactly(tuple(solution.final.values()))


def exactly(value):
    """Floats with the signs of their zeros, and what a sum that nearly cancels remembers."""
    return [(repr(x), type(x), getattr(x, "scale", None)) for x in elements(value)]


def same(problem, steps=3, after=False):
    compiled, walked = rows(problem, 0, steps, after), rows(problem, NEVER, steps, after)
    assert compiled == walked


@pytest.mark.parametrize("problem", mostly_slow(BUNDLED, 4), ids=repr)
def test_every_row_of_a_bundled_problem_is_that_of_the_walk(problem):
    same(problem)
    same(problem, after=True)


@pytest.mark.parametrize(("activation", "loss", "batch"), mostly_slow(NETWORKS, 35))
def test_every_row_of_a_random_network_is_that_of_the_walk(activation, loss, batch):
    for seed in range(2):
        same(network(Random(f"{activation} {loss} {batch} {seed} every line"), activation, loss, batch))


@pytest.mark.parametrize(("kind", "lr", "more"), mostly_slow(WAYS, 285))
@pytest.mark.parametrize("order", ["after_backward", "during_backward"])
def test_every_row_is_that_of_the_walk_whatever_is_learned_by(kind, lr, more, order):
    if order == "during_backward" and "norm" in more:
        return
    for activation in ("tanh", "relu", "softmax"):
        text = LEARNING.format(activation=activation, lr=lr, optimizer=kind, more=more, order=order)
        (problem,) = load_text(text, "learning.yaml", "learning")
        same(problem, steps=70)


CANCELLING = """
network: [{linear: {weights: [[1], [1], [1]], bias: false}}, relu, {linear: {weights: [[1]], bias: [0.5]}}]
loss: half_squared_error
data: [{x: [0.1, 0.2, -0.3], y: [1]}, {x: [1, 2, -2.5], y: [0]}]
train: {lr: 0.1, epochs: 50}
"""


@pytest.mark.parametrize("steps", [3, 70])
def test_what_floats_cannot_decide_is_decided_exactly_in_the_first_steps_as_ever(steps):
    (problem,) = load_text(CANCELLING, "cancelling.yaml", "cancelling")
    same(problem, steps)
    with patch.object(Values, "_decided", autospec=True, side_effect=Values._decided) as decided:
        rows(problem, 0, steps)
    assert decided.called


def test_an_overflow_after_many_steps_still_names_its_step_and_line():
    text = "expression: w^2 - 3*w\nat: {w: 5}\ntrain: {learn: [w], lr: 40}\n"
    (problem,) = load_text(text.replace("train:", "data: [{}]\ntrain:"), "far.yaml", "far")
    found, said = rows(problem, 2, 500)
    assert len(found) > 3 and "overflow" not in said and re.search(r"step \d\d", said)
    assert (found, said) == rows(problem, NEVER, 500)


def test_lines_are_compiled_once_for_all_problems_of_a_structure_after_a_few_steps():
    (problem,) = load("ex3")
    with patch.object(LineValues, "values", autospec=True, side_effect=LineValues.values) as asked:
        list(solve(problem, steps=16).trace())
        assert not asked.called
        list(solve(problem, steps=20).trace())
        assert asked.call_count == 4


@pytest.mark.parametrize("problem", mostly_slow(BUNDLED, 4), ids=repr)
def test_the_source_of_lines_has_no_name_but_its_own(problem):
    program = solve(problem).programs.program(1)
    found = compiled_lines(program)
    assert found
    text = re.sub(r"'\w+'", "", found.source.text)
    words = set(re.findall(r"[^\W\d]\w*", re.sub(r"\b[vi]\d+\b", "", text)))
    own = {plain_name(line.name) for line in program}
    assert not words & (own - {"e", "f0", "f1"}) and not set('"@\\') & set(text)
