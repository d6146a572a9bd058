"""Russian."""

from . import board, commands, faults, kinds

TEXTS: dict[str, str] = {**faults.TEXTS, **board.TEXTS, **commands.TEXTS, **kinds.TEXTS}
