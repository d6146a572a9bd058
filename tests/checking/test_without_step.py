"""Answers for which no step was given: it is said that they are read as those of the first, and of which step they are."""

import json

import pytest
from examples import mostly_slow

from backprop_cli import FORMATS, check, load, load_text, render, solve
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.i18n import LANGUAGES, catalogue
from backprop_cli.problem.load import bundled

(EX3,) = load("ex3")
FORMS = {  # y_hat of step 2 and L of step 1, in every form of an answer file
    "a.txt": "y_hat = 0.461\nL = 0.125\n",
    "a.yaml": "answers: {y_hat: 0.461, L: 0.125}\n",
    "b.yaml": "answers:\n  - {y_hat: 0.461, L: 0.125}\n",
    "a.json": '{"answers": {"y_hat": 0.461, "L": 0.125}}',
    "a.csv": "name,value\ny_hat,0.461\nL,0.125\n",
    "b.csv": "step,name,value\n,y_hat,0.461\n,L,0.125\n",
    "a.md": "| name | value |\n|---|---|\n| y_hat | 0.461 |\n| L | 0.125 |\n",
}
PLACED = {
    "a.txt": "step 1\nL = 0.125\nstep 2\ny_hat = 0.461\n",
    "a.yaml": "answers: {step: 2, y_hat: 0.461}\nfinal: {W3: 0.00446}\n",
    "b.yaml": "questions: {a: 1}\n",
    "a.csv": "step,name,value\n2,y_hat,0.461\nfinal,W3,0.00446\n",
}


def read(name, text):
    return read_answers(text, name)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_file_is_told_where_its_answers_were_put(name, lang):
    checked = check(EX3, read(name, FORMS[name]), lang)
    said = catalogue(lang)["check.assumed_step"].format(number=1)
    for format in FORMATS["Checked"]:
        page = render(checked, format)
        assert format in ("json", "jsonl", "csv") or said in page, format
    assert checked.to_dict()["assumed_step"] == 1
    assert [item.verdict for item in checked.result.answers] == ["wrong", "right"]


@pytest.mark.parametrize("name", FORMS)
def test_a_value_of_another_step_is_told_to_be_one(name):
    checked = check(EX3, read(name, FORMS[name]))
    first = checked.to_dict()["first_error"]
    assert (first["name"], first["mistake"]) == ("y_hat", None)
    assert first["message"].startswith("the value of step 2;")
    assert render(checked).count("the value of step 2;") == 2


@pytest.mark.parametrize("name", PLACED)
def test_nothing_is_said_where_every_answer_has_its_place(name):
    record = check(EX3, read(name, PLACED[name])).to_dict()
    assert "assumed_step" not in record
    assert "the value of step" not in json.dumps(record)


def test_nothing_is_said_where_there_is_one_step():
    (one,) = load("mazur-2-2-2")
    assert one.train.order == ((1,),)
    assert "assumed_step" not in check(one, {"answers": {"y_hat": [0.75, 0.77]}}).to_dict()


def test_the_first_step_is_the_first_that_is_left_to_do():
    text = EX3.document.mark.source.text.replace("order: [2, 1]", "order: [2, 1], done: 1").partition("tests:")[0]
    (rest,) = load_text(text, "t", "t")
    checked = check(rest, {"answers": {"L": 0.125}})
    assert [(item.answer.step, item.verdict) for item in checked.result.answers] == [(2, "right")]


@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 4))
def test_the_work_of_a_second_step_is_never_told_to_be_another_mistake(name):
    for problem in load(name):
        rows = [] if problem.symbolic or problem.graph else [row for row in solve(problem).trace() if row.step == 2]
        for row in rows:
            if row.line.part_of is None and isinstance(row.value, tuple):
                (item,) = check(problem, {"answers": {row.name: row.value}}).result.answers
                assert item.answer.assumed
                assert item.verdict != "wrong" or item.note.key == "check.of_step", row.name
