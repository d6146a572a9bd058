"""The perceptron's rule: its step unit, its correction, and the weights that it ends at, held against loops of our own."""

from fractions import Fraction
from random import Random

import pytest

from backprop_cli import after_step, check, load_text, new_problem, render, solve, to_yaml, train

AND = """
network: [{linear: {weights: [[0], [0]], bias: [0]}}]
data: [{x: [0, 0], y: [0]}, {x: [0, 1], y: [0]}, {x: [1, 0], y: [0]}, {x: [1, 1], y: [1]}]
train: {lr: 1, optimizer: perceptron, epochs: 10}
"""


def problem(text=AND):
    return load_text(text, "and.yaml", "and")[0]


def by_rule(weights, bias, rows, lr, epochs):
    """w + γ·(y − o)·x for each row in turn, as Rosenblatt has it."""
    for _ in range(epochs):
        for x, y in rows:
            o = int(sum(w * a for w, a in zip(weights, x)) + bias >= 0)
            weights, bias = [w + lr * (y - o) * a for w, a in zip(weights, x)], bias + lr * (y - o)
    return weights, bias


def test_the_optimiser_brings_its_loss_and_learns_and():
    final = solve(problem()).final
    weights, bias = by_rule([0, 0], 0, [((0, 0), 0), ((0, 1), 0), ((1, 0), 0), ((1, 1), 1)], 1, 10)
    assert final == {"W1": tuple((float(w),) for w in weights), "b1": (float(bias),)}
    assert [int(a * weights[0] + b * weights[1] + bias >= 0) for a in (0, 1) for b in (0, 1)] == [0, 0, 0, 1]
    assert train(problem()).final == final


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_rule_on_random_rows_to_the_last_digit(seed):
    random = Random(seed)
    rows = [([random.randint(-5, 5) for _ in range(3)], random.randint(0, 1)) for _ in range(6)]
    weights, bias, lr = (
        [random.randint(-3, 3) for _ in range(3)],
        random.randint(-2, 2),
        Fraction(1, random.randint(1, 4)),
    )
    data = "".join(f"\n  - {{x: {x}, y: [{y}]}}" for x, y in rows)
    text = f"network: [{{linear: {{weights: {[[w] for w in weights]}, bias: [{bias}]}}}}]\ndata:{data}\n"
    text += f"train: {{lr: {lr}, optimizer: perceptron, epochs: 3}}\n"
    expected, last = by_rule(weights, bias, rows, lr, 3)
    final = solve(problem(text), exact=True).final_exact
    assert [row[0] for row in final["W1"]] == expected and final["b1"] == (last,)


def test_the_board_has_the_step_unit_and_the_correction():
    step = next(solve(problem()).steps())
    assert [row.name for row in step.rows if row.phase in ("loss", "update")] == [
        "o",
        "L",
        "Delta_W1",
        "W1",
        "Delta_b1",
        "b1",
    ]
    board = render(solve(problem()), "plain")
    assert "Δb¹₁  = −γ·∂L/∂b¹₁  = −1·1     = −1" in board and "o = [ŷ ≥ 0]" in board
    assert r"\Delta b" in render(solve(problem()), "latex") and "Delta_b1" in render(solve(problem()), "csv")


def test_the_named_loss_is_the_same_and_another_one_stays():
    named = problem(AND.replace("data:", "loss: perceptron\ndata:"))
    assert solve(named).final == solve(problem()).final
    other = AND.replace("data:", "loss: half_squared_error\ndata:")
    assert solve(problem(other)).final == solve(problem(other.replace("perceptron", "sgd"))).final


def test_step_after_step_is_solve():
    once = solve(problem(), steps=1)
    for _ in once.steps():
        pass
    after = problem(to_yaml(after_step(once)))
    assert solve(after).final == solve(problem()).final


@pytest.mark.parametrize("name", ["ΔW1", "Delta_W1", "step W1"])
def test_an_answer_may_name_the_correction(name):
    def verdicts(value):
        return [
            answer["verdict"]
            for answer in check(problem(), {"answers": [{"step": 4, name: value}]}).to_dict()["answers"]
        ]

    assert verdicts([[1], [1]]) == ["right"] and verdicts([[-1], [-1]]) == ["wrong"]


def test_a_new_problem_for_it_has_its_loss():
    text = new_problem("2-1", optimizer="perceptron", lang=None)
    assert "loss: perceptron" in text and solve(problem(text)).final
