"""The command as people and scripts call it."""

import json
import os
import signal
import subprocess
import sys

import pytest
from platforms import SHELL, SIGNALS


def test_version_is_said(backprop):
    done = backprop("--version")
    assert done.returncode == 0
    assert done.out.startswith("backprop 0.")


@pytest.mark.parametrize("arguments", [(), ("--help",), ("solve", "--help"), ("step", "--help"), ("layers", "--help")])
def test_help_is_given(backprop, arguments):
    done = backprop(*arguments)
    assert done.returncode in (0, 2)
    assert "Usage" in done.out + done.err
    assert "Traceback" not in done.err


def test_a_step_of_the_bundled_problem_needs_nothing_but_a_learning_rate(backprop):
    done = backprop("step", "--lr", "1")
    assert done.returncode == 0
    assert "ex3" in done.err
    assert "0.0625" in done.out


@pytest.mark.parametrize(("lang", "said"), [("en", "--steps has no meaning"), ("ru", "--steps рядом с ним лишнее")])
def test_one_step_alone_and_a_number_of_steps_exclude_each_other(backprop, lang, said):
    done = backprop("solve", "ex3", "--at-step", "2", "--steps", "5", "--lang", lang)
    assert (done.returncode, done.out) == (2, "") and said in done.err


def test_a_value_is_got_for_scripts(backprop):
    assert backprop("solve", "ex3", "--get", "2:dL/dW3").out == "-0.06696335847769735\n"
    assert backprop("solve", "ex3", "--exact", "--get", "1:W3").out == "-1/16\n"
    assert backprop("solve", "ex4-regression", "--get", "1:W1[2,1]").out == "-1.5\n"
    assert backprop("solve", "ex4-regression", "--get", "final:W2").out == "[[-3.5], [1.0]]\n"


@pytest.mark.parametrize("address", ["9:L", "2:nothing", "1:W1[7,7]", "::", "dL/dW3"])
def test_an_address_of_nothing_is_a_clear_error(backprop, address):
    done = backprop("solve", "ex3", "--get", address)
    assert (done.returncode, done.out) == (2, "")
    assert "error" in done.err


def test_steps_in_a_pipe_end_where_solve_ends(backprop):
    first = backprop("step", "ex3", "-f", "yaml")
    second = backprop("step", "-", "-f", "yaml", stdin=first.out)
    solved = json.loads(backprop("solve", "ex3", "-f", "json").out)["problems"][0]["final"]
    again = json.loads(backprop("solve", "-", "-f", "json", stdin=second.out).out)["problems"][0]
    assert again["trace"] == []
    assert again["final"]["W3"][0] == pytest.approx(solved["W3"][0], rel=1e-15)
    third = backprop("step", "-", stdin=second.out)
    assert third.returncode == 2
    assert "Traceback" not in third.err


def test_a_step_keeps_everything_else_of_the_problem(backprop):
    first = backprop("step", "ex4-regression", "-f", "yaml")
    assert "незаметный" in first.out.lower()
    assert backprop("solve", "-", "--question", "з", stdin=first.out).returncode == 0


def test_standard_input_is_read_where_it_is_a_pipe(backprop_process):
    done = backprop_process("solve", "-f", "json", stdin="network: [{linear: {weights: [[2]]}}]\ndata: [{x: [3]}]\n")
    assert json.loads(done.out)["problems"][0]["trace"][0]["value"] == [[6.0]]


def test_an_empty_pipe_means_the_bundled_problem(backprop):
    assert "ex3" in backprop("solve", stdin="").err


@SHELL
def test_a_reader_that_goes_away_is_no_error_message():
    command = f"{sys.executable} -m backprop_cli solve ex3 ex4 ex3 --steps 2000 | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "141"


@SIGNALS
def test_an_interrupt_ends_quietly():
    process = subprocess.Popen(
        [sys.executable, "-m", "backprop_cli", "solve", "ex3", "--steps", "100000", "-f", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout.read(1) == b"{"
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=30)
    assert process.returncode == 130
    assert error == b""


def test_results_are_written_to_a_file_whole(backprop, tmp_path):
    target = tmp_path / "out.json"
    done = backprop("solve", "ex3", "-o", target)
    assert (done.returncode, done.out) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["format"] == "backprop/1"


def test_a_file_is_left_alone_where_solving_fails(backprop, tmp_path):
    target = tmp_path / "out.json"
    target.write_text("old")
    overflowing = "network: [{linear: {weights: [[1e300]]}}]\ndata: [{x: [1e300]}]\n"
    done = backprop("solve", "-", "-o", target, stdin=overflowing)
    assert done.returncode == 2
    assert "y_hat" in done.err
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_an_output_that_cannot_be_written_is_74(backprop, tmp_path):
    done = backprop("solve", "ex3", "-o", tmp_path / "nowhere" / "out.txt")
    assert done.returncode == 74
    assert "Traceback" not in done.err
    if os.path.exists("/dev/full"):
        command = f"{sys.executable} -m backprop_cli solve ex3 > /dev/full"
        assert subprocess.run(["bash", "-c", command], stderr=subprocess.DEVNULL, timeout=60).returncode == 74


def test_a_pipe_has_no_colours_and_no_folded_lines(backprop):
    out = backprop("solve", "ex3", COLUMNS="40").out
    assert "\x1b" not in out
    assert any(len(line) > 60 for line in out.splitlines())


def test_ascii_is_ascii(backprop):
    out = backprop("solve", "ex3", "--ascii", "--quiet").out
    assert out.isascii()
    assert "dL/dW3" in out


def test_only_some_phases_are_shown(backprop):
    out = backprop("solve", "ex3", "--only", "update,final", "-f", "json").out
    (problem,) = json.loads(out)["problems"]
    assert {row["phase"] for row in problem["trace"]} == {"update"}
    assert backprop("solve", "ex3", "--only", "updates").returncode == 2


def test_a_value_may_be_set(backprop):
    assert backprop("solve", "ex3", "--set", "data.2.x=[7]", "--get", "1:X").returncode == 2
    assert backprop("solve", "ex3", "--set", "train.lr=2", "--get", "1:W3").out == "-0.125\n"
    assert backprop("solve", "ex3", "--lr", "2", "--get", "1:W3").out == "-0.125\n"


def test_more_steps_go_round_the_order_again(backprop):
    (problem,) = json.loads(backprop("solve", "ex3", "--steps", "3", "-f", "json").out)["problems"]
    assert [row["observations"] for row in problem["trace"] if row["name"] == "L"] == [[2], [1], [2]]


@pytest.mark.parametrize("family", ["layers", "losses", "optimisers", "optimizers", "schedules"])
def test_the_kinds_are_listed_with_their_formulas(backprop, family):
    done = backprop(family)
    assert done.returncode == 0
    assert len(done.out.splitlines()) >= 2
    assert json.loads(backprop(family, "-f", "json").out)


def test_one_kind_says_every_formula(backprop):
    assert "Wᵀ" in backprop("layers", "linear").out
    wrong = backprop("layers", "sigmiod")
    assert wrong.returncode == 2
    assert "sigmoid" in wrong.err


def test_the_bundled_problems_are_listed_and_valid(backprop):
    out = backprop("problems").out
    assert "ex3" in out
    assert "ex4-classification" in out
    assert backprop("validate", "ex3", "ex4").returncode == 0


def test_usage_errors_are_2(backprop):
    for arguments in (("solv",), ("solve", "--nothing"), ("solve", "ex3", "-f", "pdf"), ("solve", "nowhere.yaml")):
        done = backprop(*arguments)
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.err
        assert done.out == ""


def test_colours_are_only_where_they_are_asked_for(backprop):
    assert "\x1b[" in backprop("solve", "ex3", "--color", "always").out
    assert "\x1b[" in backprop("solve", "ex3", FORCE_COLOR="1").out
    assert "\x1b[" not in backprop("solve", "ex3", "--color", "never", FORCE_COLOR="1").out
    assert backprop("solve", "ex3", "--color", "blue").returncode == 2


def test_exact_numbers_that_grow_too_long_end_with_one_note(backprop):
    (problem,) = json.loads(backprop("solve", "ex3", "--exact", "--steps", "6", "-f", "json").out)["problems"]
    assert problem["exact_note"].startswith("From ")
    exact = [row["exact"] for row in problem["trace"]]
    assert None in exact
    text = backprop("solve", "ex3", "--exact", "--steps", "6").out
    assert text.count(problem["exact_note"]) == 1


def test_csv_has_one_line_an_entry(backprop, tmp_path):
    import csv

    target = tmp_path / "out.csv"
    assert backprop("solve", "ex4", "-o", target, "--bom", "--delimiter", ";").returncode == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    entry = next(row for row in rows if row["name"] == "W1[2,1]" and row["phase"] == "update")
    assert (entry["row"], entry["column"], entry["value"], entry["before"]) == ("2", "1", "-1.5", "0.5")
    assert backprop("solve", "ex3", "--delimiter", ";;", "-f", "csv").returncode == 2


def test_json_lines_are_the_rows_of_json(backprop):
    lines = [json.loads(line) for line in backprop("solve", "ex4", "-f", "jsonl").out.splitlines()]
    problems = json.loads(backprop("solve", "ex4", "-f", "json").out)["problems"]
    trace = [{"problem": item["name"], **row} for item in problems for row in item["trace"]]
    assert [line for line in lines if "question" not in line] == trace


def test_markdown_has_tables(backprop):
    out = backprop("solve", "ex4-regression", "-f", "md").out
    assert out.startswith("# ")
    name, formula = (
        r"$\frac{\partial L}{\partial W_{2}}$",
        r"$= O_{1}^{\mathsf{T}} \cdot \frac{\partial L}{\partial \hat{y}}$",
    )
    assert f"| {name} | {formula} | $" in out
    assert r"| dL/dW2 | = O1^T\*dL/dy\_hat |" in backprop("solve", "ex4-regression", "-f", "md", "--ascii").out
    assert "(-1; -0{,}5)" in backprop("solve", "ex4-regression", "-f", "md", "--lang", "ru").out.replace(r";\ ", "; ")
    assert "= (-1; -0,5) |" in backprop("solve", "ex4-regression", "-f", "md", "--lang", "ru", "--ascii").out


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("problem", ["ex3", "ex4"])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_no_line_is_wider_than_the_terminal(backprop, width, problem, lang):
    out = backprop("solve", problem, "-f", "table", "--lang", lang, COLUMNS=str(width)).out
    assert all(len(line) <= width for line in out.splitlines())
    assert "…" not in out


def test_russian_has_a_decimal_comma_on_the_page_and_none_in_data(backprop):
    assert "0,0625" in backprop("solve", "ex3", "--lang", "ru").out
    assert "0,0625" in backprop("solve", "ex3", BACKPROP_LANG="ru").out
    assert "0,0625" not in backprop("solve", "ex3", "-f", "csv", BACKPROP_LANG="ru").out
    assert "прямой проход" in backprop("solve", "ex3", LC_ALL="ru_RU.UTF-8").out


def test_after_a_step_the_forward_pass_is_shown_with_the_new_weights(backprop):
    (problem,) = json.loads(backprop("solve", "ex3", "--after", "-f", "json").out)["problems"]
    again = {(row["step"], row["name"]): row["value"] for row in problem["trace"] if row["phase"] == "after"}
    assert again[1, "H3"] == [[-5 / 32]]
    assert again[1, "L"] == pytest.approx(0.461016779312316**2 / 2)
    assert backprop("step", "ex3", "--after", "--ascii", "--quiet").out.isascii()


def test_completion_of_the_shell_knows_the_commands(backprop, monkeypatch):
    # Under no shell, as in the background of a script, there is none to be found out.
    monkeypatch.setattr("shellingham.detect_shell", lambda *given: ("bash", "/bin/bash"))
    assert "complete" in backprop("--show-completion", "bash").out
    words = {"_BACKPROP_COMPLETE": "complete_bash", "COMP_WORDS": "backprop so", "COMP_CWORD": "1"}
    assert backprop(**words).out.split() == ["solve"]
