"""Sanity laws: no right value breaks one, and what breaks one is told why it cannot be."""

import pytest
from examples import mostly_slow

from backprop_cli import check, load, load_text
from backprop_cli.checking.explain.sanity import LAWS, Claim, bounds_of
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.checking.template import blank_answers
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.load import bundled
from backprop_cli.rules import find, kinds

NUMBERS = [problem for name in bundled() for problem in load(name) if not problem.symbolic]
ACTIVATIONS = [
    kind for kind in kinds("layers") if (rules := find("layers", kind)) and rules.is_activation and not rules.function
]


def claims(problem, changed=lambda line, flat: flat):
    for step in AnswerKey(problem).step_keys(tuple(blank_answers(problem, "all"))):
        for line in step.lines:
            if line.value is not None:
                flat = changed(line, elements(line.value))
                slack = dict.fromkeys(range(len(flat)), 0.0)
                yield Claim(line, flat, tuple(range(len(flat))), slack, line.floats, step)


def network(activation):
    text = f"network: [{{linear: {{weights: [[0.5, -1], [2, 1]]}}}}, {activation}]\ndata: [{{x: [1, -0.5]}}]\n"
    return load_text(text, "t", "t")[0]


@pytest.mark.parametrize("problem", NUMBERS, ids=lambda problem: problem.name)
def test_no_right_value_breaks_a_law(problem):
    found = list(claims(problem))
    assert found or not problem.train
    assert [(claim.line.name, said.key) for claim in found for law in LAWS if (said := law(claim))] == []


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_what_lies_outside_the_range_of_an_activation_is_told(kind):
    (claim,) = (claim for claim in claims(network(kind)) if claim.line.name == "y_hat")
    low, high = bounds_of(claim.step, claim.line)[0]
    for end, step in ((low, -1), (high, 1)):
        outside = claim._replace(entries=[end + step] * len(claim.entries)) if end is not None else None
        assert outside is None or LAWS[0](outside).key.startswith("check.law.")


def test_the_ranges_are_those_of_the_textbook():
    found = {}
    for kind in ACTIVATIONS:
        (claim,) = (claim for claim in claims(network(kind)) if claim.line.name == "y_hat")
        found[kind] = bounds_of(claim.step, claim.line)[0]
    known = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, None), "softmax": (0, 1), "softplus": (0, None)}
    assert {kind: found[kind] for kind in known} == known
    assert (found["identity"], found["leaky_relu"], found["elu"]) == ((None, None), (None, None), (-1, None))


@pytest.mark.parametrize(
    ("problem", "step", "name", "value", "law"),
    mostly_slow(
        [
            ("ex3", 1, "O1", "1.46", "check.law.between"),
            ("ex3", 1, "L", "-0.2", "check.law.between"),
            ("ex3", 1, "dL/dy_hat", "-0.77", "check.law.rises"),
            ("ex3", 2, "dL/dy_hat", "0.77", "check.law.falls"),
            ("ex3", 1, "W3", "0.31", "check.law.shrinks"),
            ("ex3", 2, "W3", "-0.31", "check.law.grows"),
            ("ex4-regression", 1, "O1", ["2.31", "-1.7"], "check.law.least"),
            ("softmax-classifier", 1, "P", ["0.1234", "0.2345", "0.3456"], "check.law.sums_to_one"),
        ],
        2,
    ),
)
def test_a_value_that_cannot_be_is_told_why(problem, step, name, value, law):
    (problem,) = (found for found in NUMBERS if found.name == problem)
    (item,) = check(problem, {"answers": [{"step": step, name: value}]}).result.answers
    assert item.verdict == "wrong" and item.law.key == law


def test_a_law_is_judged_by_the_persons_own_values():
    answers = {"answers": [{"step": 1, "y_hat": "-0.3", "dL/dy_hat": "0.27"}]}
    (_, item) = check(load("ex3")[0], answers).result.answers
    assert item.law.key == "check.law.falls"


def test_a_program_gets_the_numbers_of_a_law_as_a_page_has_them():
    answers = {"answers": [{"step": 1, "L": "9"}]}
    (item,) = check(load("ex3")[0], answers).to_dict()["answers"]
    assert item["message"] == "L cannot be 9: whatever goes in, it lies between 0 and 0.5."
