"""Several answer files at once, and answers that stand before their problem."""

import csv
import io
import json

import pytest

from backprop_cli import check_files, load
from backprop_cli.formats.checked import COLUMNS

FILES = {
    "ann.txt": "step 2\ny_hat = 0.461\ndL/dy_hat = 0.539\n",
    "bob.csv": 'step,name,value\n1,L,0.125\n1,=cmd(),"[[1, 2], [3, 4]]"\n',
    "eve.yaml": "answers: [5]\n",
    "notes.pdf": "no answers",
    ".hidden.txt": "L = 1",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_folder_is_a_table_with_a_row_an_answer(backprop, folder):
    done = backprop("check", "ex3", folder, "-f", "csv")
    head, *rows = csv.reader(io.StringIO(done.out))
    assert head == COLUMNS
    found = [dict(zip(head, row)) for row in rows]
    assert [(row["file"].rpartition("/")[2], row["name"], row["verdict"]) for row in found] == [
        ("ann.txt", "y_hat", "right"), ("ann.txt", "dL/dy_hat", "wrong"), ("bob.csv", "L", "right"), ("bob.csv", "'=cmd()", "unknown"),
    ]  # fmt: skip
    assert (found[1]["mistake"], found[1]["expected"]) == ("wrong_sign", "-0.5389832206876841")


def test_one_file_that_cannot_be_read_is_told_and_the_rest_goes_on(backprop, folder):
    done = backprop("check", "ex3", folder, "-f", "jsonl")
    assert [json.loads(line)["file"].rpartition("/")[2] for line in done.out.splitlines()] == ["ann.txt", "bob.csv"]
    assert (done.returncode, "eve.yaml:1:11: error" in done.err) == (2, True)
    (folder / "eve.yaml").unlink()
    assert backprop("check", "ex3", folder, "-f", "jsonl").returncode == 1


def test_several_files_are_several_reports(backprop, folder):
    done = backprop("check", "ex3", folder / "ann.txt", folder / "bob.csv")
    assert (done.returncode, done.out.count("score 0.02")) == (1, 2)
    both = json.loads(backprop("check", "ex3", folder / "ann.txt", folder / "bob.csv", "-f", "json").out)
    assert [item["file"].rpartition("/")[2] for item in both["problems"]] == ["ann.txt", "bob.csv"]


def test_a_folder_without_answers_and_files_that_are_none_are_errors(backprop, tmp_path, folder):
    (tmp_path / "empty").mkdir()
    done = backprop("check", "ex3", tmp_path / "empty")
    assert (done.returncode, done.out, "has no answer files" in done.err) == (2, "", True)
    done = backprop("check", "ex3", folder / "eve.yaml", tmp_path / "nowhere.txt")
    assert (done.returncode, done.out, done.err.count("error: ")) == (2, "", 2)


def test_answers_before_their_problem_are_judged_with_a_remark(backprop, folder):
    done = backprop("check", folder / "ann.txt", "ex3", "--accept", "none")
    assert (done.returncode, "1 right" in done.out, "ex3 ANSWERS" in done.err) == (1, True, True)
    neither = backprop("check", folder / "ann.txt", folder / "bob.csv")
    assert (neither.returncode, neither.out) == (2, "")
    assert neither.err.startswith(str(folder / "ann.txt"))


def test_answers_are_piped_without_a_name(backprop_process):
    assert "1 right" in backprop_process("check", "ex3", stdin="L = 0.125\n").out
    assert backprop_process("check", "ex3", stdin="").returncode == 2


def test_the_library_gives_what_was_read_and_what_was_not(folder):
    checked, refused = check_files(load("ex3"), [folder])
    assert ([item.source.rpartition("/")[2] for item in checked], len(refused)) == (["ann.txt", "bob.csv"], 1)
