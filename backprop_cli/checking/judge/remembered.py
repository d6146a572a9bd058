"""Results remembered by the very objects that they were worked out from, as most students of a class write the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from ...typed import Any, TypeVar

Result = TypeVar("Result")
MOST_NUMBERS = 50_000  # in what is remembered: some megabytes, and all that a class has of a small problem


class Remembered:
    """Values and intervals by what made them.

    Two files with the same numbers have the same objects for them, as what is read from a short text is remembered too.
    So a look at the objects says that nothing is new, where a comparison of numbers would take a −0 for a 0.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}
        self._numbers = 0

    def of(self, address: Hashable, operands: tuple[Any, ...], make: Callable[[], Result]) -> Result:
        """What is made from some operands, which stand for all that goes in beside the address.

        All is forgotten where it comes to too many numbers.
        """
        key = (address, *map(id, operands))
        found = self._known.get(key)
        if found is None:
            found = self._kept(key, operands, make())
        result: Result = found[1]
        return result

    def again(
        self, address: Hashable, operands: tuple[Any, ...], make: Callable[[], Iterable[Result]]
    ) -> Iterable[Result]:
        """The items that are made so, kept only from the second time on: the first may want few of them."""
        key = (address, *map(id, operands))
        found = self._known.get(key)
        if found is None:
            self._kept(key, operands, None)
            return make()
        if found[1] is None:
            found = self._kept(key, operands, tuple(make()))
        items: Iterable[Result] = found[1]
        return items

    def _kept(self, key: tuple[Any, ...], operands: tuple[Any, ...], result: Any) -> tuple[tuple[Any, ...], Any]:
        if self._numbers > MOST_NUMBERS:
            self._known.clear()
            self._numbers = 0
        self._numbers += sum(map(_size, (result, *operands)))
        # The operands are kept, so that no other object gets their ids.
        self._known[key] = operands, result
        return operands, result


def _size(value: Any) -> int:
    """How many numbers a value has, whose rows are all of one length."""
    size = 1
    while type(value) is tuple and value:
        size, value = size * len(value), value[0]
    return size
