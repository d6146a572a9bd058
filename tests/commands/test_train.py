"""backprop train as it is called: where the report and the weights go, how it goes on, and what an interruption leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from in_process import run
from platforms import SIGNALS

from backprop_cli import load, resumed

NET = """
network: [{linear: {weights: [[0.5], [-0.5]], bias: 0}}]
loss: log_loss_with_logits
data: {file: d.csv}
train: {lr: 0.5, batch: 2, epochs: 4, test: 0.25}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.csv").write_text("x1,x2,class\n" + "1,0,no\n0,1,yes\n2,1,no\n1,3,yes\n" * 3)
    (tmp_path / "net.yaml").write_text(NET)
    return tmp_path


@pytest.mark.parametrize("name", ["w.npz", "after.yaml", "after.yml"])
def test_the_weights_go_to_the_file_and_the_report_to_standard_output(folder, name):
    done = run("train", "net.yaml", "-f", "jsonl", "-o", name)
    assert (done.returncode, done.err) == (0, "")
    assert [json.loads(line)["epoch"] for line in done.out.splitlines()] == [1, 2, 3, 4]
    assert (folder / name).stat().st_size


@pytest.mark.parametrize("name", ["r.json", "r.csv", "r.svg", "r.md"])
def test_a_report_goes_to_its_file(folder, name):
    assert run("train", "net.yaml", "-o", name).out == ""
    assert (folder / name).stat().st_size


def test_a_training_goes_on_from_either_of_its_files(folder):
    whole = json.loads(run("train", "net.yaml", "--epochs", "6", "-f", "json").out)
    run("train", "net.yaml", "-o", "w.npz")
    run("train", "net.yaml", "-o", "after.yaml")
    from_arrays = json.loads(run("train", "net.yaml", "--resume", "w.npz", "--epochs", "6", "-f", "json").out)
    from_problem = run("train", "after.yaml", "--epochs", "6", "-f", "json", "-o", "-")
    assert from_arrays["final"] == json.loads(from_problem.out)["final"] == whole["final"]
    assert run("train", "after.yaml", "--epochs", "6", "-o", "after.yaml").returncode == 0
    assert "done: 30" in (folder / "after.yaml").read_text("utf-8")


@pytest.mark.parametrize("line", ["show", "step -f yaml", "train", "vary", "show --set train.lr=0.1"])
def test_a_problem_that_is_written_elsewhere_still_finds_its_data(folder, line):
    (folder / "far").mkdir()
    assert run(*line.split()[:1], "net.yaml", *line.split()[1:], "-o", "far/new.yaml").returncode == 0
    (found,) = load("far/new.yaml")
    assert len(found.data) == 12 and "../d.csv" in (folder / "far" / "new.yaml").read_text("utf-8").replace("\\", "/")
    (folder / "far" / "d.csv").write_bytes((folder / "d.csv").read_bytes())
    (folder / "far" / "same.yaml").write_text(NET.replace("d.csv", "./d.csv"))
    assert run(*line.split()[:1], "far/same.yaml", *line.split()[1:], "-o", "far/other.yaml").returncode == 0
    assert re.search(r"file: (\./)?d\.csv", (folder / "far" / "other.yaml").read_text("utf-8"))


def test_options_are_changes_of_the_problem():
    options = ["--batch", "3", "--epochs", "2", "--seed", "5", "--test", "0.5", "--data", "d.csv"]
    done = run("train", "net.yaml", *options, "-f", "json")
    sets = ["--set", "train.batch=3", "--set", "train.epochs=2", "--set", "train.seed=5", "--set", "train.test=0.5"]
    assert done.out == run("train", "net.yaml", *sets, "-f", "json").out
    assert json.loads(done.out)["steps"] == 4


@pytest.mark.parametrize("command", [("solve", "--at-step"), ("step", "--at")])
def test_a_step_of_a_training_is_printed_alone(command):
    name, option = command
    steps = [json.loads(line) for line in run("solve", "net.yaml", "-f", "jsonl").out.splitlines()]
    alone = [json.loads(line) for line in run(name, "net.yaml", option, "7", "-f", "jsonl").out.splitlines()]
    assert alone == [row for row in steps if row.get("step") == 7]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("net.yaml -f npz", "-o weights.npz"),
        ("net.yaml --data none.csv", "cannot read none.csv"),
        ("net.yaml --resume none.npz", "cannot read none.npz"),
        ("net.yaml --resume d.csv", "not an npz file"),
        ("net.yaml --test 2", "--test:1:1: error: expected a share"),
        ("digits", "data is missing"),
        ("net.yaml -o curve.svgz", "cannot write .svgz"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_what_is_wrong_is_told_at_the_edge(line, said, lang):
    done = run("train", *line.split(), "--lang", lang)
    assert (done.returncode, done.out) == (2, "")
    assert lang == "ru" or said in done.err


def test_nothing_is_drawn_where_nobody_looks():
    assert run("train", "net.yaml").err == ""


@pytest.mark.slow
@pytest.mark.skipif(not SIGNALS, reason="no such signals here")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_an_interruption_leaves_is_saved_and_goes_on(folder, number, code):
    line = [sys.executable, "-m", "backprop_cli", "train", "net.yaml", "--epochs", "1000000", "-o", "w.npz"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for pause in (2, 5, 15, 40):  # a busy machine takes its time to start
        with subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
        ) as started:
            time.sleep(pause)
            started.send_signal(number)
            out, err = started.communicate(timeout=60)
        if "Stopped" in out:
            break
    assert (started.returncode, err) == (code, "")
    assert "Stopped after step" in out
    done = re.search(r"Stopped after step (\d+)", out)
    assert done
    again = load("net.yaml", edits=[("train.epochs", "1000000", "test")], max_steps=10**9)
    assert resumed(again[0], "w.npz").train.done == int(done[1])


@pytest.mark.parametrize("format", ["plain", "table", "md", "html", "latex", "svg"])
def test_every_number_of_a_report_has_the_decimal_mark_of_its_language(format):
    said = run("train", "net.yaml", "--epochs", "3", "--lang", "ru", "-f", format).out
    lengths = r"<style.*?</style>|<[^>]*>|\\rule\{[^}]*\}\{[^}]*\}|-?[0-9.]+mm"
    shown = re.sub(lengths, "", said.partition(r"\begin{document}")[2] or said, flags=re.DOTALL)
    assert re.search(r"[0-9](,|\{,\})[0-9]", shown)
    assert not re.search(r"[0-9]\.[0-9]", shown), re.findall(r".*[0-9]\.[0-9].*", shown)


@pytest.mark.parametrize("format", ["plain", "table", "md", "html", "latex", "svg"])
def test_a_report_in_ascii_has_no_other_sign_and_loses_none(format):
    said = run("train", "net.yaml", "--ascii", "-f", format).out
    assert said.isascii() and not re.search(r"\?(?!xml)(?!>)", said)
    assert "?" not in run("train", "net.yaml", "-f", "latex").out


def test_where_nothing_is_left_to_train_it_is_said(folder):
    run("train", "net.yaml", "-o", "w.npz")
    done = run("train", "net.yaml", "--resume", "w.npz")
    assert done.returncode == 0 and "--epochs takes more" in done.out
    assert "--epochs" not in run("train", "net.yaml").out
    assert "as many --epochs" in run("train", "net.yaml", "--resume", "w.npz", "--epochs", "1").err


def test_a_decimal_comma_is_read_where_it_separates_no_cells(folder):
    run("train", "net.yaml", "-o", "a.npz")
    cells = (folder / "d.csv").read_text().replace(",", ";").replace("1;", "1,0;")
    assert "1,0;" in cells
    (folder / "d.csv").write_text(cells.replace("x1,0;", "x1;"))
    run("train", "net.yaml", "-o", "b.npz")
    assert (resumed(load("net.yaml")[0], "a.npz").network) == (resumed(load("net.yaml")[0], "b.npz").network)
