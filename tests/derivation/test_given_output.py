"""Questions in which the output of a layer is given in place of its input."""

import pytest

from backprop_cli import BackpropError, answers, check, load_text

TEXT = """
network: [{linear: {weights: [[1, 2]], bias: [0, 0]}}, %s, {linear: {weights: [[1], [1]]}}]
loss: half_squared_error
data: [{x: [1], y: [1]}]
train: {lr: 0.1}
questions: [{id: a, layer: %s, ask: %s, given: {output: %s, upstream: %s}}]
"""


def rows(kind="sigmoid", layer="2", ask="[jacobian, backward]", output="[0.75, 0.5]"):
    upstream = "[1, -1]" if layer == "2" else "[1]"
    (problem,) = load_text(TEXT % (kind, layer, ask, output, upstream), "given.yaml", "given")
    return problem, {row.phase: row.value for found in answers(problem) for row in found.rows}


@pytest.mark.parametrize(("kind", "slopes"), [("sigmoid", (0.1875, 0.25)), ("tanh", (0.4375, 0.75))])
def test_the_slope_of_an_activation_comes_from_its_output(kind, slopes):
    problem, found = rows(kind)
    assert found == {"jacobian": ((slopes[0], 0.0), (0.0, slopes[1])), "backward": ((slopes[0], -slopes[1]),)}
    given = {"questions": {"a": {"backward": [slopes[0], -slopes[1]]}}}
    assert check(problem, given, level="given").score == 1


def test_before_the_loss_it_is_the_prediction():
    assert rows(layer="loss", ask="[loss, derivative]", output="[0.5]")[1] == {"loss": 0.125, "derivative": ((-0.5,),)}
    assert rows(layer="[3, loss]", ask="loss", output="[0.5]")[1] == {"loss": 0.125}


@pytest.mark.parametrize(("layer", "ask"), [("3", "gradient"), ("2", "forward"), ("[2, 3]", "backward")])
def test_what_needs_the_input_is_a_fault_then(layer, ask):
    with pytest.raises(BackpropError) as raised:
        rows(layer=layer, ask=ask, output="[0.75, 0.5]" if layer == "2" else "[0.5]")
    assert [fault.message.key for fault in raised.value.faults] == ["fault.not_given"]


def test_an_output_of_another_width_is_a_fault():
    with pytest.raises(BackpropError):
        rows(output="[0.5]")
