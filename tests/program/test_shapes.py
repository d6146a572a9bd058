"""A gradient has the shape of what it is the gradient of: a rule that gives another shape is found where it is wired."""

import re
from collections.abc import Callable

import pytest

from backprop_cli import load, load_text
from backprop_cli.errors import ShapeError
from backprop_cli.expr.names import gradient_of, state_of
from backprop_cli.expr.node import Node, columns, row_sum, rows
from backprop_cli.problem.load import bundled_names
from backprop_cli.program import network, updates
from backprop_cli.program.network import layer_stages, loss_stages
from backprop_cli.program.step import Programs, build
from backprop_cli.program.structure import shared
from backprop_cli.rules import find

BATCH = 3
PROBLEMS = [problem for name in bundled_names() for problem in load(name) if not problem.graph]


@pytest.mark.parametrize("problem", PROBLEMS, ids=repr)
def test_every_gradient_has_the_shape_of_its_value(problem):
    stages = layer_stages(problem, BATCH)
    if problem.loss:
        stages += loss_stages(problem, stages)
    through = [part for stage in stages for part in (stage, *stage.through)]
    shapes = {node.data: node.shape for part in through for node in (*part.inputs, part.out, *part.parameters.values())}
    lines = Programs(problem).program(BATCH)
    made = {
        line.name: line.upright if line.upright is not None else line.expression for line in lines
    }  # as rules have it
    backward = {gradient_of(name): name for name in shapes}
    found = {backward[line.name]: made[line.name].shape for line in lines if line.phase in ("backward", "gradient")}
    shapes |= {state_of(name, of): shape for of, shape in list(shapes.items()) for name in "mvs"} | {state_of("t"): ()}
    found |= {line.target: made[line.name].shape for line in lines if line.target}
    assert found == {name: shapes[name] for name in found}


BATCH_OF_TWO = """
network: [{linear: {weights: [[1, 2, 3], [4, 5, 6]], bias: [0, 0, 0]}}, sigmoid, {linear: {weights: [[1], [2], [3]]}}]
loss: squared_error
data: [{x: [1, 2], y: [0]}, {x: [2, 1], y: [1]}]
train: {lr: 1, order: [[1, 2]]}
"""
BAD: dict[
    str, tuple[str, str, str | None, Callable[..., Node], str]
] = {  # the family and kind, the derivative by an edge, a rule for it, the line that is wrong
    "turned": ("layers", "linear", "W", lambda x, d: d.T @ x, "dL/dW2"),
    "a column for a row": ("layers", "linear", "b", lambda d: d.sum(columns), "dL/db1"),
    "one number for all": ("layers", "linear", "b", lambda d: d.sum(rows).sum(0), "dL/db1"),
    "without the weights": ("layers", "linear", "x", lambda d: d, "dL/dO1"),
    "a sum where entries belong": ("layers", "sigmoid", "x", lambda d: row_sum(d), "dL/dH1"),
    "a loss of the whole batch": ("losses", "squared_error", "x", lambda x, y: (x - y).sum(rows), "dL/dy_hat"),
    "an update of one number": ("optimisers", "sgd", None, lambda w, d, lr: (w - lr * d).sum(0).sum(0), "W1⁺"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_rule_that_gives_another_shape_is_named_by_its_line(bad, monkeypatch):
    family, kind, edge, rule, line = BAD[bad]
    (problem,) = load_text(BATCH_OF_TWO, "b.yaml", "b")
    build(problem, 2)
    rules = find(family, kind)
    broken = rules._replace(derivatives={**rules.derivatives, edge: rule}) if edge else rules._replace(out=rule)
    for module in (network, updates):
        monkeypatch.setattr(module, "rules_of", lambda *asked: broken if asked == (family, kind) else find(*asked))
    shared.cache_clear()  # programs of this structure are made already
    with pytest.raises(ShapeError, match=rf"^{re.escape(line)}: shapes "):
        build(problem, 2)
    shared.cache_clear()
