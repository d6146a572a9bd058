"""What Windows has not: tests that need it say so by one of these, and are skipped there with their reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

IS_POSIX = os.name == "posix"
SIGNALS = pytest.mark.skipif(not IS_POSIX, reason="an interrupt cannot be sent to another process on Windows")
SHELL = pytest.mark.skipif(not IS_POSIX, reason="the command line shown is that of a POSIX shell")
LINKS = pytest.mark.skipif(not IS_POSIX, reason="on Windows not every user may make a symbolic link")
FULL_DISK = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full, a disk that is full")


def need_terminal() -> None:
    """Skips a test where there are no pseudo-terminals."""
    if not IS_POSIX:
        pytest.skip("Windows has no pseudo-terminals and no fork")


def need_resource() -> None:
    """Skips a test where the memory of a process cannot be measured."""
    if not IS_POSIX:
        pytest.skip("Windows does not tell the memory that a process took")
