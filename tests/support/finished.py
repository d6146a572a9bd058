"""A process that has ended, with what it said as bytes and as text."""

from __future__ import annotations

from dataclasses import dataclass
from subprocess import CompletedProcess


@dataclass(frozen=True)
class Finished:
    """Exit code and outputs of a process; how many seconds it took and the megabytes at its peak, where measured."""

    returncode: int
    stdout: bytes
    stderr: bytes
    seconds: float = 0
    peak: int = 0

    @classmethod
    def of(cls, done: CompletedProcess[bytes], seconds: float = 0, peak: int = 0) -> Finished:
        """What subprocess.run gave."""
        return cls(done.returncode, done.stdout, done.stderr, seconds, peak)

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.stdout.decode(errors="replace")

    @property
    def err(self) -> str:
        """Standard error as text."""
        return self.stderr.decode(errors="replace")
