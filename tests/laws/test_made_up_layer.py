"""A layer, a loss, an optimiser is one file: made-up ones, written during the test, get every reading and every reason."""

import importlib
import json
import re
import sys
from fractions import Fraction
from math import exp
from pathlib import Path
from random import Random

import pytest
from agreement import agreement

from backprop_cli import View, answers, check, load_text, render, rules, solve
from backprop_cli.expr.write.text import text

DOCS = Path(__file__).parents[2] / "docs" / "architecture.md"
MADE_UP = '''"""x² + x: nobody needs it."""

from ..expr.node import Node


def out(x: Node) -> Node:
    return x**2 + x


def dx(d: Node, x: Node) -> Node:
    return d * (2 * x + 1)
'''
QUARTIC = '''"""(x − y)⁴, summed over the outputs: nobody needs it."""

from ..expr.node import Node, columns


def out(x: Node, y: Node) -> Node:
    return ((x - y) ** 4).sum(columns)


def dx(d: Node, x: Node, y: Node) -> Node:
    return d * 4 * (x - y) ** 3
'''
HALF_STEP = '''"""w − lr·d/2: nobody needs it."""

from ..expr.node import Node


def out(w: Node, d: Node, lr: Node) -> Node:
    return w - lr * d / 2
'''
PROBLEM = """
network: [{linear: {weights: [[1/2]]}}, made_up]
loss: half_squared_error
data: [{x: [1], y: [0]}]
train: {lr: 1}
questions: [{id: j, layer: 2, ask: jacobian, given: {input: [3]}}]
"""
NETWORK = """
network:
  - linear: {{weights: [[0.3, -0.7], [1.1, 0.4]], bias: [0.2, -0.1]}}
  - {layer}
  - linear: {{weights: [[0.9], [-1.3]], bias: [0.35]}}
loss: {loss}
data: [{{x: [0.6, -1.2], y: [0.25]}}, {{x: [-0.4, 0.9], y: [0.75]}}]
train: {{lr: 0.3, optimizer: {optimizer}}}
"""


def swish():
    """The layer that docs/architecture.md shows, as it stands there."""
    shown = re.search(r'^ *"""x·σ\(x\)\.(?s:.*?)^ *return d \* .*$', DOCS.read_text("utf-8"), re.MULTILINE)
    indent = len(shown[0]) - len(shown[0].lstrip())
    return "\n".join(line[indent:] for line in shown[0].splitlines()) + "\n"


@pytest.fixture
def kinds_beside(tmp_path, monkeypatch):
    """Writes a module for each made-up kind into a folder of its family, and nothing else."""
    made_up = {
        "layers": {"made_up": MADE_UP, "swish": swish()},
        "losses": {"quartic": QUARTIC},
        "optimisers": {"half_step": HALF_STEP},
    }
    for family, modules in made_up.items():
        package = importlib.import_module(f"backprop_cli.{family}")
        (tmp_path / family).mkdir()
        for kind, source in modules.items():
            (tmp_path / family / f"{kind}.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path / family)])
    rules.find.cache_clear()
    yield
    rules.find.cache_clear()
    for family, modules in made_up.items():
        for kind in modules:
            sys.modules.pop(f"backprop_cli.{family}.{kind}", None)


@pytest.fixture
def made_up(kinds_beside):
    return load_text(PROBLEM, "p.yaml", "p")[0]


def network(layer="swish", loss="quartic", optimizer="half_step"):
    text = NETWORK.format(layer=layer, loss=loss, optimizer=optimizer)
    return load_text(text, "p.yaml", "p")[0]


@pytest.mark.parametrize(
    ("family", "kind"), [("layers", "made_up"), ("losses", "quartic"), ("optimisers", "half_step")]
)
def test_it_is_listed(kinds_beside, family, kind):
    assert kind in rules.kinds(family)


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


def test_a_loss_and_an_optimiser_have_board_and_json(kinds_beside):
    problem = network()
    rows = {row.name: row for row in solve(problem, exact=True).trace() if row.step == 1}
    ((y_hat,),), target = rows["y_hat"].value, 0.25
    assert rows["L"].value == pytest.approx((y_hat - target) ** 4)
    assert rows["dL/dy_hat"].value[0][0] == pytest.approx(4 * (y_hat - target) ** 3)
    assert rows["b2"].value[0] == pytest.approx(0.35 - 0.3 * rows["dL/dy_hat"].value[0][0] / 2)
    assert "(ŷ − y)^4 (quartic)" in render(solve(problem))
    assert json.loads(render(solve(problem), "json"))["problems"][0]["final"]["b2"]


@pytest.mark.parametrize(("family", "kind"), [("layers", "made_up"), ("layers", "swish"), ("losses", "quartic")])
def test_its_derivative_is_checked(kinds_beside, family, kind):
    for by_hand, automatic, difference in agreement(rules.find(family, kind), Random(1)):
        assert by_hand == pytest.approx(automatic, rel=1e-12)
        assert by_hand == pytest.approx(difference, rel=1e-6)


def test_a_view_of_one_phase_shows_only_that(made_up):
    assert "∂L" not in render(solve(made_up), "plain", View(phases=("forward",)))


# What a student does to a line, and what the check names. `right` has the values of step 1 by name.


def slope_of(layer, h):
    sigma = 1 / (1 + exp(-h))
    return {"made_up": 2 * h + 1, "swish": sigma + h * sigma * (1 - sigma), "sigmoid": sigma * (1 - sigma)}[layer]


def by_entries(function, value):
    return tuple(tuple(map(function, row)) for row in value)


LAYER_FAULTS = {
    "forgot_derivative": ("dL/dH1", lambda right, layer: right["dL/dO1"]),
    "activation_skipped": ("O1", lambda right, layer: right["H1"]),
    "forgot_upstream": ("dL/dH1", lambda right, layer: by_entries(lambda h: slope_of(layer, h), right["H1"])),
}
LOSS_FAULTS = {  # the other observation's target is 0.75
    "target_of_other_observation": (
        "dL/dy_hat",
        lambda right: by_entries(lambda x: 4 * (x - 0.75) ** 3, right["y_hat"]),
    ),
    "wrong_sign": ("dL/dy_hat", lambda right: by_entries(lambda d: -d, right["dL/dy_hat"])),
}
STEP_FAULTS = {
    "added_gradient": lambda w, d: w + 0.3 * d / 2,
    "forgot_learning_rate": lambda w, d: w - d / 2,
    "step_for_weight": lambda w, d: -0.3 * d / 2,
    "gradient_for_weight": lambda w, d: d,
    "weight_not_moved": lambda w, d: w,
    "divided_by_learning_rate": lambda w, d: w - d / 0.3 / 2,
    "learning_rate_times_all": lambda w, d: 0.3 * (w - d / 2),
    "gradient_less_weight": lambda w, d: 0.3 * d / 2 - w,
}


def right_values(problem):
    return {row.name: row.value for row in solve(problem).trace() if row.step == 1 and row.line.part_of is None}


def named(problem, line, wrong):
    """What a check names for a wrong line after right ones, all to seven digits."""
    right = right_values(problem)
    before = list(right)[: list(right).index(line)]
    written = {name: right[name] for name in before} | {line: wrong}
    shown = {name: digits(value) for name, value in written.items()}
    result = check(problem, {"answers": [{"step": 1, **shown}]}).result
    first = result.first_error
    assert first.target.line.name == line
    return first.mistake.name


def digits(value):
    return [digits(item) for item in value] if isinstance(value, tuple) else float(f"{value:.7g}")


@pytest.mark.parametrize("fault", LAYER_FAULTS)
@pytest.mark.parametrize("layer", ["sigmoid", "made_up", "swish"])
def test_a_mistake_in_a_layer_is_named(kinds_beside, layer, fault):
    problem = network(layer)
    line, wrong = LAYER_FAULTS[fault]
    assert named(problem, line, wrong(right_values(problem), layer)) == fault


@pytest.mark.parametrize("fault", LOSS_FAULTS)
def test_a_mistake_in_a_loss_is_named(kinds_beside, fault):
    problem = network()
    line, wrong = LOSS_FAULTS[fault]
    assert named(problem, line, wrong(right_values(problem))) == fault


def test_the_target_of_another_observation_is_named_in_the_value_of_a_loss(kinds_beside):
    problem = network()
    wrong = (right_values(problem)["y_hat"][0][0] - 0.75) ** 4
    assert named(problem, "L", wrong) == "target_of_other_observation"


@pytest.mark.parametrize("fault", STEP_FAULTS)
@pytest.mark.parametrize("optimizer", ["half_step"])
def test_a_mistake_in_an_optimiser_is_named(kinds_beside, optimizer, fault):
    problem = network(optimizer=optimizer)
    slope = right_values(problem)["dL/dW2"]
    wrong = tuple((STEP_FAULTS[fault](w, d),) for w, (d,) in zip((0.9, -1.3), slope))
    assert named(problem, "W2", wrong) == fault


OWN = """

def _nothing(d: Node) -> Node:
    return d * 0


mistakes = {"nothing_passed": ("x", _nothing)}
"""


def test_a_mistake_of_its_own_is_named(kinds_beside, tmp_path):
    place = tmp_path / "layers" / "shy.py"
    place.write_text(MADE_UP + OWN, encoding="utf-8")
    assert named(network("shy"), "dL/dH1", ((0.0, 0.0),)) == "nothing_passed"
    sys.modules.pop("backprop_cli.layers.shy")
