"""English."""

from . import board, commands, faults

TEXTS: dict[str, str] = {**faults.TEXTS, **board.TEXTS, **commands.TEXTS}
