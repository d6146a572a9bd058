"""Errors become messages on standard error, and the documented exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ..errors import BackpropError, OutputError, describe, fail
from ..i18n import text
from ..typed import Any
from .options import OutputOptions
from .writing import encodable


@contextmanager
def failures(lang: str, debug: bool = False) -> Iterator[None]:
    """Errors become text on standard error and the documented exit codes; with debug, a traceback as well."""
    try:
        yield
    except OutputError as error:
        tell(error, lang, debug)
        _let_go_of_output()
        raise SystemExit(error.exit_code) from None
    except BackpropError as error:
        tell(error, lang, debug)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except BrokenPipeError:
        _let_go_of_output()
        raise SystemExit(141) from None
    except RecursionError as error:
        tell(fail("fault.too_deep"), lang, debug, error)
        raise SystemExit(2) from None
    except Exception as error:
        tell(fail("fault.bug", kind=type(error).__name__, said=str(error)[:200]), lang, debug, error)
        raise SystemExit(70) from None


def _let_go_of_output() -> None:
    """Lets the interpreter end without a word about what standard output no longer takes."""
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(error: BackpropError, lang: str, debug: bool = False, cause: BaseException | None = None) -> None:
    """The faults of an error on standard error; with debug, a traceback of it or of its cause as well."""
    for fault in error.faults:
        _say(describe(fault, lang))
    if debug:
        import traceback

        traceback.print_exception(cause or error)


def remark(key: str, output: OutputOptions, **values: Any) -> None:
    """A remark on standard error, unless it is to be quiet."""
    if not output.quiet:
        _say(text(key, output.language, **values))


def warn(key: str, lang: str, **values: Any) -> None:
    """A warning on standard error."""
    _say(f"{text('warning', lang)}: {text(key, lang, **values)}")


def _say(line: str) -> None:
    if sys.stderr is None:
        return
    with suppress(OSError, ValueError):
        print(encodable(line, sys.stderr), file=sys.stderr)
