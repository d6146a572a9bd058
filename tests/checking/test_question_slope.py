"""A question that asks for a derivative and for the way back: one slip in the derivative costs once."""

from itertools import product

import numpy as np
import pytest
from cases import ACTIVATIONS
from examples import mostly_slow

from backprop_cli import answers, check, load_text, render
from backprop_cli.errors import BackpropError
from backprop_cli.rules import find, kinds

NETWORK = "network: [{linear: {weights: [[0.3, -0.2], [0.1, 0.4]]}}%s]\nloss: %s\ndata: [{x: [1, 2], y: [%s]}]\n"
QUESTION = "questions: [{id: q, layer: %s, ask: [%s, backward]%s}]\n"
LAYERS = ACTIVATIONS
SLIPS = {
    "sign": lambda value: -value,
    "factor": lambda value: 2 * value,
    "digit": lambda value: value + 0.7 * np.eye(*value.shape),
    "transposed and moved": lambda value: value[::-1, ::-1] * 1.3 + 0.1,
}


def with_loss(kind):
    """A question on a loss with a given upstream gradient; the first targets that it takes."""
    for activation in ("", ", sigmoid", ", softmax"):
        for targets in ("1, 0", "1, -1", "0.2, 0.8"):
            try:
                question = QUESTION % ("loss", "derivative", ", given: {upstream: 3}")
                return load_text(NETWORK % (activation, kind, targets) + question, "t", "t")[0]
            except BackpropError:
                continue
    raise AssertionError(kind)


def with_layer(kind):
    """A question on an activation, at what the network itself puts in and sends back."""
    layers = f", {kind}, {{linear: {{weights: [[0.5, 1.5], [-1, 0.25]]}}}}"
    question = QUESTION % (2, "jacobian", ", given: {upstream: [0.9, -0.4]}")
    return load_text(NETWORK % (layers, "squared_error", "1, 0") + question, "t", "t")[0]


LOSSES = [kind for kind in kinds("losses") if not find("losses", kind).reads]  # those have several derivatives
PROBLEMS = {f"loss {kind}": lambda kind=kind: with_loss(kind) for kind in LOSSES}
PROBLEMS |= {f"layer {kind}": lambda kind=kind: with_layer(kind) for kind in LAYERS}


def worked(problem, slip):
    """The derivative with a slip in it, and the way back that follows from that."""
    (found,) = answers(problem)
    slope = next(row for row in found.rows if row.phase in ("derivative", "jacobian"))
    wrong = slip(np.array(slope.value))
    upstream = np.array(problem.questions[0].given["upstream"], dtype=float)
    back = upstream * wrong if slope.phase == "derivative" else (upstream @ wrong)[None]
    return slope.phase, wrong, back


def checked(problem, phase, slope, back, **rules):
    given = {phase: slope.round(6).tolist(), "backward": back.round(6).tolist()}
    return check(problem, {"questions": {"q": given}}, level="given", **rules)


@pytest.mark.parametrize(("name", "slip"), mostly_slow(product(PROBLEMS, SLIPS), 13))
def test_a_slip_in_the_derivative_costs_once(name, slip):
    problem = PROBLEMS[name]()
    phase, wrong, back = worked(problem, SLIPS[slip])
    result = checked(problem, phase, wrong, back)
    assert [item.verdict for item in result.result.answers] == ["wrong", "follows"], render(result)
    assert result.score == 0.5
    assert checked(problem, phase, wrong, back, follow="half").score == 0.25
    two = checked(problem, phase, wrong, back + 0.37)
    assert [item.verdict for item in two.result.answers] == ["wrong", "wrong"]


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 3))
def test_a_derivative_of_nothing_leaves_nothing_to_work_out(name):
    problem = PROBLEMS[name]()
    phase, wrong, back = worked(problem, lambda value: 0 * value)
    assert [item.verdict for item in checked(problem, phase, wrong, back).result.answers] == ["wrong", "collapsed"]


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 3))
def test_what_is_right_stays_right_and_a_slip_in_the_way_back_is_one(name):
    problem = PROBLEMS[name]()
    phase, right, back = worked(problem, lambda value: value)
    assert [item.verdict for item in checked(problem, phase, right, back).result.answers] == ["right", "right"]
    assert [item.verdict for item in checked(problem, phase, right, 2 * back).result.answers] == ["right", "wrong"]
    assert [item.verdict for item in checked(problem, phase, 2 * right, back).result.answers] == ["wrong", "right"]


@pytest.mark.parametrize("kind", LOSSES)
def test_two_lines_of_one_name_are_told_apart(kind):
    problem = with_loss(kind)
    page = render(checked(problem, *worked(problem, SLIPS["sign"])))
    assert "∂L/∂ŷ (derivative)" in page
    assert "∂L/∂ŷ (backward)" in page


def test_formulas_have_the_same_law():
    text = (
        "network: [{linear: {weights: W1}}, relu, {linear: {weights: W2, outputs: 1}}]\nloss: squared_error\n"
        "questions:\n  - {id: q, layer: loss, ask: [loss, derivative, backward], given: {upstream: 1}}\n"
    )
    (problem,) = load_text(text, "t", "t")
    right = {"loss": "(y − ŷ)²", "derivative": "2(ŷ − y)", "backward": "2d(ŷ − y)"}
    for changed, verdicts in (
        ({}, ["right"] * 3),
        ({"derivative": "ŷ − y", "backward": "d(ŷ − y)"}, ["right", "wrong", "follows"]),
        ({"derivative": "ŷ − y", "backward": "3d(ŷ − y)"}, ["right", "wrong", "wrong"]),
    ):
        result = check(problem, {"questions": {"q": {**right, **changed}}}).result
        assert [item.verdict for item in result.answers] == verdicts
