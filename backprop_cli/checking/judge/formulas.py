"""The judge of formulas: an answer is right where it agrees with its line at random points; mistakes are sought there.

Formulas that agree at a few random points are the same but for a negligible chance (for polynomials: Schwartz 1980,
Zippel 1979), so no answer has to be brought into one form.
"""

from __future__ import annotations

from math import prod

from ...errors import Message, ShapeError, plainly
from ...evaluate.evaluate import Value, elements, value_shape
from ...expr.names import LOCAL, TOTAL, marked, state_of, updated, whole_of
from ...expr.node import Node, symbol
from ...expr.read.parser import parse_answer
from ...expr.read.tokens import FormulaError
from ...expr.traverse import symbols
from ...tolerances import MOST_NAMES, SAME_FORMULA
from ...typed import Any
from ..answers.answer import Answer
from ..answers.number import CONSTANTS
from ..mistakes.catalogue import candidates
from ..mistakes.rewriting import RewriteContext
from .activation import Activation
from .entries import unreadable
from .key import AnswerKey, KeyLine, StepKey, Target, functions_of
from .line_judge import JudgedLine, LineJudge
from .other_ways import slope_way
from .result import FOLLOWS, MISSING, RIGHT, WRONG, JudgedAnswer, Mistake, named
from .rounding import nested
from .sample_point import SamplePoint, Values
from .wording import worded

POINTS, TRIES = 5, 60  # points to compare at; points to draw, for at some a line has no value (ln of a negative number)
MOST_LETTERS = 6


class CarriedFormulas:
    """What is known after a line.

    points: where formulas are compared, with the student's values. tainted: the names that come from a wrong answer.
    known: the names that a formula may use from here on: of what is given, and of the lines so far.
    """

    def __init__(self, points: list[SamplePoint], tainted: set[str], known: set[str]) -> None:
        self.points, self.tainted, self.known = points, tainted, known

    def copy(self) -> CarriedFormulas:
        """The same, to go on from without a change to these."""
        return CarriedFormulas([point.copy() for point in self.points], set(self.tainted), set(self.known))

    def values(self, nodes: list[Node]) -> list[list[Value | None]]:
        """The values of some expressions, at one point after the other."""
        return [[point.value(node) for node in nodes] for point in self.points]


class FormulaJudge(LineJudge[CarriedFormulas]):
    """Judges one document of answers against the answer key of a problem without numbers."""

    def __init__(self, key: AnswerKey, answers: tuple[Answer, ...]) -> None:
        super().__init__(key, answers)
        self.functions = functions_of(key.problem)
        self.activation = Activation(key.problem)

    def begin(self, step_key: StepKey, before: CarriedFormulas | None) -> CarriedFormulas:
        """Points at which every line of the step has a value. Every step starts from the unknowns of the problem."""
        found: list[SamplePoint] = []
        known: set[str] = set()
        for seed in range(TRIES):
            point = SamplePoint(self.key.problem, step_key, seed)
            for line in self._read_by(step_key):
                value = point.value(line.assignment.expression, own=False)
                for values in (point.true, point.own) if value is not None else ():
                    values[line.assignment.name] = value
            known = known or set(point.true)
            for line in step_key.lines:
                value = point.value(line.assignment.expression, own=False)
                if value is None:
                    break
                point.true[line.assignment.name] = value
            else:
                found.append(point)
            if len(found) == POINTS:
                break
        return CarriedFormulas(found, set(), known)

    def _read_by(self, step_key: StepKey) -> list[KeyLine]:
        """The lines of the whole pass that come before what a question asks for, as far as that reads them."""
        if step_key.question is None or not self.key.steps:
            return []
        made = {line.assignment.name for line in step_key.lines}
        read = {name for line in step_key.lines for name in symbols(line.assignment.expression)}
        others = [line for line in self.key.steps[0].lines if line.assignment.name not in made]
        last = max((n for n, line in enumerate(others) if line.assignment.name in read), default=-1)
        return others[: last + 1]

    def judge_line(self, line: KeyLine, carried: CarriedFormulas) -> JudgedLine:
        """The verdicts of a line's answers; later lines go on from the whole line as it was written."""
        judged = tuple(self._judged(*pair, carried) for pair in self.found.get(line.identity, ()))
        self._carry(line, judged, carried)
        carried.known.add(line.assignment.name)
        return JudgedLine(line, judged)

    def _judged(self, answer: Answer, target: Target, carried: CarriedFormulas) -> JudgedAnswer:
        judged = JudgedAnswer(answer, target, MISSING)
        if answer.value is None:
            return judged
        try:
            nodes = self._nodes(answer.value, carried)
        except FormulaError as error:
            if error.message.key in ("fault.shapes", "check.later_name"):
                return judged._replace(verdict=WRONG, note=Message("check.misfit", {"why": error.message}))
            return judged._replace(note=unreadable(error))
        if not carried.points:
            return judged
        values = carried.values(nodes)
        if self._agrees(values, target, carried, own=False):
            return judged._replace(verdict=RIGHT)
        after = self._wrong_names(target.line, carried)
        for line in filter(None, (target.line, slope_way(target.line, self.key.programs.layout))):
            read = self._wrong_names(line, carried)
            if read and self._agrees(values, target._replace(line=line), carried, own=True):
                return judged._replace(verdict=FOLLOWS, after=read)
        mistake = None if any(None in row for row in values) else self._mistake(values, target, carried.points)
        return judged._replace(verdict=WRONG, wrong=((),), after=after, mistake=mistake)

    @staticmethod
    def _wrong_names(line: KeyLine, carried: CarriedFormulas) -> tuple[str, ...]:
        """The names that a line reads whose values come from a wrong answer."""
        return tuple(name for name in symbols(line.assignment.expression) if name in carried.tainted)

    def _nodes(self, value: Any, carried: CarriedFormulas) -> list[Node]:
        """The entries of an answer as expressions. Raises FormulaError for a name that it may not use."""
        names = _Names(self.key, carried.points[0].true if carried.points else {}, carried.known)
        try:
            nodes = [parse_answer(item.text, self.functions, names.read) for item in elements(value)]
            return [self.activation.read(node) for node in nodes]
        except ShapeError as error:
            sizes = {"left": str(error.left), "right": str(error.right)}
            raise FormulaError(Message("fault.shapes", sizes), 0) from None

    @staticmethod
    def _agrees(values: list[list[Value | None]], target: Target, carried: CarriedFormulas, own: bool) -> bool:
        """Whether an answer has the line's value at every point."""
        for point, row in zip(carried.points, values):
            right = point.value(target.line.assignment.expression, own)
            if right is None or not _equal(_flat(row), _part(right, target)):
                return False
            if len(row) == 1 and not target.entry and not _same_shape(row[0], right):
                return False
        return bool(carried.points)

    def _mistake(self, values: list[list[Value | None]], target: Target, points: list[SamplePoint]) -> Mistake | None:
        """The misconceptions that give the answer at every point."""
        shapes = {name: value_shape(value) for name, value in points[0].own.items()}
        context = RewriteContext(self.key.problem, target.line.assignment, shapes, updates=points[0].step_key.updates)
        found: dict[str, Node] = {}
        for name, node in candidates(context):
            rewritten = [point.value(node) for point in points]
            if name not in found and all(
                value is not None and _equal(_flat(row), _part(value, target)) for value, row in zip(rewritten, values)
            ):
                found[name] = node
        mistake = named([*found][:MOST_NAMES])
        if mistake is None:
            return None
        told = worded(mistake._replace(written=found[mistake.name]), target.line)
        return told and told._replace(written=None)  # it stands there as they wrote it

    def _carry(self, line: KeyLine, judged: tuple[JudgedAnswer, ...], carried: CarriedFormulas) -> None:
        """Gives every point the value that later lines read: the student's where it is wrong, else what follows."""
        name, expression, tainted = line.assignment.name, line.assignment.expression, carried.tainted
        whole = next((item for item in judged if item.target and not item.target.entry), None)
        wrong = whole if whole is not None and whole.verdict in (WRONG, FOLLOWS) and whole.note is None else None
        nodes = self._nodes(wrong.answer.value, carried) if wrong else []
        for point in carried.points:
            value = point.value(expression)
            written = [point.value(node) for node in nodes]
            flat = _flat(written)
            if wrong and None not in written and value is not None and len(flat) == len(elements(value)):
                value = nested(value, flat)
            if value is not None:
                point.own[name] = value
        spoilt = wrong is not None or (whole is None and not tainted.isdisjoint(symbols(expression)))
        (tainted.add if spoilt else tainted.discard)(name)


class _Names:
    """The names in a formula as symbols of this work.

    values: those that a name can stand for. known: the names that may be used; a line does not answer itself.
    """

    def __init__(self, key: AnswerKey, values: Values, known: set[str]) -> None:
        self.key, self.values, self.known = key, values, known

    def read(self, name: str) -> Node:
        """A name, a transposed one, or a product of names of one letter: xy. Raises FormulaError for another."""
        found = self._known(name)
        if found is None and name.endswith("ᵀ"):
            found = self._known(name[:-1])
            found = found and found.T
        if found is None and 1 < len(name) <= MOST_LETTERS:
            letters = [self._known(letter) for letter in name]
            found = prod(letters[1:], start=letters[0]) if all(letters) else None  # type: ignore[type-var]
        found = CONSTANTS.get(name) if found is None else found
        if found is None:
            raise FormulaError(Message("check.strange_name", {"found": plainly(name)}), 0)
        if not self.known.issuperset(used if used in self.known else whole_of(used) for used in symbols(found)):
            raise FormulaError(Message("check.later_name", {"found": plainly(name)}), 0)
        return found

    def _known(self, name: str) -> Node | None:
        for spelling in self.key.spellings.of(name):
            forms = (spelling, marked(spelling, TOTAL), marked(spelling, LOCAL))
            # Of the derivatives that are written alike, the one that is known by now is meant.
            for form in sorted(forms, key=lambda form: form not in self.known):
                if form in self.values:
                    return symbol(form, value_shape(self.values[form]))
            owner = whole_of(spelling)
            if owner in self.values and owner != spelling:
                return symbol(spelling)
            # Of what an optimiser remembers, the new value once there is one.
            for form in (updated(state_of(owner)), state_of(owner)):
                if form in self.known:
                    return symbol(form + spelling[len(owner) :], () if owner != spelling else self._shape(form))
        return None

    def _shape(self, name: str) -> Any:
        return value_shape(self.values[name])


def _part(value: Value, target: Target) -> list[float]:
    """The numbers of a line's value that an answer is about, row by row."""
    for place in target.entry:
        value = value[place - 1]
    return elements(value)


def _same_shape(value: Value, right: Value) -> bool:
    """Whether two values have one shape; a single number has that of a 1×1 matrix."""
    return value_shape(value) == value_shape(right) or len(elements(value)) == len(elements(right)) == 1


def _flat(values: list[Value | None]) -> list[float]:
    return [element for value in values if value is not None for element in elements(value)]


def _equal(left: list[float], right: list[float]) -> bool:
    pairs = zip(left, right)
    return len(left) == len(right) and all(abs(a - b) <= SAME_FORMULA * max(1.0, abs(a), abs(b)) for a, b in pairs)
