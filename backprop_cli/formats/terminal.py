"""The board in a terminal: rich adds the colours, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..views.report import Block
from .board import chunks
from .look import Look

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "title": "bold", "name": "dim", "rule": "dim", "heading": "bold", "head": "bold", "group": "dim cyan",
    "moved": "bold green", "muted": "dim", "remark": "dim",
}  # fmt: skip


def print_board(blocks: Iterable[Block], look: Look, console: Console) -> None:
    """Prints a report in colour, line by line as the board has it."""
    from rich.segment import Segment, Segments

    # Segments, because rich would read [z > 0] as markup, wrap what it takes for too wide, and cut what does not wrap.
    styles = {name: console.get_style(style) for name, style in STYLES.items()}
    for chunk in chunks(blocks, look):
        page = []
        for line in chunk:
            page += [Segment(text, styles.get(style)) for text, style in line]
            page.append(Segment.line())
        console.print(Segments(page), soft_wrap=True, end="")
