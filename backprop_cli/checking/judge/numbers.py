"""The judge of numbers: computes each line from the student's own values, and gives every answer its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import partial

from ...evaluate.evaluate import Value, elements, map_value, value_shape
from ...expr.interval import Interval, hull, point
from ...expr.node import symbol
from ...expr.traverse import reads
from ...problem.marking import STRICT
from ...problem.model import MarkingScheme
from ...program.line import Assignment
from ..answers.answer import Answer
from ..answers.number import WrittenNumber
from .at_sight import AtSight
from .degenerate import is_degenerate, is_trivial, middles
from .entries import (
    TOO_COARSE,
    AlignedAnswer,
    EntryValues,
    LineAnswers,
    entry_numbers,
    entry_verdict,
    values_of_entries,
    worst,
)
from .key import AnswerKey, KeyLine, LineIdentity, StepKey, Target
from .line_intervals import LineIntervals
from .line_judge import Checkpoint, JudgedLine, LineJudge
from .other_ways import page_way, slope_way
from .remembered import Remembered
from .result import ACCEPTED, FOLLOWS, MISSING, REFUSED, WRONG, JudgedAnswer, collapsed
from .rounding import CarriedValues, carried, carried_into, carried_wrong, nested, style_of

Reading = Callable[[Answer, Target], Answer]


class Judge(LineJudge[CarriedValues]):
    """Judges one document of answers against the answer key of a problem with numbers.

    readings: what conventions make of an answer before it is judged, such as a transposition. page: what stands on the
    student's page for lines that nobody asked for, by their identities, where a mistake is known.
    """

    def __init__(
        self, key: AnswerKey, answers: tuple[Answer, ...], scheme: MarkingScheme, readings: tuple[Reading, ...] = ()
    ) -> None:
        super().__init__(key, answers)
        self.scheme = scheme
        given = self.found
        if readings:
            given = {line: [_read(*pair, readings) for pair in pairs] for line, pairs in given.items()}
        self.answers = LineAnswers(given)
        numbers = [number for item in answers for number in elements(item.value) if isinstance(number, WrittenNumber)]
        self.style = style_of(numbers, scheme.rounding == STRICT, scheme.min_digits)
        self.page: dict[LineIdentity, Value] = {}
        self._at_sight, self._intervals = AtSight(key, self.answers, self.style), LineIntervals(key, self.style)
        self._moves: Remembered = key.notes.setdefault("moves", Remembered())
        self._ways: Remembered = key.notes.setdefault("ways", Remembered())

    def with_page(self, values: dict[LineIdentity, Value]) -> Judge:
        """The same judge with more values known to stand on the student's page."""
        other = copy(self)
        other.page = {**self.page, **values}
        return other

    def judged(self, memory: list[Checkpoint] | None = None) -> Iterator[JudgedLine]:
        """Every line of the work in its order, with the verdicts of its answers; memory: as of every judge."""
        yield from self._by_steps() if memory is None else super().judged(memory)

    def _by_steps(self) -> Iterator[JudgedLine]:
        """The lines step by step: the first ones in which nothing is wrong, as most are, are judged at sight.

        What the student goes on with after these is asked for only where something is wrong later.
        """
        right: list[tuple[StepKey, list[JudgedLine]]] = []
        carried: CarriedValues | None = None
        for step_key, lines in self.steps():
            seen = [] if carried else self._at_sight.first(lines, self.page)
            right.append((step_key, seen))
            yield from seen
            if carried:
                carried = self.begin(step_key, carried)
            elif len(seen) < len(lines) and (after := self._after_steps(right)):
                carried = after.copy()
            # One by one: who holds answers against a convention stops at the first against it.
            yield from (self.judge_line(line, carried) for line in lines[len(seen) :] if carried)

    def _after_steps(self, steps: list[tuple[StepKey, list[JudgedLine]]]) -> CarriedValues | None:
        """What a student goes on with after lines that were judged at sight, as have all who wrote the same."""
        carried: CarriedValues | None = None
        local = tuple(identity for identity in self.answers.given if identity[2] == "jacobian")  # see _as_its_local
        for step_key, lines in steps:
            operands = (step_key, carried, *[item.line for item in lines], *[item.seen for item in lines])
            make = partial(self._after_step, step_key, lines, carried)
            carried = self._intervals.known.of(("step", local), operands, make)
        return carried

    def _after_step(self, step_key: StepKey, lines: list[JudgedLine], before: CarriedValues | None) -> CarriedValues:
        carried = self.begin(step_key, before)
        for item in lines:
            self.judge_line(item.line, carried)
        return carried

    def begin(self, step_key: StepKey, before: CarriedValues | None) -> CarriedValues:
        """The data of a step with the weights as the student left them; a question starts from its own values."""
        return carried_into(step_key, before if step_key.question is None else None, self._intervals.known)

    def judge_line(self, line: KeyLine, carried: CarriedValues) -> JudgedLine:
        """The verdicts of a line's answers, which are then carried on as they were written."""
        identity = line.identity
        assignment = line.assignment if identity in self.answers.given else self._as_its_local(line)
        tainted = carried.reads_wrong(assignment)
        seen = None if tainted or identity in self.page else self._at_sight.line(line)
        if seen is None:
            return self._judged_line(line, assignment, tainted, carried)
        value = self._intervals.after(seen, assignment, self.answers, carried.own)
        carried.lines.append(line)
        carried.put(assignment, value, value, tainted)
        self._weigh(line, seen.judged, carried)
        return seen

    def _judged_line(self, line: KeyLine, assignment: Assignment, tainted: bool, carried: CarriedValues) -> JudgedLine:
        """The verdicts of a line in which, or before which, something may be wrong."""
        identity = line.identity
        answers = self.answers.of(identity)
        written = [number for answer in answers for number in answer.entries.values()]
        algebra = self.style.intervals(written)
        ideal = self._intervals.of(line, assignment, carried.ideal if tainted else carried.own, algebra)
        own = self._intervals.of(line, assignment, carried.own, algebra) if tainted else ideal
        if identity in self.page:
            own, tainted = self._intervals.on_page(algebra, self.page[identity]), True
        if answers and own is not None and line.value is not None and value_shape(own) != value_shape(line.value):
            own = None  # of a matrix that lies on its side on the page
        if answers and line.value is not None and None in (own, ideal):
            ideal = map_value(point, line.value) if ideal is None else ideal
            own = ideal if own is None else own
        carried.lines.append(line)
        if not answers or own is None or line.value is None:
            mine, right = (self._intervals.on_scrap_paper(algebra, value) for value in (own, ideal))
            carried.put(assignment, mine, right, tainted)
            self._weigh(line, (), carried)
            return JudgedLine(line, tuple(_without_number(item, line) for item in answers))
        entries = values_of_entries(line.value, own, ideal)
        after = tuple(name for name in reads(assignment.expression) if name in carried.tainted)
        judged = tuple(self._judged(item, entries)._replace(after=after) for item in answers)
        judged = self._with_collapse(line, judged, written, carried)
        if any(item.verdict == WRONG for item in judged):
            judged = self._in_other_ways(line, judged, entries, carried)
        self._carry(line, judged, entries, carried)
        self._weigh(line, judged, carried)
        return JudgedLine(line, judged, tuple(entry.place for entry in entries))

    def _as_its_local(self, line: KeyLine) -> Assignment:
        """A graph's derivative that is its local one, and was answered under their common name, is a copy of that."""
        local = self.answers.given.get((line.step, line.question, "jacobian", line.name))
        other = local and local[0][1].line.assignment
        if not other or other is line.assignment or other.expression is not line.assignment.expression:
            return line.assignment
        return line.assignment._replace(expression=symbol(other.name, other.expression.shape))

    def _in_other_ways(
        self, line: KeyLine, judged: tuple[JudgedAnswer, ...], entries: list[EntryValues], carried: CarriedValues
    ) -> tuple[JudgedAnswer, ...]:
        """The verdicts, where what is wrong may have been worked out in another way than that of the line's rule."""
        before = carried.lines[:-1]
        by_slope = slope_way(line, self.key.programs.layout)
        by_page = self._ways.of(line.identity, (line, *before), lambda: page_way(line, before))
        read = reads(by_page.assignment.expression)
        as_written = {**carried.own, **self._as_written(other for other in before if other.assignment.name in read)}
        for way, values in ((by_slope, carried.own), (by_page, as_written), (by_page, carried.own)):
            if way and any(item.verdict == WRONG for item in judged):
                again = self._in_one_way(way, values, entries, carried)
                pairs = zip(judged, again or judged)
                judged = tuple(old if old.verdict != WRONG or new.verdict == WRONG else new for old, new in pairs)
        return judged

    def _in_one_way(
        self, way: KeyLine, values: dict[str, Value], entries: list[EntryValues], carried: CarriedValues
    ) -> tuple[JudgedAnswer, ...] | None:
        """The verdicts of the answers to a line that is worked out in another way from some own values."""
        answers = self.answers.of(way.identity)
        written = [number for answer in answers for number in answer.entries.values()]
        algebra = self.style.intervals(written)
        own = ideal = self._intervals.of(way, way.assignment, values, algebra)
        if carried.reads_wrong(way.assignment):
            ideal = self._intervals.of(way, way.assignment, carried.ideal, algebra)
        if own is None or ideal is None:
            return None
        mine, right = elements(own), elements(ideal)
        if all(entry.own is mine[at] and entry.ideal is right[at] for at, entry in enumerate(entries)):
            return None  # so it was judged already
        entries = [entry._replace(own=mine[at], ideal=right[at]) for at, entry in enumerate(entries)]
        after = tuple(name for name in reads(way.assignment.expression) if name in carried.tainted)
        judged = tuple(self._judged(item, entries)._replace(after=after) for item in answers)
        return self._with_collapse(way, judged, written, carried)

    def _as_written(self, lines: Iterable[KeyLine]) -> dict[str, Value]:
        """The values of lines that were handed in whole, just as they stand there."""
        found = {}
        for line in lines:
            for answer in self.answers.of(line.identity)[:1]:
                numbers = [answer.entries[at].value for at in sorted(answer.entries)]
                if None not in numbers and len(numbers) == len(elements(line.value)):
                    found[line.assignment.name] = nested(line.value, [point(value or 0.0) for value in numbers])
        return found

    def _with_collapse(
        self, line: KeyLine, judged: tuple[JudgedAnswer, ...], written: list[WrittenNumber], carried: CarriedValues
    ) -> tuple[JudgedAnswer, ...]:
        """The verdicts, where what follows only because nothing was left to work out has collapsed."""
        numbers = [number.value for number in written if number.value is not None]
        follows = any(item.verdict == FOLLOWS for item in judged)
        if not follows or not is_degenerate(line, carried.own, carried.hollow, numbers, self._moves):
            return judged
        return tuple(collapsed(item) if item.verdict == FOLLOWS else item for item in judged)

    def _judged(self, answer: AlignedAnswer, entries: list[EntryValues]) -> JudgedAnswer:
        """An answer with the worst verdict of its entries, and the note that belongs to that."""
        target, expected = answer.target, answer.target.line.value
        if target.entry:
            expected = entries[entry_numbers(value_shape(expected))[target.entry]].true
        judged = JudgedAnswer(answer.answer, target, MISSING, expected)
        if answer.note:
            return judged._replace(verdict=WRONG, note=answer.note)
        found = {number: entry_verdict(item, entries[number], self.style) for number, item in answer.entries.items()}
        # Too few digits are no error: they do not hide one in another entry.
        coarse = any(note and note.key == TOO_COARSE for _, note in found.values())
        verdicts = [one for one, _ in found.values()]
        verdict = WRONG if coarse and WRONG in verdicts else worst(verdicts)
        wrong = tuple(entries[number].place for number, (one, _) in found.items() if one not in ACCEPTED)
        note = next((note for one, note in found.values() if note and one == verdict), None)
        return judged._replace(verdict=verdict, wrong=wrong if verdict != MISSING or coarse else (), note=note)

    def _carry(
        self, line: KeyLine, judged: tuple[JudgedAnswer, ...], entries: list[EntryValues], values: CarriedValues
    ) -> None:
        """Carries on, for every entry, the first number that was written for it; else the interval that follows.

        The ideal interval of a wrong entry stays that of the right value: so a later answer can be held against both.
        """
        own, ideal = [entry.own for entry in entries], [entry.ideal for entry in entries]
        answered: set[int] = set()
        any_wrong = False
        for answer, verdict in zip(self.answers.of(line.identity), judged):
            for number, item in answer.entries.items():
                if number in answered or not item.is_number:
                    continue
                answered.add(number)
                if entries[number].place in verdict.wrong:
                    any_wrong = True
                    own[number] = carried_wrong(item, self.style.least)
                else:
                    ideal[number] = carried(item, entries[number].ideal, self.style.strict)
                    own[number] = self._own(item, entries[number], ideal[number])
                    any_wrong = any_wrong or own[number] is not ideal[number]
        tainted = any_wrong or (values.reads_wrong(line.assignment) and len(answered) < len(entries))
        values.put(line.assignment, nested(line.value, own), nested(line.value, ideal), tainted)

    def _weigh(self, line: KeyLine, judged: tuple[JudgedAnswer, ...], values: CarriedValues) -> None:
        """Notes whether what is carried on is trivial because of an error: here, or in what the line reads."""
        name = line.assignment.name
        values.hollow.discard(name)
        if name not in values.tainted or name not in values.own or line.value is None:
            return
        unearned = any(item.verdict in REFUSED for item in judged) or (
            not judged and not values.hollow.isdisjoint(reads(line.assignment.expression))
        )
        if not unearned:
            return
        flat = middles(values.own[name])
        for answer in self.answers.of(line.identity):
            for index, item in answer.entries.items():
                flat[index] = item.value or 0.0
        if is_trivial(flat, elements(line.value)):
            values.hollow.add(name)

    def _own(self, item: WrittenNumber, entry: EntryValues, ideal: Interval) -> Interval:
        """What a student goes on with after an accepted number: it may have been rounded from their own value."""
        if entry.own is entry.ideal:
            return ideal
        mine = carried(item, entry.own, self.style.strict)
        inside = ideal.lo <= mine.lo and mine.hi <= ideal.hi
        return ideal if inside else hull((mine.lo, mine.hi, ideal.lo, ideal.hi))


def _read(answer: Answer, target: Target, readings: tuple[Reading, ...]) -> tuple[Answer, Target]:
    """An answer as it is read by some conventions."""
    for reading in readings:
        answer = reading(answer, target)
    return answer, target


def _without_number(answer: AlignedAnswer, line: KeyLine) -> JudgedAnswer:
    """The verdict of an answer to a line that has no number to compare it with."""
    verdict = MISSING if answer.answer.value is None else WRONG
    return JudgedAnswer(answer.answer, answer.target, verdict, line.value)
