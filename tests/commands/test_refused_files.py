"""A file that the system refuses: the reason is told in the language of the page, whichever command wanted it."""

import errno
import os
import re

import numpy
import pytest
from in_process import run

from backprop_cli.errors import REASONS as KEYS
from backprop_cli.errors import Message, reason_of

NOWHERE = "not/here/at.all"
REASONS = {"en": "No such file or directory", "ru": "нет такого файла или каталога"}


@pytest.mark.parametrize("lang", REASONS)
@pytest.mark.parametrize(
    "line",
    [
        ["check", "ex3", NOWHERE],
        ["solve", "ex3", "-o", f"{NOWHERE}.csv"],
        ["train", "xor#xor", "--data", NOWHERE],
        ["train", "xor#xor", "--resume", NOWHERE],
        ["vary", "ex3", "-o", NOWHERE],
        ["vary", "ex3", "--csv", NOWHERE, "-o", "new"],
        ["graph", "ex3", "--film", NOWHERE],
        ["grade", "ex3", ".", "--variants", NOWHERE],
    ],
    ids=lambda line: " ".join(line[:3]),
)
def test_what_cannot_be_read_or_written_is_told_in_the_language_of_the_page(line, lang, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("L = 1")
    done = run(*line, "--lang", lang)
    assert done.returncode in (2, 74) and REASONS[lang] in done.err
    assert lang == "en" or not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", done.err), done.err


def test_a_common_reason_is_a_text_and_any_other_what_the_system_says():
    for number, key in KEYS.items():
        assert reason_of(OSError(number, "")) == Message(key)
    assert reason_of(OSError(errno.EPIPE, os.strerror(errno.EPIPE))) == os.strerror(errno.EPIPE)


NUMBERS = "network: [{linear: {weights: {file: w.npz}}}]\nloss: mse\ndata: {file: d.csv}\ntrain: {lr: 0.1}\n"


@pytest.mark.parametrize(
    "words",
    [
        *(f"{command} net.yaml -f csv -o d.csv" for command in ("solve", "step", "train")),
        *(f"{command} net.yaml -f json -o d.csv" for command in ("derive", "validate")),
        "train net.yaml -o w.npz",
        "train net.yaml --data more.csv -o more.csv",
        "solve net.yaml -f csv -o link.csv",
        "show net.yaml -f plain -o d.csv",
        "page net.yaml -f html -o d.csv",
        "worksheet sheet.yaml -f md -o net.yaml",
        "worksheet sheet.yaml -f md -o d.csv",
        "check net.yaml answers -f csv -o answers/a.txt",
        "grade net.yaml answers -f csv -o answers/a.txt",
    ],
)
def test_a_file_of_numbers_or_of_answers_that_is_read_is_not_written(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(NUMBERS)
    (tmp_path / "sheet.yaml").write_text("sheet: {points: 2}\nproblems: [{from: net.yaml}]\n")
    for name in ("d.csv", "more.csv"):
        (tmp_path / name).write_text("x1,y1\n1,2\n")
    (tmp_path / "link.csv").symlink_to("d.csv")
    numpy.savez(tmp_path / "w.npz", W1=numpy.ones((1, 1)))
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "a.txt").write_text("L = 1\n")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = run(*words.split())
    assert done.returncode == 2
    assert "is a file that is read here" in done.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
