"""Answers to networks that are no chains: a wrong value in any line is judged there, and a path left out is named."""

import pytest

from backprop_cli import load_text, solve
from backprop_cli.checking.check import check

np = pytest.importorskip("numpy")
from examples import mostly_slow  # noqa: E402
from random_networks import RandomNetwork  # noqa: E402


def page_of(problem):
    """The right answers of the first step, and the rows that they are read off."""
    rows = [row for row in next(solve(problem).steps()).rows if row.line.part_of is None]
    return {"step": 1, **{row.name: np.array(row.value).tolist() for row in rows}}, rows


def checked(problem, page, **wrong):
    return check(problem, {"answers": [{**page, **wrong}]})


def names_of(result):
    first = result.first_error
    return first.answer.name, [first.mistake.name, *first.mistake.also] if first.mistake else []


def problem_of(seed):
    return load_text(RandomNetwork(seed, count=4).text(order=[1, [2, 3]]), "network.yaml", "network")[0]


@pytest.mark.slow
@pytest.mark.parametrize("seed", mostly_slow(range(40), 20))
def test_a_wrong_value_in_any_line_is_judged_there(seed):
    problem = problem_of(seed)
    page, rows = page_of(problem)
    assert {item.verdict for item in checked(problem, page).answers} == {"right"}
    for row in rows:
        wrong = (np.array(page[row.name]) * 1.37 + 0.113).tolist()
        assert checked(problem, page, **{row.name: wrong}).first_error.answer.name == row.name


def alike(left, right):
    return np.allclose(left, right, rtol=1e-2, atol=1e-6)


@pytest.mark.parametrize("seed", mostly_slow(range(40), 30))
def test_a_path_left_out_of_a_gradient_is_named(seed):
    problem, found, named = problem_of(seed), 0, 0
    page, rows = page_of(problem)
    for row in rows:
        terms = [np.array(value) for _, value in row.sent]
        for index in range(len(terms)):
            left = sum(terms[:index] + terms[index + 1 :], np.zeros_like(terms[0]))
            if not alike(left, row.value) and np.any(left):
                name, mistakes = names_of(checked(problem, page, **{row.name: left.tolist()}))
                assert name == row.name
                found, named = found + 1, named + ("path_left_out" in mistakes)
    assert named >= 0.9 * found


NETWORK = """
network:
  - linear: {weights: [[0.3, -0.7], [0.6, 0.4]], bias: [0.2, 0.1], name: skip}
  - sigmoid
  - linear: {weights: [[0.5, -1.2], [0.9, 0.8]]}
  - add: {of: [H2, skip]}
  - linear: {weights: [[0.7], [-0.4]]}
loss: half_squared_error
data: [{x: [1.5, -0.5], y: [1]}]
train: {lr: 0.1}
"""


@pytest.mark.parametrize(
    ("wrong", "mistake"),
    [
        (lambda v: v["dL/dO2"] + v["dL/dO1"], "forgot_derivative"),
        (lambda v: v["dL/dO2"] - v["dL/dO1"] * v["O1"] * (1 - v["O1"]), "wrong_sign"),
        (lambda v: v["dL/dO2"] + v["dL/dO1"] * v["O1"], "value_for_derivative"),
    ],
    ids=["activation", "sign", "half"],
)
def test_a_mistake_inside_one_term_is_named(wrong, mistake):
    (problem,) = load_text(NETWORK, "network.yaml", "network")
    page, _ = page_of(problem)
    values = {name: np.array(value) for name, value in page.items()}
    name, mistakes = names_of(checked(problem, page, **{"dL/dH1": wrong(values).tolist()}))
    assert (name, mistakes[0]) == ("dL/dH1", mistake)


def test_names_of_the_author_and_canonical_ones_mean_the_same_lines():
    (problem,) = load_text(NETWORK, "network.yaml", "network")
    page, _ = page_of(problem)
    for called, name in {
        "skip": "H1",
        "dL/dskip": "dL/dH1",
        "z1": "H1",
        "dskip": "dL/dH1",
        "∂L/∂skip": "dL/dH1",
    }.items():
        result = check(problem, {"answers": [{"step": 1, called: page[name]}]})
        assert [item.verdict for item in result.answers] == ["right"], called
