"""The edge of the program: where results are written and errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

from ..errors import BackpropError, Fault, Message, OutputError, describe, fail
from ..expr.write.ascii import LAST_RESORT, can_write
from ..i18n import text
from .options import LANG, Output

DATA = ("json", "jsonl")
COLOURS = ("auto", "always", "never")
EXTENSIONS = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".svg": "svg",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".tikz": "tikz",
    ".txt": "plain",
    ".yaml": "yaml",
    ".yml": "yaml",
}


def form(output: Output, known: tuple[str, ...]) -> str:
    """The format that is asked for: by name, by the file's extension, or by where the output goes."""
    if output.format:
        if output.format not in known:
            raise fail("fault.unknown_format", found=output.format, known=known)
        return output.format
    if output.output:
        suffix = os.path.splitext(output.output)[1]
        found = EXTENSIONS.get(suffix.lower(), "plain")
        if found not in known:
            raise fail("fault.extension", None, Message("hint.extension"), found=suffix, known=known)
        return found
    if "text" in known:
        return "text"
    return "table" if is_terminal(output) or coloured(output) else "plain"


def coloured(output: Output) -> bool:
    """Whether colours are asked for wherever the output goes: `--color always`, or FORCE_COLOR."""
    if output.color not in COLOURS:
        raise fail("fault.color", found=output.color, known=COLOURS)
    return output.color == "always" or (output.color == "auto" and bool(os.environ.get("FORCE_COLOR")))


def is_terminal(output: Output) -> bool:
    """Whether a person reads standard output in a terminal."""
    return output.output is None and sys.stdout is not None and sys.stdout.isatty()


def write(chunks: Iterable[str], output: Output) -> None:
    """Text to standard output, or to the file as a whole or not at all.

    Raises OutputError where it cannot be written.
    """
    if output.output:
        _write_file(chain(["\ufeff"] if output.bom else [], chunks), output.output)
        return
    if sys.stdout is None:
        raise OutputError(Fault(Message("fault.no_output")))
    for chunk in _gathered(chunks):
        try:
            sys.stdout.write(encodable(chunk, sys.stdout, output.format in DATA))
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable("<stdout>", error) from None
    try:
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


@contextmanager
def messages(debug: bool = False) -> Iterator[None]:
    """Errors become text on standard error and the documented exit codes; with debug, a traceback as well."""
    try:
        yield
    except BackpropError as error:
        _tell(error, debug)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        close_stdout()
        raise SystemExit(141) from None
    except RecursionError as error:
        _tell(fail("fault.too_deep"), debug, error)
        raise SystemExit(2) from None
    except Exception as error:
        _tell(fail("fault.bug", kind=type(error).__name__, said=str(error)[:200]), debug, error)
        raise SystemExit(70) from None


def close_stdout() -> None:
    """Lets the interpreter end without a word about a reader that has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(*faults: Fault) -> None:
    """Faults on standard error, in signs that it can write."""
    for fault in faults:
        _say(describe(fault, LANG))


def _say(line: str) -> None:
    if sys.stderr is None:
        return
    with suppress(OSError, ValueError):
        print(encodable(line, sys.stderr), file=sys.stderr)


def encodable(line: str, stream: Any, data: bool = False) -> str:
    """The text in signs that a stream can write: the ASCII ones for typography, ? for other letters.

    data: JSON, in which a sign is escaped instead.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if can_write(line, encoding):
        return line
    if data:
        return "".join(sign if sign.isascii() else json_escape(sign) for sign in line)
    return line.translate(LAST_RESORT).encode(encoding, "replace").decode(encoding)


def json_escape(sign: str) -> str:
    """A sign as JSON writes it in ASCII."""
    import json

    return json.dumps(sign)[1:-1]


def _tell(error: BackpropError, debug: bool, cause: BaseException | None = None) -> None:
    tell(*error.faults)
    if debug:
        import traceback

        traceback.print_exception(cause or error)


def said(key: str, output: Output, **values: Any) -> None:
    """A remark on standard error, unless it is to be quiet."""
    if not output.quiet:
        _say(text(key, LANG, **values))
