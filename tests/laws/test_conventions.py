"""Conventions that do not change mathematics: the same weights, gradients and data, and answers that are right as written."""

import json
from itertools import product

import pytest
from cases import ACTIVATIONS
from examples import mostly_slow

from backprop_cli import FORMATS, after_step, check, graph, load_text, render, solve, to_yaml
from backprop_cli.checking.template import blank_answers
from backprop_cli.expr.names import plain_name
from backprop_cli.problem.edit import set_value
from backprop_cli.problem.load import bundled, load
from backprop_cli.solution.values import parameters

NETWORKS = {problem.name: problem for name in sorted(bundled()) for problem in load(name) if problem.network}
KEYS = {
    "mean": ("at_loss", "at_gradients"),
    "weights": ("inputs_by_outputs", "outputs_by_inputs"),
    "observations": ("rows", "columns"),
}
CONVENTIONS = [dict(zip(KEYS, values)) for values in product(*KEYS.values())]
USUAL, OTHERS = CONVENTIONS[0], CONVENTIONS[1:]
NUMBERS = [name for name, problem in NETWORKS.items() if not problem.symbolic]
LEARNING = [name for name in NUMBERS if NETWORKS[name].train and NETWORKS[name].data]


def under(name, conventions):
    """A bundled problem under other conventions; its weights are turned with the layout."""
    found = NETWORKS[name]
    return found._replace(conventions={**found.conventions, **conventions})


def data(problem):
    """The rows of a problem's JSON, without formulas and labels, and its final weights."""
    found = json.loads(render(solve(problem), "json"))["problems"][0]
    rows = [*found["trace"], *(row for question in found.get("questions", ()) for row in question["rows"])]
    left_out = ("formula", "substitution", "labels")  # names of entries are those of the file's layout
    return [{key: value for key, value in row.items() if key not in left_out} for row in rows], found.get("final")


def close(value):
    """Data whose floats may differ in the last digit, as sums are added in another order."""
    if isinstance(value, dict):
        return {key: close(item) for key, item in value.items()}
    if isinstance(value, list):
        return [close(item) for item in value]
    return pytest.approx(value, rel=1e-9, abs=1e-12) if isinstance(value, float) else value


def times(count, value):
    """Data with every number multiplied."""
    return [times(count, item) for item in value] if isinstance(value, list) else count * value


@pytest.mark.parametrize("name", mostly_slow(NUMBERS, every=4))
def test_data_are_those_of_the_usual_layout(name):
    """JSON has rows of observations and weights (inputs, outputs), whatever the layout on the page."""
    for conventions in OTHERS:
        usual = {**USUAL, "mean": conventions["mean"]}
        rows, final = data(under(name, conventions))
        others, end = data(under(name, usual))
        assert (rows, final) == (close(others), close(end))


@pytest.mark.parametrize("name", mostly_slow(LEARNING, every=4))
def test_the_place_of_the_mean_changes_nothing_but_the_way_back(name):
    rows, final = data(under(name, USUAL))
    others, end = data(under(name, {**USUAL, "mean": "at_gradients"}))
    assert end == close(final)
    for row, other in zip(rows, others, strict=True):
        if row["phase"] != "backward":
            assert other == close(row)
        else:
            count = len(row["observations"]) if NETWORKS[name].loss.reduction == "mean" else 1
            assert other["value"] == close(times(count, row["value"]))


def answered(problem):
    """Solve's own values under the names of the template, those of a question by its own."""
    steps: dict = {}
    for row in solve(problem).trace():
        steps.setdefault(row.step, {})[row.name] = row.value
    steps[None] = solve(problem).final
    names = {label: name for name, label in problem.names.items()}
    asked = [item for item in blank_answers(problem) if item.question is None]
    values = [(item, steps[item.step].get(plain_name(names.get(item.name, item.name)))) for item in asked]
    answers = [{"step": item.step, item.name: value} for item, value in values if item.step and value is not None]
    return {"answers": answers, "final": {item.name: value for item, value in values if not item.step}}


@pytest.mark.parametrize("name", mostly_slow(LEARNING, every=5))
def test_what_solve_writes_is_right(name):
    for conventions in OTHERS:
        problem = under(name, conventions)
        result = check(problem, answered(problem), level="given").result
        assert (result.score, result.convention) == (1, None), conventions


@pytest.mark.parametrize("name", mostly_slow(LEARNING, every=5))
def test_a_compiled_step_takes_observations_as_they_are_and_names_weights_as_solve_does(name):
    for conventions in OTHERS:
        problem = under(name, conventions)
        step = problem.stepper(len(problem.train.order[0]))
        whole = solve(problem, steps=1)
        loss = next(row.value for row in whole.trace() if row.line.name == "L")
        weights, found = step(step.flat(solve(problem, steps=0).final), *step.data(*problem.train.order[0]))
        assert (found, step.named(weights)) == (loss, whole.final)


@pytest.mark.parametrize("name", mostly_slow(NUMBERS, every=5))
def test_exact_numbers_are_the_decimals(name):
    for conventions in OTHERS:
        problem = under(name, conventions)
        for row, exact in zip(
            solve(problem, steps=2).trace(), solve(problem, exact=True, steps=2).trace(), strict=True
        ):
            assert exact.value == row.value
            assert row.line.expression.shape == exact.line.expression.shape


@pytest.mark.parametrize("name", mostly_slow(LEARNING, every=17))
def test_step_after_step_is_solve(name):
    """Also through files, which are written in the layout that they say."""
    for conventions in OTHERS:
        document = NETWORKS[name].document
        for key, value in conventions.items():
            document = set_value(document, f"conventions.{key}", value, "test")
        # No step: the weights are only written anew, as the new layout has them.
        text = to_yaml(after_step(solve(under(name, conventions)._replace(document=document), steps=0), exactly=True))
        (problem,) = load_text(text, "next.yaml", name)
        assert [layer.parameters for layer in problem.network] == [layer.parameters for layer in NETWORKS[name].network]
        whole = solve(problem, steps=2).final
        for _ in range(2):
            problem = load_text(to_yaml(after_step(solve(problem, exact=True, steps=1))), "next.yaml", name)[0]
        assert solve(problem, steps=0).final == whole


def test_weights_without_numbers_are_named_as_the_file_would_have_them():
    text = "network: [{linear: {inputs: 2, outputs: 3}}]\nconventions: {weights: outputs_by_inputs}"
    weights = parameters(load_text(text, "symbols.yaml", "symbols")[0])["W1"]
    assert [entry.data for row in weights for entry in row] == [
        f"W1[{output},{place}]" for output in (1, 2, 3) for place in (1, 2)
    ]


@pytest.mark.parametrize("kind", mostly_slow(ACTIVATIONS, every=7))
def test_every_kind_is_drawn_in_every_layout(kind):
    """The slopes on the edges of a drawing are worked out from the lines as they are laid out."""
    layers = [{"linear": {"weights": [[1, -1], [0.5, 2]], "bias": [0.1, 0]}}, kind]
    data = [{"x": [1, 2], "y": [0.5, 1]}, {"x": [-1, 1], "y": [1, -1]}]
    document = {"network": layers, "loss": "half_squared_error", "data": data, "train": {"lr": 1, "order": [[1, 2]]}}
    (problem,) = load_text(json.dumps(document), "p.json", "p")
    drawings = []
    for conventions in CONVENTIONS:
        drawn = graph(problem._replace(conventions={**problem.conventions, **conventions}), at=1)
        drawings.append((len(drawn.vertices), len(drawn.edges)))
        for shape in FORMATS["Drawing"]:
            assert render(drawn, shape)
    assert len({*drawings}) == 1
