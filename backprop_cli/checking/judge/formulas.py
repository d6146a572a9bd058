"""Formulas as answers: judged equal where they agree at random points; the same misconceptions are looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import pi, prod, sin
from random import Random
from typing import Any

from ...errors import Message, ShapeError, plainly
from ...evaluate.algebras import DECIMAL
from ...evaluate.evaluate import Value, elements, evaluate
from ...expr.node import Node, symbol
from ...expr.read.parser import parse_answer
from ...expr.read.tokens import FormulaError
from ...expr.traverse import symbols
from ...problem.model import Problem
from ...program.network import value_shape
from ...solution.values import given_of, parameters
from ..answers.file import Answer
from ..explain.replay import kept
from ..mistakes import candidates
from ..mistakes.rewriting import RewriteContext
from .key import AnswerKey, KeyLine, StepKey, Target, entry_address, entry_places, lines_of
from .numbers import JudgedLine, functions_of
from .result import FOLLOWS, MISSING, RIGHT, UNKNOWN, WRONG, Judged, Mistake
from .rounding import nested

POINTS, TRIES, CLOSE, MOST_NAMES, MOST_LETTERS = 5, 60, 1e-9, 5, 6
Values = dict[str, Value]


class Trial:
    """The algebra of floats in which unknown functions are some functions, each derivative that of the one before."""

    def __init__(self, random: Random) -> None:
        self.rates = [random.uniform(0.5, 1.5) for _ in range(2)]

    def number(self, value: Fraction) -> float:
        """The nearest float."""
        return float(value)

    def unknown(self, node: Node) -> float:
        """Raises KeyError: every name has a value at a point."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., float]:
        """The operation on floats; of an unknown function, sin(a·t + k) or one of its derivatives."""
        return self._call if op == "call" else DECIMAL.function(op)

    def _call(self, name: str, x: float) -> float:
        primes = name.count("′")
        rate = self.rates[0] + self.rates[1] * (sum(map(ord, name.rstrip("′"))) % 7) / 7
        return rate**primes * sin(rate * x + primes * pi / 2 + 0.3)


class Point:
    """Numbers for everything that has none: the right values of all lines, and the person's own."""

    def __init__(self, problem: Problem, stage: StepKey, number: int) -> None:
        random = Random(number)
        self.algebra = Trial(random)
        self.random, self.sizes = random, {}  # type: ignore[var-annotated]
        given: dict[str, Any] = {**parameters(problem), **given_of(problem, stage.observations)}
        given |= {"lr": problem.train.lr} if problem.train else {}
        self._drawn: dict[str, float] = {}
        start = {name: self._number(value) for name, value in given.items()}
        self.true: Values = {**self._drawn, **start, **{name: float(size) for name, size in self.sizes.items()}}
        self.own = dict(self.true)

    def _number(self, value: Any) -> Value:
        if isinstance(value, tuple):
            return tuple(self._number(item) for item in value)
        if isinstance(value, Node) and value.op == "symbol":
            if not value.shape:
                return self._drawn.setdefault(value.data, self._draw())
            return self._filled([self._size(size) for size in value.shape])
        return evaluate(value, {}, self.algebra) if isinstance(value, Node) else float(value)

    def _draw(self) -> float:
        return self.random.choice((-1, 1)) * self.random.randint(30, 190) / 97

    def _size(self, size: Any) -> int:
        return size if isinstance(size, int) else self.sizes.setdefault(size, 2 + len(self.sizes))

    def _filled(self, shape: list[int]) -> Value:
        return tuple(self._filled(shape[1:]) for _ in range(shape[0])) if shape else self._draw()

    def value(self, node: Node, own: bool = True) -> Value | None:
        """An expression's value among the person's own, or the right ones; None where it has none."""
        values = {**self.true, **self.own} if own else self.true
        try:
            more = {name: _entry(values, name) for name in symbols(node) if name not in values}
            found = evaluate(node, {**values, **more} if more else values, self.algebra)
            return found if all(abs(element) < float("inf") for element in elements(found)) else None
        except (ArithmeticError, ValueError, KeyError, TypeError, IndexError):
            return None


def _entry(values: Values, name: str) -> Any:
    """An entry by its address, W1[1,2] or H1[2]; a unit matrix with a 1 left out. Raises KeyError for others."""
    if name.startswith("I:"):
        return kept(name)
    owner, places = entry_address(name)
    value = values[owner]
    found = entry_places(value, places)
    if found is None:
        raise KeyError(name)
    for place in found:
        value = value[place - 1]
    return value


class FormulaJudge:
    """Judges answers of a problem without numbers, line by line, at a few points at once."""

    def __init__(self, work: AnswerKey, given: tuple[Answer, ...]) -> None:
        self.work = work
        self.functions = functions_of(work.problem)
        self.answers, unknown = work.sorted_out(given)
        self.unknown = [Judged(item, None, UNKNOWN) for item in unknown]

    def judged(self) -> Iterator[JudgedLine]:
        """Every line of the work in its order, with the verdicts of its answers."""
        answered = [pairs[0][1].line for pairs in self.answers.values()]
        for stage in self.work.stages:
            points = self._points(stage)
            tainted: set[str] = set()
            for line in lines_of(stage, answered):
                found = tuple(self._judge(item, target, points, tainted) for item, target in self._of(line))
                self._keep(line, found, points, tainted)
                yield JudgedLine(line, found)

    def _of(self, line: KeyLine) -> list[tuple[Answer, Target]]:
        return self.answers.get(line.key, [])

    def _points(self, stage: StepKey) -> list[Point]:
        """Points at which every line has a value."""
        found = []
        for number in range(TRIES):
            point = Point(self.work.problem, stage, number)
            for line in stage.lines:
                value = point.value(line.assignment.expression, own=False)
                if value is None:
                    break
                point.true[line.assignment.name] = value
            else:
                found.append(point)
            if len(found) == POINTS:
                break
        return found

    def _judge(self, given: Answer, target: Target, points: list[Point], tainted: set[str]) -> Judged:
        judged = Judged(given, target, MISSING)
        if given.value is None:
            return judged
        try:
            nodes = self._nodes(given.value, points)
        except FormulaError as error:
            verdict = WRONG if error.message.key == "fault.shapes" else MISSING
            return judged._replace(verdict=verdict, note=Message("check.unreadable", {"why": error.message}))
        if not points:
            return judged
        said = [[point.value(node) for node in nodes] for point in points]
        if self._agrees(said, target, points, False):
            return judged._replace(verdict=RIGHT)
        after = tuple(name for name in symbols(target.line.assignment.expression) if name in tainted)
        if after and self._agrees(said, target, points, True):
            return judged._replace(verdict=FOLLOWS, after=after)
        mistake = None if None in [v for values in said for v in values] else self._mistake(said, target, points)
        return judged._replace(verdict=WRONG, wrong=((),), after=after, mistake=mistake)

    def _nodes(self, value: Any, points: list[Point]) -> list[Node]:
        """The entries of an answer as expressions, names standing for the values of this work."""
        values = points[0].true if points else {}

        def known(name: str) -> Node | None:
            for spelling in self.work.spellings(name):
                for sort in (spelling, f"{spelling}:total", f"{spelling}:local"):
                    if sort in values:
                        return symbol(sort, value_shape(values[sort]))
                if spelling.partition("[")[0] in values and "[" in spelling:
                    return symbol(spelling)
            return None

        def named(name: str) -> Node:
            """A name; turned where it ends so; a product of names of one letter, xy."""
            found = known(name)
            if found is None and name.endswith("ᵀ"):
                found = known(name[:-1])
                found = found and found.T
            if found is None and 1 < len(name) <= MOST_LETTERS:
                letters = [known(letter) for letter in name]
                found = prod(letters[1:], start=letters[0]) if all(letters) else None  # type: ignore[type-var]
            if found is None:
                raise FormulaError(Message("check.strange_name", {"found": plainly(name)}), 0)
            return found

        try:
            return [parse_answer(item.text, self.functions, named) for item in elements(value)]
        except ShapeError as error:
            sizes = {"left": str(error.left), "right": str(error.right)}
            raise FormulaError(Message("fault.shapes", sizes), 0) from None

    def _agrees(self, said: list[list[Value | None]], target: Target, points: list[Point], own: bool) -> bool:
        """Whether what was said has the line's value at every point."""
        for point, values in zip(points, said):
            right = point.value(target.line.assignment.expression, own)
            if right is None or not _equal(_flat(values), self._asked(right, target)):
                return False
            if len(values) == 1 and not target.entry and not _same_shape(values[0], right):
                return False
        return bool(points)

    @staticmethod
    def _asked(value: Value, target: Target) -> list[float]:
        for place in target.entry:
            value = value[place - 1]
        return elements(value)

    def _mistake(self, said: list[list[Value | None]], target: Target, points: list[Point]) -> Mistake | None:
        """The misconceptions that give the formula at every point."""
        line = target.line
        given = {name: value_shape(value) for name, value in points[0].own.items()}
        found: list[str] = []
        for name, node in candidates(RewriteContext(self.work.problem, line.assignment, given)):
            values = [point.value(node) for point in points]
            if name not in found and all(
                value is not None and _equal(_flat(theirs), self._asked(value, target))
                for value, theirs in zip(values, said)
            ):
                found.append(name)
        if not found:
            return None
        return Mistake(found[0], Message(f"mistake.{found[0]}"), tuple(found[1:MOST_NAMES]))

    def _keep(self, line: KeyLine, judged: tuple[Judged, ...], points: list[Point], tainted: set[str]) -> None:
        """What later lines go on with: the person's own formula where it is wrong, else the line's."""
        name = line.assignment.name
        whole = next((item for item in judged if item.target and not item.target.entry), None)
        wrong = whole is not None and whole.verdict in (WRONG, FOLLOWS) and whole.note is None
        for point in points:
            value = point.value(line.assignment.expression)
            theirs = [point.value(node) for node in self._nodes(whole.given.value, points)] if wrong and whole else []
            flat = _flat(theirs)
            if wrong and None not in theirs and value is not None and len(flat) == len(elements(value)):
                value = nested(value, flat)
            if value is not None:
                point.own[name] = value
        spoilt = wrong or (whole is None and not tainted.isdisjoint(symbols(line.assignment.expression)))
        (tainted.add if spoilt else tainted.discard)(name)


def _same_shape(value: Value, right: Value) -> bool:
    """Whether two values have one shape; a single number has that of a 1×1 matrix."""
    return value_shape(value) == value_shape(right) or len(elements(value)) == len(elements(right)) == 1


def _flat(values: list[Value | None]) -> list[float]:
    return [element for value in values if value is not None for element in elements(value)]


def _equal(left: list[float], right: list[float]) -> bool:
    return len(left) == len(right) and all(abs(a - b) <= CLOSE * max(1.0, abs(a), abs(b)) for a, b in zip(left, right))
