"""Replays a student's work: each line is computed from the numbers as written and from the unrounded ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from operator import is_

from ...evaluate.evaluate import Value, elements, value_shape
from ...evaluate.together import Together, finite_floats
from ...expr.names import is_marked, is_updated, marked, updated
from ...expr.node import Node
from ...expr.traverse import reads
from ...problem.series import data_names
from ...records import NamedTuple
from ...solution.values import floats_of, given_of
from ...tolerances import MOST_OBSERVATIONS
from ...typed import Any, TypeVar
from ..answers.number import WrittenNumber
from ..judge.key import AnswerKey, KeyLine, LineIdentity, StepKey
from ..judge.remembered import Remembered
from ..judge.rounding import nested
from ..mistakes.rewriting import BEFORE, FIRST, OTHER, RewriteContext, kept

Values = dict[str, Value]
Rewrite = Callable[[RewriteContext], Iterator[tuple[str, Node]]]
T = TypeVar("T")
Pair = tuple[float, float]
AT_ONCE = 16  # rewritings of a line that are worked out together: whoever looks for a mistake mostly looks at all
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


class Rewritten(NamedTuple):
    """Some rewritings of a line: their names and entries, None of those that have no number.

    Of two students with the same values at hand, the entries are one object.
    """

    names: tuple[str, ...]
    nodes: tuple[Node, ...]
    entries: Sequence[tuple[Pair, ...] | None]


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
        name, read = line.assignment.name, reads(line.assignment.expression)
        page = self.page.get(line.identity) if self.page else None

        def both() -> tuple[Value | None, Value | None]:
            numbers, wrong = (answered.numbers(True), answered.numbers(False)) if answered else (None, None)
            written = self._value(line, self.as_written, page, numbers)
            return written, self._value(line, self.unrounded, page, wrong)

        operands = (line, *map(self.as_written.get, read), *map(self.unrounded.get, read), page, answered)
        written, unrounded = self.known.of("line", operands, both)
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
    return _evaluated(node, _operands(reads(node), values, elsewhere), known)


def entries_of_rewritten(made: Together, step: StepReplay, elsewhere: Values) -> Sequence[tuple[Pair, ...] | None]:
    """The entries of such expressions, from the values of a step as written and from the unrounded ones."""
    written, unrounded = (_operands(made.names, values, elsewhere) for values in (step.as_written, step.unrounded))

    def both() -> tuple[tuple[Pair, ...] | None, ...]:
        first = made.entries(written)
        second = first if all(map(is_, written, unrounded)) else made.entries(unrounded)
        return tuple([tuple(zip(a, b)) if a and b else None for a, b in zip(first, second)])

    return step.pairs.of(made, (*written, *unrounded), both)


@lru_cache(4096)
def by_itself(node: Node) -> Together:
    """An expression that is evaluated by itself, as one of the others."""
    return Together((node,))


def _operands(names: tuple[str, ...], values: Values, elsewhere: Values) -> tuple[Value | None, ...]:
    """What some names stand for, some of them at other places; None where there is nothing."""
    if not _has_marks(names):
        return tuple(map(values.get, names))
    return tuple([_marked(name, values, elsewhere) if is_marked(name) else values.get(name) for name in names])


@lru_cache(4096)
def _has_marks(names: tuple[str, ...]) -> bool:
    """Whether some names have a mark."""
    return any(map(is_marked, names))


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
    if known is None or None in operands:
        return finite_floats(node, operands)
    return known.of(node, operands, lambda: finite_floats(node, operands))


class Replay:
    """The steps of a student's work in order, and what the student has at hand in each of their lines."""

    def __init__(self, key: AnswerKey, page: dict[LineIdentity, Value] | None = None) -> None:
        self.key, self.page = key, page or {}
        self.known: Remembered = key.notes.setdefault("values", Remembered())
        self.steps: list[StepReplay] = []
        self._elsewhere: dict[StepReplay, Values] = {}
        self._contexts: dict[tuple[StepReplay, int, int], RewriteContext] = {}
        # What rewritings of unanswered lines give, by step, number and rewriting: every wrong line after them asks.
        self.rewritten: dict[tuple[StepReplay, int, Node], Any] = {}

    def begin(self, step_key: StepKey) -> StepReplay:
        """A new step, with the parameters as the step before left them; a question starts from its own values."""
        self.steps.append(StepReplay(step_key, self.before(step_key), self.page, self.key.notes))
        return self.steps[-1]

    def before(self, step_key: StepKey) -> StepReplay | None:
        """The step before a new one; of a question there is none."""
        return self.steps[-1] if self.steps and step_key.question is None else None

    def places(self) -> Iterator[tuple[StepReplay, int]]:
        """Every line by its step and its number in it, in the order of the work."""
        yield from ((step, number) for step in self.steps for number in range(len(step.lines)))

    def context(self, step: StepReplay, number: int) -> RewriteContext:
        """What a rewriting of a line may read."""
        place = step, number, len(step.lines)  # of a step that is still gone through, there are more lines later
        if place not in self._contexts:
            later = {line.assignment.name for line in step.lines[number:]}
            given = {name: value_shape(value) for name, value in step.as_written.items() if name not in later}
            line, elsewhere = step.lines[number].assignment, tuple(self.elsewhere(step))
            self._contexts[place] = RewriteContext(self.key.problem, line, given, elsewhere, step.step_key.updates)
        return self._contexts[place]

    def remembered(self, make: Callable[[RewriteContext], Iterator[T]], context: RewriteContext) -> Iterator[T]:
        """What a function makes of a context, worked out as far as it is read, and once for all students of a key.

        The right-hand sides depend on the line and on what is at hand there, not on anybody's numbers.
        """
        return self._lazily(make, context, lambda: make(context))

    def _lazily(self, what: Any, context: RewriteContext, make: Callable[[], Iterator[T]]) -> Iterator[T]:
        line = context.line
        place = line.phase, line.layer, line.name, line.expression
        address = what, place, tuple(context.given.items()), context.elsewhere
        return lazily(self.key.notes.setdefault("rewritings", {}), address, make)

    def entries(self, make: Rewrite, step: StepReplay, number: int) -> Iterator[Rewritten]:
        """What rewritings make of a line, some at a time."""
        context, elsewhere = self.context(step, number), self.elsewhere(step)
        for names, made in self._lazily((make, AT_ONCE), context, lambda: _at_once(make(context))):
            yield Rewritten(names, made.nodes, entries_of_rewritten(made, step, elsewhere))

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


def _at_once(rewritings: Iterator[tuple[str, Node]]) -> Iterator[tuple[tuple[str, ...], Together]]:
    """Some rewritings at a time, with their names."""
    while some := tuple(islice(rewritings, AT_ONCE)):
        names, nodes = zip(*some)
        yield names, Together(nodes)


def lazily(known: dict[Any, Any], address: Any, make: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """The items of an iterator, which is read no further than anybody wants, and once for all who know its address."""
    if address not in known:
        known[address] = [], make()
    found, left = known[address]
    number = 0
    while True:
        for item in islice(found, number, None):  # also what somebody else reads meanwhile
            number += 1
            yield item
        if (item := next(left, None)) is None:
            return
        found.append(item)
