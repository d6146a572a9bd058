"""Answers of another shape than their line: a mistake that gives them this shape, and their numbers, is named."""

import pytest
from examples import mostly_slow

from backprop_cli.checking.check import check
from backprop_cli.checking.explain.replay import Replay, value_of
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.checking.mistakes.catalogue import misshapen
from backprop_cli.evaluate.evaluate import elements
from backprop_cli.problem.load import bundled_names, load

EVERYTHING = (item for name in bundled_names() for item in load(name))
PROBLEMS = {item.name: item for item in EVERYTHING if item.network and not item.symbolic}


def listed(value):
    return [listed(item) for item in value] if isinstance(value, tuple) else float(f"{value:.6g}")


def misshapen_answers(problem):
    """Every answer of another shape that a mistake gives in the first step: its line, the mistake, and its value."""
    replay = Replay(key := AnswerKey(problem))
    first = key.step(1)
    step = replay.begin(first)
    for line in first.lines:
        step.add(line, None)
    for number, line in enumerate(first.lines):
        for name, node in misshapen(replay.context(step, number)):
            value = value_of(node, step.as_written)
            if (
                value is not None
                and len(elements(value)) not in (1, len(elements(line.value)))
                and any(elements(value))
            ):
                yield line, name, value


@pytest.mark.parametrize("name", mostly_slow(PROBLEMS, 4))
def test_what_gives_an_answer_another_shape_is_named(name):
    found = list(misshapen_answers(PROBLEMS[name]))
    for line, mistake, value in found:
        (judged,) = check(PROBLEMS[name], {"answers": [{"step": line.step, line.name: listed(value)}]}).answers
        alike = {other for at, other, said in found if at is line and elements(said) == elements(value)}
        names = {judged.mistake.name, *judged.mistake.also} if judged.mistake else set()
        assert judged.verdict == "convention" or mistake in names or names & alike, (line.name, mistake, names)


def test_other_numbers_of_that_shape_are_given_no_reason():
    answers = {"answers": [{"step": 1, "dL/dH1": [[1.25, -3.5, 2.75, 0.125]]}]}
    (judged,) = check(PROBLEMS["tanh-2-2-1"], answers).answers
    assert (judged.verdict, judged.mistake, judged.note.key) == ("wrong", None, "check.shape")
