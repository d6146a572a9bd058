"""How a report reaches a person: the look of the page, and the table or plain text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any

from ..errors import fail, plainly
from ..expr.write.ascii import TYPOGRAPHY, can_write
from ..expr.write.style import ASCII, TYPESET
from ..formats.look import Look
from ..views.report import Block
from .edge import coloured, is_terminal, write
from .options import LANG, Output

NARROWEST = 40


def look(output: Output, shape: str, work: bool = True, exact: bool = False) -> Look:
    """Signs, digits and width for a format; a pipe has no width."""
    width = _width() if shape == "table" else None
    if len(output.delimiter) != 1 or (not output.delimiter.isprintable() and output.delimiter != "\t"):
        raise fail("fault.delimiter", found=plainly(output.delimiter))
    plain = output.ascii or not _has_signs(output)
    page = Look(digits=output.digits, style=ASCII if plain else TYPESET, width=width, work=work)
    mark = "," if LANG == "ru" else "."
    return page._replace(ascii=plain, exact=exact, delimiter=output.delimiter, lang=LANG, mark=mark)


def _width() -> int:
    import shutil

    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def _has_signs(output: Output) -> bool:
    """Whether what is written to can show the board's signs; a file is always UTF-8."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return output.output is not None or can_write(TYPOGRAPHY, encoding)


def show(blocks: Iterable[Block], page: Look, output: Output, shape: str, apart: bool = False) -> None:
    """The blocks in a terminal with colours, or as plain text; apart: an empty line before them."""
    if apart:
        write(["\n"], output)
    if shape == "table" and output.output is None:
        from ..formats.terminal import print_board

        print_board(blocks, page, _console(output, page))
        return
    from ..formats.plain import plain

    write((line + "\n" for line in plain(blocks, page)), output)


def _console(output: Output, page: Look):  # type: ignore[no-untyped-def]
    from rich.console import Console

    forced = coloured(output)
    plain = output.color == "never" or (output.color == "auto" and "NO_COLOR" in os.environ)
    terminal = True if forced else None if is_terminal(output) else False
    system: Any = "standard" if forced and os.environ.get("TERM") in ("dumb", "unknown") else "auto"
    no_color = plain and not forced
    return Console(force_terminal=terminal, no_color=no_color, color_system=system, width=page.width, highlight=False)
