"""A convolution with a kernel for each channel is one file: written during the test, it has every reading and its mistake."""

import importlib
import json
import sys
from typing import Any

import pytest
from differences import slopes

from backprop_cli import Look, answers, check, derive, explain, kinds, load_text, mistakes, render, rules, solve
from backprop_cli.checking.mistakes import catalogue
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate
from backprop_cli.program.step import Programs

DEPTHWISE = '''"""Each channel with a kernel of its own. Source: Chollet, Xception, 2017."""

from ..expr.axes import reshape
from ..expr.node import Node, ones
from ..expr.windows import by_channel, channel_sum, convolution, correlated, input_gradient, kernel_gradient

axes = ("channels", "rows", "columns")
puts_out = ("channels", "rows", "columns")
keys = {"W": "kernel"}
parameters = {"W": ("inputs", "rows", "columns"), "b": ("inputs",)}


def out(x: Node, W: Node, b: Node) -> Node:
    return correlated(x, _kernels(W), _geometry(x, W)) + by_channel(b, 4)


def dx(d: Node, x: Node, W: Node) -> Node:
    return input_gradient(d, _kernels(W), _geometry(x, W))


def dW(x: Node, W: Node, d: Node) -> Node:
    return reshape(kernel_gradient(x, d, _geometry(x, W)), W.shape)


def db(d: Node) -> Node:
    return channel_sum(d)


def _kernels(W: Node) -> Node:
    return reshape(W, (W.shape[0], 1, *W.shape[1:]))


def _geometry(x: Node, W: Node):
    return convolution(x.shape, _kernels(W).shape, 1, 0, groups=W.shape[0])


def _sums_of_kernels(x: Node, W: Node, b: Node) -> Node:
    """They laid the sum of all kernels on every channel."""
    alike = reshape(ones((W.shape[0], 1)) @ reshape(W.sum(0), (1, W.shape[1] * W.shape[2])), W.shape)
    return out(x, alike, b)


mistakes = {"sum_of_kernels": ("out", _sums_of_kernels)}
'''
PROBLEM = """
network:
  - conv2d: {kernel: [[[[1]], [[0]]], [[[0]], [[1]]]]}
  - depthwise: {kernel: [[[1, 0], [0, -1]], [[0.5, 1], [2, 0]]], bias: [1, 0]}
  - flatten
  - linear: {weights: [[2], [-1.5], [0.5], [-0.5], [2], [2], [0.5], [-1.5], [2], [-0.5], [0.5], [2]]}
loss: half_squared_error
data:
  - x: [[[1, -0.5, 2, 0.7], [0.3, -1, 0.4, 1.5], [2.5, 0.6, -0.8, 0.9]],
        [[0.2, 3, -2, 1], [0.6, -0.7, 1.1, 0.1], [0.5, 1.6, -0.3, 2]]]
    y: 1
train: {lr: 0.01}
questions: [{id: j, layer: 2, ask: [forward, jacobian, backward]}]
"""


def forget():
    """What is known of kinds and of their mistakes is found anew."""
    caches: list[Any] = [rules.find, catalogue.catalogue, catalogue.is_belief, catalogue.theme_of]
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def depthwise(tmp_path, monkeypatch):
    """A module beside the others, and nothing else."""
    package = importlib.import_module("backprop_cli.layers")
    (tmp_path / "depthwise.py").write_text(DEPTHWISE, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    forget()
    yield
    forget()
    sys.modules.pop("backprop_cli.layers.depthwise", None)


@pytest.fixture
def newcomer(depthwise):
    """A problem with the newcomer's layer: two channels, each with a kernel of its own."""
    return load_text(PROBLEM, "p.yaml", "p")[0]


def test_a_newcomer_adds_a_depthwise_convolution_in_one_file(newcomer):
    program = Programs(newcomer).program(1)
    (step,) = solve(newcomer, exact=True).steps()
    values = {row.line.name: row.value for row in step.rows}
    assert values["H2"][0][0][0] == pytest.approx((1 + 1 + 1, -0.5 - 0.4 + 1, 2 - 1.5 + 1))
    for name in ("W1", "W2", "b2"):
        assert elements(values[f"dL/d{name}"]) == pytest.approx(
            slopes(newcomer, program, (1,), name), rel=1e-5, abs=1e-6
        )


def test_the_layer_of_a_newcomer_is_on_the_board_and_in_json(newcomer):
    assert "H1 ⋆ W2 + b2" in render(solve(newcomer))
    assert "full(∂L/∂H2 ∗ W2)" in render(solve(newcomer), "plain")
    (problem,) = json.loads(render(solve(newcomer), "json"))["problems"]
    rows = {row["name"]: row for row in problem["trace"]}
    assert rows["H2"]["formula"] == "H1 ⋆ W2 + b2"
    assert rows["dL/dW2"]["value"] == [[list(line) for line in table] for table in gradient(newcomer, "dL/dW2")]
    shown = " ".join(render(kinds("layers", "depthwise")).split())
    assert "Each channel with a kernel of its own" in shown and "Chollet" in shown


@pytest.mark.slow
def test_the_layer_of_a_newcomer_is_derived(newcomer):
    assert "·W2[2,1,2]" in render(derive(newcomer))


def gradient(problem, name):
    return next(row.value for row in solve(problem).trace() if row.name == name)


def test_the_layer_of_a_newcomer_has_a_jacobian(newcomer):
    jacobian = next(row.value for row in next(answers(newcomer)).rows if row.phase == "jacobian")
    assert (len(jacobian), len(jacobian[0])) == (12, 24)  # two channels of 2 × 3 by two of 3 × 4
    found = [{place: entry for place, entry in enumerate(row) if entry} for row in jacobian]
    assert found[0] == {0: 1, 5: -1}
    assert found[11] == {18: 0.5, 19: 1, 22: 2}


@pytest.mark.parametrize(("lang", "head"), [("en", "known of this kind"), ("ru", "Известная ошибка")])
def test_a_mistake_that_a_newcomer_states_is_named_in_the_newcomers_words(newcomer, lang, head):
    (step,) = solve(newcomer).steps()
    row = {row.name: row for row in step.rows}["H2"]
    alike = tuple(zip(*row.values["W2"]))
    summed = tuple(tuple(map(sum, zip(*rows))) for rows in alike)
    values = {**row.values, "W2": (summed, summed)}
    wrong = evaluate(row.formula, values, DECIMAL)
    result = check(newcomer, {"answers": [{"step": 1, "H1": row.values["H1"], "H2": wrong}]})
    assert result.result.first_error.mistake.name == "sum_of_kernels"
    said = " ".join(render(result, look=Look(lang=lang)).split())
    assert head in said and "They laid the sum of all kernels on every channel." in said
    told = " ".join(render(explain("sum_of_kernels", newcomer), look=Look(lang=lang)).split())
    assert head in told and "laid the sum of all kernels" in told
    assert "sum_of_kernels" in render(mistakes(), look=Look(lang=lang))
