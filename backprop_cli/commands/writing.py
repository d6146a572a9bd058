"""Text to standard output, or to a file as a whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain

from ..errors import Fault, Message, OutputError, reason_of
from ..expr.write.ascii import LAST_RESORT, ascii_escaped, can_write
from ..typed import Any
from .language import encoding_of
from .options import OutputOptions

DATA = ("json", "jsonl")


def write_bytes(content: bytes, path: str | None) -> None:
    """Writes bytes to a file, whole or not at all, or to standard output. Raises OutputError where it cannot."""
    if path:
        _write_file([content], path)
        return
    with standard_output() as stream:
        stream.buffer.write(content)


def write(chunks: Iterable[str], output: OutputOptions) -> None:
    """Writes text to where the options say. Raises OutputError where it cannot be written."""
    if output.output:
        _write_file(chain(["\ufeff"] if output.bom else [], chunks), output.output)
        return
    with standard_output() as stream:
        for chunk in _gathered(chunks):
            stream.write(encodable(chunk, stream, output.format in DATA))


@contextmanager
def standard_output() -> Iterator[Any]:
    """Standard output, which is flushed at the end. Raises OutputError where it is closed or takes no more."""
    if sys.stdout is None:
        raise OutputError(Fault(Message("fault.no_output")))
    try:
        yield sys.stdout
        sys.stdout.flush()
    except SystemExit as ended:
        # What rich and typer make of a reader that has gone.
        raise BrokenPipeError if isinstance(ended.__context__, BrokenPipeError) else ended from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable("<stdout>", error) from None


def _gathered(chunks: Iterable[str], size: int = 65536) -> Iterator[str]:
    """Chunks in pieces of about that size: an error before the first leaves nothing half written."""
    held: list[str] = []
    length = 0
    for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


def _write_file(chunks: Iterable[str] | list[bytes], path: str) -> None:
    target = os.path.realpath(path)  # what a link points to: the link stays one
    # The name is known before the file is there, so that no signal comes between them.
    temporary = os.path.join(os.path.dirname(target), f".backprop-{os.urandom(8).hex()}")
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            with open(target, "wb") as device:
                device.writelines(map(_bytes, chunks))
            return
        with orderly_exit():
            try:
                _write_whole(chunks, temporary, target)
            finally:
                with suppress(FileNotFoundError):
                    os.unlink(temporary)
    except OSError as error:
        raise _unwritable(path, error) from None


def _bytes(chunk: str | bytes) -> bytes:
    # Characters that are none come from the names of files; a terminal gets a question mark as well.
    return chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "replace")


def _write_whole(chunks: Iterable[str] | list[bytes], temporary: str, target: str) -> None:
    """Writes a temporary file, which takes the target's place and permissions when all of it is on the disk."""
    mode = os.stat(target).st_mode & 0o777 if os.path.exists(target) else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    opener = partial(os.open, mode=0o666 if mode is None else 0o600)
    with open(temporary, "xb", opener=opener) as file:
        file.writelines(map(_bytes, chunks))
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        os.chmod(temporary, mode)
    os.replace(temporary, target)


@contextmanager
def orderly_exit() -> Iterator[None]:
    """Inside, SIGTERM and SIGHUP are an exit like any other, with 143 and 129: what must be put away still is."""
    import signal

    def leave(number: int, frame: Any) -> None:
        raise SystemExit(128 + number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    caught = [number for number in numbers if signal.getsignal(number) == signal.SIG_DFL]
    before = sys.unraisablehook
    sys.unraisablehook = partial(_once_more, before)
    for number in caught:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)
        sys.unraisablehook = before


def _once_more(before: Callable[[Any], Any], lost: Any) -> None:
    """Sends a signal again that came while Python was freeing an object: what is raised there is reported, and lost."""
    code = 130 if isinstance(lost.exc_value, KeyboardInterrupt) else getattr(lost.exc_value, "code", None)
    if not isinstance(code, int) or code <= 128:
        before(lost)
        return
    from _thread import interrupt_main
    from threading import Timer

    # From another thread: sent here it would be raised here, and lost too.
    Timer(0.01, interrupt_main, [code - 128]).start()


def _unwritable(name: str, error: OSError) -> OutputError:
    return OutputError(Fault(Message("fault.unwritable", {"name": name, "reason": reason_of(error)})))


def encodable(line: str, stream: Any, data: bool = False) -> str:
    """The text in characters that a stream can write: ASCII ones for typography, ? for other letters.

    data: JSON, in which a character is escaped instead.
    """
    encoding = encoding_of(stream)
    if can_write(line, encoding):
        return line
    if data:
        return "".join(ascii_escaped([line], "json"))
    return line.translate(LAST_RESORT).encode(encoding, "replace").decode(encoding)
