"""Words of which only some are known."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import fail, plainly
from ..problem.fields import did_you_mean


def known_word(word: str, known: Iterable[str], key: str = "fault.unknown_choice") -> None:
    """Raises BackpropError for a word that is not known; it names the nearest known word, or lists them."""
    words = tuple(known)
    if word not in words:
        raise fail(key if word else "fault.missing_choice", None, did_you_mean(word, words), found=plainly(word))


def at_least(number: int, low: int, name: str) -> None:
    """Raises BackpropError for an argument of this name that is too small."""
    if number < low:
        raise fail("fault.usage_at_least", name=name, low=low, found=number)
