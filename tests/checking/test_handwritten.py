"""Answers as students write them: the first error, its reason and what it costs are what a teacher says."""

from pathlib import Path

import pytest
from quick_yaml import quick_load

from backprop_cli import check, load, load_text, read_answers
from backprop_cli.checking.judge.result import EARNING

TABLE = quick_load((Path(__file__).parent.parent / "support" / "handwritten.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TABLE["answers"])
def test_a_teacher_says_the_same(name):
    written = TABLE["answers"][name]
    own = TABLE["problems"].get(written["problem"])
    problem = load_text(own, "p.yaml", written["problem"])[0] if own else load(written["problem"])[0]
    result = check(problem, read_answers(written["text"], name)[0], level="given").result
    first = result.first_error
    assert (first and f"{first.answer.step}:{first.target.line.name}") == written.get("first")
    assert sum(item.verdict not in EARNING for item in result.answers) == written["lost"]
    assert result.convention is None
    if "mistake" in written:
        assert first.mistake.name == written["mistake"]
    assert (first is None) == (written["lost"] == 0)


def test_each_fault_costs_one_answer_and_nothing_else_is_said_of_right_ones():
    assert {written["lost"] for written in TABLE["answers"].values()} == {0, 1}
    assert all(("first" in written) == bool(written["lost"]) for written in TABLE["answers"].values())
