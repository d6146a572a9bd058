"""Running the command, as a script would."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import examples
import pytest
from finished import Finished
from in_process import run as run_here

PLAIN = {"NO_COLOR": "", "FORCE_COLOR": "", "BACKPROP_LANG": "", "LC_ALL": "C.UTF-8", "COLUMNS": ""}

# Ten thousand tests make little garbage and keep much: to look for it every 700 objects takes a ninth of their time.
gc.set_threshold(50_000, 20, 100)

# Under nohup, or in the background of a script, signals are ignored, and so they would be in every process started here.
for name in ("SIGINT", "SIGHUP"):
    if (number := getattr(signal, name, None)) and signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler)


def pytest_addoption(parser):
    parser.addoption("--part", help="of the slow cases one part of several: 1/4; another run takes another one")


def pytest_configure(config):
    """Tells the tables of cases whether slow ones are wanted, before they are made."""
    examples.run_is_fast = config.option.markexpr == "not slow"


def pytest_collection_modifyitems(config, items):
    """Leaves out the slow cases of other parts; which part a case is in hangs on its name alone."""
    if not config.getoption("--part"):
        return
    number, count = map(int, config.getoption("--part").split("/"))
    other = [
        item for item in items if item.get_closest_marker("slow") and crc32(item.nodeid.encode()) % count != number - 1
    ]
    config.hook.pytest_deselected(items=other)
    left_out = set(other)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def kept_bytecode(tmp_path_factory):
    """Where Python is told to write no bytecode, the processes that tests start share theirs in a folder of the run.

    Else each of the hundreds compiles the whole package again.
    """
    here = tmp_path_factory.getbasetemp()
    shared = here.parent if os.environ.get("PYTEST_XDIST_WORKER") else here
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):
            patch.delenv("PYTHONDONTWRITEBYTECODE")
            patch.setenv("PYTHONPYCACHEPREFIX", str(shared / "bytecode"))
        yield


@pytest.fixture
def backprop(tmp_path, monkeypatch):
    """A function that runs `backprop` with arguments and input in this process, and gives what it wrote.

    Where the environment has more than our own variables, it is a process of its own: Python reads the others at start.
    """

    def run(*arguments: str, stdin: str | bytes | None = None, cwd=tmp_path, **environment: str):
        given = {key: value for key, value in {**os.environ, **PLAIN, **environment}.items() if value}
        text = stdin.encode() if isinstance(stdin, str) else stdin
        if set(environment) <= set(PLAIN):
            with monkeypatch.context() as patch:
                patch.chdir(cwd)
                for name in PLAIN:
                    patch.delenv(name, raising=False)
                for name, value in given.items():
                    patch.setenv(name, value)
                return run_here(*arguments, stdin=text or b"")
        return as_process(arguments, given, cwd, text)

    return run


@pytest.fixture
def backprop_process(tmp_path):
    """A function that runs `backprop` in a process of its own."""

    def run(*arguments: str, stdin: str | bytes | None = None, cwd=tmp_path, **environment: str):
        given = {key: value for key, value in {**os.environ, **PLAIN, **environment}.items() if value}
        return as_process(arguments, given, cwd, stdin.encode() if isinstance(stdin, str) else stdin)

    return run


def as_process(arguments: tuple[str, ...], given: dict[str, str], cwd: Path, text: bytes | None) -> Finished:
    """Runs `backprop` as a process; without a text its standard input is empty."""
    done = subprocess.run(
        [sys.executable, "-m", "backprop_cli", *map(str, arguments)],
        input=text, stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True, env=given, cwd=cwd, timeout=60,
    )  # fmt: skip
    return Finished.of(done)
