"""The judge: goes through the work in order with the person's own values, and gives every answer its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...errors import Message
from ...evaluate.evaluate import elements, map_value
from ...expr.interval import point
from ...expr.traverse import symbols
from ...problem.model import Problem
from ..answers.file import Answer, Answers, key_of, read_answers
from ..answers.number import Written
from .degenerate import is_degenerate
from .entries import AlignedAnswer, EntryValues, aligned, entry_verdict, places, worst
from .key import AnswerKey, KeyLine, Target, lines_of
from .result import ACCEPTED, FOLLOWS, MISSING, UNKNOWN, WRONG, Check, Judged
from .rounding import STRICT, USUAL, CarriedValues, carried, carried_wrong, nested, style_of

Reading = Callable[[Answer, Target], Answer]


class MarkingScheme(NamedTuple):
    """How strictly answers are taken: rounded only or cut as well; the fewest significant digits.

    level: of how much of the work every line is asked for; without one, what is given.
    """

    rounding: str = USUAL
    min_digits: int = 2
    level: str | None = None


class JudgedLine(NamedTuple):
    """A line as the judge came to it: how its answers were judged, and the places of its entries, from 1."""

    line: KeyLine
    judged: tuple[Judged, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()


class Judge:
    """Judges one document of answers against the work of a problem."""

    def __init__(
        self, work: AnswerKey, given: tuple[Answer, ...], rules: MarkingScheme, readings: tuple[Reading, ...] = ()
    ) -> None:
        self.work, self.rules = work, rules
        found, unknown = work.sorted_out(given)
        self.spoken = {key: [_read(*pair, readings) for pair in pairs] for key, pairs in found.items()}
        self.unknown = [Judged(item, None, UNKNOWN) for item in unknown]
        numbers = [entry for item in given for entry in elements(item.value) if isinstance(entry, Written)]
        self.style = style_of(numbers, rules.rounding == STRICT, rules.min_digits)

    def judged(self) -> Iterator[JudgedLine]:
        """Every line of the work in its order, with the verdicts of its answers."""
        world = CarriedValues()
        answered = [items[0].target.line for items in self.spoken.values()]
        for stage in self.work.stages:
            if stage.question is not None:
                world = CarriedValues()
            world.begin(stage)
            for line in lines_of(stage, answered):
                yield self._line(line, world)

    def _line(self, line: KeyLine, world: CarriedValues) -> JudgedLine:
        assignment = line.assignment
        answered = self.spoken.get(line.key, [])
        written = [item for answer in answered for item in answer.entries.values()]
        algebra = self.style.intervals(written)
        tainted = world.reads_wrong(assignment)
        own = world.compute(assignment, algebra)
        ideal = world.compute(assignment, algebra, ideal=True) if tainted else own
        if answered and line.value is not None and None in (own, ideal):
            ideal = map_value(point, line.value) if ideal is None else ideal
            own = ideal if own is None else own
        if not answered or own is None or line.value is None:
            world.put(assignment, own, ideal, tainted)
            return JudgedLine(line, tuple(_without_number(item, line) for item in answered))
        entries = _entries(line, own, ideal)
        after = tuple(name for name in symbols(assignment.expression) if name in world.tainted)
        judged = tuple(self._answer(item, entries)._replace(after=after) for item in answered)
        if any(item.verdict == FOLLOWS for item in judged) and is_degenerate(line, world.own, _numbers(written)):
            judged = tuple(_collapsed(item) if item.verdict == FOLLOWS else item for item in judged)
        self._keep(line, answered, judged, entries, world)
        return JudgedLine(line, judged, tuple(entry.place for entry in entries))

    def _answer(self, answer: AlignedAnswer, entries: list[EntryValues]) -> Judged:
        expected = answer.target.line.value
        if answer.target.entry:
            expected = entries[places(expected).index(answer.target.entry)].true
        judged = Judged(answer.given, answer.target, MISSING, expected)
        if answer.note:
            return judged._replace(verdict=WRONG, note=answer.note)
        found = {number: entry_verdict(item, entries[number], self.style) for number, item in answer.entries.items()}
        verdict = worst([verdict for verdict, _ in found.values()])
        wrong = tuple(entries[number].place for number, (said, _) in found.items() if said not in ACCEPTED)
        note = next((note for said, note in found.values() if note and said == verdict), None)
        return judged._replace(verdict=verdict, wrong=wrong if verdict != MISSING else (), note=note)

    def _keep(
        self,
        line: KeyLine,
        answered: list[AlignedAnswer],
        judged: tuple[Judged, ...],
        entries: list[EntryValues],
        world: CarriedValues,
    ) -> None:
        """What goes into the later lines: of every entry what was written of it, else what follows."""
        own, ideal = [entry.own for entry in entries], [entry.ideal for entry in entries]
        said: set[int] = set()
        spoilt = False
        for answer, verdict in zip(answered, judged):
            for number, item in answer.entries.items():
                if number in said or not item.is_number:
                    continue
                said.add(number)
                right = entries[number].place not in verdict.wrong
                spoilt = spoilt or not right
                if right:
                    own[number] = ideal[number] = carried(item, entries[number].ideal)
                else:
                    own[number] = carried_wrong(item, self.style.least)
        tainted = spoilt or (world.reads_wrong(line.assignment) and len(said) < len(entries))
        world.put(line.assignment, nested(line.value, own), nested(line.value, ideal), tainted)


def _read(given: Answer, target: Target, readings: tuple[Reading, ...]) -> AlignedAnswer:
    """An answer as it is read by some conventions."""
    for reading in readings:
        given = reading(given, target)
    return aligned(given, target)


def _entries(line: KeyLine, own: Any, ideal: Any) -> list[EntryValues]:
    mine = elements(own)
    pairs = zip(mine, mine if own is ideal else elements(ideal))
    return [
        EntryValues(place, true, *pair) for place, true, pair in zip(places(line.value), elements(line.value), pairs)
    ]


def _numbers(written: list[Written]) -> list[float]:
    return [item.value for item in written if item.value is not None]


def _without_number(answer: AlignedAnswer, line: KeyLine) -> Judged:
    verdict = MISSING if answer.given.value is None else WRONG
    return Judged(answer.given, answer.target, verdict, line.value)


def _collapsed(item: Judged) -> Judged:
    note = Message("check.collapsed", {"name": item.after})
    return item._replace(verdict=WRONG, note=note, collapsed=True)


def check(problem: Problem, answers: Any, rules: MarkingScheme = MarkingScheme()) -> Check:  # noqa: B008
    """Answers judged against their problem.

    answers: what `read_answers` gives, or a mapping with the keys of an answer file. Raises BackpropError for what is
    no answers.
    """
    if not isinstance(answers, Answers):
        import json

        (answers,) = read_answers(json.dumps(answers, ensure_ascii=False), "answers.json", functions_of(problem))
    given = answers.given if rules.level is None else _asked(problem, answers.given, rules.level)
    work = AnswerKey(problem, given)
    if problem.symbolic:
        from .formulas import FormulaJudge

        judge: Any = FormulaJudge(work, given)
    else:
        judge = Judge(work, given, rules)
    seen, convention = list(judge.judged()), None
    if not problem.symbolic and any(item.verdict == WRONG for line in seen for item in line.judged):
        from ..explain.explain import explained

        seen, convention = explained(judge, seen, given)
    found = [item._replace(weight=_weight(problem, item)) for line in seen for item in line.judged]
    order = {key_of(item): number for number, item in reversed(list(enumerate(given)))}
    as_given = sorted([*found, *judge.unknown], key=lambda item: order[key_of(item.given)])
    return Check(problem, tuple(as_given), tuple(found), convention)


def _asked(problem: Problem, given: tuple[Answer, ...], level: str) -> tuple[Answer, ...]:
    """What is given, and blank what a level of the work asks for besides."""
    from ..answers.template import asked

    wanted = tuple(asked(problem, level))
    work = AnswerKey(problem, (*given, *wanted))
    there = {(item.step is None, target.line.key) for item in given if (target := work.target(item))}
    missing = (
        item for item in wanted if (target := work.target(item)) and (item.step is None, target.line.key) not in there
    )
    return (*given, *missing)


def _weight(problem: Problem, judged: Judged) -> float:
    """The points of an answer: those of its name in its step, else of its name, else 1."""
    given, points = judged.given, problem.points
    if not points or judged.target is None:
        return 1.0
    place = given.question if given.question is not None else "final" if given.step is None else str(given.step)
    name = judged.target.line.name
    names = (name, problem.names.get(name, name))
    keys = [*(f"{place}:{spelling}" for spelling in names), *([place] if given.question is not None else []), *names]
    return float(next((points[key] for key in keys if key in points), 1))


def functions_of(problem: Problem) -> tuple[str, ...]:
    """The names of a problem's unknown functions and of their derivatives."""
    names = {name for layer in problem.network for name in layer.options.values() if isinstance(name, str)}
    return tuple(sorted(names | {f"{name}′" for name in names}))
