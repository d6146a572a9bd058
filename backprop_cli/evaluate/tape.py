"""Expressions on floats as the bare calls that `evaluate` makes, for those that are evaluated again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import itemgetter

from ..expr.node import Node
from ..expr.traverse import reads
from ..typed import Any
from .algebras import DECIMAL
from .evaluate import Value, evaluate, map_value, value_shape

# Calls of an expression that are written down, and expressions of which they are: a class of answer files has a few
# thousand, most of them a few calls long.
MOST_CALLS, MOST_TAPES = 100, 4096


class NoTapeError(Exception):
    """An expression makes more calls than are written down, or its values do not fit together."""


class _Recorder:
    """The algebra whose elements are places in a list: it writes down which functions are called of which places.

    slots: what stands at each place, as far as it is known before: the numbers. calls: where the result of a call is
    put, the function, and what takes its operands from the list.
    """

    def __init__(self) -> None:
        self.slots: list[float | None] = []
        self.calls: list[tuple[int, Callable[..., float], Callable[[list[Any]], list[float]]]] = []
        self._known: dict[Any, int] = {}

    def place(self, element: float | None = None) -> int:
        """The next place."""
        self.slots.append(element)
        return len(self.slots) - 1

    def number(self, value: Fraction) -> int:
        """The place of a number."""
        return self.place(DECIMAL.number(value))

    def unknown(self, node: Node) -> int:
        """Raises KeyError: a name is no float."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., int]:
        """The operation, written down as it is called; the same one of the same places once."""
        function = DECIMAL.function(op)

        def called(*places: Any) -> int:
            key = function, places
            if key not in self._known:
                if len(self.calls) == MOST_CALLS or not all(isinstance(place, int) for place in places):
                    raise NoTapeError
                operands = itemgetter(*places) if len(places) > 1 else itemgetter(slice(places[0], places[0] + 1))
                self._known[key] = self.place()
                self.calls.append((self._known[key], function, operands))
            return self._known[key]

        return called


class Tape:
    """The calls of one expression, for values of the same shapes as those that it is made with.

    Raises NoTapeError where there is none, else what `evaluate` raises.
    """

    def __init__(self, node: Node, values: Sequence[Value]) -> None:
        recorder = _Recorder()
        places = [map_value(lambda _: recorder.place(), value) for value in values]
        self._shapes = [value_shape(value) for value in values]
        self._result = _reader(evaluate(node, dict(zip(reads(node), places)), recorder))
        self._slots, self._calls = recorder.slots, recorder.calls

    def play(self, values: Sequence[Value]) -> Value | None:
        """What `evaluate` gives on floats, and raises; None where the values have other shapes."""
        slots: list[Any] = []
        for value, shape in zip(values, self._shapes):
            flat = _flat(value, shape)
            if flat is None:
                return None
            slots += flat
        slots += self._slots[len(slots) :]
        for place, function, operands in self._calls:
            slots[place] = function(*operands(slots))
        return self._result(slots)


def _reader(places: Value) -> Callable[[list[Any]], Value]:
    """What takes a value from a list, by the place of each of its elements."""
    if not isinstance(places, tuple):
        return itemgetter(places)
    if len(places) > 1 and not isinstance(places[0], tuple):
        return itemgetter(*places)
    rows = [_reader(item) for item in places]
    return lambda slots: tuple([row(slots) for row in rows])


def _flat(value: Value, shape: tuple[int, ...]) -> Sequence[float] | None:
    """Every element of a value of some shape, row by row; None where it has another."""
    if not shape:
        return None if isinstance(value, tuple) else (value,)
    if not isinstance(value, tuple) or len(value) != shape[0]:
        return None
    if len(shape) == 1:
        return None if value and isinstance(value[0], tuple) else value
    found: list[float] = []
    for item in value:
        row = _flat(item, shape[1:])
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
