"""What becomes of a wrong line when one upstream gets another value: all lines between them as one list of calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from ...evaluate.evaluate import Value, elements, evaluate
from ...evaluate.tape import Calls, NoTapeError, reader
from ...evaluate.together import NO_NUMBER
from ...expr.names import before_update, is_updated
from ...expr.traverse import reads
from ...program.line import Assignment
from ...records import NamedTuple
from .replay import Place, StepReplay

MOST_CALLS = 1000  # of all lines between two: of a large network they are worked out line by line
Way = Sequence[Sequence[int]]  # of each step the numbers of the lines that lead to the wrong one
Origin = tuple[int, str]  # the index of a step, and the name of a value in it


class _Changed(NamedTuple):
    """A line that becomes another, its value, and where the values come from that it reads."""

    line: Assignment
    origin: Origin
    operands: dict[str, Origin]


class Downstream:
    """The lines from one that nobody answered down to the wrong one, which is the last of the way.

    value: one that the first gets; others have the same shape. Raises NoTapeError where there is no such list.
    """

    def __init__(self, steps: Sequence[StepReplay], way: Way, where: Place, value: Value) -> None:
        first: Origin = where[0], steps[where[0]].lines[where[1]].assignment.name
        changed = list(_changed(steps, way, where))
        made = {first, *(item.origin for item in changed)}
        read = dict.fromkeys(origin for item in changed for origin in item.operands.values() if origin not in made)
        self._read = [steps[index].as_written.get(name) for index, name in read]
        if not changed or changed[-1].origin != _end(steps, way) or None in self._read:
            raise NoTapeError
        self._calls = Calls([value, *self._read])
        self._calls.most = MOST_CALLS
        known = dict(zip([first, *read], self._calls.places))
        self._passed: list[int] = []
        for item in changed:
            operands = {name: known[origin] for name, origin in item.operands.items()}
            known[item.origin] = evaluate(item.line.expression, operands, self._calls)
            self._passed += elements(known[item.origin])
        self._last = reader(known[changed[-1].origin])
        self._calls.close()

    def last(self, value: Value) -> Value | None:
        """The value of the wrong line; None where some line has none, so that the others do not become different."""
        try:
            slots = self._calls.made([value, *self._read])
        except NO_NUMBER:
            return None
        if slots is None or not all(isfinite(slots[place]) for place in self._passed):
            return None
        return self._last(slots)


def _end(steps: Sequence[StepReplay], way: Way) -> Origin:
    """Where the way ends: the wrong line."""
    index = max(index for index, numbers in enumerate(way) if numbers)
    return index, steps[index].lines[way[index][-1]].assignment.name


def _changed(steps: Sequence[StepReplay], way: Way, where: Place) -> Iterator[_Changed]:
    """The lines that become different after one on the way, in order."""
    changed: dict[str, Origin] = {}
    for index in range(where[0], len(steps)):
        step = steps[index]
        left = {before_update(name): origin for name, origin in changed.items() if is_updated(name)}
        changed = {name: origin for name, origin in left.items() if name in step.start}
        for number in way[index]:
            line = step.lines[number].assignment
            names = reads(line.expression)
            if (index, number) != where:
                if changed.keys().isdisjoint(names):
                    continue
                yield _Changed(line, (index, line.name), {name: changed.get(name, (index, name)) for name in names})
            changed[line.name] = index, line.name
