"""A layer is one file: a made-up one, written during the test, gets every reading with nothing else touched."""

import json
import sys
from fractions import Fraction
from random import Random

import pytest
from agreement import agreement

import backprop_cli.layers
from backprop_cli import View, answers, load_text, render, rules, solve
from backprop_cli.expr.write.text import text

MADE_UP = '''"""x² + x: nobody needs it."""

from backprop_cli.expr.node import Node


def out(x: Node) -> Node:
    return x**2 + x


def dx(d: Node, x: Node) -> Node:
    return d * (2 * x + 1)
'''
PROBLEM = """
network: [{linear: {weights: [[1/2]]}}, made_up]
loss: half_squared_error
data: [{x: [1], y: [0]}]
train: {lr: 1}
questions: [{id: j, layer: 2, ask: jacobian, given: {input: [3]}}]
"""


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    (tmp_path / "made_up.py").write_text(MADE_UP)
    monkeypatch.setattr(backprop_cli.layers, "__path__", [*backprop_cli.layers.__path__, str(tmp_path)])
    rules.find.cache_clear()
    yield load_text(PROBLEM, "p.yaml", "p")[0]
    rules.find.cache_clear()
    sys.modules.pop("backprop_cli.layers.made_up", None)


def test_it_is_listed(made_up):
    assert "made_up" in rules.kinds("layers")


def test_it_has_value_formula_substitution_and_exact_value(made_up):
    rows = {row.name: row for row in solve(made_up, exact=True).trace()}
    assert rows["y_hat"].value == ((0.75,),)
    assert rows["y_hat"].exact == ((Fraction(3, 4),),)
    assert text(rows["y_hat"].formula) == "H1^2 + H1"
    assert text(rows["y_hat"].substitution()) == "(1/2)^2 + 1/2"
    assert rows["dL/dH1"].exact == ((Fraction(3, 2),),)


def test_it_has_a_jacobian(made_up):
    (answer,) = answers(made_up)
    assert answer.rows[0].value == ((7.0,),)


def test_it_has_board_and_json(made_up):
    assert "H1² + H1" in render(solve(made_up))
    (problem,) = json.loads(render(solve(made_up), "json"))["problems"]
    assert problem["final"]["W1"] == [[-1.0]]


def test_its_derivative_is_checked(made_up):
    for by_hand, automatic, difference in agreement(rules.find("layers", "made_up"), Random(1)):
        assert by_hand == pytest.approx(automatic, rel=1e-12)
        assert by_hand == pytest.approx(difference, rel=1e-6)


def test_a_view_of_one_phase_shows_only_that(made_up):
    assert "∂L" not in render(solve(made_up), "plain", View(phases=("forward",)))
