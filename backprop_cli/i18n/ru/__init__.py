"""Russian."""

from . import board, commands, faults, kinds, schema

TEXTS: dict[str, str] = {**faults.TEXTS, **board.TEXTS, **commands.TEXTS, **kinds.TEXTS, **schema.TEXTS}
