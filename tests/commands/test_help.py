"""Help, the manual and completion: one source, and nothing in them that a command does not do."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from examples import mostly_slow

from backprop_cli.__main__ import command_of
from backprop_cli.commands.argument_reader import parameters
from backprop_cli.commands.completion import WORDS
from backprop_cli.commands.help_page import PANELS, example_lines, formats_of, option_text, panel_of, panel_title
from backprop_cli.commands.manual import manual
from backprop_cli.commands.table import COMMANDS
from backprop_cli.formats.graders import IDENTITY
from backprop_cli.i18n import LANGUAGES
from backprop_cli.problem.marking import WORDS as MARKING

SHOWN = [name for name, command in COMMANDS.items() if not command.hidden]
LINES = {
    **{name: f"{name} ex3" for name in ("solve", "step", "derive", "graph", "validate", "show")},
    "check": "check ex3 answers.yaml --exit-zero",
    "test": "test ex3",
    "vary": "vary ex3",
    "grade": "grade ex3 answers",
    "worksheet": "worksheet ex3",
    "new": "new 2-1",
    "schema": "schema problem",
    **{name: name for name in ("problems", "layers", "losses", "optimisers", "schedules")},
}
DIRECTORIES = [("worksheet", "prairielearn")]  # which nobody can read from a pipe
FORMATS = [(name, format) for name in LINES for format in formats_of(COMMANDS[name])]


@pytest.fixture
def folder(backprop, tmp_path, monkeypatch):
    """A folder with a problem and an answer file, where commands run; in the surroundings of a grader."""
    for name in IDENTITY.values():
        monkeypatch.setenv(name, "here")
    (tmp_path / "my.yaml").write_text(backprop("show", "ex3").out, encoding="utf-8")
    (tmp_path / "answers.yaml").write_text("answers: [{step: 1, L: 0.125}]\n", encoding="utf-8")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "ann.txt").write_text("L = 0.125\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("name", "format"), mostly_slow(FORMATS, 6))
def test_a_command_writes_every_format_that_its_help_names(backprop, folder, name, format):
    where = ["-o", "made"] if (name, format) in DIRECTORIES else []
    done = backprop(*LINES[name].split(), "-f", format, *where)
    assert (done.returncode, done.err.count("error")) == (0, 0)
    assert any((folder / "made").iterdir()) if where else done.out


@pytest.mark.parametrize("name", LINES)
def test_a_format_that_is_not_named_is_refused(backprop, folder, name):
    (other,) = [format for format in ("svg", "yaml") if format not in formats_of(COMMANDS[name])][:1]
    assert backprop(*LINES[name].split(), "-f", other).returncode == 2


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_the_help_of_format_names_the_formats_of_its_command(name, lang):
    said = option_text("format", name, lang)
    assert ", ".join(formats_of(COMMANDS[name])) in said


@pytest.mark.parametrize(("name", "line"), mostly_slow([(n, line) for n in SHOWN for line in COMMANDS[n].examples], 15))
def test_every_example_runs(backprop, folder, name, line):
    done = backprop(*line.split())
    if name == "practice":
        assert "needs a terminal" in done.err
    else:
        assert (done.returncode, "error" in done.err) == (0, False), done.err


@pytest.mark.parametrize("name", COMMANDS)
def test_what_to_see_also_is_another_command(name):
    assert {*COMMANDS[name].see} <= {*SHOWN} - {name}
    assert COMMANDS[name].see
    assert len(COMMANDS[name].examples) == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_stands_in_a_panel_with_a_title(name):
    panels = [panel_of(parameter) for parameter in parameters(command_of(name))]
    assert {*panels} <= {*PANELS}
    assert len({panel_title(panel, lang) for panel in panels for lang in LANGUAGES}) == 2 * len({*panels})


def test_a_help_page_shows_panels_examples_and_relations_in_order(backprop):
    said = backprop("solve", "--help").out
    found = [re.search(re.escape(word), said) for word in (
        "Arguments", "Options", "Which problem is solved", "What is shown", "Output", "General", "Examples:", "See also:",
    )]  # fmt: skip
    places = [match.start() for match in found if match]
    assert len(places) == 8
    assert places == sorted(places)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manual_has_every_command_option_and_example(lang):
    page = "\n".join(manual(command_of, lang)).replace("\\-", "-")
    for name in SHOWN:
        assert f'.SS "backprop {name}' in page
        assert all(line.replace('"', r"\(dq") in page for line in example_lines(name))
        assert all(option in page for parameter in parameters(command_of(name)) for option in parameter.names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manual_is_roff(backprop, lang):
    page = backprop("--man", "--lang", lang).out
    requests = {line.split()[0] for line in page.splitlines() if line.startswith(".")}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi"}
    if shutil.which("groff"):
        command = ["groff", "-man", "-ww", "-Kutf8", "-Tutf8"]
        done = subprocess.run(command, input=page.encode(), capture_output=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")


def completed(words):
    """What a shell completes the last of these words to."""
    line = ["backprop", *words]
    given = {"_BACKPROP_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(line), "COMP_CWORD": str(len(line) - 1)}
    command = [sys.executable, "-m", "backprop_cli"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **given})
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "found"),
    mostly_slow(
        [
            (["sol"], ["solve"]),
            (["solve", "ex4-"], ["ex4-regression", "ex4-classification"]),
            (["graph", "ex1", "-f", "s"], ["svg"]),
            (["solve", "ex3", "--loss", "hu"], ["huber"]),
            (["layers", "sof"], ["softmax", "softplus", "softsign"]),
            (["new", "2-1", "--activation", "ta"], ["tanh"]),
            (["solve", "ex3", "--only", "forward,lo"], ["forward,loss"]),
            (["solve", "ex3", "--get", "2:dL/dW"], ["2:dL/dW3", "2:dL/dW2", "2:dL/dW1"]),
            (["solve", "ex3", "--get", "1:H", "--no"], ["--no-work"]),
            (["solve", "ex3", "--set", "b"], ["b1=", "b2=", "b3="]),
            (["solve", "ex3", "--color", "a"], ["auto", "always"]),
            (["schema", "p"], ["problem"]),
            (["solve", "nothing.yaml", "--get", "1"], []),
            (["step", "ex1", "--get", "1:f"], ["1:f"]),
        ],
        3,
    ),
)
def test_words_are_completed(words, found):
    assert completed(words) == found


@pytest.mark.parametrize("rule", mostly_slow(MARKING, 3))
def test_every_word_of_marking_is_completed(rule):
    assert completed(["check", "ex3", f"--{rule}", ""]) == [*MARKING[rule]]


def test_every_mistake_is_completed():
    assert completed(["explain", "wrong_si"]) == ["wrong_sign"]


def test_what_is_completed_is_an_option_or_argument_of_a_command():
    keys = {parameter.declared.key for name in COMMANDS for parameter in parameters(command_of(name))}
    assert {*WORDS} <= keys
