"""Numbers drawn from a key: the same on every machine and in every version of Python.

Each draw is SHA-256 of the key and of what is drawn for, so that no draw depends on how many came before it.
"""

from __future__ import annotations

from hashlib import sha256


class Draws:
    """Draws for one key (a seed, a student, an attempt)."""

    def __init__(self, *key: object) -> None:
        self._key = _joined(key)

    def below(self, count: int, *place: object) -> int:
        """A number from 0 to count − 1 for a place; the 256 bits of the hash leave no visible bias."""
        return int.from_bytes(sha256(self._key + _joined(place)).digest(), "big") % count

    def order(self, count: int, *place: object) -> list[int]:
        """The numbers from 0 to count − 1 in a drawn order (Fisher and Yates)."""
        found = list(range(count))
        for last in range(count - 1, 0, -1):
            other = self.below(last + 1, *place, "order", last)
            found[last], found[other] = found[other], found[last]
        return found


def _joined(parts: tuple[object, ...]) -> bytes:
    """Parts with their lengths before them, so that no two lists of parts give the same bytes."""
    texts = [str(part).encode() for part in parts]
    return b"".join(b"%d:%s," % (len(text), text) for text in texts)
