"""Cells of CSV that a spreadsheet would compute: an apostrophe before them when they are written, none when read."""

from __future__ import annotations

import re

GUARD = "'"
# What a spreadsheet takes for a formula begins with one of these.
_FIRST = frozenset("=+-@\t\r")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+|/\d+)?", re.IGNORECASE)


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet would compute it; a number (-0.5, -1/16) stays a number.

    >>> guarded("-x + y"), guarded("-1e-05"), guarded("2·x")
    ("'-x + y", '-1e-05', '2·x')
    """
    return GUARD + cell if cell[:1] in _FIRST and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that `guarded`, or a careful person, put before it."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:2] in _FIRST else cell
