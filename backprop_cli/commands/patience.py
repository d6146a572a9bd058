"""A sign of life: a line on standard error which says, from the third second on, that work without a bar goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ..i18n import text
from .options import OutputOptions
from .writing import encodable

PATIENCE, AGAIN = 2.0, 0.5  # seconds: before the first word, and between the words after it


class Sign:
    """The line while it is there; `rest` takes it away. about: the solution that is worked out, whose step is said."""

    def __init__(self, language: str) -> None:
        from threading import Event, Lock, Thread  # which a pipe does without

        self.language, self.about = language, None
        self._over, self._drawing, self._width = Event(), Lock(), 0
        Thread(target=self._run, daemon=True).start()

    def follow(self, things: Any) -> Iterator[Any]:
        """The same things; the last one is what the work is about."""
        for self.about in things:
            yield self.about

    def rest(self) -> None:
        """No more of it, as something is written or all is done."""
        with self._drawing:
            self._over.set()
            self._draw("")

    def _run(self) -> None:
        waited, pause = PATIENCE, PATIENCE
        while not self._over.wait(pause):
            with self._drawing:
                if not self._over.is_set():
                    self._draw(self._said(int(waited)))
            waited, pause = waited + AGAIN, AGAIN

    def _said(self, seconds: int) -> str:
        done, total = getattr(self.about, "taken", 0), getattr(self.about, "count", 0)
        key = "command.progress.steps" if done and total > 1 else "command.progress.working"
        return text(key, self.language, seconds=seconds, done=done, total=total)

    def _draw(self, said: str) -> None:
        if said or self._width:
            with suppress(OSError, ValueError):  # the terminal is gone
                sys.stderr.write(encodable(f"\r{' ' * self._width}\r{said}", sys.stderr))
                sys.stderr.flush()
        self._width = len(said)


class _Quietened:
    """A stream before whose first word the sign goes."""

    def __init__(self, stream: Any, sign: Sign) -> None:
        self._stream, self._sign = stream, sign

    def write(self, said: str) -> Any:
        self._sign.rest()
        return self._stream.write(said)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def patience(output: OutputOptions) -> Iterator[Sign | None]:
    """A sign for what goes on inside, where a person sees it, unless all is to be quiet."""
    if output.quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    sign = Sign(output.language)
    try:
        with _before_words(sign):
            yield sign
    finally:
        sign.rest()


@contextmanager
def _before_words(sign: Sign) -> Iterator[None]:
    """Inside, the sign goes before anything is written to a terminal; what goes to a file or a pipe nobody sees."""
    stream = sys.stdout
    if stream is None or not stream.isatty():
        yield
        return
    sys.stdout = _Quietened(stream, sign)
    try:
        yield
    finally:
        sys.stdout = stream


def followed(things: Iterable[Any], sign: Sign | None) -> Any:
    """Things on which work goes on, told to the sign if there is one; what is no iterator as it is."""
    return sign.follow(things) if sign and isinstance(things, Iterator) else things
