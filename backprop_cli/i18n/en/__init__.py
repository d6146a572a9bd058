"""English."""

from __future__ import annotations

from . import board, check, commands, faults, kinds, learning, schema

TEXTS: dict[str, str] = {
    **faults.TEXTS,
    **board.TEXTS,
    **check.TEXTS,
    **commands.TEXTS,
    **kinds.TEXTS,
    **schema.TEXTS,
    **learning.TEXTS,
}
