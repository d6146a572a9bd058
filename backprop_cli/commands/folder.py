"""A new directory with files in it: all of them, or none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ..errors import Fault, Message, OutputError, fail, plainly, reason_of
from .writing import orderly_exit


def write_folder(files: Iterable[tuple[str, str]], path: str) -> None:
    """Writes files, by name and text, into a directory that is new or empty; an error leaves nothing behind.

    Raises BackpropError where something stands there, and OutputError where it cannot be written.
    """
    refuse_full(path)
    with whole_folder(path) as folder:
        for name, text in files:
            # As everywhere, a question mark for bytes in the name of a file that are no text.
            with open(os.path.join(folder, name), "x", encoding="utf-8", errors="replace", newline="") as file:
                file.write(text)


def refuse_full(path: str) -> None:
    """Raises BackpropError where a path is there already and is no empty directory."""
    if os.path.lexists(path) and not (os.path.isdir(path) and not os.listdir(path)):
        raise fail("fault.folder_there", None, Message("hint.folder_there"), name=plainly(path))


@contextmanager
def whole_folder(path: str) -> Iterator[str]:
    """A directory to write into, which takes its place when all is written, and is gone if anything goes wrong."""
    target = os.path.abspath(path)
    temporary = os.path.join(os.path.dirname(target), f".backprop-{os.urandom(8).hex()}")
    try:
        with orderly_exit():
            try:
                os.mkdir(temporary)
                yield temporary
                os.replace(temporary, target)  # an empty directory gives way
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        fault = Fault(Message("fault.unwritable", {"name": plainly(path), "reason": reason_of(error)}))
        raise OutputError(fault) from None
