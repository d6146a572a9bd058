"""A derivation as it is read: decimals where exact numbers are long, no empty part, the question that asks."""

import json

import pytest
from examples import mostly_slow

from backprop_cli import Look, View, derive, load, render
from backprop_cli.problem.load import bundled

MAZUR = load("mazur-2-2-2")[0]


def lines_of(problem, parts, **view):
    return render(derive(problem, parts, "scalar"), view=View(quiet=True, **view), look=Look(exact=True)).splitlines()


def test_a_function_of_a_function_is_a_decimal_and_a_short_exact_number_stays():
    lines = lines_of(MAZUR, ["outputs"])
    assert [line.split(" = ")[-1].strip() for line in lines[1:6:2]] == ["151/400", "σ(151/400)", "1.106"]
    assert lines[7].endswith("0.7514")


def test_exact_insists():
    assert lines_of(MAZUR, ["outputs"], exact=True)[7].endswith("σ(2/5·σ(151/400) + 9/20·σ(157/400) + 3/5)")


def test_data_stay_exact():
    document = json.loads(render(derive(MAZUR, ["outputs"], "scalar"), "json"))
    exact = [row["exact"] for row in document["problems"][0]["derivation"] if row["name"] == "y_hat[1]"]
    assert exact == ["σ(2/5·σ(151/400) + 9/20·σ(157/400) + 3/5)"]


@pytest.mark.parametrize(
    "problem", mostly_slow([item for name in bundled() for item in load(name)], 12), ids=lambda item: item.name
)
def test_no_heading_stands_alone(problem):
    lines = render(derive(problem)).splitlines()
    for line, after in zip(lines, [*lines[1:], ""]):
        assert not line.startswith("━━") or after


def test_a_part_names_the_question_that_asks_for_it():
    (problem,) = load("ex2")
    text = render(derive(problem))
    assert "━━ а · Composed function, entry by entry ━" in text
    assert "━━ Number of multiplications ━" in text
    rows = json.loads(render(derive(problem), "json"))["problems"][0]["derivation"]
    assert {row["question"] for row in rows if row["phase"] == "boxes"} == {"в"}
    assert not any("question" in row for row in rows if row["phase"] == "cost")
