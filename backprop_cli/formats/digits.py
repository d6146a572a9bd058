"""How many digits a page needs: as few as tell its numbers apart, where nobody asks for a number of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..evaluate.evaluate import elements
from ..typed import Any
from ..views.report import Block, Lines, Table
from .look import DIGITS, Look
from .numbers import decimal_text, digits_of

FEWEST = 4


def sized(blocks: Iterable[Block], look: Look) -> Iterator[tuple[Block, Look]]:
    """Every block with the look that it is written in.

    Where the look leaves the digits open, lines and tables of work have as few of 4 to 6 as they need. Further down the
    page there are never fewer, so that a weight at the end reads as it did in its step. All else has six.
    """
    enough = FEWEST
    for block in blocks:
        pairs = _pairs(block) if look.digits is None else None
        if pairs is not None:
            enough = enough if enough == DIGITS else max(enough, _needed(pairs, look))
            yield block, look._replace(enough=enough)
        else:
            yield block, look


def _pairs(block: Block) -> list[tuple[Any, Any]] | None:
    """The values of work in a block, new ones with old ones; None of a block that has none."""
    if isinstance(block, Lines):
        return [(line.value, line.before) for line in block.lines]
    return [(cell, None) for row in block.rows for cell in row] if isinstance(block, Table) and block.work else None


def _needed(pairs: list[tuple[Any, Any]], look: Look) -> int:
    """The fewest digits in which what differs in six still does: the values of lines, new weights and old ones."""
    known = [(_numbers(new), _numbers(old)) for new, old in pairs]
    full = _Written(look._replace(enough=DIGITS), known)
    written = (_Written(look._replace(enough=digits), known) for digits in range(FEWEST, DIGITS))
    return next((found.look.enough for found in written if found.tells_apart(full)), DIGITS)


class _Written:
    """Values as they are written in some number of digits: how many there are, and which entries move."""

    def __init__(self, look: Look, known: list[tuple[tuple[float, ...], tuple[float, ...]]]) -> None:
        self.look = look
        pairs = [(tuple(map(self.said, after)), tuple(map(self.said, before))) for after, before in known]
        self.values = len({after for after, _ in pairs})
        self.moves = sum(new != old for after, before in pairs for new, old in zip(after, before))

    def said(self, x: float) -> str:
        return decimal_text(x, digits_of(x, self.look))

    def tells_apart(self, full: _Written) -> bool:
        return (self.values, self.moves) == (full.values, full.moves)


def _numbers(value: Any) -> tuple[float, ...]:
    return tuple(float(item) for item in elements(value) if isinstance(item, (float, Fraction)))
