"""Hostile input: whatever is read, the answer is a message, soon, and exit code 2; never a traceback, never a 70."""

import os
import subprocess
import sys

import pytest
from examples import mostly_slow
from finished import Finished
from hostile_cases import LAUGHS, READ, WHOLE, lr
from platforms import need_resource
from soon import soon

from backprop_cli.derivation.questions import answers
from backprop_cli.errors import BackpropError, describe
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.expr.node import symbol
from backprop_cli.problem.load import load, load_text
from backprop_cli.program.line import Assignment, run_decimal
from backprop_cli.program.step import build
from backprop_cli.solution.solution import solve
from backprop_cli.views.lookup import find_value


def refused(data):
    """The faults of a text, which must come soon."""
    with soon(), pytest.raises(BackpropError) as caught:
        for problem in load_text(data, "bad.yaml", "bad"):
            list(solve(problem).steps())
            list(answers(problem, exact=True))
    assert caught.value.exit_code == 2
    return caught.value.faults


@pytest.mark.parametrize("name", READ)
def test_bad_input_is_refused_with_its_place_and_a_way_out(name):
    data, where, part = READ[name]
    faults = refused(data)
    said = [describe(fault) for fault in faults]
    assert any(any(word in one for word in part.split("|")) for one in said), said
    assert all(one.startswith("bad.yaml:") for one in said)
    assert where is None or any(one.startswith(f"bad.yaml:{where}: ") for one in said), said
    for one in said:
        assert len(one) < 1500
        assert one.replace("\n", "").isprintable()


def test_the_table_is_long():
    assert len(READ) >= 150


def test_a_division_by_zero_names_its_line():
    line = Assignment("a", 1 / symbol("x"), "forward")
    with pytest.raises(BackpropError, match="a = 1/x: division by zero"):
        run_decimal(line, {"x": 0.0}, DECIMAL)


@pytest.mark.slow
def test_the_largest_network_that_may_be_written_is_read_and_built():
    (problem,) = load_text("network:\n" + "  - relu\n" * 19_000 + "data: [{x: [1]}]\n", "t", "t")
    assert len(list(build(problem, 1))) == 19_000


# Changes and addresses on the command line


@pytest.mark.parametrize(
    ("path", "value", "part"),
    [
        ("", "1", "is not a path"),
        ("train..lr", "1", "is not a path"),
        (".", "1", "is not a path"),
        (".".join("a" * 20), "1", "is not a path"),
        ("data.0.x", "[1]", "is not a position in a list of 2"),
        ("data.3.x", "[1]", "is not a position in a list of 2"),
        ("data.²", "1", "is not a position in a list of 2"),
        ("data." + "9" * 5000, "1", "is not a position in a list of 2"),
        ("data.x", "1", "is not a position in a list of 2"),
        ("train.lr.deep", "1", "0.1 is a single value: it has no key deep"),
        ("trian.lr", "1", "did you mean train?"),
        ("train.rl", "1", "unknown key rl"),
        ("train.lr", "", "expected a number, found nothing"),
        ("train.lr", "#", "expected a number, found nothing"),
        ("train.lr", "[1", "this is not valid YAML"),
        ("train.lr", "a: b: c", "this is not valid YAML"),
        ("train.lr", "---\n1\n---\n2", "is not a single value"),
        ("train.lr", "\0", "U+0000"),
        ("train.lr", "!!python/none x", "leave the tag out"),
        ("train.lr", "fast", "expected a number, found fast"),
        ("train.order", "[3]", "observation 3"),
        ("network", "{}", "expected a list of layers"),
        ("network.1.linear.weights", "[[1]]", "1 row, but 2 numbers arrive"),
        ("loss", "mean", "unknown loss mean"),
        ("network.2", "[" * 100, "deeper than 32"),
    ],
)
def test_a_bad_change_is_refused(path, value, part):
    with pytest.raises(BackpropError) as caught:
        load_text(WHOLE, "bad.yaml", "bad", [(path, value, "--set")])
    assert part in str(caught.value)
    assert len(str(caught.value)) < 2000


ADDRESSES = ["", ":", "1:", ":L", "L", "0:L", "3:L", "9" * 30 + ":L", "1:W9", "1:W1[0,0]", "1:W1[3,1]", "1:W1[1,1,1]"]
ADDRESSES += [
    "1:L[9]",
    "1:W1[1",
    "1:W1]",
    "final:L",
    "final:",
    "1:__class__",
    "1:W1[1][1]",
    "\0",
    "²:L",
    "1:dL/d",
    "x" * 100_000,
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_bad_address_is_refused(address):
    (problem,) = load_text(WHOLE, "t", "t")
    with pytest.raises(BackpropError) as caught:
        find_value(solve(problem), address)
    assert str(caught.value).startswith("error: ")


@pytest.mark.parametrize(
    "name", ["", "nowhere.yaml", "ex33", "ex3#no", "#", "#" * 5000, "a\0b", "x" * 5000, "ex4#ex4-regresion"]
)
def test_a_name_of_nothing_is_refused(name):
    with pytest.raises(BackpropError) as caught:
        load(name)
    assert len(str(caught.value)) < 2000


# As a process


def memory(arguments, stdin=b"", cwd=None):
    """Runs the command alone, and gives the finished process with the seconds of work and the megabytes it took."""
    need_resource()
    unit = 1 if sys.platform == "darwin" else 1024  # of the peak: bytes there, kilobytes elsewhere
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'backprop_cli', *sys.argv[1:]])\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print('USED', used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)\n"
        "sys.exit(done.returncode)"
    )
    environment = {**os.environ, "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "BACKPROP_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        input=stdin, capture_output=True, timeout=60, cwd=cwd, env=environment,
    )  # fmt: skip
    seconds, peak = done.stderr.decode().rpartition("USED ")[2].split()
    return Finished.of(done, float(seconds), int(peak) * unit // 1_048_576)


def ends_well(done, part):
    assert done.returncode == 2, done.err
    assert done.stdout == b""
    assert "Traceback" not in done.err
    assert part in done.err
    assert done.seconds < 3
    assert done.peak < 200


PIPED = {
    "empty NULs": (b"\0" * 100, "U+0000"),
    "brackets": (b"title: " + b"[" * 100_000, "deeper than 32"),
    "braces": (b"{" * 100_000, "deeper than 32"),
    "laughs": (("l0: &l0 [a]\n" + LAUGHS).encode(), "20000 values"),
    "17 MB": (b"a: b\n" * 3_400_000, "16384 KB"),
    "16 MB in one document": (b"a" * 16_000_000, "256 KB"),
    "16 MB of documents": (b"--- a\n" * 2_600_000, "64 documents"),
    "20,001 values": (b"title: [" + b"1," * 20_001 + b"]", "20000 values"),
    "250 KB of bad numbers": (b"network: [relu]\ndata: [{x: [" + b"a," * 19_000 + b"]}]", "expected a number"),
    "250 KB of unknown keys": (b"".join(b"key%d: 1\n" % n for n in range(9_900)), "unknown key key0"),
    "tower": (lr("9^9^9").encode(), "<stdin>:9:15"),
    "several": (b"network: [sigmiod]\nloss: msee\n", "did you mean mse?"),
    "overflow": (READ["overflow forward"][0].encode(), "y_hat = H1·W2"),
    "saturated": (READ["logarithm of 0"][0].encode(), "has no value here"),
    "python": (b"a: !!python/object/apply:os.system ['touch hacked']\n", "is not supported"),
}


@pytest.mark.parametrize("name", mostly_slow(PIPED, 3))
def test_a_bad_pipe_ends_with_2_soon_and_in_little_memory(name, tmp_path):
    data, part = PIPED[name]
    ends_well(memory(["solve", "-"], data, tmp_path), part)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["solve", "."], "is a folder"),
        (["solve", "/dev/null"], "contains no problem"),
        (["solve", "nowhere.yaml"], "no such file"),
        (["solve", "ex3", "--set", "train.lr"], "expected PATH=VALUE"),
        (["solve", "ex3", "--set", "data.9.x=[1]"], "is not a position in a list of 2"),
        (["solve", "ex3", "--set", "train.epochs=1000000000"], "expected a whole number"),
        (["solve", "ex3", "--lr", "fast"], "--lr:1:1: error: expected a number, found fast"),
        (["solve", "ex3", "--loss", "msee"], "did you mean mse?"),
        (["solve", "ex3", "--get", "9:L"], "step 9 does not exist"),
        (["solve", "ex3", "--get", "²:L"], "say which of the 2 steps"),
        (["solve", "--", "-#nothing"], "no problem is called nothing"),
        (["step", "ex4"], "choose one with FILE#NAME"),
        (["validate", "ex3", "#"], "no such file"),
    ],
)
def test_bad_arguments_end_with_2(backprop, arguments, part):
    done = backprop(*arguments, stdin=WHOLE)
    assert (done.returncode, done.out) == (2, ""), done.err
    assert any(word in done.err for word in part.split("|")), done.err
    assert "Traceback" not in done.err


def test_a_file_that_may_not_be_read_is_told(backprop, tmp_path):
    shut = tmp_path / "shut.yaml"
    shut.write_text(WHOLE)
    shut.chmod(0)
    if os.access(shut, os.R_OK):  # root reads every file but this one
        shut = "/proc/self/mem"
    done = backprop("solve", shut)
    assert (done.returncode, done.out) == (2, "")
    assert f"cannot read {shut}: " in done.err


def test_a_strange_file_name_is_shown_harmlessly(backprop, tmp_path):
    (tmp_path / "a\x1b[31m\n.yaml").write_text("network: [sigmiod]\n")
    done = backprop("solve", "a\x1b[31m\n.yaml")
    assert done.returncode == 2
    assert "\x1b" not in done.err
    assert ":1:11: error: unknown layer sigmiod" in done.err


def test_the_measure_of_memory_sees_what_is_there():
    assert memory(["--version"]).peak > 5
