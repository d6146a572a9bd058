"""Tables of things to a page or to JSON."""

from __future__ import annotations

from collections.abc import Iterable

from ..formats.json import listing
from ..views.report import Block, Table
from .edge import write
from .options import Output
from .present import look, show

FORMATS = ("table", "plain", "json")


def deliver_table(blocks: Iterable[Block], shape: str, output: Output) -> None:
    """Blocks to a page; in JSON, the rows of the tables by the names of their columns."""
    if shape == "json":
        write(listing(block for block in blocks if isinstance(block, Table)), output)
        return
    show(blocks, look(output, shape), output, shape)
