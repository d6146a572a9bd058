"""The bad problem files and the table of what is wrong in each."""

from __future__ import annotations

from places import SUPPORT

BAD = SUPPORT / "bad"


def expected():
    """The table: file → (place, key, message, hint) for each fault in it."""
    table = {}
    for line in (BAD / "expected.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            said, message, hint = line.split(" | ")
            file, place, key = said.split(" ")
            table.setdefault(file, []).append((place, key, message, hint))
    return table


EXPECTED = expected()
