"""The answer key: solved once, and every line found by its own name."""

import pytest

from backprop_cli import load
from backprop_cli.checking.answers.file import Answer
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.problem.load import bundled

PROBLEMS = [problem for name in bundled() for problem in load(name)]


def blank(step_key, name):
    return Answer(step_key.step, step_key.question, name, None)


def key_of_everything(problem):
    """A key with every step and question of a problem."""
    key = AnswerKey(problem)
    questions = [Answer(None, question.id, "", None) for question in problem.questions]
    return key, [*key.steps, *key.step_keys(questions)[len(key.steps) :]]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_every_line_is_found_by_its_own_name(problem):
    key, step_keys = key_of_everything(problem)
    for step_key in step_keys:
        lines = {}
        for line in step_key.lines:
            if line.assignment.phase != "after":
                lines.setdefault(line.name, line)
        for name, line in lines.items():
            assert key.target(blank(step_key, name)) == (line, ()), (step_key.step, step_key.question, name)
    assert sum(len(step_key.lines) for step_key in step_keys)
