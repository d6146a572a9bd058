"""Questions that give what a joining layer reads: every value of it, in order or by name."""

from math import tanh

import pytest

from backprop_cli import BackpropError, answers, check, load_text

TEXT = """
network:
  - linear: {weights: [[1, 2]], bias: [0, 0], name: skip}
  - sigmoid
  - %s: {of: [O1, skip]}
  - linear: {weights: %s}
loss: half_squared_error
data: [{x: [1], y: [1]}]
train: {lr: 0.1}
questions: [{id: a, layer: %s, ask: [forward, backward], given: {input: %s, upstream: %s}}]
"""
WIDE = "[[1], [1], [1], [1]]"
BY_HAND = {  # of O1 = (1, 2), skip = (3, 5) and an upstream gradient: the output, and the gradients by O1 and by skip
    "add": ("[1, -1]", (4, 7), (1, -1), (1, -1)),
    "multiply": ("[1, -1]", (3, 10), (3, -5), (1, -2)),
    "concat": ("[1, -1, 2, 4]", (1, 2, 3, 5), (1, -1), (2, 4)),
}


def rows(join, given, layer="3", upstream=None):
    weights = WIDE if join == "concat" else "[[1], [1]]"
    upstream = upstream or BY_HAND[join][0]
    (problem,) = load_text(TEXT % (join, weights, layer, given, upstream), "given.yaml", "given")
    return problem, {row.name: row.value for found in answers(problem) for row in found.rows}


@pytest.mark.parametrize(
    "given",
    ["[[1, 2], [3, 5]]", "{O1: [1, 2], skip: [3, 5]}", "{skip: [3, 5], O1: [1, 2]}", "{H1: [3, 5], O1: [1, 2]}"],
)
@pytest.mark.parametrize("join", BY_HAND)
def test_every_value_of_a_joining_layer_can_be_given(join, given):
    problem, found = rows(join, given)
    _, forward, by_first, by_second = BY_HAND[join]
    assert found == {"O1b": (forward,), "dL/dO1": (by_first,), "dL/dH1": (by_second,)}
    judged = check(problem, {"questions": {"a": {"forward": list(forward), "dL/dO1": list(by_first)}}}, level="given")
    assert judged.score == 1


def test_what_is_left_out_comes_from_the_first_step():
    assert rows("add", "{O1: [1, 2]}")[1]["O1b"] == ((1 + 1, 2 + 2),)
    assert rows("add", "{skip: [3, 5]}", "[3, 4]", "[1]")[1]["y_hat"][0][0] == pytest.approx(
        8 + 0.7310585786 + 0.8807970779
    )
    assert rows("add", "[1, 2]")[1] == rows("add", "{O1: [1, 2]}")[1]  # a single row is the first value


def test_what_a_layer_of_the_question_makes_is_no_input_of_it():
    with pytest.raises(BackpropError, match="O1"):
        rows("add", "{O1b: [1, 2]}", "[3, 4]", "[1]")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("{skp: [3, 4], O1: [1, 2]}", "fault.given_not_read"),
        ("[[1, 2], [3, 4], [5, 6]]", "fault.given_inputs"),
        ("[[1, 2], [3]]", "fault.given_count"),
        ("{skip: [3]}", "fault.given_count"),
        ("[1, 2, 3]", "fault.given_count"),
    ],
)
def test_what_does_not_fit_is_a_fault_with_its_place(given, fault):
    with pytest.raises(BackpropError) as raised:
        rows("add", given)
    (found,) = raised.value.faults
    assert found.message.key == fault and found.mark.line == 9


OVER_TIME = """
network: [{rnn: {Wx: [[0.5]], Wh: [[0.2]], b: [0.1], h0: [0]}}]
loss: half_squared_error
data: [{x: [[1], [2], [3]], y: 0.5}]
questions: [{id: a, layer: 1, ask: [forward, backward], given: {input: %s, upstream: [1]}}]
"""


@pytest.mark.parametrize("given", ["[[4], [5], [-6]]", "[4, 5, -6]", '{"x[1]": 4, "x[2]": 5, "x[3]": -6}'])
def test_a_given_sequence_has_a_row_for_every_time_step(given):
    (problem,) = load_text(OVER_TIME % given, "given.yaml", "given")
    found = {row.name: row.value for item in answers(problem) for row in item.rows}
    states = [0.0]
    for x in (4, 5, -6):
        states.append(tanh(0.5 * x + 0.2 * states[-1] + 0.1))
    assert [found[name][0][0] for name in ("h[1]", "h[2]", "y_hat")] == pytest.approx(states[1:])
    assert found["dL/dx[3]"][0][0] == pytest.approx(0.5 * (1 - states[3] ** 2))


@pytest.mark.parametrize("given", ["[4]", "[[4], [5]]", "[4, 5, 6, 7]"])
def test_a_given_sequence_of_another_length_is_refused(given):
    with pytest.raises(BackpropError) as error:
        load_text(OVER_TIME % given, "given.yaml", "given")
    assert [fault.message.key for fault in error.value.faults] == ["fault.given_inputs"]
