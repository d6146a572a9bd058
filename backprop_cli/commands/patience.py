"""A sign of life: a line on standard error which says, from the third second on, that work without a bar goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from ..i18n import text
from ..typed import Any
from .options import OutputOptions
from .writing import encodable

PATIENCE, AGAIN = 2.0, 0.5  # seconds: without a word before the first one of the sign, and between its words


class Sign:
    """The line while it is there. about: the solution that is worked out, whose step is said."""

    def __init__(self, language: str) -> None:
        from threading import Event, Lock, Thread  # which a pipe does without

        self.language, self.about = language, None
        self.screen = sys.stderr
        self._began = self._heard = monotonic()
        self._over, self._drawing, self._width, self._at_start = Event(), Lock(), 0, True
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def follow(self, things: Any) -> Iterator[Any]:
        """The same things; the last one is what the work is about."""
        for self.about in things:
            yield self.about

    def word(self, said: str) -> None:
        """Makes room for a word of the work itself. The line comes back if none follows, and it ended its own line."""
        with self._drawing:
            self._draw("")
            self._heard, self._at_start = monotonic(), said.endswith("\n") if said else self._at_start

    def end(self) -> None:
        """No more of it; its thread is gone then, for a copy of a process with several threads is unsafe."""
        self._over.set()
        self._thread.join()
        self._draw("")

    def _run(self) -> None:
        while not self._over.wait(AGAIN if self._width else PATIENCE / 4):
            with self._drawing:
                now = monotonic()
                if now - self._heard >= PATIENCE and self._at_start:
                    self._draw(self._said(int(now - self._began)))

    def _said(self, seconds: int) -> str:
        done, total = getattr(self.about, "taken", 0), getattr(self.about, "count", 0)
        key = "command.progress.steps" if done and total > 1 else "command.progress.working"
        return text(key, self.language, seconds=seconds, done=done, total=total)

    def _draw(self, said: str) -> None:
        if said or self._width:
            with suppress(OSError, ValueError):  # the terminal is gone
                self.screen.write(encodable(f"\r{' ' * self._width}\r{said}", self.screen))
                self.screen.flush()
        self._width = len(said)


class _Quietened:
    """A stream before whose words the sign goes."""

    def __init__(self, stream: Any, sign: Sign) -> None:
        self._stream, self._sign = stream, sign

    def write(self, said: str) -> Any:
        self._sign.word(said)
        return self._stream.write(said)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


_SIGNS: list[Sign] = []  # the one that is there, if any


@contextmanager
def patience(output: OutputOptions) -> Iterator[Sign | None]:
    """A sign for what goes on inside, where a person sees it, unless all is to be quiet; inside another, that one."""
    if output.quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    if _SIGNS:
        yield _SIGNS[-1]
        return
    sign = Sign(output.language)
    _SIGNS.append(sign)
    try:
        with _before_words(sign):
            yield sign
    finally:
        end_of_patience()


def end_of_patience() -> None:
    """Ends the sign, for something else tells how far the work is, or a person is asked."""
    while _SIGNS:
        _SIGNS.pop().end()


@contextmanager
def _before_words(sign: Sign) -> Iterator[None]:
    """Inside, the sign goes before anything is written to a terminal; what goes to a file or a pipe nobody sees."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (_Quietened(one, sign) if one and one.isatty() else one for one in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def followed(things: Iterable[Any], sign: Sign | None) -> Any:
    """Things on which work goes on, told to the sign if there is one; what is no iterator as it is."""
    return sign.follow(things) if sign and isinstance(things, Iterator) else things
