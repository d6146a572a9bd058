"""The command explain: the lesson that every report points to."""

import json

import pytest


@pytest.mark.parametrize("form", ["plain", "md", "json", "html", "latex"])
def test_explain_gives_the_lesson_that_the_report_points_to(backprop, form):
    last = backprop("check", "ex3", "-", stdin="step 2\ndL/dy_hat = 0.539\n").out.splitlines()[-1]
    assert last.endswith("backprop explain wrong_sign")
    done = backprop("explain", "wrong_sign", "-f", form)
    assert (done.returncode, done.err) == (0, "")
    if form == "json":
        lesson = json.loads(done.out)
        assert (lesson["name"], lesson["message"]) == ("wrong_sign", "The sign is wrong.")
        assert lesson["example"]["expected"]["value"] != lesson["example"]["given"]["value"]
    assert "The sign is wrong." in done.out


def test_explain_lists_everything_and_knows_what_comes_near(backprop):
    rows = json.loads(backprop("explain", "-f", "json").out)
    assert {"wrong_sign", "loss_without_half"} <= {row["name"] for row in rows}
    assert "did you mean wrong_sign?" in backprop("explain", "wrong_sgn").err
