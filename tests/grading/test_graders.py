"""What systems of graders are given: it fits their schemas, its sums are right, and it says what `check` says."""

import copy
import json
from fractions import Fraction
from functools import cache
from itertools import product

import pytest
import yaml
from examples import mostly_slow
from jsonschema import Draft202012Validator
from places import PROBLEMS, ROOT

from backprop_cli import FORMATS, BackpropError, View, check, check_sheet, load, render, submission, template
from backprop_cli.formats.graders import IDENTITY, MOST_BYTES
from backprop_cli.views.submission import shared_out

FOLDER = ROOT / "tests" / "support" / "graders"
BAD = yaml.safe_load((FOLDER / "bad.yaml").read_text(encoding="utf-8"))
KNOWN = {**dict.fromkeys(IDENTITY.values(), "here"), "SUBMISSION_TAG": "submit/1"}
ANSWERS = b"step 1\nL = 0.125\nH1 = 7\nW3[1,1] = -1/16\nnone = 3\nH1 = 8"
BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))


@cache
def reader(name):
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def result(name, problem="ex3", answers=ANSWERS, hints=3, **options):
    found = submission(load(problem), ("answers.txt", answers), environment=KNOWN, **options)
    written = json.loads(render(found, name, View(hints=hints)))
    reader(name).validate(written)
    return written


def changed(record, changes):
    """A record with what stands at some paths replaced, or taken away."""
    record = copy.deepcopy(record)
    for path, value in changes.items():
        *before, last = (int(word) if word.isdigit() else word for word in path.split("."))
        inside = record
        for word in before:
            inside = inside[word]
        inside[last] = value
        if value is None:
            del inside[last]
    return record


def sums(name, written):
    """(earned, of how many) by the tests of a result."""
    keys = {"gradescope": ("score", "max_score"), "prairielearn": ("points", "max_points")}
    return tuple(sum(test[key] for test in written["tests"]) for key in keys.get(name, ("score", "max-score")))


@pytest.mark.parametrize(("name", "fault"), [(name, fault) for name, faults in BAD.items() for fault in faults])
def test_a_bad_result_is_refused(name, fault):
    good = result(name)
    assert not reader(name).is_valid(changed(good, BAD[name][fault]))


def test_every_format_of_graders_has_a_schema_and_five_bad_results():
    assert {name: len(faults) for name, faults in BAD.items()} == dict.fromkeys(FORMATS["GraderResult"], 5)


@pytest.mark.parametrize(("problem", "name"), mostly_slow(product(BUNDLED, FORMATS["GraderResult"]), 69))
def test_what_is_earned_is_the_score_of_check_and_all_is_worth_the_maximum(name, problem):
    sheet = load(problem)
    blank = "\n".join(template(one, form="plain") for one in sheet)
    text = "\n".join(f"{line} 0" if line.endswith("=") else line for line in blank.split("\n")).encode()
    checks = [checked.result for checked in check_sheet(sheet, ("answers.txt", text))]
    points, total = sum(one.points for one in checks), sum(one.total for one in checks)
    for maximum in (None, 7, 1000):
        earned, most = sums(name, result(name, problem, text, maximum=maximum))
        worth = total if maximum is None else maximum
        whole = 0.5 if name == "classroom50" else 1e-9
        assert most == pytest.approx(worth, abs=whole) and earned == pytest.approx(points * worth / total, abs=whole)


@pytest.mark.parametrize("name", FORMATS["GraderResult"])
def test_a_test_says_what_check_says(name):
    for hints in (1, 2, 3):
        keys = {"classroom50": ("test-name", "output"), "prairielearn": ("name", "message")}
        named, said = keys.get(name, ("name", "output"))
        written = {test[named]: test[said] for test in result(name, level="given", hints=hints)["tests"]}
        (checked,) = check_sheet(load("ex3"), ("answers.txt", ANSWERS), level="given")
        record = json.loads(render(checked, "json", View(hints=hints)))
        told = {f"step 1: {answer.get('line', answer['name'])}": answer["message"] for answer in record["answers"]}
        assert written["step 1: L"] == told["step 1: L"] == "right"
        assert set(written) == set(told) and len(written) == 4


def test_a_line_that_was_left_out_is_a_test_too():
    tests = {test["name"]: test for test in result("gradescope")["tests"]}
    assert len(tests) == 51 and tests["step 2: dL/dW3"] == {
        "name": "step 2: dL/dW3", "score": 0, "max_score": 1, "status": "failed", "output": "missing",
    }  # fmt: skip


def test_the_data_for_teachers_are_those_of_check(backprop, tmp_path):
    (tmp_path / "answers.txt").write_bytes(ANSWERS)
    extra = json.loads(backprop("check", "ex3", "answers.txt", "-f", "gradescope", "--level", "all").out)["extra_data"]
    assert extra == json.loads(backprop("check", "ex3", "answers.txt", "-f", "json", "--level", "all").out)


def test_a_problem_of_a_sheet_that_is_not_answered_earns_nothing():
    written = result("prairielearn", "ex4", b"problem ex4-regression\nL = 1", level="all")
    totals = [check(one, {"answers": [{"step": 1, "L": 1}]}).result.total for one in load("ex4")]
    assert written["score"] == pytest.approx(1 / sum(totals))
    assert {test["name"].split(",")[0] for test in written["tests"]} == {"ex4-regression", "ex4-classification"}


def test_a_problem_that_is_answered_twice_is_told():
    twice = b"answers: [{step: 1, L: 1}]\n---\nanswers: [{step: 1, L: 1}]\n"
    assert "two documents" in result("prairielearn", "ex3", twice)["format_errors"][0]


def test_a_long_result_fits_what_prairielearn_takes():
    rows = "\n".join(f"name{number} = 1" for number in range(4000))
    text = render(submission(load("ex3"), ("a.txt", f"step 1\nL = 0.125\n{rows}".encode())), "prairielearn")
    assert len(text.encode()) <= MOST_BYTES and json.loads(text)["score"] == pytest.approx(1 / 50)


@pytest.mark.parametrize(
    ("name", "unreadable"),
    [
        ("gradescope", {"score": 0, "tests": []}),
        ("prairielearn", {"gradable": False}),
        ("classroom50", {"score": 0, "max-score": 20}),
    ],
)
@pytest.mark.parametrize("answers", ["?", None])
def test_an_answer_file_that_cannot_be_read_is_a_result(backprop, tmp_path, name, unreadable, answers):
    if answers:
        (tmp_path / "answers.txt").write_text(answers)
    done = backprop("check", "ex3", "answers.txt", "-f", name, "--max", "20", "-o", "results.json", **KNOWN)
    written = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    reader(name).validate(written)
    assert (done.returncode, done.out, unreadable.items() <= written.items()) == (0, "", True)
    assert "answers.txt" in done.err and "answers.txt" in str(written)


def test_a_bad_problem_is_no_result(backprop, tmp_path):
    (tmp_path / "hw4.yaml").write_text("network: [sigmod]")
    for name in FORMATS["GraderResult"]:
        done = backprop("check", "hw4.yaml", "-f", name, stdin="L = 1", **KNOWN)
        assert (done.returncode, done.out) == (2, "") and "hw4.yaml:1:11" in done.err


@pytest.mark.parametrize("missing", IDENTITY.values())
def test_a_variable_that_is_not_set_is_named(missing):
    found = submission(load("ex3"), ("a.txt", ANSWERS), environment={**KNOWN, missing: ""})
    with pytest.raises(BackpropError, match=f"not set: {missing}\n"):
        render(found, "classroom50")


def test_options_that_do_not_fit_are_told(backprop, tmp_path):
    (tmp_path / "a.txt").write_bytes(ANSWERS)
    assert "one file" in backprop("check", "ex3", "a.txt", "a.txt", "-f", "gradescope").err
    assert "--max" in backprop("check", "ex3", "a.txt", "-f", "json", "--max", "3").err


def test_points_are_shared_out_to_the_last_one():
    thirds = [Fraction(10, 3)] * 3
    assert (shared_out(thirds), shared_out([]), shared_out([Fraction(1, 3)])) == ([4, 3, 3], [], [0])
