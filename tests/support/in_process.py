"""The command in this process: thousands of command lines in the time that a few processes take."""

from __future__ import annotations

import gc
import io
import sys
from typing import Any
from unittest import mock

from finished import Finished

from backprop_cli.__main__ import main


class _Piped(io.TextIOWrapper):
    """A stream of text over bytes in memory, as a pipe has it."""

    def __init__(self, data: bytes = b"") -> None:
        self.bytes = io.BytesIO(data)
        super().__init__(self.bytes, encoding="utf-8", newline="")

    def written(self) -> bytes:
        """What has been written."""
        self.flush()
        return self.bytes.getvalue()


def run(*arguments: object, stdin: bytes = b"") -> Finished:
    """Runs `backprop` with arguments and input, and gives its exit code and what it wrote."""
    out, err = _Piped(), _Piped()
    streams: dict[str, Any] = {
        "stdin": _Piped(stdin),
        "stdout": out,
        "stderr": err,
        "argv": ["backprop", *map(str, arguments)],
    }
    code = 0
    with mock.patch.multiple(sys, **streams):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        finally:
            gc.unfreeze()  # this process goes on
    return Finished(code, out.written(), err.written())
