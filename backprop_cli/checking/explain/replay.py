"""The person's work as numbers: every line twice, from the values as written and from those before rounding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ...evaluate.algebras import DECIMAL
from ...evaluate.evaluate import Value, elements, evaluate
from ...expr.node import Node
from ...expr.traverse import symbols
from ...program.network import value_shape
from ...solution.values import floats_of, given_of
from ..judge.entries import AlignedAnswer
from ..judge.key import AnswerKey, KeyLine, StepKey
from ..judge.numbers import Judge, JudgedLine
from ..judge.result import WRONG
from ..judge.rounding import DigitStyle, nested
from ..mistakes.rewriting import BEFORE, FIRST, OTHER, RewriteContext

Values = dict[str, Value]
INFINITE = float("inf")
MOST_OBSERVATIONS = 20


class Answered(NamedTuple):
    """An answered line of a page: what was written, by entry number, and which of these are wrong."""

    written: dict[int, Any]
    wrong: tuple[int, ...]


class StepReplay:
    """One step (or question): its lines, and what every name stands for in the person's work."""

    def __init__(self, stage: StepKey, before: StepReplay | None) -> None:
        self.stage, self.before = stage, before
        self.lines: list[KeyLine] = []
        self.answered: dict[int, Answered] = {}
        made = {line.assignment.name for line in stage.lines}
        self.start = {name: value for name, value in stage.floats.items() if name not in made}
        self.as_written, self.unrounded = self._given("as_written"), self._given("unrounded")

    def _given(self, which: str) -> Values:
        values = dict(self.start)
        left: Values = getattr(self.before, which) if self.before else {}
        values.update({name: left[f"{name}⁺"] for name in values if f"{name}⁺" in left})
        return values

    def add(self, line: KeyLine, entry: Answered | None) -> None:
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
    names = [name for name in reads(node) if ":" in name and (name in others or name not in values)]
    more = {name: others[name] if name in others else kept(name) for name in names}
    return value_of(node, {**values, **more} if more else values)


@lru_cache(4096)
def reads(node: Node) -> frozenset[str]:
    """The names in an expression."""
    return frozenset(symbols(node))


def kept(name: str) -> Value:
    """The unit matrix with one 1 left out: I:LEFT_OUT:SIZE."""
    left_out, size = (int(part) for part in name.split(":")[1:])
    return tuple(tuple(float(i == j != left_out) for j in range(size)) for i in range(size))


class Replay:
    """The pages of a person's work, in its order, and what a misconception finds on them."""

    def __init__(self, work: AnswerKey) -> None:
        self.work = work
        self.pages: list[StepReplay] = []
        self._extras: dict[StepReplay, Values] = {}

    def turn(self, stage: StepKey) -> StepReplay:
        """A new page for a stage; a step goes on from the page before."""
        before = self.pages[-1] if self.pages and stage.question is None else None
        self.pages.append(StepReplay(stage, before))
        return self.pages[-1]

    def setting(self, page: StepReplay, number: int) -> RewriteContext:
        """A line with what stands before it."""
        later = {line.assignment.name for line in page.lines[number:]}
        given = {name: value_shape(value) for name, value in page.as_written.items() if name not in later}
        return RewriteContext(self.work.problem, page.lines[number].assignment, given, tuple(self.extras(page)))

    def extras(self, page: StepReplay) -> Values:
        """Values of other places: the weights of the first step, the lines of the step before, other observations."""
        if page not in self._extras:
            self._extras[page] = {**self._of_steps(page), **self._of_observations(page)}
        return self._extras[page]

    def _of_steps(self, page: StepReplay) -> Values:
        if page.before is None:
            return {}
        first, earlier = self.pages[0].start, page.before.as_written
        weights = [name for name in page.start if name not in ("X", "y", "lr") and name in first]
        lines = [name for name in earlier if not name.endswith("⁺")]
        return {f"{n}:{FIRST}": first[n] for n in weights} | {f"{n}:{BEFORE}": earlier[n] for n in lines}

    def _of_observations(self, page: StepReplay) -> Values:
        if len(page.stage.observations) != 1:
            return {}
        numbers = range(1, min(len(self.work.problem.data), MOST_OBSERVATIONS) + 1)
        rows = [floats_of(given_of(self.work.problem, (n,))) for n in numbers if n not in page.stage.observations]
        whole = [row for row in rows if {"X", "y"} <= set(row)]
        return {f"{name}:{OTHER}{n}": row[name] for n, row in enumerate(whole, 1) for name in ("X", "y")}


def replay_of(seen: Iterable[JudgedLine], judge: Judge) -> Replay:
    """A person's work as a judge saw it."""
    paper = Replay(judge.work)
    by_place = {(stage.step, stage.question): stage for stage in judge.work.stages}
    page = None
    for item in seen:
        stage = by_place[item.line.step, item.line.question]
        page = page if page and page.stage is stage else paper.turn(stage)
        page.add(item.line, _entry(item, judge.spoken.get(item.line.key, []), judge.style))
    return paper


def _entry(item: JudgedLine, spoken: Sequence[AlignedAnswer], style: DigitStyle) -> Answered | None:
    """What was written of a line, by number; of two answers to one entry the first."""
    written: dict[int, Any] = {}
    wrong: list[int] = []
    for answer, judged in zip(spoken, item.judged):
        for number, entry in answer.entries.items():
            if number not in written and entry.is_number:
                written[number] = style.as_meant(entry)
                if judged.verdict == WRONG and item.places and item.places[number] in judged.wrong:
                    wrong.append(number)
    return Answered(written, tuple(wrong)) if written else None
