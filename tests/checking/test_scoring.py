"""How the score comes about: what each answer earns, of how much and why, adds up to it, wherever it is said."""

import csv
import io
import json
from fractions import Fraction

import pytest
from examples import mostly_slow

from backprop_cli import FORMATS, View, check, load, load_text, render, solve
from backprop_cli.checking.judge.result import NOT_ASKED, SAME_CAUSE, WORST
from backprop_cli.i18n import LANGUAGES, catalogue
from backprop_cli.problem.load import bundled
from backprop_cli.problem.marking import LEVELS, WORDS
from backprop_cli.views.report import Table
from backprop_cli.views.scoring import scoring_blocks

EX3, REGRESSION = load("ex3")[0], load("ex4-regression")[0]
SIGN = {"answers": [{"step": 2, "dL/dy_hat": 0.539, "dL/dH3": 0.1339}]}
# For every reason a work in which it is given: the problem, the answers, the rules, and how often.
WORKS: dict = {
    "right": (EX3, {"answers": [{"step": 1, "L": "1/8"}]}, {}),
    "rounded": (EX3, {"answers": [{"step": 2, "y_hat": "0.461", "dL/dH3": "-0.13394"}]}, {}),
    "follows": (EX3, SIGN, {}),
    "convention": (EX3, {"answers": [{"step": 1, "L": 0.25, "dL/dy_hat": 1}]}, {"accept": ["loss_without_half"]}),
    "wrong": (EX3, SIGN, {}),
    "collapsed": (REGRESSION, {"answers": [{"step": 1, "y_hat": 0, "L": 0}]}, {}),
    "missing": (EX3, {"answers": [{"step": 1, "L": ""}]}, {}),
    "unknown": (EX3, {"answers": [{"step": 1, "foo": 1}]}, {}),
    "repeated": (EX3, {"answers": [{"step": 1, "L": "1/8"}, {"step": 1, "L": "1/8"}]}, {}),
    NOT_ASKED: (EX3, {"answers": [{"step": 1, "L": "1/8"}]}, {"level": "final"}),
    SAME_CAUSE: (EX3, {"answers": [{"step": 1, "dL/dy_hat": -0.5}, {"step": 2, "dL/dy_hat": 0.539}]}, {}),
}


def whole_file(problem):
    """An answer file with something of everything: wrong lines, what follows, second answers, entries, strange names."""
    steps: dict = {}
    for number, row in enumerate(solve(problem).trace()):
        if row.line.part_of is None:
            steps.setdefault(row.step, {"step": row.step})[row.name] = 0 if number % 7 == 3 else row.value
    first, *rest = steps.values()
    again = {"step": first["step"], "foo": 1, **dict(list(first.items())[1:3])}
    blank = {name: "" for name in first if name != "step"}
    return {"answers": [dict(list(first.items())[:-2]), again, {**blank, "step": first["step"]}, *rest[1:]]}


@pytest.mark.parametrize("level", mostly_slow(LEVELS, 2))
@pytest.mark.parametrize("follow", WORDS["follow"])
@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 8))
def test_what_the_answers_earn_and_what_is_left_out_add_up(name, follow, level):
    for problem in load(name):
        if problem.symbolic or problem.graph:
            continue
        weighty = problem._replace(points={"L": Fraction(3), "dL/dW1": Fraction(1, 2), "1:W1": Fraction(0)})
        result = check(weighty, whole_file(problem), follow=follow, level=level).result
        assert sum(item.weight for item in result.answers) + result.left_out.points == result.lines.total
        assert sum(item.share for item in result.answers) + result.left_out.lines == result.lines.asked
        assert (result.left_out.lines >= 0, result.left_out.points >= 0) == (True, True)
        assert float(sum(item.earned for item in result.answers)) == result.points
        (table,) = (block for block in scoring_blocks(result) if isinstance(block, Table))
        assert len(table.rows) == len(result.answers) + bool(result.left_out.lines)
        assert [sum(row[column] for row in table.rows) for column in (3, 4)] == [
            Fraction(sum(item.earned for item in result.answers)), result.lines.total,
        ]  # fmt: skip


def test_every_reason_has_a_work_that_shows_it():
    assert set(WORKS) == {*WORST, NOT_ASKED, SAME_CAUSE}


@pytest.mark.parametrize("reason", mostly_slow(WORKS, 3))
def test_a_reason_is_given_in_the_library_and_in_all_data(reason):
    problem, answers, rules = WORKS[reason]
    checked = check(problem, answers, **rules)
    assert reason in [item.reason for item in checked.result.answers]
    keys = ("earned", "points", "reason")
    found = [tuple(line[key] for key in keys) for line in checked.scoring]
    record = checked.to_dict()
    left = record["left_out"]
    assert found == [
        *(tuple(item[key] for key in keys) for item in record["answers"]),
        *([(0, left["points"], "left_out")] if left["lines"] else []),
    ]
    assert json.loads(render(checked, "jsonl")).items() >= record.items()
    rows = csv.DictReader(io.StringIO(render(checked, "csv")))
    assert [(float(row["earned"]), float(row["points"]), row["reason"]) for row in rows] == found[
        : len(record["answers"])
    ]


def test_data_say_after_what_an_answer_follows_and_where_its_mistake_was_paid():
    follows, same = (check(WORKS[key][0], WORKS[key][1]).scoring[1] for key in ("follows", SAME_CAUSE))
    assert (follows["after"], follows["earned"]) == (["dL/dy_hat"], 1)
    assert (same["cause"], same["earned"]) == ({"step": 1, "name": "dL/dy_hat"}, 1)


@pytest.mark.parametrize("reason", ["follows", SAME_CAUSE])
@pytest.mark.parametrize(
    ("follow", "said", "earned"), [("full", "", 1), ("half", "half marks", 0.5), ("none", "no marks", 0)]
)
def test_what_follows_says_what_the_teacher_gives_for_it(reason, follow, said, earned):
    problem, answers, _ = WORKS[reason]
    line = check(problem, answers, follow=follow).scoring[1]
    assert (line["reason"], line["earned"]) == (reason, earned)
    assert line["message"].endswith(said)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format", [name for name in FORMATS["Checked"] if name not in ("json", "jsonl", "csv")])
def test_every_page_says_it_with_the_option_only(backprop, format, lang, tmp_path):
    head = catalogue(lang)["check.scoring.head"]
    (tmp_path / "a.yaml").write_text("answers: {step: 2, y_hat: 0.461, dL/dy_hat: 0.539}\n")
    options = ("check", "ex3", tmp_path / "a.yaml", "-f", format, "--lang", lang)
    page = backprop(*options, "--explain-scoring").out
    assert head in page
    assert head not in backprop(*options).out
    checked = check(EX3, str(tmp_path / "a.yaml"), lang)
    assert head in render(checked, format, View(scoring=True))
    assert head not in render(checked, format)


def test_a_page_says_of_every_line_what_it_is_worth_and_why():
    text = EX3.document.mark.source.text + "\npoints: {dL/dH3: 3}\n"
    answers = {"answers": [{"step": 2, "dL/dy_hat": 0.539, "dL/dH3": 0.1339}], "final": {"W3": 9}}
    checked = check(load_text(text, "t", "t")[0], answers, follow="half", lang="en")
    page = render(checked, view=View(scoring=True)).partition("How the score comes about")[2]
    for row in (
        "step 2 ∂L/∂ŷ 0 1 wrong",
        "step 2 ∂L/∂H3 1.5 3 follows from your ∂L/∂ŷ: half marks",
        "final W3 0 1 wrong",
        "0 49 lines not given: 47",
        "Sum: 1.5 of 54 points. Score: 1.5 / 54 = 0.0277778.",
    ):
        assert row in " ".join(page.split()), row
    assert checked.points(54) == pytest.approx(1.5)


def test_an_entry_says_which_part_of_its_line_it_is():
    answers = {"answers": [{"step": 1, "W1[1,1]": solve(load("mazur-2-2-2")[0]).final["W1"][0][0]}]}
    page = render(check(load("mazur-2-2-2")[0], answers), view=View(scoring=True))
    assert "right (0.25 of the line)" in page


@pytest.mark.parametrize("hints", [1, 2])
def test_fewer_hints_give_away_no_value_that_was_not_reached(hints):
    for problem, answers, rules in WORKS.values():
        for item in json.loads(render(check(problem, answers, **rules), "json", View(hints=hints)))["answers"]:
            assert item["expected"] is None or item["verdict"] in ("right", "rounded", "convention")
