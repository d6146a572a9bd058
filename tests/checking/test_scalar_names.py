"""Answers by the names of entries that `solve --scalar` prints, explained entry by entry, and asked for one by one."""

import pytest
from examples import mostly_slow

from backprop_cli import Session, View, load, practice, render, solve
from backprop_cli.notebook import check as checked
from backprop_cli.views.practice import question

MAZUR = load("mazur-2-2-2")[0]
BATCH = load("batch-of-two")[0]
CLASSES = load("three-classes")[0]  # three observations; W1 has two rows


@pytest.mark.parametrize(
    ("problem", "name", "value", "line"),
    mostly_slow(
        [
            (MAZUR, "net_h1", 0.3775, "H1[1,1]"),
            (MAZUR, "out_o2", 0.772928, "y_hat[1,2]"),
            (MAZUR, "∂E_total/∂net_o1", 0.138499, "dL/dH2[1,1]"),
            (MAZUR, "∂E/∂w5", 0.082167, "dL/dW2[1,1]"),
            (MAZUR, "δ²₁", 0.138499, "dL/dH2[1,1]"),
            (MAZUR, "delta1[2]", 0.00995425, "dL/dH1[1,2]"),
            (MAZUR, "E_o1", 0.274811, "L[1,1]"),
            (MAZUR, "E_o2", 0.02356, "L[1,2]"),
            (MAZUR, "w7", 0.511301, "W2[1,2]"),
            (BATCH, "h¹₂⁽²⁾", -1, "H1[2,2]"),
            (BATCH, "H1[1](2)", 2, "H1[2,1]"),
            (BATCH, "ŷ⁽²⁾", 1, "y_hat[2,1]"),
            (BATCH, "L⁽¹⁾", 0.5, "L_i[1]"),
            (BATCH, "δ¹₁⁽²⁾", -1, "dL/dH1[2,1]"),
            (BATCH, "∂L/∂o¹₁⁽²⁾", -1, "dL/dO1[2,1]"),
        ],
        3,
    ),
)
def test_an_entry_is_known_by_the_name_that_is_printed(problem, name, value, line):
    (item,) = checked(problem, {"answers": [{"step": 1, name: value}]}).to_dict()["answers"]
    assert (item["verdict"], item["line"]) == ("right", line)
    (item,) = checked(problem, {"answers": [{"step": 1, name: value + 1}]}).to_dict()["answers"]
    assert item["verdict"] == "wrong"


@pytest.mark.parametrize("spelling", mostly_slow(["{}[1](3)", "{}(3)", "{}⁽³⁾"], 3))
def test_a_value_without_a_row_for_an_observation_has_no_entry_of_it(spelling):
    rows = {row.name: row.value for row in solve(CLASSES).trace()}
    for name, value in rows.items():
        own = rows.get(f"{name}_i", value)
        has_row = isinstance(own, tuple) and len(own) >= 3
        answers = {"answers": [{"step": 1, spelling.format(name): 1}]}
        (item,) = checked(CLASSES, answers).to_dict()["answers"]
        assert (item["verdict"] != "unknown") <= has_row, name


def test_every_name_that_is_printed_entry_by_entry_is_an_answer_s():
    text = render(solve(MAZUR), view=View(("forward", "loss", "gradient", "update"), entries=True, quiet=True))
    lines = [line.replace("←", "=").split(" = ") for line in text.splitlines() if " = " in line or "←" in line]
    answers = {line[0].split()[-1]: line[-1].split()[0].replace("−", "-") for line in lines if "x" not in line[0]}
    assert len(answers) == 8 + 3 + 8 + 8  # forward, loss, gradients, new weights
    found = checked(MAZUR, {"answers": [{"step": 1, **answers}]})
    assert {item["verdict"] for item in found.to_dict()["answers"]} <= {"right", "rounded"}


def test_an_entry_is_explained_entry_by_entry_with_the_answer_s_own_numbers():
    answers = {"answers": [{"step": 1, "∂E_total/∂w5": -0.082167, "w5": 0.3}]}
    text = render(checked(MAZUR, answers))
    assert "∂E_total/∂w5 = ∂E_total/∂net_o1·out_h1 = 0.1385·0.5933 =  0.08217" in text
    assert "w5 = w5 − γ·∂E_total/∂w5 = 0.4 − 0.5·(−0.082167) = 0.4411" in text


def test_a_whole_matrix_is_explained_in_matrices():
    text = render(checked(MAZUR, {"answers": [{"step": 1, "dL/dW2": [[1, 2], [3, 4]]}]}))
    assert "∂E_total/∂W2 = out_hᵀ·∂E_total/∂net_o" in text


def test_practice_asks_for_entries_one_by_one():
    session = practice(MAZUR, ["forward"], entries=True)
    assert len(session.asked) == 8 and len(Session(MAZUR, ["forward"]).asked) == 4
    assert question(session).values["name"] == "H1[1]"
    assert [session.judge(text).verdict for text in ("0.3775", "0.3925", "0.59327")] == ["right", "right", "right"]
    assert session.place == 3
