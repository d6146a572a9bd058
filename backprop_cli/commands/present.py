"""How a report reaches a person: the look of the page, and the table or plain text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from ..expr.text import ASCII, TYPESET
from ..formats.numbers import Look
from ..views.report import Block
from .edge import is_terminal, write
from .options import Output

NARROWEST = 40


def look(output: Output, shape: str, work: bool = True, exact: bool = False) -> Look:
    """Signs, digits and width for a format; a pipe has no width."""
    width = max(NARROWEST, shutil.get_terminal_size((80, 24)).columns) if shape == "table" else None
    style = ASCII if output.ascii else TYPESET
    return Look(digits=output.digits, style=style, width=width, work=work, ascii=output.ascii, exact=exact)


def show(blocks: Iterable[Block], page: Look, output: Output, shape: str, apart: bool = False) -> None:
    """The blocks in a terminal with colours, or as plain text; apart: an empty line before them."""
    if apart:
        write(["\n"], output)
    if shape == "table" and output.output is None:
        from ..formats.table import table

        table(blocks, page, _console(output, page))
        return
    from ..formats.plain import plain

    write((line + "\n" for line in plain(blocks, page)), output)


def _console(output: Output, page: Look):  # type: ignore[no-untyped-def]
    from rich.console import Console

    forced = output.color == "always" or (output.color == "auto" and bool(os.environ.get("FORCE_COLOR")))
    plain = output.color == "never" or (output.color == "auto" and "NO_COLOR" in os.environ)
    terminal = True if forced else None if is_terminal(output) else False
    return Console(force_terminal=terminal, no_color=plain and not forced, width=page.width, highlight=False)
