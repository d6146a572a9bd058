"""Mini-batches of a training: which observations stand in each, and which are held out as a test."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..records import NamedTuple

Batch = tuple[int, ...]


class Batches(NamedTuple):
    """How observations are put into mini-batches of `size`, anew in every epoch if they are shuffled.

    seed: what shuffling, and the choice of the test, depend on. test: the share of the observations that no step sees.
    """

    size: int
    seed: int = 1
    shuffle: bool = True
    test: Fraction = Fraction(0)

    def parts(self, count: int) -> tuple[Batch, Batch]:
        """The numbers of the observations that are learned from, and of those held out, each in order.

        >>> Batches(2, test=Fraction(1, 2), shuffle=False).parts(4)
        ((1, 2), (3, 4))
        """
        whole = self._mixed(range(1, count + 1), 0)
        held = round(count * self.test)
        return tuple(sorted(whole[: count - held])), tuple(sorted(whole[count - held :]))

    def of_epoch(self, learned: Sequence[int], epoch: int) -> tuple[Batch, ...]:
        """The mini-batches of an epoch (from 1); the last one may be smaller.

        >>> Batches(2, shuffle=False).of_epoch((1, 2, 3), 1)
        ((1, 2), (3,))
        """
        mixed = self._mixed(learned, epoch)
        return tuple(mixed[at : at + self.size] for at in range(0, len(mixed), self.size))

    def _mixed(self, numbers: Sequence[int], epoch: int) -> Batch:
        if not self.shuffle:
            return tuple(numbers)
        from random import Random

        # Sorted by draws: Python promises that a seed gives the same draws in every version, not the same shuffling.
        # A text as a seed is hashed, so that the epochs of neighbouring seeds have nothing in common.
        draw = Random(f"{self.seed}, epoch {epoch}").random
        return tuple(number for _, number in sorted((draw(), number) for number in numbers))
