"""Losses that compare several values: the rows of an observation, or values by their names."""

import json

import pytest

from backprop_cli import BackpropError, check, load_text, render, solve
from backprop_cli.program.step import build
from backprop_cli.views.over_time import time_table

NETWORK = "network: [{linear: {weights: [[1, -1], [1, 2]], bias: [0, 0]}}, relu]\n"
ROWS = f"{NETWORK}loss: triplet\ndata: [{{x: [[1, 1], [0, 2], [3, 0]]}}]\ntrain: {{lr: 0.1}}\n"
NAMED = """
network:
  - linear: {weights: [[1, 0], [0, 1]], name: a}
  - linear: {of: X, weights: [[2, 1], [0, 1]], name: p}
  - linear: {of: p, weights: W1, name: n}
loss: {triplet: {of: [%s], margin: 9}}
data: [{x: [1, 2]}]
train: {lr: 0.1}
"""


def problem(text=ROWS):
    return load_text(text, "p.yaml", "p")[0]


def keys_of(text):
    with pytest.raises(BackpropError) as caught:
        problem(text)
    return [fault.message.key for fault in caught.value.faults]


def test_the_gradient_by_a_weight_is_the_sum_of_what_the_three_rows_send():
    (found,) = json.loads(render(solve(problem()), "json"))["problems"]
    row = next(row for row in found["trace"] if row["name"] == "dL/dW1")
    assert [term["by"] for term in row["terms"]] == ["H1[3]", "H1[2]", "H1[1]"]
    assert row["value"] == [[-4, -8], [2, 4]]
    assert [term["value"] for term in row["terms"]] == [[[-6, 0], [0, 0]], [[0, 0], [0, 12]], [[2, -8], [2, -8]]]


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (("a", "p", "n"), ([2, 1], [2, 4], [3, 0])),
        (("y_hat[1]", "y_hat[2]", "y_hat[3]"), ([2, 1], [2, 4], [3, 0])),
        (("H_1a", "H1[2]", "dL/da"), ([2, 1], [2, 4], [2, -8])),
        (("dL/dn", "dL/dH_1n", "dL/dy_hat[3]"), ([-2, 2], [-2, 0], [-2, 2])),
    ],
)
def test_answers_may_use_the_names_of_the_rows_or_their_numbers(names, values):
    assert check(problem(), {"answers": [{"step": 1, **dict(zip(names, values))}]}, level="given").score == 1


@pytest.mark.parametrize("margin", [11, 10])  # the negative is at a distance of 20, the positive at one of 9
def test_at_the_kink_and_beyond_it_nothing_goes_back(margin):
    text = ROWS.replace("[3, 0]", "[3, 3]").replace("loss: triplet", f"loss: {{triplet: {{margin: {margin}}}}}")
    rows = {row.name: row.value for row in solve(problem(text)).trace()}
    assert (rows["d_ap"], rows["d_an"], rows["L"]) == (((9,),), ((20,),), 0)
    assert rows["dL/dW1"] == ((0, 0), (0, 0))


def test_of_named_values_a_parameter_that_two_of_them_share_gets_what_both_send():
    rows = {row.name: row for row in solve(problem(NAMED % "a, p, n")).trace()}
    assert {term.by for term in rows["dL/dW1"].line.terms} == {"H1", "y_hat"}
    assert rows["L"].value == 2 - 2 + 9


@pytest.mark.parametrize("names", ["X, a, n", "a, X, n", "a, p, X"])
def test_what_is_compared_may_be_the_data(names):
    item = problem(NAMED.replace("of: p, weights: W1", "weights: W1") % names)
    assert next(row for row in solve(item).trace() if row.name == "L").value >= 0
    assert not any(line.name == "dL/dX" for line in build(item, 1))


def test_a_file_of_data_has_no_rows_to_compare(tmp_path, monkeypatch):
    (tmp_path / "d.csv").write_text("x1,x2\n1,2\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert keys_of(f"{NETWORK}loss: triplet\ndata: {{file: d.csv}}\n") == ["fault.file_of_rows"]


def test_rows_have_no_table_over_time():
    item = problem()
    with pytest.raises(BackpropError) as caught:
        time_table(tuple(solve(item).trace()), item)
    assert [fault.message.key for fault in caught.value.faults] == ["fault.no_time_steps"]
