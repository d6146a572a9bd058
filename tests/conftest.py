"""Running the command as a process, as a script would."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from finished import Finished

PLAIN = {"NO_COLOR": "", "FORCE_COLOR": "", "BACKPROP_LANG": "", "LC_ALL": "C.UTF-8", "COLUMNS": ""}


@pytest.fixture
def backprop(tmp_path):
    """A function that runs `backprop` with arguments and input, and gives the finished process."""

    def run(*arguments: str, stdin: str | bytes | None = None, cwd=tmp_path, **environment: str):
        given = {key: value for key, value in {**os.environ, **PLAIN, **environment}.items() if value}
        text = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "backprop_cli", *map(str, arguments)],
            input=text, stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True, env=given, cwd=cwd, timeout=60,
        )  # fmt: skip
        return Finished.of(done)

    return run
