"""Work that takes long says so on a terminal, and goes without a word into a pipe."""

import io
import sys
import threading
import time

import pytest

from backprop_cli import load, solve
from backprop_cli.__main__ import command_of
from backprop_cli.commands import patience as patience_module
from backprop_cli.commands.argument_reader import call, parameters
from backprop_cli.commands.options import OutputOptions
from backprop_cli.commands.patience import followed, patience
from backprop_cli.commands.progress import progress
from backprop_cli.commands.table import COMMANDS


class Screen(io.StringIO):
    """What a person sees: it is a terminal."""

    def isatty(self):
        return True


def see(monkeypatch, seconds=0.01):
    """Output and errors on a terminal, where people wait so long before a word. In a test: pytest takes a fixture's back."""
    monkeypatch.setattr(patience_module, "PATIENCE", seconds)
    monkeypatch.setattr(patience_module, "AGAIN", 0.01)
    out, err = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    return out, err


def waited_for(said, err):
    end = time.monotonic() + 20
    while said not in err.getvalue():
        assert time.monotonic() < end, err.getvalue()
        time.sleep(0.005)


@pytest.mark.parametrize(("lang", "said"), [("en", "working for"), ("ru", "идёт работа")])
def test_long_work_says_so_and_takes_the_line_away(monkeypatch, lang, said):
    _, err = see(monkeypatch)
    with patience(OutputOptions(language=lang)):
        waited_for(said, err)
    *_, before, last = err.getvalue().rsplit("\r", 2)
    assert not before.strip() and last == ""


def test_the_line_goes_before_the_first_word(monkeypatch):
    out, err = see(monkeypatch)
    with patience(OutputOptions()):
        waited_for("working", err)
        sys.stdout.write("word")
        said = err.getvalue()
        assert said.endswith("\r") and out.getvalue() == "word"
        time.sleep(0.05)
        assert err.getvalue() == said
    assert sys.stdout is out


def test_the_line_comes_back_where_no_word_follows(monkeypatch):
    out, err = see(monkeypatch)
    with patience(OutputOptions()):
        sys.stdout.write("a line\n")
        waited_for("working", err)
        sys.stdout.write("another\n")
    assert out.getvalue() == "a line\nanother\n" and err.getvalue().endswith("\r")


def test_what_tells_how_far_it_is_takes_the_place_of_the_line(monkeypatch):
    _, err = see(monkeypatch)
    threads = threading.active_count()
    with patience(OutputOptions()):
        waited_for("working", err)
        with progress("vary", OutputOptions(), forks=True) as done:
            assert threading.active_count() == threads
            done(1, 2)
            said = err.getvalue()
            time.sleep(0.05)
            assert err.getvalue() == said and "1/2" in said


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("help", "practice")])
def test_every_command_that_takes_long_says_so(monkeypatch, name):
    _, err = see(monkeypatch)
    command = command_of(name)

    class Slow:
        """Takes what the command takes."""

        __code__, __defaults__ = command.__code__, command.__defaults__

        def __call__(self, **arguments):
            waited_for("working", err)

    call(Slow(), list(parameters(command)), {}, "en")


def test_a_solution_says_its_step(monkeypatch):
    _, err = see(monkeypatch)
    solution = solve(load("ex3")[0])
    with patience(OutputOptions()) as sign:
        for one in followed(iter([solution]), sign):
            next(one.steps())
            waited_for("step 1 of 2", err)


def test_nothing_is_said_in_a_pipe_or_if_all_is_to_be_quiet(monkeypatch):
    see(monkeypatch)
    with patience(OutputOptions(quiet=True)) as sign:
        assert sign is None
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with patience(OutputOptions()) as sign:
        assert sign is None


def test_a_short_command_says_nothing(monkeypatch):
    _, err = see(monkeypatch, 60)
    with patience(OutputOptions()):
        pass
    assert err.getvalue() == ""


def test_the_end_is_orderly_where_the_work_fails(monkeypatch):
    out, _ = see(monkeypatch)
    with pytest.raises(ValueError, match="no"), patience(OutputOptions()):
        float("no")
    assert sys.stdout is out
