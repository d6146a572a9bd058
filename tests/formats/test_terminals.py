"""What a person sees: real terminals of several widths, dumb ones, code pages, Russian, and outputs that fail."""

import io
import json
import os
import re
import signal
import struct
import subprocess
import sys
import time

import pytest
from examples import mostly_slow
from platforms import FULL_DISK, IS_POSIX, SHELL, SIGNALS, need_terminal
from rich.console import Console

from backprop_cli import Look, View, kinds, load, problems, show, solve
from backprop_cli.api.rendering import coloured_pieces
from backprop_cli.formats.text_box import width

if IS_POSIX:
    import fcntl
    import pty
    import termios

FEW = ["ex2", "ex3", "ex4-regression", "ex5", "mazur-2-2-2", "softmax-classifier"]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def in_terminal(columns, *arguments, **environment):
    """What a command writes to a terminal of so many columns."""
    need_terminal()
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    given = {**kept, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", **environment}
    command = [sys.executable, "-m", "backprop_cli", *arguments]
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=given)
    os.close(follower)
    found = bytearray()
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        found += piece
    process.wait(60)
    os.close(leader)
    return found.decode().replace("\r\n", "\n")


def plain(text):
    return ESCAPES.sub("", text)


@pytest.mark.parametrize("columns", mostly_slow([60, 80, 40], 6))
@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("name", mostly_slow(FEW, 2))
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(name, lang, columns):
    said = plain(in_terminal(columns, "solve", name, "--lang", lang))
    assert said.count("\n") > 10
    assert [line for line in said.split("\n") if width(line) > columns] == []
    assert "…" not in said.replace("w1 … w4", "").replace("w5 … w8", "").replace("w5 … w8", "")


@pytest.mark.parametrize("columns", mostly_slow([60, 80], 2))
@pytest.mark.parametrize("name", ["ex1", "ex2", "ex3", "ex5"])
def test_no_line_of_a_derivation_is_wider_than_the_terminal(name, columns):
    said = plain(in_terminal(columns, "derive", name))
    assert [line for line in said.split("\n") if width(line) > columns] == []


def test_what_moves_stands_out_in_a_terminal():
    assert "\x1b[1;32m" in in_terminal(100, "solve", "ex3")


@pytest.mark.parametrize("style", ["standard", "256", "truecolor"])
@pytest.mark.parametrize("thing", ["ex3", "ex5", "softmax-classifier", None])
def test_the_codes_of_colours_are_those_that_rich_writes(thing, style):
    """Of several things as well, and in every system of colours that rich finds a terminal to have."""
    look, screen = Look(width=70), io.StringIO()
    console = Console(file=screen, force_terminal=True, color_system=style, no_color=False, highlight=False, width=70)

    def things():
        return [solve(load(thing)[0]) for _ in range(2)] if thing else [problems(), kinds("layers")]

    show(things(), View(), look, console)
    assert "".join(coloured_pieces(things(), View(), look)) == screen.getvalue()
    assert "\x1b[" in screen.getvalue()


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": ""}, {"TERM": ""}])
def test_a_terminal_has_the_codes_that_rich_gives_it(environment):
    """An empty FORCE_COLOR says that a terminal is none; to releases of rich before that it said that it is one."""
    has_codes = Console(file=Screen(), _environ=environment).is_terminal
    assert ("\x1b[" in in_terminal(80, "layers", "relu", **environment)) == has_codes


@pytest.mark.parametrize("words", [("solve", "ex1"), ("derive", "ex5")])
def test_a_terminal_without_the_letters_of_a_title_gets_signs_for_them(words):
    said = in_terminal(80, *words, PYTHONIOENCODING="ascii")
    assert "\x1b[" in said and "error:" not in said and len(said) > 500


@pytest.mark.parametrize("arguments", [("solve", "ex3"), ("problems",), ("derive", "ex1")])
def test_a_dumb_terminal_gets_no_escape_codes(arguments):
    said = in_terminal(80, *arguments, TERM="dumb")
    assert "\x1b" not in said and len(said) > 100
    assert all(width(line) <= 80 for line in said.split("\n"))


def test_colour_that_is_asked_for_wins_over_a_dumb_terminal():
    assert "\x1b[" in in_terminal(80, "solve", "ex3", "--color", "always", TERM="dumb")


@pytest.mark.parametrize(
    ("arguments", "environment"),
    mostly_slow(
        [
            (("solve", "ex3", "--color", "never"), {}),
            (("solve", "ex3", "--color", "never"), {"FORCE_COLOR": "1"}),
            *[((*words, "--color", "never"), {}) for words in (("problems",), ("derive", "ex1"), ("solve", "--help"))],
            *[
                (words, {"NO_COLOR": "1"})
                for words in (("solve", "ex3"), ("layers", "relu"), ("--help",), ("solve", "-h"))
            ],
        ],
        4,
    ),
)
def test_without_colours_there_is_no_escape_code_at_all(arguments, environment):
    said = in_terminal(80, *arguments, **environment)
    assert "\x1b" not in said and len(said) > 100


@pytest.mark.parametrize("encoding", mostly_slow(["cp1251", "cp866", "latin-1", "cp1252", "ascii", "cp437"], 4))
@pytest.mark.parametrize("name", ["ex3", "xor", "mazur-2-2-2"])
def test_an_output_without_the_signs_gets_ascii_ones(backprop, encoding, name):
    done = backprop("solve", name, PYTHONIOENCODING=encoding)
    said = done.stdout.decode(encoding)
    assert done.returncode == 0 and done.stderr == b""
    assert "\\u" not in said and "?" not in said.replace("?)", "")
    assert said.isascii() or encoding.startswith("cp")


def test_a_cyrillic_code_page_is_written_in_russian_with_ascii_signs(backprop):
    done = backprop("solve", "ex3", "--lang", "ru", PYTHONIOENCODING="cp866")
    said = done.stdout.decode("cp866")
    assert "прямой проход" in said and "dL/dy_hat" in said and "?" not in said


def test_an_output_without_cyrillic_letters_is_written_in_english(backprop):
    done = backprop("solve", "ex3", "--lang", "ru", PYTHONIOENCODING="latin-1")
    assert b"forward" in done.stdout and b"?" not in done.stdout


def test_an_error_can_be_written_in_any_encoding(backprop, tmp_path):
    (tmp_path / "плохо.yaml").write_text("network: [линейный]\n", encoding="utf-8")
    done = backprop("solve", "плохо.yaml", "--lang", "ru", PYTHONIOENCODING="ascii", PYTHONUTF8="1")
    assert done.returncode == 2 and b"Traceback" not in done.stderr and b"1:11" in done.stderr


# What stays as it is in Russian: what one types, names of kinds and of lines, names of problems and of people.
KEPT = re.compile(
    r"\$ backprop [^\n]*|--?[\w-]+|\b(backprop|man|show|new|network|bias|solve|step|derive|validate|problems|layers|losses|optimisers|optimizers|schedules|schema|graph"
    r"|half_squared_error|squared_error|cross_entropy_with_logits|mse|log_loss|\w+\.yaml|ReLU|softmax|relu|linear"
    r"|sigmoid|tanh|exp|ln|JSON|json|jsonl|csv|md|yaml|plain|table|ASCII|ascii|always|never|auto|en|ru|BACKPROP_LANG"
    r"|LC_ALL|LANG|forward|loss|backward|gradient|update|final|reverse|composed|outputs|derivatives|boxes|algorithm"
    r"|cost|train|lr|ID|N|x|y|w\d|W\d|b\d|H\d|O\d|L|P|ex\d\S*|E_total|net_h|net_o|out_h|out_o|dL\S*|Backpropagation"
    r"|backpropagation|Matt|Mazur|A|Step|by|Example|mattmazur|com|sigmoid|alpha|slope|delta|f|d|a|b|c|e|X|T|SGD"
    r"|kind|what|diag|logloss|XOR|xor|three|classes|zeros|half|order|solv|pdf|latex|html|text|svg|dot|mermaid|tikz|problem|answers|check|explain|test|practice|grade|vary|page|worksheet|numpy|torch|HTML|train|local|full|delta|CSV|Excel|UTF|after|jacobian|total|ReLU|softplus|ELU|LeakyReLU|LoB)\b"
)


def english(said):
    return re.findall(r"[A-Za-z]{2,}", KEPT.sub(" ", said))


SAID = [
    ("--help",),
    *((command, "--help") for command in ("solve", "step", "derive", "validate", "problems", "layers")),
]
SAID += [("solve", "--nope"), ("solv",), ("solve", "--digits", "x"), ("solve", "--digits", "99"), ("solve", "--lr")]
SAID += [("step", "a", "b"), ("solve", "--debug=1"), ("solve", "--steps", "-1"), ("solve", "ex3", "-f", "pdf")]


@pytest.mark.parametrize("arguments", mostly_slow(((words,) for words in SAID), 3), ids=" ".join)
def test_help_and_usage_errors_have_no_english_word_in_russian(backprop, arguments):
    done = backprop(*arguments, BACKPROP_LANG="ru")
    assert english((done.stdout + done.stderr).decode()) == []


@pytest.mark.parametrize("name", ["ex1", "ex2", "ex3", "ex4", "ex5", "xor", "three-classes"])
def test_a_board_has_no_english_word_in_russian(backprop, name):
    assert english(backprop("solve", name, BACKPROP_LANG="ru").out) == []


def test_a_usage_error_says_what_was_meant(backprop):
    assert "did you mean --color?" in backprop("solve", "--colr", "x").err
    assert "did you mean solve?" in backprop("solv").err
    assert "from 1 to 17, found 99" in backprop("solve", "--digits", "99").err


def redirected(command, **environment):
    return subprocess.run(["bash", "-c", command.replace("BACKPROP", f"{sys.executable} -m backprop_cli")],
                          capture_output=True, timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8", **environment})  # fmt: skip


@SHELL
@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param("BACKPROP solve ex3 > /dev/full", 74, marks=FULL_DISK),
        pytest.param("BACKPROP solve ex3 -o /dev/full", 74, marks=FULL_DISK),
        pytest.param("BACKPROP solve ex3 -f json > /dev/full", 74, marks=FULL_DISK),
        ("BACKPROP solve ex3 >&-", 74),
        ("BACKPROP solve ex3 -o /no/such/folder/x.txt", 74),
        ("BACKPROP solve nothing 2>&-", 2),
        ("BACKPROP solve ex3 -o x.yaml", 2),
    ],
)
def test_an_output_that_fails_ends_with_its_code_and_no_traceback(command, code):
    done = redirected(command)
    assert done.returncode == code and b"Traceback" not in done.stderr


@SHELL
def test_a_reader_that_has_gone_ends_a_long_output_quietly():
    done = redirected("BACKPROP solve ex3 --steps 3000 -f jsonl | head -1; echo ${PIPESTATUS[0]}")
    assert done.stdout.splitlines()[-1] == b"141" and done.stderr == b""


@SIGNALS
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_a_kill_in_the_middle_leaves_the_old_file_whole(tmp_path, sent):
    target = tmp_path / "out.jsonl"
    target.write_text("old\n")
    command = [sys.executable, "-m", "backprop_cli", "solve", "ex3", "--steps", "90000", "-o", str(target)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not any(path.stat().st_size for path in tmp_path.iterdir() if path != target) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(sent)
    process.wait(30)
    assert target.read_text() == "old\n"
    assert sent == signal.SIGKILL or list(tmp_path.iterdir()) == [target]


def test_json_stays_json_in_any_encoding(backprop):
    for form in ("json", "jsonl"):
        plain, narrow = (
            backprop("solve", "xor", "-f", form),
            backprop("solve", "xor", "-f", form, PYTHONIOENCODING="latin-1"),
        )
        lines = zip(
            *(
                ("[" + ",".join(done.out.splitlines()) + "]" if form == "jsonl" else done.out,)
                for done in (plain, narrow)
            )
        )
        assert all(json.loads(left) == json.loads(right) for left, right in lines)
