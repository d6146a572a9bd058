"""Where 1/m of a batch stands: a form of the problem's file, and a convention that a file of answers may keep to."""

import pytest

from backprop_cli import check, load_text, solve

TEXT = """
network: [{linear: {weights: [[1], [-1]], bias: [0]}}, sigmoid]
loss: log_loss
data: [{x: [1, 3], y: [1]}, {x: [2, 1], y: [0]}, {x: [0.5, 1], y: [1]}]
train: {lr: 0.5, order: [[1, 2, 3]]}
"""
AT_GRADIENTS, AT_LOSS = "conventions: {mean: at_gradients}", "conventions: {mean: at_loss}"
FORMS = [
    ("", AT_GRADIENTS, "mean_at_gradients"),
    (AT_LOSS, AT_GRADIENTS, "mean_at_gradients"),
    (AT_GRADIENTS, AT_LOSS, "mean_at_loss"),
]


def problem(form):
    return load_text(TEXT + form, "small.yaml", "small")[0]


def answers(form, *names):
    values = {row.name: row.value for row in solve(problem(form)).trace()}
    return {"answers": [{"step": 1, **{name: values[name] for name in names}}]}


@pytest.mark.parametrize(("asked", "kept", "name"), FORMS)
@pytest.mark.parametrize("weights", ["dL/dW1", "W1"])
def test_each_place_of_the_mean_is_a_convention_of_the_other(asked, kept, name, weights):
    found = check(problem(asked), answers(kept, "dL/dy_hat", "dL/dH1", weights), level="given").result
    assert (found.convention, found.score) == (name, 1)


@pytest.mark.parametrize(("asked", "kept", "name"), FORMS)
def test_one_delta_is_enough_where_the_gradient_after_it_is_right(asked, kept, name):
    found = check(problem(asked), answers(kept, "dL/dH1", "dL/dW1"), level="given").result
    assert (found.convention, found.score) == (name, 1)


@pytest.mark.parametrize(("asked", "kept", "name"), FORMS)
def test_deltas_alone_are_no_convention_but_a_mistake(asked, kept, name):
    found = check(problem(asked), answers(kept, "dL/dy_hat", "dL/dH1"), level="given").result
    assert found.convention is None
    assert found.first_error.mistake.name in ("summed_for_averaged", "averaged_for_summed")


def test_a_gradient_without_the_mean_at_all_is_a_mistake_in_it():
    wrong = answers(AT_GRADIENTS, "dL/dH1")
    wrong["answers"][0]["dL/dW1"] = [[3 * row[0]] for row in answers("", "dL/dW1")["answers"][0]["dL/dW1"]]
    found = check(problem(AT_GRADIENTS), wrong, level="given").result
    assert (found.first_error.answer.name, found.first_error.mistake.name) == ("dL/dW1", "summed_for_averaged")
