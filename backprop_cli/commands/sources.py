"""Where problems and answers come from: files, bundled names, or standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

from .. import Problem, chosen, load, load_text
from ..errors import fail
from ..problem.yaml_tree import MAX_BYTES
from .failures import remark
from .options import EditOptions, OutputOptions

DEFAULT = "ex3"


def problems(names: list[str] | None, edit: EditOptions, output: OutputOptions) -> Iterator[Problem]:
    """The problems of the names in order; without any, standard input's, else the bundled default (said on stderr)."""
    if names:
        for name in names:
            yield from _named(name, edit)
        return
    text = piped()
    if text.strip():
        yield from load_text(text, "<stdin>", "stdin", edit.edits(), edit.max_steps)
        return
    remark("command.default_problem", output, name=DEFAULT)
    yield from load(DEFAULT, edit.edits(), edit.max_steps)


def single(name: str | None, edit: EditOptions, output: OutputOptions) -> Problem:
    """The one problem of a name; a sheet needs FILE#NAME."""
    found = list(problems([name] if name else None, edit, output))
    if len(found) != 1:
        raise fail("fault.several_problems", name=name or "-", names=[problem.name for problem in found])
    return found[0]


def _named(name: str, edit: EditOptions) -> tuple[Problem, ...]:
    base, sign, document = name.rpartition("#")
    if name == "-" or (sign and base == "-"):
        found = load_text(stdin_bytes(), "<stdin>", "stdin", edit.edits(), edit.max_steps)
        return chosen(found, document) if sign else found
    return load(name, edit.edits(), edit.max_steps)


def piped() -> bytes:
    """What stands on standard input where that is a pipe or a file; nothing of a terminal or a device."""
    if sys.stdin is None or sys.stdin.closed:
        return b""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return b""
    return stdin_bytes() if stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode) else b""


def stdin_bytes() -> bytes:
    """What stands on standard input, cut just above the limit of a file."""
    return sys.stdin.buffer.read(MAX_BYTES + 1)
