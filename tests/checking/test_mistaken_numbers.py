"""What each misconception makes of its line is the number in its bad fixture, held straight to it, without a judge."""

import json
from functools import cache

import pytest
from places import SUPPORT
from quick_yaml import quick_load

from backprop_cli import load, load_text
from backprop_cli.checking.explain.replay import Replay, value_of_rewritten
from backprop_cli.checking.judge.key import AnswerKey, lines_of
from backprop_cli.checking.mistakes import catalogue
from backprop_cli.checking.mistakes.rewriting import of_other_shape, rewritings
from backprop_cli.checking.template import blank_answers
from backprop_cli.evaluate.evaluate import elements

FIXTURES = quick_load((SUPPORT / "mistakes.yaml").read_text(encoding="utf-8"))
NAMES = sorted({mistake.name for mistake in catalogue.ranked()} & FIXTURES["mistakes"].keys())


@cache
def places(name):
    """Every line of a problem by its step and name, as a rewriting finds it, with the values that are at hand there."""
    own = FIXTURES["problems"].get(name)
    problem = load_text(json.dumps(own), "p.json", name)[0] if own else load(name)[0]
    key = AnswerKey(problem)
    replay, blank = Replay(key), tuple(blank_answers(problem))
    found: dict[str, tuple] = {}
    for step_key in key.step_keys(blank):
        answered = [target.line for item in blank if (target := key.target(item))]
        step = replay.begin(step_key)
        for line in lines_of(step_key, answered):
            step.add(line, None)
        for number, line in enumerate(step.lines):
            context = replay.context(step, number)
            found.setdefault(f"{step_key.step}:{line.name}", (context, step.as_written, replay.elsewhere(step)))
    return found


def is_near(value, written):
    """Whether an answer's numbers, of six digits, are a value's."""
    mine, theirs = elements(value), elements(written)
    return len(mine) == len(theirs) and mine == pytest.approx(theirs, rel=1e-4, abs=1e-5)


def as_value(written):
    return tuple(map(as_value, written)) if isinstance(written, list) else float(written)


@pytest.mark.parametrize("name", NAMES)
def test_a_misconception_makes_the_number_of_its_bad_fixture(name):
    fixture = FIXTURES["mistakes"][name]
    step, line = fixture["first_error"].split(":")
    written = [block[line] for block in fixture["answers"] if line in block and str(block.get("step")) == step]
    context, values, elsewhere = places(fixture["problem"])[fixture["first_error"]]
    mistakes = [mistake for mistake in catalogue.ranked() if mistake.name == name]
    nodes = [node for mistake in mistakes for make in (rewritings, of_other_shape) for node in make(mistake, context)]
    made = [value_of_rewritten(node, values, elsewhere) for node in nodes]
    assert any(is_near(value, as_value(written[0])) for value in made if value is not None)
