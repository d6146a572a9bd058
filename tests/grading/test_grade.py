"""A class graded: the same report whoever judges, in whatever order, interrupted or not."""

import csv
import io
import json
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from backprop_cli import (
    FORMATS,
    BackpropError,
    GradeOptions,
    Look,
    View,
    check_sheet,
    find_value,
    grade,
    load,
    render,
    solve,
    vary,
)  # fmt: skip
from backprop_cli.api import classes
from backprop_cli.checking.fault_injection import FaultInjector
from backprop_cli.evaluate.evaluate import map_value
from backprop_cli.formats.json import checked_object
from backprop_cli.grading.judging import judge, judge_batch, spec_of
from backprop_cli.grading.workers import BATCH, judged
from backprop_cli.notebook import ClassJudge
from backprop_cli.views.check_record import check_record
from backprop_cli.views.class_report import class_record

FILES = {
    "bob.txt": "step 2\ny_hat = 0.461\ndL/dy_hat = 0.539\n",
    "Ann.yaml": "answers:\n  - {step: 1, y_hat: 0.5, L: 0.125, dL/dy_hat: 0.5}\n",
    "eve.txt": "step 1\ny_hat = 0.5\ndL/dy_hat = 0.5\ndL/dH3 = 0.7231\n",
    "dan.txt": "step 1\ny_hat = 0.5\ndL/dy_hat = 0.5\ndL/dH3 = 0.7231\n",
    "cat.txt": "hello\n",
    "Ёж.txt": "L = 0,125\n",
}
PAIRS = [(name, text.encode()) for name, text in FILES.items()]
MANY = [(f"s{number:02}.txt", PAIRS[number % len(PAIRS)][1]) for number in range(2 * BATCH + 5)]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "answers").mkdir()
    for name, text in FILES.items():
        (tmp_path / "answers" / name).write_text(text, encoding="utf-8")
    return tmp_path


def report_of(files=PAIRS, **options):
    return grade(load("ex3"), files, "en", GradeOptions(**options), level="given")


def test_students_stand_in_order_with_score_first_error_and_mistake():
    report = report_of()
    found = [(row.student, row.score, row.mistake, bool(row.error)) for row in report.students]
    assert found == [
        ("Ann", 1, None, False), ("bob", 0.5, "wrong_sign", False), ("cat", 0, None, True),
        ("dan", 2 / 3, None, False), ("eve", 2 / 3, None, False), ("Ёж", 1, None, False),
    ]  # fmt: skip
    assert report.students[1].first_error == {"step": 2, "name": "dL/dy_hat"}
    assert (report.refused, len(report.judged), report.passed) == (1, 5, False)
    assert report.mean == pytest.approx((1 + 0.5 + 2 / 3 + 2 / 3 + 1) / 5)


def test_the_hardest_line_is_first_and_every_line_is_counted():
    first = report_of().lines[0]
    assert (first.place, first.answered, first.right, first.wrong) == ({"step": 1, "name": "dL/dH3"}, 2, 0, 2)
    by_name = {(line.place["step"], line.place["name"]): line for line in report_of().lines}
    assert (by_name[1, "y_hat"].answered, by_name[1, "y_hat"].right) == (3, 3)


def test_equal_wrong_answers_are_told_only_where_no_mistake_explains_them():
    (equal,) = report_of().equal
    assert (equal.place, equal.given, equal.students) == ({"step": 1, "name": "dL/dH3"}, 0.7231, ("dan", "eve"))
    same_mistake = [("a.txt", b"step 2\ndL/dy_hat = 0.53898"), ("b.txt", b"step 2\ndL/dy_hat = 0.53898")]
    assert report_of(same_mistake).mistakes == (("wrong_sign", 2),)
    assert report_of(same_mistake).equal == ()


@pytest.mark.parametrize("written", [("7", "7"), ("0.7", "0.70")])
def test_one_short_equal_number_may_be_chance(written):
    files = [(f"{n}.txt", f"step 1\ndL/dH3 = {said}\n".encode()) for n, said in zip("ab", written)]
    assert report_of(files).equal == ()
    twice = [(name, text + f"dL/dW3 = {said}9\n".encode()) for (name, text), said in zip(files, written)]
    assert {row.place["name"] for row in report_of(twice).equal} <= {"dL/dH3", "dL/dW3"}


@pytest.mark.parametrize("format", FORMATS["ClassReport"])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_format_has_every_student(format, lang):
    report = grade(load("ex3"), PAIRS, lang, level="given")
    said = render(report, format, look=Look(lang=lang, mark="," if lang == "ru" else ".", width=80))
    assert all(row.student in said for row in report.students)
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(said)))
        assert [row["mistake"] for row in rows] == [row.mistake or "" for row in report.students]
    if format == "json":
        assert json.loads(said) == class_record(report)
    if format == "table":
        assert max(map(len, said.splitlines())) <= 80


def test_judging_is_a_pure_function_of_plain_data():
    spec = spec_of(tuple(load("ex3")), rules={"level": "given"}, feedback="md")
    assert pickle.loads(pickle.dumps(spec)) == spec
    for name, data in PAIRS:
        found = judge(spec, name, data)
        assert found == judge(*pickle.loads(pickle.dumps((spec, name, data)))) == json.loads(json.dumps(found))


def test_a_class_is_judged_as_check_judges_each_file():
    spec = spec_of(tuple(load("ex3")))
    for name, data in PAIRS:
        if judge(spec, name, data)["error"] is None:
            alone = [checked_object(check_record(one.result), "en") for one in check_sheet(load("ex3"), (name, data))]
            assert judge(spec, name, data)["checks"] == json.loads(json.dumps(alone))


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_the_report_is_the_same_whoever_judges(method):
    alone = render(report_of(MANY), "json")
    spec = spec_of(tuple(load("ex3")), rules={"level": "given"})
    jobs = [(spec, name, data) for name, data in MANY]
    with ProcessPoolExecutor(2, get_context(method)) as pool:
        found = dict(pair for places, results in judged(jobs, pool) for pair in zip(places, results))
    assert [found[number] for number in range(len(jobs))] == judge_batch(jobs)
    assert render(report_of(MANY, jobs=2), "json") == alone
    assert render(report_of(MANY[::-1]), "json") == alone


def test_batches_that_come_in_another_order_change_nothing():
    spec = spec_of(tuple(load("ex3")))
    jobs = [(spec, name, data) for name, data in MANY]
    with ThreadPoolExecutor(3) as pool:
        found = dict(pair for places, results in judged(jobs, pool) for pair in zip(places, results))
    assert [found[number] for number in range(len(jobs))] == judge_batch(jobs)


def test_grading_goes_on_where_it_was_interrupted(tmp_path, monkeypatch):
    path = str(tmp_path / "class.jsonl")
    whole = report_of(MANY)

    def stop(number, total):
        if number == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(load("ex3"), MANY, "en", GradeOptions(checkpoint=path), stop, level="given")
    with open(path, encoding="utf-8") as file:
        kept = file.read()
    (tmp_path / "class.jsonl").write_text(kept + '{"format": "backprop-gr', encoding="utf-8")
    taken: list[Any] = []

    def counted(jobs, executor):
        taken.extend(jobs)
        return judged(jobs, executor)

    monkeypatch.setattr(classes, "judged", counted)
    again = grade(load("ex3"), MANY, "en", GradeOptions(checkpoint=path), level="given")
    assert (again, len(taken)) == (whole, len(MANY) - 7)


def test_what_has_changed_since_is_judged_again(tmp_path):
    path = str(tmp_path / "class.jsonl")
    files = [("ann.txt", b"L = 0.125")]
    assert report_of(files, checkpoint=path).students[0].right == 1
    assert report_of([("ann.txt", b"L = 0.3")], checkpoint=path).students[0].right == 0
    other = grade(
        load("ex3", [("data.2.x", "[4]", "--set"), ("data.2.y", "[1]", "--set")]),
        files,
        "en",
        GradeOptions(checkpoint=path),
    )
    assert other.students[0].total == 50


@pytest.mark.parametrize("content", [b"my notes\n", b"\xff\xfe", b'{"a": 1}\n'])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(BackpropError, match="not a checkpoint"):
        report_of(checkpoint=str(path))
    assert path.read_bytes() == content


def test_a_directory_is_graded_with_feedback_and_leaves_no_checkpoint(backprop, folder):
    done = backprop("grade", "ex3", "answers", "--level", "given", "--feedback", "feedback", "--feedback-format", "md")
    assert (done.returncode, done.err) == (0, "")
    assert "forgot" not in done.out
    assert sorted(path.name for path in folder.iterdir()) == ["answers", "feedback"]
    names = sorted(path.name for path in (folder / "feedback").iterdir())
    assert names == ["Ann.md", "bob.md", "dan.md", "eve.md", "Ёж.md"]
    assert "sign" in (folder / "feedback" / "bob.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("hints", "said"), [("1", False), ("3", True)])
def test_feedback_says_no_more_than_the_hints(backprop, folder, hints, said):
    backprop("grade", "ex3", "answers", "--feedback", "fb", "--hints", hints)
    assert ("instead of ŷ" in (folder / "fb" / "bob.html").read_text(encoding="utf-8")) is said


def test_strict_is_1_where_answers_differ(backprop, folder):
    assert backprop("grade", "ex3", "answers").returncode == 0
    assert backprop("grade", "ex3", "answers", "--strict").returncode == 1
    for name in ("bob.txt", "eve.txt", "dan.txt", "cat.txt"):
        (folder / "answers" / name).unlink()
    assert backprop("grade", "ex3", "answers", "--strict").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ex3",), "PROBLEM DIRECTORY"),
        (("ex3", "nowhere"), "not a directory"),
        (("ex3", "answers", "--feedback", "answers"), "is there already"),
        (("ex3", "answers", "--feedback", "f", "--feedback-format", "pdf"), "pdf"),
        (("ex3", "answers", "--variants", "answers"), "cannot read"),
        (("ex3", "answers", "--executor", "ssh://x"), "dask://HOST:PORT"),
        (("ex3", "answers", "--level", "most"), "most"),
    ],
)
def test_what_cannot_be_is_an_error_and_nothing_is_written(backprop, folder, arguments, said):
    done = backprop("grade", *arguments)
    assert (done.returncode, done.out) == (2, "")
    assert said in done.err
    assert [path.name for path in folder.iterdir()] == ["answers"]


@pytest.mark.slow
def test_each_student_is_judged_by_their_own_variant(backprop, folder):
    (folder / "students.csv").write_text("name\nAnn Lee\nБорис\nEve\nDan\n", encoding="utf-8")
    backprop("vary", "xor", "--csv", "students.csv", "--salt", "s", "-o", "variants")
    (folder / "work").mkdir()
    for name, variant in zip(("ann lee.txt", "Борис.txt"), vary(load("xor"), students=["Ann Lee", "Борис"], salt="s")):
        value = render_value(variant.problems[0])
        (folder / "work" / name).write_text(f"problem xor\nL = {value}\n", encoding="utf-8")
    (folder / "work" / "zoe.txt").write_text("L = 1\n")
    (folder / "variants" / "Dan.yaml").write_text("changed")
    (folder / "work" / "dan.txt").write_text("L = 1\n")
    done = backprop("grade", "xor", "work", "--variants", "variants", "--level", "given", "-f", "json")
    found = {row["student"]: (row["score"], row["error"]) for row in json.loads(done.out)["students"]}
    assert (found["Ann Lee"], found["Борис"]) == ((1, None), (1, None))
    assert "nothing handed in" in found["Eve"][1]
    assert "no variant" in found["zoe"][1]
    assert "has changed" in found["dan"][1]


def render_value(problem):
    """The loss of the first step to five digits."""
    return f"{find_value(solve(problem), '1:L'):.5g}"


def test_a_page_for_a_teacher_names_mistakes_in_words():
    said = render(report_of(), "plain", View(), Look(width=80))
    assert "wrong_sign" in said
    assert "The sign is wrong" in said
    assert "dan, eve" in said


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ex3", "batch-of-two"])
def test_what_is_remembered_of_a_class_changes_no_verdict(name):
    injector = FaultInjector(problem := load(name)[0], 1)
    mutants = {mutant.name: mutant for mutant in injector.mutants()}
    right = [injector.answers(mutant)[1].items() for mutant in mutants.values()]
    pages = [{n: map_value(form, v) for n, v in page} for form in ("{:.4g}".format, repr) for page in right]
    files = [(f"{n}.json", json.dumps({"answers": [{"step": 1, **page}]}).encode()) for n, page in enumerate(pages)]
    for form in (lambda element: 0.1234 - element, lambda element: round(-element, 5)):  # nonsense, and a wrong sign
        wrong = {"final": {name: map_value(form, value) for name, value in solve(problem).final.items()}}
        files += [("final.json", json.dumps(wrong).encode())] * 2
    judge = ClassJudge([problem])
    for file in (*files, *files[::-1]):
        (found,), (alone,) = judge.checked(file), check_sheet([problem], file)
        assert found.to_dict() == alone.to_dict(), file[0]


def test_a_class_is_judged_by_the_file_of_data_that_its_problem_names(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/sheet.yaml").write_text(
        "network: [linear: {weights: [[1]], bias: [0]}]\nloss: half_squared_error\n"
        "data: {file: d.csv}\ntrain: {lr: 1}\n"
    )
    monkeypatch.chdir(tmp_path)
    answers, options = [("ann.txt", b"y_hat = 3")], GradeOptions(checkpoint="kept.jsonl")
    scores = []
    for x in (3, 5):  # what has changed since is judged again
        (tmp_path / "mine/d.csv").write_text(f"x1,y1\n{x},0\n")
        (tmp_path / "d.csv").write_text("x1,y1\n7,0\n")
        report = grade(load("mine/sheet.yaml"), answers, options=options, level="given")
        scores.append([(row.score, row.error) for row in report.students])
    assert scores == [[(1.0, None)], [(0.0, None)]]
