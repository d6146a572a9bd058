"""Text to standard output, or to a file as a whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from ..errors import Fault, Message, OutputError
from ..expr.write.ascii import LAST_RESORT, ascii_escaped, can_write
from .language import encoding_of
from .options import OutputOptions

DATA = ("json", "jsonl")


def write(chunks: Iterable[str], output: OutputOptions) -> None:
    """Writes text to where the options say. Raises OutputError where it cannot be written."""
    if output.output:
        _write_file(chain(["\ufeff"] if output.bom else [], chunks), output.output)
        return
    if sys.stdout is None:
        raise OutputError(Fault(Message("fault.no_output")))
    try:
        for chunk in _gathered(chunks):
            sys.stdout.write(encodable(chunk, sys.stdout, output.format in DATA))
        sys.stdout.flush()
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


def _write_file(chunks: Iterable[str], path: str) -> None:
    import tempfile

    temporary = None
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "w", encoding="utf-8", newline="") as device:
                device.writelines(chunks)
            return
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=f".{os.path.basename(path)}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o666 & ~_umask()
        os.chmod(temporary, mode)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        if temporary:
            os.unlink(temporary)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(name: str, error: OSError) -> OutputError:
    reason = error.strerror or type(error).__name__
    return OutputError(Fault(Message("fault.unwritable", {"name": name, "reason": reason})))


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
