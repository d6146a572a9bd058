"""One cause costs once: a mistake that is carried honestly to the end loses the marks of one line, two of two lines."""

import pytest

from backprop_cli.checking.check import check
from backprop_cli.checking.judge.result import EARNING

pytest.importorskip("numpy")
from by_hand import Person
from in_digits import answers_of
from planted import DOCUMENTS, is_visible, problem_of, random_network

TEXTS = {**DOCUMENTS, **{f"random-{seed}": random_network(seed) for seed in range(10)}}
DIGITS = 6


def planted(name, only_weights, every=2):
    """A problem with the answers of a person who makes one mistake, once for each mistake that shows."""
    text = TEXTS[name]
    problem = problem_of(name, text)
    for step, line, mistake, right, wrong in Person(text).offered[::every]:
        if is_visible(right, wrong, DIGITS):
            person = Person(text, (step, line, mistake))
            answers = answers_of(person, DIGITS)
            if only_weights:
                answers = {"final": {k: v for k, v in answers["answers"][-1].items() if k in person.first}}
            yield problem, answers


def lost(result):
    """How many lines earn nothing."""
    return sum(item.verdict not in EARNING for item in result.answers)


# Of few problems the share may be less than of all.
SAMPLES = pytest.mark.parametrize(
    ("names", "share"),
    [(list(TEXTS)[::48], 0.6), pytest.param(list(TEXTS), 0.95, marks=pytest.mark.slow)],
    ids=["few", "all"],
)
WEIGHTS = pytest.mark.parametrize("only_weights", [False, True], ids=["every line", "weights only"])


@WEIGHTS
@SAMPLES
def test_nineteen_of_twenty_mistakes_cost_one_line(names, share, only_weights):
    costs = [lost(check(*case)) for name in names for case in planted(name, only_weights)]
    assert len(costs) > 5
    assert sum(cost <= 1 for cost in costs) >= share * len(costs)


def negated(value):
    """A value with the sign of its first number turned."""
    if isinstance(value, list):
        return [negated(value[0]), *value[1:]]
    return value[1:] if value.startswith("-") else f"-{value}"


@SAMPLES
def test_a_slip_beside_a_mistake_in_a_line_that_was_not_asked_for_hides_neither(names, share):
    results = []
    for problem, answers in (case for name in names for case in planted(name, True, 7)):
        last = list(answers["final"])[-1]
        if "None" not in str(answers):
            results.append(check(problem, {"final": {**answers["final"], last: negated(answers["final"][last])}}))
    assert results
    assert sum(lost(result) <= 2 for result in results) >= share * len(results)
    named = [all(item.mistake for item in result.in_order if item.verdict == "wrong") for result in results]
    assert sum(named) >= 0.7 * share * len(results)


def test_a_cause_upstream_is_found_behind_another_mistake():
    """Of the first step all lines are given, one with a slip; of the second the weights, and they come from one mistake."""
    text = DOCUMENTS["tanh-2-2-1"]
    person = Person(text, (2, "dL/dH2", "forgot_derivative"), stock=(1, "b2", 0.123456))
    first, second = answers_of(person, 6)["answers"]
    weights = {name: second[name] for name in ("step", "W1", "b1", "W2")}
    wrong = [
        (item.answer.step, item.answer.name, item.mistake and item.mistake.name)
        for item in check(problem_of("tanh-2-2-1", text), {"answers": [first, weights]}).in_order
        if item.verdict not in EARNING
    ]
    assert wrong == [(1, "b2", None), (2, "W1", "forgot_derivative")]
