"""The sheet's numbers, recomputed independently: as floats and as fractions."""

import json

import pytest

from backprop_cli import load, solve
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.load import load_text

FINAL = {
    "half_squared_error": (-0.001046302476214, -0.002092604952428, 0.004463358477697, 0.008926716955395),
    "log_loss": (-0.020354839520814, -0.040709679041628, 0.075677432333027, 0.151354864666054),
    "squared_error": (-0.004403302331793, -0.008806604663586, 0.015905674617376, 0.031811349234751),
}
SECOND_STEP = {
    "H3": -5 / 32,
    "y_hat": 0.461016779312316,
    "L": 0.145251456091434,
    "dL/dW3": -0.066963358477697,
    "dL/db3": -0.133926716955395,
    "dL/dW2": 0.001046302476214,
    "dL/db2": 0.002092604952428,
    "dL/dW1": 0.0,
    "dL/db1": 0.0,
}


def number(value):
    while isinstance(value, (tuple, list)):
        (value,) = value
    return value


def solved(backprop, *arguments):
    done = backprop("solve", *arguments, "-f", "json")
    assert done.returncode == 0, done.err
    assert done.err == ""
    return json.loads(done.out)


@pytest.mark.parametrize("loss", FINAL)
def test_exercise_3_ends_at_the_reference_weights_under_each_loss(backprop, loss):
    (problem,) = solved(backprop, "ex3", "--loss", loss)["problems"]
    final = {name: number(value) for name, value in problem["final"].items()}
    assert (final["W1"], final["b1"]) == (0, 0)
    assert [final[name] for name in ("W2", "b2", "W3", "b3")] == pytest.approx(FINAL[loss], abs=1e-14)


def test_exercise_3_has_the_reference_numbers_in_its_second_step(backprop):
    (problem,) = solved(backprop, "ex3")["problems"]
    second = {row["name"]: number(row["value"]) for row in problem["trace"] if row["step"] == 2}
    for name, expected in SECOND_STEP.items():
        assert second[name] == pytest.approx(expected, abs=1e-14), name


def test_exercise_3_is_exact_in_fractions(backprop):
    (problem,) = solved(backprop, "ex3", "--exact")["problems"]
    exact = {(row["step"], row["name"]): number(row["exact"]) for row in problem["trace"]}
    assert exact[1, "L"] == "1/8"
    assert exact[1, "dL/dy_hat"] == "1/2"
    assert exact[1, "dL/dW3"] == "1/16"
    assert exact[1, "W3"] == "-1/16"
    assert exact[1, "b3"] == "-1/8"
    assert exact[2, "H3"] == "-5/32"
    assert exact[2, "y_hat"] == "σ(-5/32)"


def test_exercise_3_observes_the_order_of_the_sheet(backprop):
    (problem,) = solved(backprop, "ex3")["problems"]
    assert [row["observations"] for row in problem["trace"] if row["name"] == "L"] == [[2], [1]]


def test_exercise_4_has_the_reference_numbers(backprop):
    regression, classification = solved(backprop, "ex4")["problems"]
    values = {row["name"]: row["value"] for row in regression["trace"]}
    assert values["H1"] == [[2, -1]]
    assert values["O1"] == [[2, 0]]
    assert values["y_hat"] == [[1]]
    assert values["L"] == 1
    assert values["dL/dy_hat"] == [[2]]
    assert values["dL/dW2"] == [[4], [0]]
    assert values["dL/dO1"] == [[1, 2]]
    assert values["dL/dH1"] == [[1, 0]]
    assert values["dL/dW1"] == [[1, 0], [2, 0]]
    assert regression["final"] == {"W1": [[0, -1], [-1.5, 0]], "W2": [[-3.5], [1]]}
    values = {row["name"]: row["value"] for row in classification["trace"]}
    assert values["L"] == pytest.approx(1.313261687518223, abs=1e-14)
    assert number(values["dL/dy_hat"]) == pytest.approx(3.718281828459045, abs=1e-13)
    assert number(values["dL/dH2"]) == pytest.approx(0.731058578630005, abs=1e-14)
    assert classification["final"]["W2"][0][0] == pytest.approx(-0.962117157, abs=1e-9)
    assert classification["final"]["W1"][1][0] == pytest.approx(-0.231058579, abs=1e-9)


QUESTIONS = {
    ("ex4-regression", "а", "forward"): [[2, -1]],
    ("ex4-regression", "б", "jacobian"): [[1, 0.5], [-1, 0]],
    ("ex4-regression", "б", "backward"): [[-1, -0.5]],
    ("ex4-regression", "в", "forward"): [[2, 0]],
    ("ex4-regression", "г", "jacobian"): [[1, 0], [0, 0]],
    ("ex4-regression", "г", "backward"): [[-1, 0]],
    ("ex4-regression", "д", "forward"): [[1]],
    ("ex4-regression", "е", "jacobian"): [[0.5, 1]],
    ("ex4-regression", "е", "backward"): [[-1, -2]],
    ("ex4-regression", "ж", "loss"): 1,
    ("ex4-regression", "ж", "derivative"): [[2]],
    ("ex4-regression", "ж", "backward"): [[2]],
    ("ex4-classification", "а", "forward"): [[0.731058578630005]],
    ("ex4-classification", "а", "jacobian"): [[0.196611933241482]],
    ("ex4-classification", "б", "loss"): 1.313261687518223,
    ("ex4-classification", "б", "derivative"): [[3.718281828459045]],
    ("ex4-classification", "в", "backward"): [[0.731058578630005]],
}


@pytest.mark.parametrize(("problem", "id", "phase"), QUESTIONS)
def test_every_part_of_exercise_4_is_answered(problem, id, phase):
    from backprop_cli import answers

    (found,) = answers(load(problem)[0], (id,))
    rows = [row for row in found.rows if row.phase == phase]
    expected = QUESTIONS[problem, id, phase]
    assert elements(rows[-1].value) == pytest.approx(numbers(expected), abs=1e-12)


def numbers(nested):
    return [number for item in nested for number in numbers(item)] if isinstance(nested, list) else [nested]


def test_part_з_steps_from_the_true_pass(backprop):
    (problem,) = solved(backprop, "ex4-regression", "--question", "з")["problems"]
    (question,) = problem["questions"]
    values = {(row["phase"], row["name"]): row["value"] for row in question["rows"]}
    assert values["backward", "dL/dy_hat"] == [[2]]
    assert values["update", "W2"] == [[-3.5], [1]]
    assert values["update", "W1"] == [[0, -1], [-1.5, 0]]


def test_the_comparison_says_which_lines_differ(backprop):
    (problem,) = solved(backprop, "ex4-classification", "--question", "в-сравнение")["problems"]
    same = {row["name"]: row["same"] for row in problem["questions"][0]["rows"]}
    assert same["H1"] and same["O1"]
    assert not same["dL/dW2"]
    assert not same["dL/dO1"]


SHEET_2 = """
network:
  - linear: {weights: [[0.1, 0.2], [0.3, 0.4]]}
  - sigmoid
  - linear: {weights: [[0.5, -0.6], [0.7, 0.8]]}
  - sigmoid
  - linear: {weights: [[-0.9], [1]]}
  - sigmoid
loss: half_squared_error
data: [{x: [1, -2], y: [1]}]
train: {lr: 1}
"""


def test_exercise_2_with_numbers_has_the_reference_gradients():
    (problem,) = load_text(SHEET_2, "ex2.yaml", "ex2")
    values = {row.name: row.value for row in solve(problem).trace()}
    assert number(values["y_hat"]) == pytest.approx(0.491871917096, abs=1e-12)
    assert values["L"] == pytest.approx(0.129097074318, abs=1e-12)
    assert [row[0] for row in values["dL/dW3"]] == pytest.approx([-0.077151416036, -0.06530689491], abs=1e-11)
    assert values["dL/dW2"][0] == pytest.approx((0.010289423855, -0.011977055902), abs=1e-12)
    assert values["dL/dW2"][1] == pytest.approx((0.009657217770, -0.011241157787), abs=1e-12)
    assert values["dL/dW1"][0] == pytest.approx((0.007675512070, -0.001441669044), abs=1e-12)
    assert values["dL/dW1"][1] == pytest.approx((-0.015351024139, 0.002883338087), abs=1e-12)


def test_the_log_loss_of_a_half_is_exactly_ln_2(backprop):
    assert backprop("solve", "ex3", "--loss", "log_loss", "--exact", "--get", "1:L").out == "ln 2\n"


@pytest.mark.parametrize("ask", ["backward", "jacobian"])
def test_a_question_works_out_again_what_follows_from_what_it_gives(ask):
    text = f"""
network: [{{linear: {{weights: [[2]]}}}}, sigmoid]
loss: half_squared_error
data: [{{x: [2], y: [1]}}]
questions: [{{id: q, layer: 2, ask: {ask}, given: {{input: 0, upstream: 1}}}}]
"""
    from backprop_cli import answers

    (answer,) = answers(load_text(text, "q.yaml", "q")[0])
    assert number(answer.rows[0].value) == 0.25


def test_a_question_about_logits_works_out_their_probabilities():
    text = """
network: [{linear: {weights: [[2]]}}]
loss: log_loss_with_logits
data: [{x: [2], y: [1]}]
questions: [{id: q, layer: loss, ask: derivative, given: {prediction: 0}}]
"""
    from backprop_cli import answers

    (answer,) = answers(load_text(text, "q.yaml", "q")[0])
    assert number(answer.rows[0].value) == -0.5
