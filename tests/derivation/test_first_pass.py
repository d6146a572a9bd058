"""However many questions a problem has, its network is built once, and its first step is run once."""

import pytest

from backprop_cli import answers, load, load_text, render, solve
from backprop_cli.derivation import first_pass, parts
from backprop_cli.program import step, structure
from backprop_cli.solution import solution

MANY = """
network: [{linear: {weights: [[1, -1], [1/2, 0]], bias: [0, 1]}}, relu, {linear: {weights: [[1], [2]]}}]
loss: squared_error
data: [{x: [1, 2], y: [0]}, {x: [2, 1], y: [1]}]
train: {lr: 1, order: [[1, 2]]}
questions: [%s]
"""
ASKED = ("forward", "jacobian", "backward", "gradient", "formula")


@pytest.fixture
def counted(monkeypatch):
    """How often the stages of a network are built, and a first step is run."""
    found = {"stages": 0, "steps": 0}

    def counting(name, function):
        def call(*arguments, **named):
            found[name] += 1
            return function(*arguments, **named)

        return call

    structure.shared.cache_clear()
    monkeypatch.setattr(step, "layer_stages", counting("stages", step.layer_stages))
    run = counting("steps", solution.first_step)
    monkeypatch.setattr(first_pass, "first_step", run)
    monkeypatch.setattr(parts, "first_step", run)
    return found


def test_the_eight_questions_of_exercise_4_build_the_network_once(counted):
    (problem,) = load("ex4-regression")
    assert len(list(answers(problem))) == 8
    assert counted == {"stages": 1, "steps": 1}


def test_a_page_with_all_questions_builds_the_network_once_for_the_steps_and_the_questions(counted):
    (problem,) = load("ex4-regression")
    list(render(solve(problem)))
    assert counted["stages"] == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_more_questions_take_no_more_passes(counted, count):
    each = "{{id: q{}, layer: {}, ask: {}}}"
    text = MANY % ", ".join(each.format(n, n % 3 + 1, ASKED[n % len(ASKED)]) for n in range(count))
    list(answers(load_text(text, "q.yaml", "q")[0]))
    assert counted == {"stages": 2, "steps": 2}  # of the batch, and of its first observation alone


def test_the_parts_of_a_derivation_share_the_network(counted):
    asked = ", ".join(f"{{id: {part}, ask: {part}}}" for part in ("composed", "derivatives", "boxes", "backprop"))
    list(answers(load_text(MANY % asked, "q.yaml", "q")[0]))
    assert counted == {"stages": 2, "steps": 1}  # of one observation, and of the batch for its numbers


def test_a_comparison_runs_the_other_problem_once(counted):
    asked = ", ".join(f"{{id: q{n}, ask: compare, with: ex3}}" for n in range(4))
    list(answers(load_text(MANY % asked, "q.yaml", "q")[0]))
    assert counted["steps"] == 3  # the batch, its first observation alone, the other problem
