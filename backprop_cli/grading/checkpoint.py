"""A checkpoint: one JSON line for each file that was judged, so that grading goes on where it was interrupted."""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256

from ..errors import Fault, Message, OutputError, fail, plainly, reason_of
from ..typed import Any
from .judging import ClassSpec, Result

FORMAT = "backprop-grade/1"


def key_of(spec: ClassSpec, name: str, data: bytes, version: str) -> str:
    """What tells a result from those of other answers, problems, rules and releases."""
    said = "\0".join((version, spec.digest, name, sha256(data).hexdigest()))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()  # a file's name may have bytes that are no text


class ResultsFile:
    """The results in a file, by their keys; new ones are added to it at once.

    path: None for results that are kept nowhere. Raises BackpropError where the file is no checkpoint; its last line
    may be broken off.
    """

    def __init__(self, path: str | None) -> None:
        self.path = path
        self.found: dict[str, Result] = dict(_lines(path)) if path else {}

    def add(self, results: dict[str, Result]) -> None:
        """Writes results behind the others. Raises OutputError where that is not possible."""
        if self.path is None or not results:
            return
        lines = (json.dumps({"format": FORMAT, "key": key, "result": result}) for key, result in results.items())
        try:
            with open(self.path, "a", encoding="utf-8", newline="") as file:
                file.write("".join(f"\n{line}\n" for line in lines))  # a broken line before them stays alone
        except OSError as error:
            values = {"name": plainly(self.path), "reason": reason_of(error)}
            raise OutputError(Fault(Message("fault.unwritable", values))) from None


def _lines(path: str) -> list[tuple[str, Result]]:
    """The results of a checkpoint; none where there is no such file."""
    try:
        with open(path, encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if line]
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise fail("fault.not_checkpoint", name=plainly(path)) from None
    read = [_read(line) for line in lines]
    if lines and not any(read):
        raise fail("fault.not_checkpoint", name=plainly(path))
    return [item for item in read if item]


def _read(line: str) -> tuple[str, Result] | None:
    """The key and the result in a line; None of a line that is none or was broken off."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        said: dict[str, Any] = json.loads(line)
        result = said["result"]
        if said["format"] == FORMAT and {"file", "checks", "error", "feedback"} <= result.keys():
            return said["key"], result
    return None
