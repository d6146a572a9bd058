"""English."""

from __future__ import annotations

from . import (
    board,
    check,
    classes,
    commands,
    entries,
    faults,
    graphs,
    kinds,
    learning,
    pictures,
    schema,
    steppers,
    system,
    training,
    wiring,
)

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
    **entries.TEXTS,
    **training.TEXTS,
    **classes.TEXTS,
    **steppers.TEXTS,
    **system.TEXTS,
    **wiring.TEXTS,
}
