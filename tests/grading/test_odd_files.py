"""A folder of answers in which anything may lie: one row each, and nothing that stops the others."""

import json
import os
import re
from contextlib import suppress

from in_process import run

from backprop_cli import GradeOptions, grade, load, render

FILES = [("ann.txt", b"L = 0.125"), ("ann.csv", b"name,value\nL,0.1\n"), ("bob.txt", b"L = 0.125")]


def test_two_files_of_one_name_are_two_rows_that_a_page_tells_apart():
    report = grade(load("ex3"), FILES, "en", GradeOptions(), level="given")
    assert [(row.student, row.file) for row in report.students] == [
        ("ann", "ann.csv"), ("ann", "ann.txt"), ("bob", "bob.txt"),
    ]  # fmt: skip
    for shape in ("plain", "table", "md", "html"):
        page = render(report, shape)
        assert "ann (ann.csv)" in page and "ann (ann.txt)" in page and "bob (" not in page


def odd(folder):
    """A folder with a file of answers and whatever else may lie there; its names, and whether each can be judged."""
    files = {
        "good.txt": b"L = 0.125", "empty.txt": b"", "blank.txt": b" \n\n", "binary.txt": bytes(range(256)),
        "huge.txt": b"a" * 300_000, "utf-16.txt": "L = 0.125".encode("utf-16"), "other.txt": b"problem nosuch\nL = 1",
        "bad.csv": b"foo,bar\n1,2\n", "nothing.csv": b"", "text.md": b"L = 1", "bad.json": b"[", "bom.txt": b"\xef\xbb\xbfL = 0.125",
    }  # fmt: skip
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "folder.txt").mkdir()
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "dangling.txt").symlink_to("nowhere")
    with suppress(OSError, AttributeError):  # where there are no pipes, or names are text
        os.mkfifo(folder / "pipe.txt")
        (folder / os.fsdecode(b"bytes\xff.txt")).write_bytes(b"L = 0.125")
    found = sorted(path.name for path in folder.iterdir())
    return {name: name.startswith(("good", "bom", "bytes")) for name in found}


def test_whatever_lies_in_the_folder_is_one_row_each_that_says_why(tmp_path, monkeypatch):
    (tmp_path / "answers").mkdir()
    expected = odd(tmp_path / "answers")
    monkeypatch.chdir(tmp_path)
    done = run("grade", "ex3", "answers", "-f", "json", "--level", "given", "--feedback", "feedback")
    students = json.loads(done.out)["students"]
    assert {row["file"]: row["error"] is None for row in students} == expected
    assert (done.returncode, len(list((tmp_path / "feedback").iterdir()))) == (0, sum(expected.values()))
    told = run("check", "ex3", "answers", "-f", "jsonl").err
    for name, is_good in expected.items():
        assert is_good or f"answers/{name}" in told, name
        assert is_good or " found \n" not in told


def test_a_student_whose_name_is_like_another_is_judged_by_no_variant_but_their_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["Ann Lee", "ann lee", "Ann-Lee", "О’Нил"]
    (tmp_path / "students.csv").write_text("name\n" + "\n".join(names) + "\n", encoding="utf-8")
    run("vary", "ex3", "--csv", "students.csv", "-o", "variants")
    files = ["Ann-Lee", "ann-lee-2", "ann-lee-3", "о нил", "ANN LEE", "Bob"]
    answers = [(f"{name}.txt", b"L = 1") for name in files]
    report = grade(load("ex3"), answers, options=GradeOptions(variants="variants"), level="given")
    assert {row.file: row.student for row in report.students if row.error is None} == dict(
        zip((name for name, _ in answers), names)
    )
    errors = {row.student: row.error for row in report.students if row.error}
    assert "Ann-Lee, ann-lee-2, Ann-Lee-3" in errors["ANN LEE"] and "no variant" in errors["Bob"]


def test_variants_of_another_problem_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run("vary", "perceptron", "--count", "2", "-o", "variants")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "perceptron-1.txt").write_text("L = 1")
    done = run("grade", "ex3", "answers", "--variants", "variants")
    assert (done.returncode, done.out) == (2, "")
    assert "lists variants of perceptron, not of ex3" in done.err
    for changed in ('"problem": "ex3"', '"problem": 3', '"format": 1'):
        text = (tmp_path / "variants" / "manifest.json").read_text("utf-8")
        key = changed.partition(":")[0]
        (tmp_path / "variants" / "manifest.json").write_text(re.sub(f"{key}: [^,]*", changed, text), "utf-8")
        assert (
            "is not a manifest" in run("grade", "perceptron", "answers", "--variants", "variants").err
            or "ex3" in changed
        )
