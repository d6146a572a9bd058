"""The Jacobian of every kind of layer: a reading of its lines, held against central differences, shown and judged."""

from math import prod

import numpy as np
import pytest
import yaml
from examples import mostly_slow

from backprop_cli import BackpropError, Look, View, answers, check, load_text, render, solve
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, evaluate, short_names, value_shape
from backprop_cli.expr.axes import nested
from backprop_cli.expr.names import parse
from backprop_cli.expr.node import Node
from backprop_cli.expr.write.latex import latex
from backprop_cli.expr.write.layout import structure
from backprop_cli.expr.write.text import text
from backprop_cli.problem.parameter_keys import key_of
from backprop_cli.problem.skeleton import example_of
from backprop_cli.program.step import Programs
from backprop_cli.rules import find, kinds

KINDS = [kind for kind in kinds("layers") if not find("layers", kind).indices]
NUMBERED = [kind for kind in KINDS if not find("layers", kind).function]
RECURRENT = [kind for kind in KINDS if find("layers", kind).carried]
ALL_STEPS = """
network:
  - rnn: {Wx: [[0.5, -0.3]], Wh: [[0.8, 0.1], [0.2, 0.4]], b: [0, 0.1], outputs: all}
  - linear: {weights: [[1, 2], [-1, 0.5]]}
loss: half_squared_error
data: [{x: [1, 2, -1], y: [[1, 0], [0, 1], [1, 1]]}]
"""
ACROSS = """
network:
  - linear: {weights: [[1, 0.5], [-0.5, 1]]}
  - batch_norm: {gamma: [2, 1], beta: [1, 0], epsilon: 0.1, form: nodes}
  - sigmoid
  - linear: {weights: [[1], [-1]], bias: [0.5]}
loss: half_squared_error
data: [{x: [1, 0], y: 1}, {x: [2, -1], y: 0}, {x: [0.5, 3], y: 1}]
train: {lr: 0.1, order: [[1, 2, 3]]}
"""
TEXTS = {kind: example_of("layers", kind) for kind in KINDS}
TEXTS["max_pool"] = TEXTS["max_pool"].replace("[3, 3, 3]", "[3, 2.5, 3.5]")  # where two are equal there is a corner
CASES = [
    *((kind, TEXTS[kind], None) for kind in NUMBERED),
    *(("every step", ALL_STEPS, layer) for layer in (1, 2)),
    *(("across", ACROSS, layer) for layer in (1, 2, 3, 4)),
]


def asked(kind, source, layer=None, ask="jacobian", more=""):
    """A problem with a question about the layer of a kind, or of a number."""
    if layer is None:
        (problem,) = load_text(source, "p.yaml", "p")
        layer = 1 + [spec.kind for spec in problem.network].index(kind)
    question = f"questions: [{{id: j, layer: {layer}, ask: [{ask}]{more}}}]\n"
    (problem,) = load_text(source + question, "p.yaml", "p")
    return problem, layer


def moved(value, place, by):
    shown = elements(value)
    shown[place] += by
    return nested(iter(shown), value_shape(value))


def differences(stage, values, what, by, h=1e-6):
    """The central differences of a value by all entries of another one, a row for each entry of the first."""
    columns = []
    for place in range(len(elements(values[by]))):
        ends = []
        for step in (h, -h):
            seen = {**values, by: moved(values[by], place, step)}
            for line in stage.forward:
                if line.name != by:
                    seen[line.name] = evaluate(line.expression, seen, DECIMAL)
            ends.append(elements(seen[what]))
        columns.append([(above - below) / (2 * h) for above, below in zip(*ends)])
    return list(zip(*columns))


@pytest.mark.parametrize(("kind", "source", "layer"), CASES)
def test_every_jacobian_is_the_central_difference_and_is_exact(kind, source, layer):
    problem, number = asked(kind, source, layer)
    (found,) = answers(problem, exact=True)
    stage = Programs(problem).stages(len(found.rows[0].observations))[number - 1]
    outs = [out.data for out in stage.outs or (stage.out,)]
    assert {parse(row.name).what for row in found.rows} == set(outs)
    assert {x.data for x in stage.inputs} <= {parse(row.name).below for row in found.rows}
    for row in found.rows:
        parts = parse(row.line.name)
        values = dict(row.values)
        for line in stage.forward:
            values[line.name] = evaluate(line.expression, values, DECIMAL)
        expected = differences(stage, values, parts.what, parts.below)
        assert value_shape(row.value) == (len(expected), prod(value_shape(values[parts.below]))), row.name
        for given, here in zip(row.value, expected):
            assert given == pytest.approx(here, rel=1e-5, abs=1e-6), row.name
        if row.exact is not None:
            assert elements(row.value) == pytest.approx([constant(item, DECIMAL) for item in elements(row.exact)])


@pytest.mark.parametrize(("kind", "source", "layer"), mostly_slow(CASES, 3))
def test_a_jacobian_is_shown_and_a_wrong_one_is_found(kind, source, layer):
    problem, _ = asked(kind, source, layer)
    (found,) = answers(problem)
    for form in ("plain", "json", "latex", "csv"):
        assert render(solve(problem), form, View(ids=("j",)))
    assert render(solve(problem), "plain", View(ids=("j",), entries=True), Look(width=80))
    for row in found.rows:
        assert text(row.formula) and latex(structure(row.formula)) and latex(structure(row.substitution()))
    right = {row.name: row.value for row in found.rows}
    judged = check(problem, {"questions": {"j": right}}, level="given")
    assert {item.verdict for item in judged.result.answers} == {"right"} and judged.score == 1
    name, value = list(right.items())[-1]
    wrong = moved(value, 0, 0.37)
    verdicts = check(problem, {"questions": {"j": {**right, name: wrong}}}, level="given").result.answers
    assert [item.verdict for item in verdicts] == ["right"] * (len(right) - 1) + ["wrong"]


@pytest.mark.parametrize("kind", NUMBERED)
def test_a_jacobian_of_names_has_entries_of_names(kind):
    """Where every parameter of the layer is a matrix of names, the entries are formulas of what the numbers give."""
    source, numbers = with_names(TEXTS[kind], find("layers", kind))
    named = {row.name: row for row in next(answers(asked(kind, source)[0], exact=True)).rows}
    for row in next(answers(asked(kind, TEXTS[kind])[0])).rows:
        entries = named[row.name].entries or named[row.name].value
        assert value_shape(entries) == value_shape(row.value)
        known = {**numbers, **row.values}
        for name, value in row.values.items():
            known |= zip(short_names(name, value), elements(value))
        for item, value in zip(elements(entries), elements(row.value)):
            item = evaluate(item, known, DECIMAL) if isinstance(item, Node) else item
            assert item == pytest.approx(value), row.name


def with_names(source, rules):
    """A problem whose layer has names for the numbers of its parameters, and those numbers by their names."""
    document = yaml.safe_load(source)
    numbers: dict[str, float] = {}

    def name(value):
        if isinstance(value, list):
            return [name(item) for item in value]
        numbers[f"w{len(numbers) + 1}"] = float(value)
        return f"w{len(numbers)}"

    for item in document["network"]:
        options = item.get(rules.kind) if isinstance(item, dict) else None
        for edge in rules.parameters if isinstance(options, dict) else ():
            key = key_of(rules, edge)
            if isinstance(options.get(key), list):
                options[key] = name(options[key])
    return yaml.safe_dump(document, sort_keys=False), numbers


def test_a_jacobian_of_sizes_that_are_not_known_is_a_formula():
    source = "network: [{rnn: {Wx: U, Wh: V, b: c, steps: 2}}]\n"
    (found,) = answers(asked("rnn", source)[0])
    assert {row.name: text(row.formula) for row in found.rows} == {
        "dy_hat/dx[2]": "diag(1 - y_hat^2)·Uᵀ",
        "dy_hat/dh[1]": "diag(1 - y_hat^2)·Vᵀ",
        "dy_hat/dx[1]": "(dy_hat/dh[1] ⊙ (1 - h[1]^2))·Uᵀ",
        "dy_hat/dh[0]": "(dy_hat/dh[1] ⊙ (1 - h[1]^2))·Vᵀ",
    }


@pytest.mark.parametrize("layer", [1, 3, 4])
def test_across_a_batch_a_slip_in_the_jacobian_costs_once(layer):
    problem, _ = asked("across", ACROSS, layer, "jacobian, backward")
    slope, back = next(answers(problem)).rows
    d = np.array(back.values["dL/d" + parse(slope.line.name).what])
    wrong = np.array(slope.value) * 1.5 + 0.2
    given = {slope.name: wrong.tolist(), back.name: (d.reshape(1, -1) @ wrong).reshape(3, -1).tolist()}
    judged = check(problem, {"questions": {"j": given}}, level="given").result.answers
    assert [item.verdict for item in judged] == ["wrong", "follows"]


@pytest.mark.parametrize(
    ("given", "found"), [("[[1], [2], [6]]", 3), ("[1, 2, 6]", 3), ("[1, 3]", 2), ("{X: [[1], [2]]}", 2)]
)
def test_a_layer_that_works_across_a_batch_is_given_one(given, found):
    source = example_of("layers", "batch_norm").partition("data:")[0].replace("loss: half_squared_error\n", "")
    (answer,) = answers(asked("batch_norm", source, None, "forward, jacobian", f", given: {{input: {given}}}")[0])
    by_name = {row.name: row.value for row in answer.rows}
    told = yaml.safe_load(given)
    x = np.array(told["X"] if isinstance(told, dict) else told, dtype=float).ravel()
    assert len(x) == found
    assert elements(by_name["y_hat"]) == pytest.approx(2 * (x - x.mean()) / x.std() + 1)
    unit, hat = np.eye(found), (x - x.mean()) / x.std()
    assert np.array(by_name["dy_hat/dX"]) == pytest.approx(
        2 / x.std() * (unit - 1 / found - np.outer(hat, hat) / found)
    )


def test_of_indices_there_is_no_jacobian():
    with pytest.raises(BackpropError, match="no derivative with respect to them"):
        asked("embedding", example_of("layers", "embedding"))
