"""Verdicts: what is right, rounded, follows, too coarse; intervals; points."""

import pytest

from backprop_cli import check, load, load_text
from backprop_cli.checking.judge.entries import worst

EX3 = load("ex3")[0]


def verdicts(problem, answers, **rules):
    return [item.verdict for item in check(problem, answers, **rules).result.answers]


def one(value, name="y_hat", step=2, **rules):
    return verdicts(EX3, {"answers": [{"step": step, name: value}]}, **rules)[0]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("0.461", "right"),
        ("0.46", "right"),
        ("0.462", "wrong"),  # neither rounded nor cut: what is cut comes nearer to 0
        ("0.4610", "right"),
        ("0.46101", "right"),
        ("0.46102", "right"),
        ("0.461016779312316", "right"),
        ("σ(-5/32)", "right"),
        ("0.465", "wrong"),
        ("0.47", "wrong"),
        ("0.49", "wrong"),
        ("0.5", "missing"),  # too few digits say too little
        ("0", "wrong"),
        ("-0.461", "wrong"),
        ("", "missing"),
    ],
)
def test_a_number_is_right_to_the_digits_that_are_written(value, verdict):
    assert one(value) == verdict


@pytest.mark.parametrize(
    ("value", "verdict"), [("0.461", "right"), ("0.464", "wrong"), ("0.46", "right"), ("0.48", "wrong")]
)
def test_strict_rounding_takes_only_the_nearest(value, verdict):
    assert one(value, rounding="strict") == verdict


@pytest.mark.parametrize(
    ("cut", "rounded"),  # of 0.461016779312
    [("0.461016", "0.461017"), ("0.4610167", "0.4610168"), ("0.46101677", "0.46101678")],
)
def test_a_cut_number_is_right_unless_rounding_is_strict(cut, rounded):
    assert [one(value) for value in (cut, rounded)] == ["right", "right"]
    assert [one(value, rounding="strict") for value in (cut, rounded)] == ["wrong", "right"]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [("0.5", "right"), ("1/2", "right"), ("0.50", "right"), ("0.51", "wrong"), ("0.49", "wrong"), ("0.5001", "wrong")],
)
def test_an_exact_value_on_exact_inputs_has_no_width(value, verdict):
    assert one(value, step=1) == verdict


def test_too_few_digits_earn_nothing_are_told_so_and_are_no_error():
    result = check(EX3, {"answers": [{"step": 2, "dL/dW2": "0.001"}]}).result
    (item,) = result.answers
    assert (item.verdict, item.note.key, result.first_error, result.score) == ("missing", "check.coarse", None, 0)
    assert one("0.001", "dL/dW2", min_digits=1) == "right"
    assert one("0.0010", "dL/dW2") == "right"


def test_too_few_digits_neither_loosen_nor_spoil_what_comes_after():
    def later(**values):
        return verdicts(EX3, {"answers": [{"step": 2, "y_hat": "0.5", **values}]})[1:]

    assert later(**{"dL/dy_hat": "-0.5390", "dL/dH3": "-0.1339"}) == ["right", "right"]
    assert later(**{"dL/dy_hat": "-0.5000"}) == ["follows"]  # goes on from 0.5 as it stands
    assert later(**{"dL/dy_hat": "-0.5200"}) == ["wrong"]


def test_too_few_digits_hide_no_error_in_another_entry():
    answers = {"answers": [{"step": 1, "W1": [["0.1", "0.2"], ["0.3", "0.9"]]}]}
    (item,) = check(load("mazur-2-2-2")[0], answers).result.answers
    assert item.verdict == "wrong"


@pytest.mark.parametrize(
    ("value", "verdict"),  # of ±0.410337 and ±0.761594
    [
        ("0.42", "wrong"),
        ("0.41", "right"),
        ("-0.41", "right"),
        ("-0.42", "wrong"),
        ("0.77", "wrong"),
        ("-0.76", "right"),
    ],
)
def test_cut_is_towards_zero(value, verdict):
    x = {"4": "0.436", "7": "1", "6": "1"}[value.lstrip("-")[2]]
    sign = "-" if value.startswith("-") else ""
    problem = load_text(f"network: [{{linear: {{weights: [[1]]}}}}, tanh]\ndata: [{{x: [{sign}{x}]}}]\n", "t", "t")[0]
    assert verdicts(problem, {"answers": [{"step": 1, "y_hat": value}]}) == [verdict]


def test_zeros_at_the_end_may_be_left_out_among_numbers_of_more_digits():
    answers = {"answers": [{"step": 2, "y_hat": "0.461", "L": "0.145", "dL/dy_hat": "-0.539", "dL/dW3": "-0.067"}]}
    assert verdicts(EX3, answers) == ["right"] * 4


def test_roundings_on_the_way_are_counted():
    problem = load_text(
        "network: [{linear: {weights: [[3]]}}, sigmoid, {linear: {weights: [[20]]}}]\nloss: half_squared_error\n"
        "data: [{x: [1/7], y: [1]}]\n",
        "t",
        "t",
    )[0]
    given = {"step": 1, "H1": "0.43", "O1": "0.61", "y_hat": "12.2"}
    assert verdicts(problem, {"answers": [given]})[-1] in ("right", "rounded")
    assert verdicts(problem, {"answers": [{**given, "y_hat": "12.4"}]})[-1] == "wrong"


def test_what_follows_from_an_earlier_wrong_value_earns_its_marks():
    answers = {"answers": [{"step": 2, "dL/dy_hat": 0.539, "dL/dH3": 0.1339, "dL/dW3": 0.06696, "W3": -0.12946}]}
    result = check(EX3, answers, level="given").result
    assert [item.verdict for item in result.answers] == ["wrong", "follows", "follows", "follows"]
    assert result.answers[0].mistake.name == "wrong_sign"
    assert result.answers[1].after == ("dL/dy_hat",)
    assert float(result) == 0.75


def test_a_value_that_is_right_in_spite_of_a_wrong_one_before_it_is_right():
    answers = {"answers": [{"step": 2, "dL/dy_hat": 0.539, "dL/dH3": -0.1339}]}
    assert verdicts(EX3, answers) == ["wrong", "right"]


def test_a_wrong_weight_is_carried_into_the_next_step():
    answers = {"answers": [{"step": 1, "W3": "0.0625"}, {"step": 2, "H3": "-0.09375", "O1": "0.5"}]}
    assert verdicts(EX3, answers) == ["wrong", "follows", "right"]


def test_the_message_of_the_issue_comes_out():
    answers = {"answers": [{"step": 2, "y_hat": 0.461, "dL/dy_hat": 0.539, "W3": -0.1295}]}
    record = check(EX3, answers).to_dict()
    assert record["first_error"] == {
        "step": 2,
        "name": "dL/dy_hat",
        "mistake": "wrong_sign",
        "message": "The sign is wrong: you used y − ŷ instead of ŷ − y.",
    }


def test_points_weigh_by_name_place_and_question():
    text = "\npoints: {dL/dW3: 3, '2:L': 0, W3: 1/2}\n"
    problem = load_text(EX3.document.mark.source.text + text, "t", "t")[0]
    answers = {"answers": [{"step": 1, "dL/dW3": "1/16", "L": 9}, {"step": 2, "L": 9, "dL/dW3": 9}], "final": {"W3": 9}}
    result = check(problem, answers, level="given").result
    assert [item.weight for item in result.answers] == [3, 1, 0, 3, 0.5]
    assert float(result) == pytest.approx(3 / 7.5)


def test_a_level_asks_for_what_is_missing():
    result = check(EX3, {"final": {"W3": "0.00446336"}}, level="final").result
    assert [item.verdict for item in result.answers] == ["right", *["missing"] * 5]
    assert float(check(EX3, {"final": {"W3": "0.00446336"}}, level="given")) == 1


def test_the_step_of_a_parameter_is_its_change():
    answers = {"answers": [{"step": 1, "step W3": "-1/16", "Δb3": "-1/8"}]}
    assert verdicts(EX3, answers) == ["right", "right"]


def test_one_wrong_entry_is_named():
    (batch,) = load("batch-of-two")
    result = check(batch, {"answers": [{"step": 1, "O1": [["1.00", "0.50"], ["2.00", "0.00"]]}]})
    (item,) = result.to_dict()["answers"]
    assert (item["verdict"], item["entries"]) == ("wrong", [[1, 2]])


def test_of_two_answers_to_one_entry_the_first_counts():
    (batch,) = load("batch-of-two")
    whole, entry, after = {"O1": [[1, 0], [2, 0]]}, {"O1[1,2]": 1}, {"y_hat": [[0], [1]]}  # right: 1, 1; 2, 0 and 2; 1
    first = check(batch, {"answers": [{"step": 1, **whole, **entry, **after}]}).result
    assert [item.verdict for item in first.answers] == ["wrong", "repeated", "follows"]
    second = check(batch, {"answers": [{"step": 1, **entry, **whole, **after}]}).result
    assert [item.verdict for item in second.answers] == ["right", "repeated", "wrong"]
    assert second.answers[2].read["O1"] == ((1, 1), (2, 0))


def test_every_entry_of_a_matrix_may_be_an_answer_of_its_own():
    (batch,) = load("batch-of-two")
    entries = {"O1[1,1]": 1, "O1[1,2]": 1, "O1[2,1]": 2, "O1[2,2]": 0}
    result = check(batch, {"answers": [{"step": 1, **entries}]}).result
    assert [(item.target.entry, item.expected, item.verdict) for item in result.answers] == [
        ((1, 1), 1, "right"), ((1, 2), 1, "right"), ((2, 1), 2, "right"), ((2, 2), 0, "right")
    ]  # fmt: skip


def test_a_frozen_parameter_may_be_given_at_the_end():
    mazur = load("mazur-2-2-2")[0]
    assert verdicts(mazur, {"final": {"b1": 0.35}}) == ["right"]


def test_the_verdict_of_a_whole_is_its_worst():
    assert worst(["right", "follows", "rounded"]) == "follows"
    assert worst(["right", "wrong", "follows"]) == "wrong"


def test_four_numbers_in_a_row_are_no_matrix_of_two_rows():
    (item,) = check(load("mazur-2-2-2")[0], {"answers": [{"step": 1, "W1": [1, 2, 3, 4]}]}).result.answers
    assert (item.verdict, item.note.key) == ("wrong", "check.shape")


@pytest.mark.parametrize(("value", "verdict"), [("-0.539", "right"), ("-539/1000", "rounded"), ("-54/100", "wrong")])
def test_an_exact_value_may_come_from_a_rounded_one(value, verdict):
    answers = {"answers": [{"step": 2, "y_hat": "0.461", "dL/dy_hat": value}]}
    assert verdicts(EX3, answers)[1] == verdict


@pytest.mark.parametrize(("name", "verdict"), [("L[1]", "right"), ("L[1,1]", "right"), ("L[2]", "unknown")])
def test_a_number_has_one_entry(name, verdict):
    assert one("0.145", name) == verdict
