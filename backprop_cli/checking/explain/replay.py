"""Replays a student's work: each line is computed from the numbers as written and from the unrounded ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import count
from math import isfinite

from ...evaluate.evaluate import Value, elements, value_shape
from ...evaluate.tape import evaluate_often
from ...expr.names import is_marked, is_updated, marked, updated
from ...expr.node import Node
from ...expr.traverse import reads
from ...problem.series import data_names
from ...records import NamedTuple
from ...solution.values import floats_of, given_of
from ...tolerances import MOST_OBSERVATIONS
from ...typed import Any, TypeVar
from ..answers.number import WrittenNumber
from ..judge.entries import AlignedAnswer
from ..judge.key import AnswerKey, KeyLine, LineIdentity, StepKey
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.remembered import Remembered
from ..judge.result import REFUSED
from ..judge.rounding import DigitStyle, nested
from ..mistakes.rewriting import BEFORE, FIRST, OTHER, RewriteContext, kept

Values = dict[str, Value]
Rewrite = Callable[[RewriteContext], Iterator[tuple[str, Node]]]
T = TypeVar("T")
Pair = tuple[float, float]
Place = tuple[int, int]  # the index of a step in the replay, and the number of a line in it, both from 0


class Answered(NamedTuple):
    """The answers to one line: the written numbers by flat index, and the indices of those that are wrong."""

    written: dict[int, WrittenNumber]
    wrong: tuple[int, ...]

    @property
    def wrong_numbers(self) -> dict[int, WrittenNumber]:
        """The numbers that are wrong, by flat index."""
        return {index: self.written[index] for index in self.wrong}

    def numbers(self, all_of_them: bool) -> dict[int, float]:
        """What was written, by flat index: all of it, or what is wrong."""
        found = self.written if all_of_them else self.wrong_numbers
        return {index: number.value for index, number in found.items() if number.value is not None}


class StepReplay:
    """One step (or question): its lines so far, their answers by line number, and the student's values by name.

    start: the values before its first line. as_written: an answered entry is the number as it was written.
    unrounded: an answered entry is the computed number unless the answer is wrong. page: as a judge has it. known
    and pairs: the values, and the entries by both, that were worked out for anybody, from the notes of a key.
    """

    def __init__(
        self, step_key: StepKey, before: StepReplay | None, page: dict[LineIdentity, Value], notes: dict[Any, Any]
    ) -> None:
        self.step_key, self.before, self.page = step_key, before, page
        self.known: Remembered = notes.setdefault("values", Remembered())
        self.pairs: Remembered = notes.setdefault("pairs", Remembered())
        self.lines: list[KeyLine] = []
        self.answered: dict[int, Answered] = {}
        made = {line.assignment.name for line in step_key.lines}
        self.start = {name: value for name, value in step_key.floats.items() if name not in made}
        self.as_written: Values = self._started(before.as_written if before else {})
        self.unrounded: Values = self._started(before.unrounded if before else {})

    def _started(self, left: Values) -> Values:
        """The values that the step starts from, with the parameters as the step before left them."""
        return {name: left.get(updated(name), value) for name, value in self.start.items()}

    def add(self, line: KeyLine, answered: Answered | None) -> None:
        """Computes a line both ways, and puts in what was answered."""
        if answered:
            self.answered[len(self.lines)] = answered
        self.lines.append(line)
        identity, name, read = line.identity, line.assignment.name, reads(line.assignment.expression)
        page = self.page.get(identity)

        def both() -> tuple[Value | None, Value | None]:
            numbers, wrong = (answered.numbers(True), answered.numbers(False)) if answered else (None, None)
            written = self._value(line, self.as_written, page, numbers)
            return written, self._value(line, self.unrounded, page, wrong)

        operands = (*map(self.as_written.get, read), *map(self.unrounded.get, read), page, answered)
        written, unrounded = self.known.of(identity, operands, both)
        if written is not None:
            self.as_written[name] = written
        if unrounded is not None:
            self.unrounded[name] = unrounded

    def _value(
        self, line: KeyLine, values: Values, page: Value | None, numbers: dict[int, float] | None
    ) -> Value | None:
        """What a line gives; page: what is known to stand there. numbers: what was answered, by flat index."""
        computed = page or value_of(line.assignment.expression, values)
        if computed is None or numbers is None:
            return computed
        if line.value is not None and value_shape(computed) != value_shape(line.value):
            computed = line.value
        flat = elements(computed)
        for index, number in numbers.items():
            flat[index] = number
        return nested(computed, flat) if numbers else computed


def value_of(node: Node, values: Values) -> Value | None:
    """An expression's floats; None where it has none."""
    return _evaluated(node, tuple(map(values.get, reads(node))), None)


def value_of_rewritten(node: Node, values: Values, elsewhere: Values, known: Remembered | None = None) -> Value | None:
    """The floats of an expression that may read values of other places, and unit matrices with a 1 left out."""
    return _evaluated(node, _operands(node, values, elsewhere), known)


def entries_of_rewritten(node: Node, step: StepReplay, elsewhere: Values) -> tuple[Pair, ...] | None:
    """The entries of such an expression, from the values of a step as written and from the unrounded ones."""
    written, unrounded = (_operands(node, values, elsewhere) for values in (step.as_written, step.unrounded))

    def both() -> tuple[Pair, ...] | None:
        first = _evaluated(node, written, None)  # of other values nearly always, else both were known
        second = None if first is None else _evaluated(node, unrounded, step.known)
        return None if first is None or second is None else tuple(zip(elements(first), elements(second)))

    return step.pairs.of(node, (*written, *unrounded), both)


def _operands(node: Node, values: Values, elsewhere: Values) -> tuple[Value | None, ...]:
    """What an expression reads, some of it at other places; None where there is nothing."""
    if not _has_marks(node):
        return tuple(map(values.get, reads(node)))
    return tuple([_marked(name, values, elsewhere) if is_marked(name) else values.get(name) for name in reads(node)])


@lru_cache(4096)
def _has_marks(node: Node) -> bool:
    """Whether an expression reads a name with a mark."""
    return any(map(is_marked, reads(node)))


def _marked(name: str, values: Values, elsewhere: Values) -> Value | None:
    """A value of another place, or of this very one, or a unit matrix; None where there is none."""
    for place in (elsewhere, values):
        if name in place:
            return place[name]
    with suppress(KeyError):
        return kept(name)
    return None


def _evaluated(node: Node, operands: tuple[Value | None, ...], known: Remembered | None) -> Value | None:
    """The floats of an expression from what it reads, in that order; None where it has none."""
    if None in operands:
        return None
    return known.of(node, operands, lambda: _floats(node, operands)) if known else _floats(node, operands)


def _floats(node: Node, operands: tuple[Value, ...]) -> Value | None:
    try:
        value = evaluate_often(node, operands)
        return value if all(map(isfinite, elements(value))) else None
    except (ArithmeticError, ValueError, KeyError, TypeError):
        return None


class Replay:
    """The steps of a student's work in order, and what the student has at hand in each of their lines."""

    def __init__(self, key: AnswerKey, page: dict[LineIdentity, Value] | None = None) -> None:
        self.key, self.page = key, page or {}
        self.known: Remembered = key.notes.setdefault("values", Remembered())
        self.steps: list[StepReplay] = []
        self._elsewhere: dict[StepReplay, Values] = {}

    def begin(self, step_key: StepKey) -> StepReplay:
        """A new step, with the parameters as the step before left them; a question starts from its own values."""
        before = self.steps[-1] if self.steps and step_key.question is None else None
        self.steps.append(StepReplay(step_key, before, self.page, self.key.notes))
        return self.steps[-1]

    def places(self) -> Iterator[tuple[StepReplay, int]]:
        """Every line by its step and its number in it, in the order of the work."""
        yield from ((step, number) for step in self.steps for number in range(len(step.lines)))

    def context(self, step: StepReplay, number: int) -> RewriteContext:
        """What a rewriting of a line may read."""
        later = {line.assignment.name for line in step.lines[number:]}
        given = {name: value_shape(value) for name, value in step.as_written.items() if name not in later}
        line, elsewhere = step.lines[number].assignment, tuple(self.elsewhere(step))
        return RewriteContext(self.key.problem, line, given, elsewhere, step.step_key.updates)

    def remembered(self, make: Callable[[RewriteContext], Iterator[T]], context: RewriteContext) -> Iterator[T]:
        """What a function makes of a context, worked out as far as it is read, and once for all students of a key.

        The right-hand sides depend on the line and on what is at hand there, not on anybody's numbers.
        """
        line = context.line
        place = line.phase, line.layer, line.name, line.expression
        address = make, place, tuple(context.given.items()), context.elsewhere
        return lazily(self.key.notes.setdefault("rewritings", {}), address, lambda: make(context))

    def elsewhere(self, step: StepReplay) -> Values:
        """Values of other places: the weights of the first step, the lines of the step before, other observations."""
        if step not in self._elsewhere:
            self._elsewhere[step] = {**self._of_steps(step), **self._of_observations(step)}
        return self._elsewhere[step]

    def _of_steps(self, step: StepReplay) -> Values:
        if step.before is None:
            return {}
        first, earlier = self.steps[0].start, step.before.as_written
        data = {*data_names(self.key.problem), *self.key.problem.targets, "lr"}
        weights = [name for name in step.start if name not in data and name in first]
        lines = [name for name in earlier if not is_updated(name)]
        return {marked(n, FIRST): first[n] for n in weights} | {marked(n, BEFORE): earlier[n] for n in lines}

    def _of_observations(self, step: StepReplay) -> Values:
        problem, own = self.key.problem, step.step_key.observations
        if len(own) != 1:
            return {}
        numbers = range(1, min(len(problem.data), MOST_OBSERVATIONS) + 1)
        rows = [floats_of(given_of(problem, (n,))) for n in numbers if n not in own]
        data = (*data_names(problem), *problem.targets)
        whole = [row for row in rows if {*data} <= set(row)]
        return {marked(name, f"{OTHER}{n}"): row[name] for n, row in enumerate(whole, 1) for name in data}


def lazily(known: dict[Any, Any], address: Any, make: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """The items of an iterator, which is read no further than anybody wants, and once for all who know its address."""
    if address not in known:
        known[address] = [], make()
    found, left = known[address]
    for number in count():
        while number >= len(found):
            item = next(left, None)
            if item is None:
                return
            found.append(item)
        yield found[number]


def replay_of(lines: Iterable[JudgedLine], judge: Judge) -> Replay:
    """A student's work as a judge went through it."""
    replay, step = Replay(judge.key, judge.page), None
    by_place = {(step_key.step, step_key.question): step_key for step_key in judge.step_keys}
    for item in lines:
        step_key = by_place[item.line.step, item.line.question]
        step = step if step and step.step_key is step_key else replay.begin(step_key)
        step.add(item.line, _answered(item, judge, replay.known))
    return replay


def _answered(item: JudgedLine, judge: Judge, known: Remembered) -> Answered | None:
    """What was written of a line; where nothing is wrong, that is the same for all who wrote it."""
    identity = item.line.identity
    given = judge.answers.given.get(identity)
    if not given:
        return None
    if any(judged.verdict in REFUSED for judged in item.judged):
        return _numbers(item, judge.answers.of(identity), judge.style)
    address = "answered", identity, judge.style, tuple([target.entry for _, target in given])
    values = tuple([answer.value for answer, _ in given])
    return known.of(address, values, lambda: _numbers(item, judge.answers.of(identity), judge.style))


def _numbers(item: JudgedLine, answers: Sequence[AlignedAnswer], style: DigitStyle) -> Answered | None:
    """The numbers that were written in answers to a line; of two for one entry the first."""
    written: dict[int, WrittenNumber] = {}
    wrong: list[int] = []
    for answer, judged in zip(answers, item.judged):
        for index, number in answer.entries.items():
            if index not in written and number.is_number:
                written[index] = style.as_meant(number)
                if judged.verdict in REFUSED and item.places and item.places[index] in judged.wrong:
                    wrong.append(index)
    return Answered(written, tuple(wrong)) if written else None
