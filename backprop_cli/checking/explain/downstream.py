"""What becomes of a wrong line when one upstream gets another value: all lines between them as one list of calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from operator import pos

from ...evaluate.evaluate import Value, elements, evaluate, value_shape
from ...evaluate.tape import Call, Calls, NoTapeError, flat_of, reader, taken
from ...evaluate.together import NO_NUMBER
from ...expr.names import before_update, is_updated
from ...expr.node import Node
from ...expr.traverse import reads
from ...records import NamedTuple
from ...typed import Any
from .replay import Place, StepReplay

MOST_CALLS = 5000  # of all lines on a way: those of a large network are worked out line by line
Way = Sequence[Sequence[int]]  # of each step the numbers of the lines that lead to the wrong one
Origin = tuple[int, str]  # the index of a step, and the name of a value in it


class _Line(NamedTuple):
    """A line on the way: its value and its expression, and where the values come from that it reads."""

    place: Place
    origin: Origin
    expression: Node
    operands: dict[str, Origin]


class _Written(NamedTuple):
    """The calls of a line, where their value stands in the list, and where the line's own stands, which others read.

    These are two places: a line may be another one by a second name, and only the one of them becomes different.
    """

    calls: list[Call]
    value: Value
    own: list[int]


class Downstream:
    """The lines that lead to the wrong one, which is the last of the way.

    Raises NoTapeError, or one of NO_NUMBER, where there is no such list.
    """

    def __init__(self, steps: Sequence[StepReplay], way: Way) -> None:
        self._lines = list(_lines(steps, way))
        read = [origin for line in self._lines for origin in line.operands.values()]
        origins = list(dict.fromkeys([*(line.origin for line in self._lines[:-1]), *read]))
        values = [steps[index].as_written.get(name) for index, name in origins]
        if None in values:
            raise NoTapeError
        calls = Calls(values)
        calls.most = MOST_CALLS
        known = dict(zip(origins, calls.places))
        self._shapes = dict(zip(origins, map(value_shape, values)))
        self._written = [_written(line, known, calls) for line in self._lines]
        self._last = reader(self._written[-1].value)
        calls.close()
        # What stands everywhere as long as nothing becomes different.
        self._slots = calls.made(values) or []
        self._after: dict[Place, tuple[list[Call], list[int]]] = {}

    def last(self, where: Place, value: Value) -> Value | None:
        """The value of the wrong line where another gets a value.

        None where it does not become different, or some line has no value, so that the others do not.
        """
        if where not in self._after:
            self._after[where] = self._changed(where)
        calls, passed = self._after[where]
        number = next(number for number, line in enumerate(self._lines) if line.place == where)
        flat = flat_of(value, self._shapes[self._lines[number].origin])
        if flat is None or not calls:
            return None
        slots: list[Any] = self._slots.copy()
        for place, element in zip(self._written[number].own, flat):
            slots[place] = element
        try:
            for place, function, operands in calls:
                slots[place] = function(*operands(slots))
        except NO_NUMBER:
            return None
        return self._last(slots) if all(isfinite(slots[place]) for place in passed) else None

    def _changed(self, where: Place) -> tuple[list[Call], list[int]]:
        """The calls of the lines that become different after one, and the places of their values.

        Nothing where the last does not become different.
        """
        changed: set[Origin] = set()
        calls: list[Call] = []
        passed: list[int] = []
        is_last = False
        for line, written in zip(self._lines, self._written):
            is_last = not changed.isdisjoint(line.operands.values())
            if is_last:
                calls += written.calls
                results = elements(written.value)
                calls += [(place, pos, taken((result,))) for place, result in zip(written.own, results)]
                passed += results
            if is_last or line.place == where:
                changed.add(line.origin)
        return (calls, passed) if is_last else ([], [])


def _written(line: _Line, known: dict[Origin, Value], calls: Calls) -> _Written:
    """A line in calls, from the places of the values that it reads."""
    before = len(calls)
    value = evaluate(line.expression, {name: known[origin] for name, origin in line.operands.items()}, calls)
    own = elements(known[line.origin]) if line.origin in known else []  # nobody reads the last
    if own and len(own) != len(elements(value)):
        raise NoTapeError
    return _Written(calls.since(before), value, own)


def _lines(steps: Sequence[StepReplay], way: Way) -> Iterator[_Line]:
    """The lines on the way in order."""
    made: dict[str, Origin] = {}
    for index, step in enumerate(steps):
        left = {before_update(name): origin for name, origin in made.items() if is_updated(name)}
        made = {name: origin for name, origin in left.items() if name in step.start}
        if any(step.as_written[name] is not steps[at].as_written.get(new) for name, (at, new) in made.items()):
            raise NoTapeError  # what the step before left is not what this one started from
        for number in way[index]:
            line = step.lines[number].assignment
            operands = {name: made.get(name, (index, name)) for name in reads(line.expression)}
            yield _Line((index, number), (index, line.name), line.expression, operands)
            made[line.name] = index, line.name
