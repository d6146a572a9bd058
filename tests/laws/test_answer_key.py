"""Every line of an answer key is found by its own name."""

import pytest

from backprop_cli import load
from backprop_cli.checking.answers.answer import Answer
from backprop_cli.checking.judge.key import AnswerKey, KeyLine, Target
from backprop_cli.problem.load import bundled

PROBLEMS = [problem for name in bundled() for problem in load(name)]


def lost(key, step_keys):
    """The names of lines that an answer of that name is not taken for; of two lines of one name the first counts."""
    names = []
    for step_key in step_keys:
        lines: dict[str, KeyLine] = {}
        for line in step_key.lines:
            if line.assignment.phase != "after":
                lines.setdefault(line.name, line)
        for name, line in lines.items():
            if key.target(Answer(step_key.step, step_key.question, name, None)) != Target(line):
                names.append((step_key.step, step_key.question, name))
    return names


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_every_line_of_every_step_and_question_is_found_by_its_own_name(problem):
    key = AnswerKey(problem)
    questions = key.step_keys(Answer(None, question.id, "", None) for question in problem.questions)
    assert any(step_key.lines for step_key in [*key.steps, *questions])
    assert lost(key, [*key.steps, *questions]) == []


def test_lines_of_a_step_that_a_key_does_not_have_are_caught():
    key = AnswerKey(load("ex3")[0])
    elsewhere = key.steps[0]._replace(step=9)
    assert len(lost(key, [elsewhere])) == len(elsewhere.lines) > 20
