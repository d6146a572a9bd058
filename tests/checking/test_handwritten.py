"""Answers as students write them: the first error, its reason and what it costs are what a teacher says."""

from pathlib import Path

import pytest
from quick_yaml import quick_load

from backprop_cli import check, load, load_text, read_answers, render
from backprop_cli.checking.fault_injection import FaultInjector
from backprop_cli.checking.judge.result import EARNING
from backprop_cli.expr.names import unit_matrix_parts
from backprop_cli.expr.traverse import symbols

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


@pytest.mark.parametrize("problem", ["mazur-2-2-2", "three-classes", "tanh-2-2-1"])
def test_no_formula_has_the_unit_matrix_by_which_a_term_is_left_out(problem):
    injector = FaultInjector(load(problem)[0], 1)
    plants = [mutant for mutant in injector.mutants() if any(map(unit_matrix_parts, symbols(mutant.node)))]
    assert plants
    for step, values in map(injector.answers, plants):
        shown = render(check(load(problem)[0], {"answers": [{"step": step, **values}]}), "table")
        assert "I·" not in shown and "·I" not in shown


def test_a_formula_is_told_what_was_swapped():
    answers = {"answers": [{"step": 1, "dL/dW3": "O2ᵀ·dL/dy_hat"}]}
    assert "You used ∂L/∂ŷ instead of ∂L/∂H3." in render(check(load("ex2")[0], answers), "table")


LOGITS = "network: [{linear: {weights: [[%s]]}}]\nloss: cross_entropy_with_logits\ndata: [{x: [1], y: {class: 2}}]"


@pytest.mark.parametrize(
    ("logits", "written", "verdict"),
    [
        ("40, 0, 1", "1 0 0", "rounded"),  # e^−40 beside 1: no calculator shows it in a sum
        ("40, 0, 1", "1.000 0.000 0.000", "rounded"),
        ("9, 0, 0", "1 0 0", "wrong"),  # e^−9 is 0.000123
        ("9, 0, 0", "0.9998 0.0001 0.0001", "rounded"),
        ("40, 0, 1", "0 1 0", "wrong"),
        ("40, 0, 1", "0 0 0", "wrong"),
    ],
)
def test_a_zero_beside_what_dwarfs_the_right_number_is_rounded(logits, written, verdict):
    problem = load_text(LOGITS % logits, "p.yaml", "logits")[0]
    judged = check(problem, read_answers(f"step 1\nP = {written}\n", "a.txt")[0], level="given").result.answers
    assert judged[0].verdict in ({"right", "rounded"} if verdict == "rounded" else {verdict})
