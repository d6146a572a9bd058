"""The file of a practice: saved after every answer, written by one session, and nothing in it is lost."""

import os
import signal

import pytest
from places import PROBLEMS
from terminal import Terminal

from backprop_cli import Tutor, load
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.practice import Session

EX3 = load("ex3")[0]
EX3_TEXT = (PROBLEMS / "ex3.yaml").read_text("utf-8")


@pytest.mark.parametrize(("number", "code"), [("SIGHUP", 129), ("SIGTERM", 143), ("SIGKILL", -9)])
def test_every_answer_is_saved_at_once_and_survives_any_signal(tmp_path, number, code):
    terminal = Terminal("practice", "ex3", cwd=tmp_path)
    terminal.type("0")
    terminal.type("1/2")
    terminal.type("7")
    terminal.until(r"\[3/50\][^\n]* = ?$")
    second, shown = Terminal("practice", "ex3", cwd=tmp_path).end()
    assert (second, "another session of practice is writing ex3.answers.yaml" in shown) == (2, True)
    os.kill(terminal.process, getattr(signal, number))
    ended, left = terminal.end()
    assert (ended, left.strip()) == (code, "")
    assert {path.name for path in tmp_path.iterdir()} - {".ex3.answers.yaml.lock"} == {"ex3.answers.yaml"}
    assert (tmp_path / ".ex3.answers.yaml.lock").exists() == (number == "SIGKILL")
    (saved,) = read_answers((tmp_path / "ex3.answers.yaml").read_text("utf-8"), "ex3.answers.yaml")
    assert [item.raw for item in saved.items if item.raw] == ["0", "1/2", "7"]
    again = Terminal("practice", "ex3", cwd=tmp_path)  # what is left of the lock stops nobody
    assert "3 values so far" in again.until(r"\[3/50\][^\n]* = ?$")
    again.press(b"\x04")
    assert again.end()[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["ex3.answers.yaml"]


def test_answers_that_a_session_does_not_ask_for_are_kept(tmp_path):
    """Those of another phase, of the end, of a step that there is not, and those that cannot be read."""
    given = "final: {W3: 1}\nquestions: {q: {loss: 2}}\nanswers:\n"
    given += "- {step: 7, L: 3}\n- {step: 2, H1: [[1/2]], y_hat: what}\n- {step: 1, L: 0.125, H1: 0}\n"
    session = Session(EX3, ("loss",))
    session.resume(*read_answers(given, "old.yaml"))
    session.judge("0.145")
    (saved,) = read_answers(session.saved("note"), "saved.yaml")
    found = {f"{item.place}:{item.name}": item.raw for item in saved.items if item.raw is not None}
    old = {
        "1:L": "0.125",
        "1:H1": "0",
        "2:H1": "[[1/2]]",
        "2:y_hat": "what",
        "7:L": "3",
        "q:loss": "2",
        "final:W3": "1",
    }
    assert found == {**old, "2:L": "0.145"}
    whole = Session(EX3)
    whole.resume(saved)
    assert whole.judged(0).verdict == "right"


@pytest.mark.parametrize(
    "text", ["problem: ex3\nfinal: {W1: 1}\n---\nproblem: two\nfinal: {W1: 1}\n", EX3_TEXT, "answers: ["]
)
def test_a_file_with_more_than_this_work_is_not_taken_up(tmp_path, text):
    (tmp_path / "work.yaml").write_text(text, encoding="utf-8")
    code, shown = Terminal("practice", "ex3", "-o", "work.yaml", cwd=tmp_path).end()
    assert code == 2
    assert "saved work" in shown
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("work.yaml", text)]


@pytest.mark.parametrize("words", [("-o", "work.csv"), ("-f", "json"), ("-o", "sub/none/work.yaml")])
def test_work_that_could_not_be_read_or_written_is_not_begun(tmp_path, words):
    terminal = Terminal("practice", "ex3", *words, cwd=tmp_path)
    if "sub" in words[1]:
        terminal.type("0")
    assert terminal.end()[0] == (74 if "sub" in words[1] else 2)
    assert list(tmp_path.iterdir()) == []


def test_whatever_is_typed_is_saved_so_that_it_can_be_read():
    """Keys without a sign, quotes, YAML of all kinds; and an answer that is skipped is no longer there."""
    replies = [
        "\x1b[A",
        "\x7f1\t/2\0",
        '"',
        "'",
        "# x",
        "- a: [b",
        "{",
        "&a *a",
        "1: 2",
        "---",
        "\u2028",
        "\ud800",
        "no",
        "skip",
        "7",
    ]
    saved: list[str] = []
    session = Session(EX3)

    def ask(prompt):
        if not left:
            raise EOFError
        return left.pop(0)

    left = list(replies)
    with pytest.raises(EOFError):
        Tutor(session, "work.yaml", ask, lambda listing: None, saved.append).run()
    assert len(saved) == len(replies) - 2  # what leaves no sign is no answer
    other = Session(EX3)
    other.resume(*read_answers(saved[-1], "work.yaml"))
    assert other.written == session.written
    assert list(other.written.values()) == ["7"]
