"""How many digits a page needs: as few as tell its numbers apart, where nobody asks for a number of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial
from operator import ne

from ..evaluate.evaluate import elements
from ..typed import Any
from ..views.report import Block, Lines, Table
from .look import DIGITS, Look

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
            enough = enough if enough == DIGITS else max(enough, _needed(pairs))
            yield block, look._replace(enough=enough)
        else:
            yield block, look


def _pairs(block: Block) -> list[tuple[Any, Any]] | None:
    """The values of work in a block, new ones with old ones; None of a block that has none."""
    if isinstance(block, Lines):
        return [(line.value, line.before) for line in block.lines]
    return [(cell, None) for row in block.rows for cell in row] if isinstance(block, Table) and block.work else None


def _needed(pairs: list[tuple[Any, Any]]) -> int:
    """The fewest digits in which what differs in six still does: the values of lines, new weights and old ones."""
    known = [(_numbers(new), _numbers(old)) for new, old in pairs]
    full = [(tuple(map(_in_full, after)), tuple(map(_in_full, before))) for after, before in known]
    told = _told_apart(full)
    for digits in range(FEWEST, DIGITS):
        short = partial(_shortened, digits=digits)
        fewer = (
            tuple(tuple(map(short, numbers, read)) for numbers, read in zip(pair, written))
            for pair, written in zip(known, full)
        )
        if _told_apart(fewer) == told:
            return digits
    return DIGITS


def _told_apart(pairs: Iterable[tuple[Any, ...]]) -> tuple[int, int]:
    """How many values there are, and how many entries move, among numbers as they are read on a page."""
    values, moves = set(), 0
    for after, before in pairs:
        values.add(after)
        moves += sum(map(ne, after, before))
    return len(values), moves


def _in_full(x: float) -> float:
    """What is read where a number is written in all digits that a page has."""
    return float(f"{x:.{DIGITS - 1}e}")


def _shortened(x: float, full: float, digits: int) -> float:
    """What is read in fewer digits; a number that all digits write exactly is not rounded, as in `digits_of`."""
    return x if full == x else float(f"{x:.{digits - 1}e}")


def _numbers(value: Any) -> tuple[float, ...]:
    return tuple(float(item) for item in elements(value) if isinstance(item, (float, Fraction)))
