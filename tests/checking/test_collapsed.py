"""A line that an earlier error leaves without anything to work out: a verdict and a mark of its own, everywhere."""

import csv
import io
import json

import pytest

from backprop_cli import FORMATS, Look, Session, View, check, load, render
from backprop_cli.checking.judge.result import COLLAPSED, EARNING, REFUSED, WORST
from backprop_cli.errors import Message
from backprop_cli.expr.write.ascii import PLAIN_SIGNS
from backprop_cli.i18n import LANGUAGES
from backprop_cli.views.check import MARKS
from backprop_cli.views.practice import verdict
from backprop_cli.views.report import Note

(REGRESSION,) = load("ex4-regression")
# The loss of a wrong prediction 0 is 0 without any work, and so is its derivative.
ANSWERS = {"answers": [{"step": 1, "O1": [2, 0], "y_hat": 0, "L": 0, "dL/dy_hat": 0}]}
MARK = {"latex": r"$\emptyset$", "csv": ",collapsed,,,"}
MARK |= dict.fromkeys(("json", "jsonl"), '"verdict": "collapsed"')


def test_every_verdict_has_a_rank_and_a_mark_of_its_own_sign_also_in_ascii():
    assert set(MARKS) == set(WORST)
    assert not set(REFUSED) & set(EARNING)
    told_apart = [MARKS[name] for name in ("right", "follows", "collapsed", "wrong", "missing", "unknown")]
    assert len(set(told_apart)) == len({mark.translate(PLAIN_SIGNS) for mark in told_apart}) == len(told_apart)
    assert all(mark.translate(PLAIN_SIGNS).isascii() for mark in MARKS.values())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format", FORMATS["Checked"])
def test_every_format_shows_it(format, lang):
    page = render(check(REGRESSION, ANSWERS, lang), format)
    assert page.count(MARK.get(format, "∅")) == 2


@pytest.mark.parametrize("format", ["table", "plain"])
def test_an_ascii_page_shows_it(format):
    page = render(check(REGRESSION, ANSWERS), format, look=Look(ascii=True))
    assert [line[0] for line in page.splitlines() if line[:9].endswith("step 1")] == ["+", "x", "o", "o"]


def test_it_earns_nothing_is_no_error_and_is_not_explained():
    result = check(REGRESSION, ANSWERS).result
    assert [(item.verdict, item.earned) for item in result.answers[1:]] == [("wrong", 0), *[(COLLAPSED, 0)] * 2]
    assert (result.first_error.answer.name, result.passed, result.lines.right, result.lines.follow) == (
        "y_hat",
        False,
        1,
        0,
    )
    assert [item.mistake for item in result.answers[2:]] == [None, None]
    assert "Next error" not in render(check(REGRESSION, ANSWERS))


@pytest.mark.parametrize("hints", [1, 2])
def test_fewer_hints_keep_back_its_right_value_too(hints):
    for item in json.loads(render(check(REGRESSION, ANSWERS), "json", View(hints=hints)))["answers"][1:]:
        assert item["expected"] is None
    rows = list(csv.DictReader(io.StringIO(render(check(REGRESSION, ANSWERS), "csv", View(hints=hints)))))
    assert [row["expected"] for row in rows[1:]] == [""] * 3


def test_practice_does_not_move_on_and_shows_the_mark():
    session = Session(REGRESSION, phases=("loss", "forward", "derivative"))
    for text in ("(2; -1)", "(2; 0)", "0"):
        session.judge(text)
    session.place = 3
    judged = session.judge("0")
    said, again = (block.text for block in verdict(judged) if isinstance(block, Note))
    assert isinstance(said, Message)
    assert (judged.verdict, session.place, said.values["mark"]) == (COLLAPSED, 3, "∅")
    assert again == Message("check.practice.again")
