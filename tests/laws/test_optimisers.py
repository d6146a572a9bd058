"""Laws over every optimiser: as by hand, exact is decimal, step by step is solve, and what it remembers is carried."""

import json
from fractions import Fraction
from math import isclose
from typing import Any

import pytest
from cases import OPTIMISERS
from examples import mostly_slow
from optimisers_by_hand import BY_HAND, clipped, gradients, inverse_rate, penalised, penalty, step_rate

from backprop_cli import check, load_text, render, solve, step
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, map_value
from backprop_cli.problem.edit import to_yaml
from backprop_cli.rules import find
from backprop_cli.solution.next_problem import after_step

W1, B1, W2 = [0.3, -0.7, 0.4, 0.2], [0.1, -0.3], [0.6, -0.9]
DATA = [([1.0, 2.0], 0.5), ([-1.0, 0.5], 1.0), ([0.5, -1.5], -1.0)]
NETWORK = """
network:
  - linear: {{weights: [[0.3, -0.7], [0.4, 0.2]], bias: [0.1, -0.3]}}
  - sigmoid
  - linear: {{weights: [[0.6], [-0.9]]}}
loss: half_squared_error
data: [{{x: [1, 2], y: [0.5]}}, {{x: [-1, 0.5], y: [1]}}, {{x: [0.5, -1.5], y: [-1]}}]
train: {{lr: {lr}, order: [[1, 2], 3], epochs: 2, optimizer: {optimizer}{more}}}
conventions: {{update_order: {order}}}
"""
OPTIONS = {  # each kind with its defaults, then with numbers that make every term count
    "momentum": ("{beta: 0.5}", "{beta: 0.8, form: ewma}"),
    "nesterov": ("{beta: 0.5}",),
    "adagrad": ("{epsilon: 0.01}",),
    "rmsprop": ("{beta: 0.5, epsilon: 0.01}",),
    "adam": ("{beta1: 0.5, beta2: 0.75, epsilon: 0.01}", "{beta1: 0, beta2: 0.5}"),
    "adamw": ("{beta1: 0.5, beta2: 0.75, epsilon: 0.01, weight_decay: 0.2}",),
}
RATES = {"0.1": lambda k: 0.1, "[0.3, 0.2, 0.1]": lambda k: [0.3, 0.2, 0.1, 0.1][k]} | {
    "{step: {start: 0.2, every: 2, times: 0.5}}": lambda k: step_rate(k, 0.2, 2, 0.5),
    "{inverse: {start: 0.2, decay: 0.5}}": lambda k: inverse_rate(k, 0.2, 0.5),
}
CLIPS: tuple[dict[str, float], ...] = ({}, {"norm": 0.3}, {"value": 0.05}, {"norm": 100})
PENALTIES: tuple[dict[str, float], ...] = ({}, {"l2": 0.1}, {"l1": 0.05}, {"l2": 0.1, "l1": 0.05})
WAYS = [  # every optimiser with every schedule, clipping, penalty and decay
    (kind, rate, clip, penalties, decay)
    for kind in OPTIMISERS
    for rate in RATES
    for clip in CLIPS
    for penalties in PENALTIES
    for decay in (None, 0.2)
]
PARTS = pytest.mark.parametrize("part", mostly_slow(range(6), 6))  # of the ways; the fast run takes the first part
CASES = [(kind, said) for kind in OPTIMISERS for said in ("", *OPTIONS.get(kind, ()))]


def spelled(kind, said):
    return f"{{{kind}: {said}}}" if said else kind


def problem_of(kind, said="", lr="0.1", more="", order="after_backward"):
    text = NETWORK.format(lr=lr, optimizer=spelled(kind, said), more=more, order=order)
    return load_text(text, "p.yaml", "p")[0]


def options_of(said):
    pairs = (pair.split(": ") for pair in said.strip("{}").split(", ") if pair)
    return {name: value if value.isalpha() else float(value) for name, value in pairs}


def by_hand(kind, said, rate="0.1", clip=None, l2=0.0, l1=0.0, decay=None):
    """The weights and losses of the four steps of NETWORK, worked out without the package."""
    weights, memory = {"W1": W1, "b1": B1, "W2": W2}, {name: dict[str, Any]() for name in ("W1", "b1", "W2")}
    options, losses = options_of(said), []
    for k, batch in enumerate([DATA[:2], DATA[2:]] * 2):
        slopes, loss = gradients(weights, batch)
        losses.append(loss + penalty(weights, l2, l1))
        slopes = clipped(penalised(slopes, weights, l2, l1), clip or {})
        for name, w in weights.items():
            more, slope = dict(options), slopes[name]
            if kind == "adamw":
                more["weight_decay"] = (decay or more.get("weight_decay", 0.01)) if name[0] == "W" else 0
            elif decay and name[0] == "W":
                slope = [a + decay * b for a, b in zip(slope, w)]
            weights = weights | {name: BY_HAND[kind](w, slope, RATES[rate](k), memory[name], **more)}
    return weights, memory, losses


def way_of(rate, clip, penalties, decay):
    """A way of learning as NETWORK takes it."""
    said = {"clip": clip, **penalties, "weight_decay": decay}
    return {"lr": rate, "more": "".join(f", {key}: {value}" for key, value in said.items() if value)}


def ways_of(kind, every=1, most=None):
    """The ways of learning of an optimiser, or each so-many-th of the list from its first on."""
    first = WAYS.index((kind, "0.1", {}, {}, None))
    return WAYS[first::every][:most] if every > 1 else [way for way in WAYS if way[0] == kind]


@PARTS
@pytest.mark.parametrize("kind", mostly_slow(OPTIMISERS, 3))
def test_every_way_of_learning_is_that_of_the_textbook(kind, part):
    for way in ways_of(kind)[part::6]:
        _, rate, clip, penalties, decay = way
        solution = solve(problem_of(kind, **way_of(rate, clip, penalties, decay)))
        losses = [row.value for row in solution.trace() if row.name == "L"]
        weights, _, expected = by_hand(kind, "", rate, clip, decay=decay, **penalties)
        assert losses == pytest.approx(expected, rel=1e-9), way
        for name, value in weights.items():
            assert elements(solution.final[name]) == pytest.approx(value, rel=1e-9), way


@PARTS
@pytest.mark.parametrize("kind", mostly_slow(OPTIMISERS, 3))
def test_every_way_of_learning_goes_on_from_its_file(kind, part):
    for _, rate, clip, penalties, decay in ways_of(kind, 7, 18)[part::6]:
        problem = problem_of(kind, **way_of(rate, clip, penalties, decay))
        assert chained(problem, False).final == solve(problem).final, (rate, clip, penalties, decay)


@PARTS
@pytest.mark.parametrize("kind", mostly_slow(OPTIMISERS, 3))
def test_right_answers_of_every_way_of_learning_are_right(kind, part):
    for _, rate, clip, penalties, decay in ways_of(kind, 11, 11)[part::6]:
        problem = problem_of(kind, **way_of(rate, clip, penalties, decay))
        assert check(problem, {"answers": answered(problem)}).passed, (rate, clip, penalties, decay)


@pytest.mark.parametrize(("kind", "said"), CASES)
def test_an_optimiser_steps_as_its_textbook_does(kind, said):
    final = solve(problem_of(kind, said)).final
    weights, memory, _ = by_hand(kind, said)
    for name, expected in weights.items():
        assert elements(final[name]) == pytest.approx(expected, rel=1e-9)
        for state, value in memory[name].items():
            mine = final[state] if state == "t" else final[f"{state}_{name}"]
            assert elements(mine) == pytest.approx(value if isinstance(value, list) else [value], rel=1e-9)


@pytest.mark.parametrize(("kind", "said"), mostly_slow(CASES, 3))
def test_what_is_exact_is_decimal(kind, said):
    for row in solve(problem_of(kind, said), exact=True).trace():
        if row.exact is not None:
            floats = map_value(lambda element: constant(element, DECIMAL), row.exact)
            assert elements(floats) == pytest.approx(elements(row.value), rel=1e-9, abs=1e-12)


def answered(problem):
    """Every value of every step, as answers."""
    return [{"step": item.number} | {row.name: row.value for row in item.rows} for item in solve(problem).steps()]


def chained(problem, exactly):
    """The problem after four steps, each read from the text that the step before wrote."""
    for number in range(1, 5):
        text = to_yaml(after_step(step(problem, exact=True), exactly))
        (problem,) = load_text(text, "p.yaml", "p")
        assert problem.train.done == number
    return solve(problem, exact=exactly, steps=0)


@pytest.mark.parametrize(("kind", "said"), mostly_slow(CASES, 3))
def test_steps_one_by_one_end_where_solve_does(kind, said):
    problem = problem_of(kind, said)
    assert chained(problem, False).final == solve(problem).final


@pytest.mark.parametrize("kind", ["sgd", "momentum", "nesterov"])
def test_exact_steps_one_by_one_end_where_exact_solving_does(kind):
    text = "network: [{linear: {weights: [[1/3], [2]]}}]\nloss: half_squared_error\ndata: [{x: [2, 1/7], y: [0]}]\n"
    (problem,) = load_text(text + f"train: {{lr: 0.1, epochs: 4, optimizer: {kind}}}", "p.yaml", "p")
    assert chained(problem, True).final_exact == solve(problem, exact=True).final_exact


def memory_of(kind):
    rules = find("optimisers", kind)
    names = [(name, parameter) for parameter in ("W1", "b1", "W2") for name in rules.state if name not in rules.shared]
    return [f"{name}_{parameter}" for name, parameter in names] + [name for name in rules.state if name in rules.shared]


@pytest.mark.parametrize("kind", OPTIMISERS)
def test_what_it_remembers_is_in_the_trace_at_the_end_and_in_the_file(kind):
    problem = problem_of(kind)
    (record,) = json.loads(render(solve(problem), "json"))["problems"]
    names = memory_of(kind)
    assert list(record["final"]) == ["W1", "b1", "W2", *names]
    assert {row["name"] for row in record["trace"] if row["phase"] == "update"} >= set(names)
    (following,) = load_text(to_yaml(after_step(step(problem))), "p.yaml", "p")
    assert list(following.train.state) == names


@pytest.mark.parametrize("kind", OPTIMISERS)
def test_a_frozen_weight_has_no_memory(kind):
    final = solve(problem_of(kind, more=", frozen: [b1]")).final
    assert [name for name in final if name.endswith("b1")] == ["b1"]


@pytest.mark.parametrize("order", ["after_backward", "during_backward"])
@pytest.mark.parametrize(("kind", "said"), mostly_slow(CASES, 3))
def test_its_own_right_answers_are_right(kind, said, order):
    problem = problem_of(kind, said, order=order)
    checked = check(problem, {"answers": answered(problem)})
    assert checked.score == 1 and checked.passed


def test_the_first_step_of_adam_is_exact_where_its_roots_are():
    text = "network: [{linear: {weights: [[1]]}}]\nloss: half_squared_error\ndata: [{x: [2], y: [0]}]\n"
    (problem,) = load_text(text + "train: {lr: 0.1, optimizer: {adam: {epsilon: 0}}}", "p.yaml", "p")
    assert solve(problem, exact=True).final_exact["W1"] == ((Fraction(9, 10),),)


def test_a_step_count_does_not_clash_with_an_unknown_called_t():
    text = "network: [{linear: {weights: [[t]]}}]\nloss: half_squared_error\ndata: [{x: [2], y: [0]}]\n"
    (problem,) = load_text(text + "train: {lr: 0.1, optimizer: adam}", "p.yaml", "p")
    rows = {row.name: row for row in solve(problem).trace()}
    assert rows["t"].value == 1.0 and rows["y_hat"].value is None


def test_a_later_step_is_smaller_than_a_step_without_memory():
    first = solve(problem_of("momentum")).final["W2"]
    assert not all(isclose(a, b) for a, b in zip(elements(first), elements(solve(problem_of("sgd")).final["W2"])))


@pytest.mark.parametrize(
    ("format", "said"),
    [
        ("table", ["m̂_W1", "0.001·(∂L/∂W1)²"]),
        ("latex", [r"\hat{m}_{W_{1}}", r"\left(\frac{\partial L}{\partial W_{1}}\right)^{2}"]),
        ("html", ["<mover><mi>m</mi><mo>^</mo></mover>"]),
        ("json", ['"m_hat_W1"', "(dL/dW1)^2"]),
    ],
)
def test_what_an_optimiser_makes_is_typeset(format, said):
    page = render(solve(problem_of("adam"), steps=1), format)
    assert [part for part in said if part not in page] == []


def test_formulas_may_name_what_an_optimiser_remembers():
    text = "network: [{linear: {inputs: 2, outputs: 1}}]\nloss: half_squared_error\n"
    (problem,) = load_text(text + "train: {lr: 0.1, weight_decay: 0.2, optimizer: adam}", "p.yaml", "p")
    formulas = {
        "t": "t + 1",
        "g_W1[1,1]": "dL/dW1[1,1] + 0.2*W1[1,1]",
        "v_W1[2,1]": "0.999*v_W1[2,1] + 0.001*g_W1[2,1]^2",
        "m_hat_W1[1,1]": "m_W1[1,1]/(1 - 0.9^t)",
        "W1[1,1]": "W1[1,1] - 0.1*m_hat_W1[1,1]/(sqrt(v_hat_W1[1,1]) + 1e-8)",
    }
    assert check(problem, {"answers": [{"step": 1, **formulas}]}, level="given").passed
