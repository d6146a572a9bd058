"""Where problems and answers come from: files, bundled names, or standard input."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress

from .. import Problem, chosen, load, load_text
from ..errors import Message, fail, plainly
from ..problem.load import file_bytes
from ..problem.yaml_tree import MAX_BYTES
from .failures import remark
from .options import EditOptions, OutputOptions

DEFAULT = "ex3"


def problems(
    names: list[str] | None, edit: EditOptions, output: OutputOptions, tests: bool = True
) -> Iterator[Problem]:
    """The problems of the names in order; without any, standard input's, else the bundled default (said on stderr).

    tests: whether the tests of files are wanted; else they may stay unread, which is quicker. Raises BackpropError
    where the output is the file of one of them, or a file of numbers that one names.
    """
    for found in _problems(names, edit, output, tests):
        refuse_inputs(found, output)
        yield found


def refuse_inputs(problem: Problem, output: OutputOptions, replaced: bool = False) -> None:
    """Raises BackpropError where the output is a file of numbers that a problem names, or its own unless replaced."""
    if output.output is None:
        return
    from ..problem.array_files import beside, files_of  # which a problem without such files does not need

    own = [] if replaced and not problem.siblings else [problem.document.mark.source.name]
    for name in (*own, *map(beside, files_of(problem.document))):
        refuse_input(name, output)


def refuse_input(name: str, output: OutputOptions) -> None:
    """Raises BackpropError where the output is the file that is read, by whatever name or link."""
    if output.output is None:
        return
    with suppress(OSError, ValueError):
        read = os.fstat(sys.stdin.fileno()) if name == "<stdin>" and sys.stdin else os.stat(name)
        if stat.S_ISREG(read.st_mode) and os.path.samestat(read, os.stat(output.output)):
            raise fail("fault.output_is_input", None, Message("hint.output_is_input"), name=plainly(output.output))


def refuse_answers(names: list[str], output: OutputOptions) -> None:
    """Raises BackpropError where the output is one of these files of answers, or of those in these folders."""
    if output.output is None:
        return
    for name in names:
        folder = [name, *(os.path.join(name, file) for file in os.listdir(name))] if os.path.isdir(name) else [name]
        for file in folder:
            refuse_input(file, output)


def _problems(names: list[str] | None, edit: EditOptions, output: OutputOptions, tests: bool) -> Iterator[Problem]:
    if names:
        for name in names:
            yield from _named(name, edit, tests)
        return
    text = piped()
    if text.strip():
        yield from load_text(text, "<stdin>", "stdin", edit.edits(), edit.max_steps)
        return
    remark("command.default_problem", output, name=DEFAULT)
    yield from load(DEFAULT, edit.edits(), edit.max_steps, tests)


def single(
    name: str | None, edit: EditOptions, output: OutputOptions, replaced: bool = False, tests: bool = True
) -> Problem:
    """The one problem of a name; a sheet needs FILE#NAME. replaced: whether its file may be the output.

    tests: as in problems.
    """
    found = list(_problems([name] if name else None, edit, output, tests))
    for item in found:
        refuse_inputs(item, output, replaced)
    if len(found) != 1:
        raise fail("fault.several_problems", name=name or "-", names=[problem.name for problem in found])
    return found[0]


def _named(name: str, edit: EditOptions, tests: bool) -> tuple[Problem, ...]:
    base, sign, document = name.rpartition("#")
    if name == "-" or (sign and base == "-"):
        found = load_text(stdin_bytes(), "<stdin>", "stdin", edit.edits(), edit.max_steps)
        return chosen(found, document) if sign else found
    return load(name, edit.edits(), edit.max_steps, tests)


def piped() -> bytes:
    """What stands on standard input where that is a pipe or a file; nothing of a terminal or a device."""
    if sys.stdin is None or sys.stdin.closed:
        return b""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return b""
    return stdin_bytes() if stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode) else b""


def file_content(name: str) -> bytes:
    """What a file holds, or standard input for -. Raises BackpropError where it cannot be read."""
    return stdin_bytes() if name == "-" else file_bytes(name)


def stdin_bytes() -> bytes:
    """What stands on standard input, cut just above the limit of a file. Raises BackpropError where it is closed."""
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (AttributeError, OSError, ValueError):  # None, a file that is only written, one that is closed
        raise fail("fault.no_input") from None
