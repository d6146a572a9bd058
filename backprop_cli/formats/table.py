"""The board in a terminal, through rich; a terminal's colours are the only thing that this adds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..views.report import Block
from .board import chunks
from .numbers import Look

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "title": "bold",
    "name": "dim",
    "fact": "",
    "rule": "dim",
    "heading": "bold",
    "head": "bold",
    "group": "dim cyan",
    "moved": "bold green",
    "muted": "dim",
    "remark": "dim",
    "note": "",
    "error": "red",
}


def table(blocks: Iterable[Block], look: Look, console: Console) -> None:
    """Prints a report line by line as the board has it: rich neither wraps nor cuts nor reads markup."""
    from rich.text import Text

    for chunk in chunks(blocks, look):
        page = Text(no_wrap=True, overflow="ignore")
        for number, line in enumerate(chunk):
            if number:
                page.append("\n")
            for text, style in line:
                page.append(text, STYLES.get(style, ""))
        console.print(page, soft_wrap=True)
