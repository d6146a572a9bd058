"""What makes numbers nice: what a problem's own numbers keep to, and which of it other numbers do not."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from ..checking.explain.sanity import Bounds, bounds_of
from ..checking.fault_injection import FaultInjector, Mutant
from ..checking.judge.key import KeyLine, LineIdentity, StepKey
from ..checking.mistakes.arithmetic import SLIPS
from ..checking.mistakes.catalogue import ranked
from ..checking.tests import as_test, missing_tests
from ..errors import BackpropError
from ..evaluate.evaluate import Value, elements
from ..expr.node import Node
from ..expr.operations import OPERATIONS, exact_value
from ..expr.traverse import reads, walk
from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import ENOUGH_DIGITS, MOST_LESSON_STEPS, MOST_MORE_DIGITS, SATURATED, SHORT_DIGITS
from ..typed import Any

SOLVED, ALIVE, UNSATURATED, SHORT, TELLING = "solved", "alive", "unsaturated", "short", "telling"


class Trait(NamedTuple):
    """What a line is like whatever its numbers are.

    bounds: of each entry. is_rational: whether fractions in give fractions out. is_bent: whether a kink reads it, as of
    a ReLU, so that a 0 is a matter of convention.
    """

    bounds: list[Bounds]
    is_rational: bool
    is_bent: bool


class Profile(NamedTuple):
    """What is seen of a line: the digits of its longest entry, how many entries are close to an end of their range, how
    many stand at a kink, and whether all are 0.
    """

    digits: int
    flat: int
    at_kink: int
    is_zero: bool


class Failure(NamedTuple):
    """A wish that failed, the line or the mistake that shows it, and how many were fulfilled before it."""

    wish: str
    shown: str
    passed: int


class Wishes:
    """The wishes that a problem's own numbers fulfil.

    Raises BackpropError where the problem has no solution.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem, self._named, self._made = problem, dict[str, bool](), dict[Any, Any]()
        injector = FaultInjector(problem, MOST_LESSON_STEPS, self._made)
        self._ranked = ranked()
        self._traits = _traits(_steps(injector))
        self._profiles = dict(self._seen(injector))
        self.mistakes = dict(_first_mutants(injector))
        self.count = len(self._profiles) + len(self.mistakes)

    def failed(self, problem: Problem) -> Failure | None:
        """The first wish that other numbers do not fulfil; None where they fulfil all."""
        passed = 0
        try:
            injector = FaultInjector(problem, MOST_LESSON_STEPS, self._made)
            injector.key.step(None)  # every step has numbers
            for passed, (identity, found) in enumerate(self._seen(injector)):
                wish = _broken(self._profiles[identity], found, self._traits[identity])
                if wish:
                    return Failure(wish, identity[-1], passed)
        except BackpropError:
            return Failure(SOLVED, problem.name, passed)
        for name, mutant in self.mistakes.items():
            passed += 1
            if not self._is_telling(injector, name, mutant):
                return Failure(TELLING, name, passed)
        return None

    def _is_telling(self, injector: FaultInjector, name: str, known: Mutant) -> bool:
        """Whether a misconception shows somewhere: first where it does with the original's numbers, then anywhere.

        Where it shows in one place only, a check must name it there, if one does with the original's numbers: else its
        digits are those of another mistake, or within what rounding allows.
        """
        mistakes = [item for item in self._ranked if item.name == name]
        places = dict.fromkeys([(known.step, known.number), *injector.places()])
        mutants = (mutant for place in places for item in mistakes for mutant in injector.mutants_at(item, *place))
        showing = list(islice((mutant for mutant in mutants if _shows(injector, mutant)), 2))
        if len(showing) != 1 or not self._is_named(name):
            return bool(showing)
        return as_test(injector.key, injector, showing[0]) is not None

    def _is_named(self, name: str) -> bool:
        """Whether a check names a misconception somewhere in the original."""
        if name not in self._named:
            self._named[name] = any(missing_tests(self._problem, [name], self._made))
        return self._named[name]

    def _seen(self, injector: FaultInjector) -> Iterator[tuple[LineIdentity, Profile]]:
        for step_key in _steps(injector):
            for line in step_key.lines:
                if line.value is not None:
                    yield line.identity, _profile(line, self._traits[line.identity])


def _traits(steps: list[StepKey]) -> dict[LineIdentity, Trait]:
    """What the lines of some steps are like."""
    found: dict[LineIdentity, Trait] = {}
    irrational: set[str] = set()  # of the parameters that earlier steps have left
    for step_key in steps:
        tainted = set() if step_key.question is not None else set(irrational)
        for line in step_key.lines:
            assignment = line.assignment
            if not all(map(_is_rational, walk(assignment.expression))) or not tainted.isdisjoint(
                reads(assignment.expression)
            ):
                tainted.add(assignment.name)
                irrational |= {assignment.target} if assignment.target else set()
            bounds = bounds_of(step_key, line) if assignment.phase == "forward" or _is_beside_loss(line) else []
            found[line.identity] = Trait(bounds, assignment.name not in tainted, False)
            if any((low is None) != (high is None) for low, high in bounds) and assignment.phase == "forward":
                for other in step_key.lines:
                    if other.assignment.name in reads(assignment.expression):
                        found[other.identity] = found[other.identity]._replace(is_bent=True)
    return found


def _is_beside_loss(line: KeyLine) -> bool:
    """Whether a line belongs to a loss and is not its value: the probabilities inside it."""
    assignment = line.assignment
    is_value = assignment.origin is None or assignment.origin.output == "out"
    return assignment.phase == "loss" and not is_value


def _is_rational(node: Node) -> bool:
    """Whether an operation can give a fraction for fractions, as a root does for 4 and 9, and e^x never does."""
    row = OPERATIONS.get(node.op)
    return row is None or exact_value(row.name, (Fraction(4), Fraction(9))[: row.arity or 2]) is not None


def _profile(line: KeyLine, trait: Trait) -> Profile:
    entries = elements(line.value)
    zeros = sum(not entry for entry in entries)
    flat = sum(_is_flat(entry, *ends) for entry, ends in zip(entries, trait.bounds))
    return Profile(max(map(_digits, entries)), flat, zeros if trait.is_bent else 0, zeros == len(entries))


def _steps(injector: FaultInjector) -> list[StepKey]:
    """The first steps, and the questions."""
    return [*(step.step_key for step in injector.steps), *injector.key.questions()]


def _broken(own: Profile, other: Profile, trait: Trait) -> str | None:
    """The wish that a line with other numbers breaks."""
    if other.at_kink > own.at_kink or (other.is_zero and not own.is_zero):
        return ALIVE
    if other.flat > own.flat:
        return UNSATURATED
    most = max(own.digits + MOST_MORE_DIGITS, ENOUGH_DIGITS)
    return SHORT if trait.is_rational and own.digits <= SHORT_DIGITS and other.digits > most else None


def _is_flat(entry: float, low: float | None, high: float | None) -> bool:
    """Whether a value lies so near to an end of its range that nothing there moves it: σ near 0 or 1."""
    if low is None or high is None:
        return False
    margin = SATURATED * (high - low)
    return entry < low + margin or entry > high - margin


def _digits(entry: float) -> int:
    """How many significant digits a number has, of at most 12."""
    return len(f"{abs(entry):.11e}".partition("e")[0].replace(".", "").strip("0"))


def _first_mutants(injector: FaultInjector) -> Iterator[tuple[str, Mutant]]:
    """Each misconception where it first shows in the digits that are written; slips of arithmetic always do."""
    found = {slip for slip, _ in SLIPS}
    for mutant in injector.mutants():
        if mutant.name not in found and _shows(injector, mutant):
            found.add(mutant.name)
            yield mutant.name, mutant


def _shows(injector: FaultInjector, mutant: Mutant) -> bool:
    return _written(injector.value(mutant)) != _written(injector.line(mutant).value)


def _written(value: Value) -> list[str]:
    """A value in the digits that people write."""
    return [f"{entry + 0.0:.{ENOUGH_DIGITS}g}" for entry in elements(value)]
