"""Which problems a command works on: files, bundled names, or standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

from ..errors import fail
from ..i18n import text
from ..problem.load import chosen, file_bytes, load, load_text
from ..problem.model import Problem
from .options import LANG, Change

DEFAULT = "ex3"


def problems(names: list[str] | None, change: Change, quiet: bool = False) -> Iterator[Problem]:
    """The problems of the names in order; without any, standard input's, else the bundled default (said on stderr)."""
    if names:
        for name in names:
            yield from _named(name, change)
        return
    piped = _piped()
    if piped.strip():
        yield from load_text(piped, "<stdin>", "stdin", change.edits(), change.max_steps)
        return
    if not quiet:
        print(text("command.default_problem", LANG, name=DEFAULT), file=sys.stderr)
    yield from load(DEFAULT, change.edits(), change.max_steps)


def single(name: str | None, change: Change, quiet: bool = False) -> Problem:
    """The one problem of a name; a sheet needs FILE#NAME."""
    found = list(problems([name] if name else None, change, quiet))
    if len(found) != 1:
        raise fail("fault.several_problems", name=name or "-", names=[problem.name for problem in found])
    return found[0]


def text_of(name: str) -> tuple[str, bytes]:
    """A file's name, as messages say it, and what it holds; of - standard input's."""
    return ("<stdin>", _stdin_bytes()) if name == "-" else (name, file_bytes(name))


def _named(name: str, change: Change) -> tuple[Problem, ...]:
    base, sign, document = name.rpartition("#")
    if name == "-" or (sign and base == "-"):
        found = load_text(_stdin_bytes(), "<stdin>", "stdin", change.edits(), change.max_steps)
        return chosen(found, document) if sign else found
    return load(name, change.edits(), change.max_steps)


def _piped() -> bytes:
    """What stands on standard input where that is a pipe or a file; nothing of a terminal or a device."""
    if sys.stdin is None or sys.stdin.closed:
        return b""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return b""
    return _stdin_bytes() if stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode) else b""


def _stdin_bytes() -> bytes:
    from ..problem.yaml_tree import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1)
