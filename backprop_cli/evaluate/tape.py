"""Expressions on floats as the bare calls that `evaluate` makes, for those that are evaluated again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter

from ..expr.node import Node
from ..expr.traverse import reads
from ..typed import Any
from .algebras import DECIMAL
from .evaluate import Value, evaluate, map_value, value_shape

# Calls of an expression that are written down, and expressions of which they are: a class of answer files has a few
# thousand, most of them a few calls long.
MOST_CALLS, MOST_TAPES = 100, 4096


# Where the result of a call is put, the function, and what takes its operands from the list.
Call = tuple[int, Callable[..., float], Callable[[list[Any]], Sequence[float]]]


class NoTapeError(Exception):
    """An expression makes more calls than are written down, or its values do not fit together."""


@lru_cache(4096)
def taken(places: tuple[int, ...]) -> Callable[[list[Any]], Sequence[float]]:
    """What takes the elements at some places from a list; tapes have the same places again and again."""
    return itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))


class Calls:
    """The algebra whose elements are places in a list: it writes down which functions are called of which places.

    places: those of the values that it is made with, which come first. most: how many calls are written down at most;
    what makes more raises NoTapeError.
    """

    def __init__(self, values: Sequence[Value]) -> None:
        self.most = MOST_CALLS
        self._shapes = [value_shape(value) for value in values]
        # What stands at each place as far as it is known before: the numbers.
        self._slots: list[float | None] = []
        self._calls: list[Call] = []
        self._known: dict[Any, int] = {}
        self.places = [map_value(lambda _: self._place(), value) for value in values]

    def __len__(self) -> int:
        return len(self._calls)

    def _place(self, element: float | None = None) -> int:
        """The next place."""
        self._slots.append(element)
        return len(self._slots) - 1

    def number(self, value: Fraction) -> int:
        """The place of a number."""
        return self._place(DECIMAL.number(value))

    def unknown(self, node: Node) -> int:
        """Raises KeyError: a name is no float."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., int]:
        """The operation, written down as it is called; the same one of the same places once."""
        function = DECIMAL.function(op)

        def called(*places: Any) -> int:
            key = function, places
            if key not in self._known:
                if len(self._calls) >= self.most or not all(isinstance(place, int) for place in places):
                    raise NoTapeError
                self._known[key] = self._place()
                self._calls.append((self._known[key], function, taken(places)))
            return self._known[key]

        return called

    def since(self, number: int) -> list[Call]:
        """The calls that were written down after so many."""
        return self._calls[number:]

    def close(self) -> None:
        """Forgets what is needed only while calls are written down: a class has thousands of them."""
        del self._known, self.places

    def made(self, values: Sequence[Value]) -> list[Any] | None:
        """What stands at every place once the calls are made; None where the values have other shapes.

        Raises what the functions raise.
        """
        slots: list[Any] = []
        for value, shape in zip(values, self._shapes):
            flat = flat_of(value, shape)
            if flat is None:
                return None
            slots += flat
        slots += self._slots[len(slots) :]
        for place, function, operands in self._calls:
            slots[place] = function(*operands(slots))
        return slots


class Tape:
    """The calls of one expression, for values of the same shapes as those that it is made with.

    Raises NoTapeError where there is none, else what `evaluate` raises.
    """

    def __init__(self, node: Node, values: Sequence[Value]) -> None:
        self._calls = Calls(values)
        self._result = reader(evaluate(node, dict(zip(reads(node), self._calls.places)), self._calls))
        self._calls.close()

    def play(self, values: Sequence[Value]) -> Value | None:
        """What `evaluate` gives on floats, and raises; None where the values have other shapes."""
        slots = self._calls.made(values)
        return None if slots is None else self._result(slots)


def reader(places: Value) -> Callable[[list[Any]], Value]:
    """What takes a value from a list, by the place of each of its elements."""
    if not isinstance(places, tuple):
        return itemgetter(places)
    if len(places) > 1 and not isinstance(places[0], tuple):
        return itemgetter(*places)
    rows = [reader(item) for item in places]
    return lambda slots: tuple([row(slots) for row in rows])


def flat_of(value: Value, shape: tuple[int, ...]) -> Sequence[float] | None:
    """Every element of a value of some shape, row by row; None where it has another."""
    if not shape:
        return None if isinstance(value, tuple) else (value,)
    if not isinstance(value, tuple) or len(value) != shape[0]:
        return None
    if len(shape) == 1:
        return None if value and isinstance(value[0], tuple) else value
    found: list[float] = []
    for item in value:
        row = flat_of(item, shape[1:])
        if row is None:
            return None
        found += row
    return found


_tapes: dict[Node, Tape | str] = {}
_ONCE, _NEVER = "once", "never"  # of an expression without a tape: it was evaluated once, or can have none


def evaluate_often(node: Node, values: Sequence[Value]) -> Value:
    """What `evaluate` gives on floats, and raises; from the third time on in a quarter of its time.

    values: those of the names that the expression reads, in their order.
    """
    tape = _tapes.get(node) if node.args else _NEVER
    if tape is None:
        if len(_tapes) == MOST_TAPES:
            _tapes.clear()
        _tapes[node] = _ONCE
    elif tape is _ONCE:
        try:
            _tapes[node] = Tape(node, values)
        except NoTapeError:
            _tapes[node] = _NEVER
    elif isinstance(tape, Tape) and (found := tape.play(values)) is not None:
        return found
    return evaluate(node, dict(zip(reads(node), values)), DECIMAL)
