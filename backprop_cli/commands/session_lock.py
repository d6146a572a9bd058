"""One session of practice for each file: a second one that would write the same file is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..errors import Message, fail, plainly


@contextmanager
def only_session(path: str) -> Iterator[None]:
    """Holds a file for this process while the body runs. Raises BackpropError where another process holds it.

    What is held is a hidden file beside it, by a lock of the system's: that ends with the process, however the process
    ends, so nothing stays locked. Where there can be no such file, nothing is held.
    """
    folder, name = os.path.split(os.path.realpath(path))
    beside = os.path.join(folder, f".{name}.lock")
    try:
        file = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        if not _is_ours(file, beside):
            raise fail("fault.other_session", None, Message("hint.other_session"), name=plainly(path))
        try:
            yield
        finally:
            with suppress(OSError):
                os.unlink(beside)
    finally:
        os.close(file)


def _is_ours(file: int, path: str) -> bool:
    """Whether the lock on an open file is ours now, and the file is still the one of that path."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks
        return True
    with suppress(OSError):
        return os.path.samestat(os.fstat(file), os.stat(path))
    return False
