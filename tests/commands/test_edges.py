"""The edge of the process: closed and full streams, files that are read and written, names that are not UTF-8, signals."""

import os
import signal
import subprocess
import sys
import time

import pytest
from examples import mostly_slow
from in_process import run
from places import PROBLEMS
from platforms import FULL_DISK, LINKS, SHELL, SIGNALS

from backprop_cli.commands.writing import orderly_exit

EX3 = (PROBLEMS / "ex3.yaml").read_text("utf-8")
SPEAKING = ["--version", "-V", "--version --lang en", "--help", "solve --help", "", "solve ex3", "solve ex3 -f json"]
SPEAKING += [
    "solve ex3 --color always",
    "problems",
    "schema problem",
    "check ex3 --template",
    "graph ex1",
    "validate ex3",
]


def shell(command, cwd=None, **environment):
    """A line of the shell in which `backprop` is this package."""
    line = f'backprop() {{ "{sys.executable}" -m backprop_cli "$@"; }}; {command}'
    env = {**os.environ, "LC_ALL": "C.UTF-8", "BACKPROP_LANG": "en", "NO_COLOR": "", "FORCE_COLOR": "", **environment}
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=env, timeout=60, cwd=cwd)


@SHELL
@FULL_DISK
@pytest.mark.parametrize("words", mostly_slow(SPEAKING, every=8))
def test_an_output_that_takes_nothing_is_74_and_a_reader_that_has_gone_141(words):
    full = shell(f"backprop {words} > /dev/full")
    closed = shell(f"backprop {words} >&-")
    pipe = shell(f"(sleep 1; backprop {words}; echo $? >&2) | true")
    assert (full.returncode, full.stderr) == (74, "error: cannot write <stdout>: No space left on device\n")
    assert (closed.returncode, closed.stderr) == (74, "error: standard output is closed\n")
    assert pipe.stderr == "141\n"


@SHELL
@pytest.mark.parametrize(
    "words",
    mostly_slow(["solve -", "step -", "check ex3 -", "check - x", "derive -", "graph -", "validate -", "test -"], 4),
)
def test_a_closed_input_is_told(words, tmp_path):
    done = shell(f"backprop {words} <&-", tmp_path)
    assert (done.returncode, done.stderr) == (2, "error: standard input is closed\n")


@SHELL
def test_without_an_input_the_bundled_problem_is_taken():
    assert shell("backprop solve --get 1:L <&-").stdout == "0.125\n"


# Outputs that are inputs


@LINKS
@pytest.mark.parametrize(
    "words",
    [
        "solve net.yaml -f json -o net.yaml",
        "solve ex3 net.yaml -f json -o ./net.yaml",
        "solve net.yaml -f csv -o link.yaml",
        "solve link.yaml -f json -o net.yaml",
        "step net.yaml -f json -o net.yaml",
        "step net.yaml#two -f yaml -o net.yaml",
        "derive net.yaml#net -f md -o net.yaml",
        "graph net.yaml#net -f svg -o net.yaml",
        "validate net.yaml -f json -o net.yaml",
        "test net.yaml -f json -o net.yaml",
        "check net.yaml answers.yaml -f json -o net.yaml",
        "check net.yaml answers.yaml -f json -o answers.yaml",
        "check net.yaml --template -f yaml -o net.yaml",
    ],
)
def test_a_file_that_is_read_is_not_written(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"net.yaml": EX3 + "---\nname: two\n" + EX3, "answers.yaml": "problem: net\nanswers: [{step: 1, L: 1}]\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "link.yaml").symlink_to("net.yaml")
    done = run(*words.split())
    assert done.returncode == 2
    assert "is a file that is read here" in done.err
    assert {name: (tmp_path / name).read_text() for name in files} == files
    assert len(list(tmp_path.iterdir())) == 3


def test_step_replaces_a_problem_by_the_problem_after_the_step(tmp_path):
    file = tmp_path / "net.yaml"
    file.write_text(EX3)
    assert run("step", file, "-o", file).returncode == 0
    assert run("step", file, "-f", "yaml", "-o", file).returncode == 0
    assert "done: 2" in file.read_text()
    assert run("step", file, "-o", file).returncode == 2


@SHELL
def test_the_input_of_a_pipe_is_not_written(tmp_path):
    (tmp_path / "net.yaml").write_text(EX3)
    done = shell("backprop solve - -f json -o net.yaml < net.yaml", tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "net.yaml").read_text() == EX3


# Files


@LINKS
def test_what_a_link_points_to_is_written(tmp_path):
    target, link, open_link = tmp_path / "there" / "out.json", tmp_path / "link.json", tmp_path / "open.json"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    open_link.symlink_to("there/new.json")
    assert run("solve", "ex3", "-o", link).returncode == 0
    assert run("solve", "ex3", "-o", open_link).returncode == 0
    assert link.is_symlink()
    assert open_link.is_symlink()
    assert target.read_text().startswith("{")
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in target.parent.iterdir()) == ["new.json", "out.json"]


def test_a_minus_is_standard_output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("solve", "ex3", "-o", "-").out == run("solve", "ex3").out
    assert run("graph", "ex1", "--output=-", "-f", "dot").out.startswith("digraph")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("solve ex3", ".json, .jsonl, .csv, .md, .tex, .html, .htm, .txt"),
        ("step ex3", ".json, .jsonl, .csv, .md, .tex, .html, .htm, .txt, .yaml, .yml"),
        ("graph ex3", ".json, .html, .htm, .svg, .dot, .gv, .mmd, .tikz, .txt"),
        ("derive ex3", ".json, .md, .tex, .html, .htm, .txt"),
        ("validate ex3", ".json, .txt"),
        ("problems", ".json, .txt"),
        ("schema problem", ".json, .txt"),
    ],
)
def test_an_extension_that_names_no_format_is_refused_with_those_that_do(words, known, tmp_path):
    done = run(*words.split(), "-o", tmp_path / "out.pdf")
    assert done.returncode == 2
    assert f"cannot write .pdf; choose from: {known}\n" in done.err
    assert list(tmp_path.iterdir()) == []
    assert run(*words.split(), "-o", tmp_path / "without").returncode == 0


@SIGNALS
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)])
def test_a_signal_leaves_no_file_that_is_half_written(name, code, tmp_path):
    words = [sys.executable, "-m", "backprop_cli", "solve", "ex3", "--steps", "100000", "-f", "json", "-o", "out.json"]
    process = subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE)
    while not list(tmp_path.iterdir()):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(getattr(signal, name))
    _, error = process.communicate(timeout=30)
    assert (process.returncode, error) == (code, b"")
    assert list(tmp_path.iterdir()) == []


class Sends:
    """An object that sends this process a signal while it is freed, where Python reports what is raised and goes on."""

    def __init__(self, number):
        self.number = number

    def __del__(self):
        os.kill(os.getpid(), self.number)


@SIGNALS
@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", None)])
def test_a_signal_that_comes_while_an_object_is_freed_is_not_lost(name, code):
    with pytest.raises((SystemExit, KeyboardInterrupt)) as ended, orderly_exit():
        Sends(getattr(signal, name))
        for _ in range(500):
            time.sleep(0.01)
    assert getattr(ended.value, "code", None) == code


def test_what_else_goes_wrong_while_an_object_is_freed_is_reported_as_before(monkeypatch):
    told: list = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    with orderly_exit():
        Sends("no signal")
    assert [type(each.exc_value) for each in told] == [TypeError]
    assert sys.unraisablehook == told.append


# Names that are not UTF-8


@SHELL
@pytest.mark.parametrize(
    "words",
    mostly_slow(
        [
            "solve $N",
            "solve $N -f json",
            "derive $N",
            "graph $N",
            "graph $N -f svg",
            "check $N $A",
            "test $N",
            "step $N -f yaml",
        ],
        4,
    ),
)
def test_the_name_of_a_file_may_be_any_bytes(words, tmp_path):
    net, answers = b"n\xff.yaml", b"a\xff.yaml"
    for name, text in ((net, EX3.replace("name: ex3", "")), (answers, "answers: [{step: 1, L: 0.125}]\n")):
        try:
            (tmp_path / os.fsdecode(name)).write_text(text)
        except OSError:
            pytest.skip("this file system has only names in UTF-8")
    names = "N=$(printf 'n\\xff.yaml'); A=$(printf 'a\\xff.yaml'); O=$(printf 'o\\xff')"
    shown = shell(f"{names}; backprop {words}", tmp_path)
    written = shell(f"{names}; backprop {words} -o $O", tmp_path)
    assert (shown.returncode, written.returncode) == (0, 0), shown.stderr + written.stderr
    assert (tmp_path / os.fsdecode(b"o\xff")).read_text()


@SHELL
def test_a_file_of_any_bytes_that_is_not_there_is_told():
    done = shell("backprop solve $(printf 'n\\xff.yaml')")
    assert done.returncode == 2
    assert "\ufffd.yaml: no such file" in done.stderr


# Languages


@pytest.mark.parametrize(
    "words", ["--lang xx solve ex3", "solve ex3 --lang=xx", "problems --lang english", "--lang xx --help"]
)
def test_a_language_that_there_is_not_is_refused(words):
    done = run(*words.split())
    assert (done.returncode, done.out) == (2, "")
    assert "choose from: en, ru" in done.err


def test_the_environment_may_name_any_language_but_is_told_where_it_names_us(backprop):
    told = backprop("solve", "ex3", BACKPROP_LANG="xx")
    assert told.returncode == 0
    assert told.err == "warning: BACKPROP_LANG: unknown language xx, so this is English; known languages: en, ru\n"
    assert backprop("solve", "ex3", BACKPROP_LANG="", LC_ALL="de_DE.UTF-8").err == ""
    assert backprop("problems", BACKPROP_LANG="xx", LC_ALL="C.UTF-8").out == backprop("problems").out
    assert "имя" in backprop("problems", "--lang", "ru", BACKPROP_LANG="xx").out
