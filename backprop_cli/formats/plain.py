"""The board as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..views.report import Block
from .board import board
from .look import Look


def plain(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """The lines of a report without styles and without spaces at their ends."""
    for line in board(blocks, look):
        yield "".join(text for text, _ in line).rstrip()
