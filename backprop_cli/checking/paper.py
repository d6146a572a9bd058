"""The person's work as numbers: every line twice, from the values as written and from those before rounding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..expr.node import Node, symbols
from ..readings.algebras import DECIMAL
from ..readings.walk import Value, elements, evaluate
from .judging import Judge, Seen
from .mistakes.setting import BEFORE, FIRST, OTHER
from .result import WRONG
from .student import Style, nested
from .verdicts import Spoken
from .work import Line, Stage, Work

Values = dict[str, Value]
INFINITE = float("inf")


class Entry(NamedTuple):
    """One answered line of a page: its place in it, what was written by entry number, and which of these are wrong."""

    written: dict[int, Any]
    wrong: tuple[int, ...]


class Page:
    """One step (or question): its lines, and what every name stands for in the person's work."""

    def __init__(self, stage: Stage, before: Page | None) -> None:
        self.stage, self.before = stage, before
        self.lines: list[Line] = []
        self.answered: dict[int, Entry] = {}
        made = {line.assignment.name for line in stage.lines}
        self.start = {name: value for name, value in stage.floats.items() if name not in made}
        self.as_written, self.unrounded = self._given("as_written"), self._given("unrounded")

    def _given(self, which: str) -> Values:
        values = dict(self.start)
        left: Values = getattr(self.before, which) if self.before else {}
        values.update({name: left[f"{name}⁺"] for name in values if f"{name}⁺" in left})
        return values

    def add(self, line: Line, entry: Entry | None) -> None:
        """Puts a line on the page, with what was answered of it."""
        number = len(self.lines)
        self.lines.append(line)
        if entry:
            self.answered[number] = entry
        for values, as_written in ((self.as_written, True), (self.unrounded, False)):
            computed = value_of(line.assignment.expression, values)
            if computed is None:
                continue
            flat = elements(computed)
            for place, item in entry.written.items() if entry else ():
                if item.is_number and (as_written or place in entry.wrong):  # type: ignore[union-attr]
                    flat[place] = item.value
            values[line.assignment.name] = nested(computed, flat)


def value_of(node: Node, values: Values) -> Value | None:
    """An expression's floats; None where it has none."""
    try:
        value = evaluate(node, values, DECIMAL)
        return value if all(abs(element) < INFINITE for element in elements(value)) else None
    except (ArithmeticError, ValueError, KeyError, TypeError):
        return None


def value_of_rewritten(node: Node, values: Values, others: Values) -> Value | None:
    """The floats of an expression that may read values of other places, and unit matrices with a 1 left out."""
    more = {name: others[name] if name in others else kept(name) for name in reads(node) if ":" in name}
    return value_of(node, {**values, **more} if more else values)


@lru_cache(4096)
def reads(node: Node) -> frozenset[str]:
    """The names in an expression."""
    return frozenset(symbols(node))


def kept(name: str) -> Value:
    """The unit matrix with one 1 left out: I:LEFT_OUT:SIZE."""
    left_out, size = (int(part) for part in name.split(":")[1:])
    return tuple(tuple(float(i == j != left_out) for j in range(size)) for i in range(size))


def pages_of(seen: Iterable[Seen], judge: Judge) -> list[Page]:
    """The pages of a person's work, in its order."""
    answers, work = judge.spoken, judge.work
    pages: list[Page] = []
    by_place = {(stage.step, stage.question): stage for stage in work.stages}
    for item in seen:
        place = (item.line.step, item.line.question)
        if not pages or (pages[-1].stage.step, pages[-1].stage.question) != place:
            before = pages[-1] if pages and place[1] is None else None
            pages.append(Page(by_place[place], before))
        pages[-1].add(item.line, _entry(item, answers.get(item.line.key, []), judge.style))
    return pages


def _entry(item: Seen, spoken: Sequence[Spoken], style: Style) -> Entry | None:
    """What was written of a line, by number; of two answers to one entry the first."""
    written: dict[int, Any] = {}
    wrong: list[int] = []
    for answer, judged in zip(spoken, item.judged):
        for number, entry in answer.entries.items():
            if number not in written and entry.is_number:
                written[number] = style.as_meant(entry)
                if judged.verdict == WRONG and item.places and item.places[number] in judged.wrong:
                    wrong.append(number)
    return Entry(written, tuple(wrong)) if written else None


def extras(pages: list[Page], page: Page, work: Work) -> Values:
    """Values of other places: the weights of the first step, the lines of the step before, the other observations."""
    found: Values = {}
    parameters = [name for name in page.start if name not in ("X", "y", "lr")]
    if page.before is not None:
        found |= {f"{name}:{FIRST}": pages[0].start[name] for name in parameters if name in pages[0].start}
        earlier = page.before.as_written
        found |= {f"{name}:{BEFORE}": earlier[name] for name in earlier if not name.endswith("⁺")}
    rows = [tuple(item) for item in _others(work, page)]
    for number, (x, y) in enumerate(rows, 1):
        found |= {f"X:{OTHER}{number}": x, f"y:{OTHER}{number}": y}
    return found


def _others(work: Work, page: Page) -> Iterator[tuple[Value, Value]]:
    from ..values import Values as Bound
    from ..values import given_of

    problem, size = work.problem, len(page.stage.observations)
    for number in range(1, min(len(problem.data), 20) + 1) if size == 1 else ():
        if number not in page.stage.observations:
            bound = Bound.__new__(Bound)
            bound.algebra, bound.exact, bound.floats = None, None, {}
            bound.bind(given_of(problem, (number,)))
            if {"X", "y"} <= set(bound.floats):
                yield bound.floats["X"], bound.floats["y"]


def shape_of(value: Value) -> tuple[int, ...]:
    """The shape of nested tuples."""
    shape: list[int] = []
    while isinstance(value, tuple):
        shape.append(len(value))
        value = value[0]
    return tuple(shape)
