"""Russian."""

from __future__ import annotations

from . import board, check, classes, commands, faults, graphs, kinds, learning, pictures, schema, steppers, training

TEXTS: dict[str, str] = {
    **faults.TEXTS,
    **graphs.TEXTS,
    **pictures.TEXTS,
    **board.TEXTS,
    **check.TEXTS,
    **commands.TEXTS,
    **kinds.TEXTS,
    **schema.TEXTS,
    **learning.TEXTS,
    **training.TEXTS,
    **classes.TEXTS,
    **steppers.TEXTS,
}
