"""One cause costs once: a mistake that is carried honestly to the end loses the marks of one line."""

import pytest

from backprop_cli.checking.check import check
from backprop_cli.checking.judge.result import EARNING

pytest.importorskip("numpy")
from by_hand import Person
from examples import mostly_slow
from in_digits import answers_of
from planted import DOCUMENTS, is_visible, problem_of, random_network

TEXTS = {**DOCUMENTS, **{f"random-{seed}": random_network(seed) for seed in range(10)}}
DIGITS = 6


def lost(name, only_weights):
    """How many lines each planted mistake costs."""
    text = TEXTS[name]
    problem = problem_of(name, text)
    for step, line, mistake, right, wrong in Person(text).offered[::2]:
        if is_visible(right, wrong, DIGITS):
            person = Person(text, (step, line, mistake))
            answers = answers_of(person, DIGITS)
            if only_weights:
                answers = {"final": {k: v for k, v in answers["answers"][-1].items() if k in person.first}}
            yield sum(item.verdict not in EARNING for item in check(problem, answers).answers)


@pytest.mark.parametrize("only_weights", [False, True], ids=["every line", "weights only"])
@pytest.mark.parametrize("names", mostly_slow([list(TEXTS)[start::16] for start in range(16)], 16))
def test_a_mistake_costs_one_line(names, only_weights):
    costs = [cost for name in names for cost in lost(name, only_weights)]
    assert len(costs) > 5
    assert sum(cost <= 1 for cost in costs) >= 0.6 * len(costs)  # of few; of all it is 0.95


@pytest.mark.slow
@pytest.mark.parametrize("only_weights", [False, True], ids=["every line", "weights only"])
def test_of_all_mistakes_nineteen_of_twenty_cost_one_line(only_weights):
    costs = [cost for name in TEXTS for cost in lost(name, only_weights)]
    assert sum(cost <= 1 for cost in costs) >= 0.95 * len(costs)
