"""The points at which formulas are compared: a random number for every unknown, a random sine for every function."""

from __future__ import annotations

from random import Random

from ...evaluate.evaluate import Value, elements, evaluate
from ...expr.names import unit_matrix_parts
from ...expr.node import Node
from ...expr.traverse import symbols
from ...problem.model import Problem
from ...program.spellings import entry_address, entry_places
from ...program.updates import rate_of, state_values
from ...solution.values import given_of, parameters
from ...typed import Any
from ..mistakes.rewriting import kept
from .key import StepKey
from .random_functions import RandomFunctions

Values = dict[str, Value]


class SamplePoint:
    """A random number for every unknown of a step, and the values of the lines there.

    true: the right values by name. own: the values from the student's answers.
    """

    def __init__(self, problem: Problem, step_key: StepKey, seed: int) -> None:
        self.random, self.step_key = Random(seed), step_key
        self.algebra = RandomFunctions(self.random)
        self.sizes: dict[Any, int] = {}
        self._drawn: dict[str, float] = {}
        start: dict[str, Any] = {**parameters(problem), **state_values(problem)}
        start |= given_of(problem, step_key.observations)
        start |= rate_of(problem.train, step_key.step or 1) if problem.train else {}
        start |= _left_open(step_key, start) if step_key.question is not None else {}
        numbers = {name: self._number(value) for name, value in start.items()}
        self.true: Values = {**self._drawn, **numbers, **{name: float(size) for name, size in self.sizes.items()}}
        self.own = dict(self.true)

    def copy(self) -> SamplePoint:
        """The same point, whose own values can change apart from these."""
        other: SamplePoint = object.__new__(SamplePoint)
        other.__dict__.update(self.__dict__, own=dict(self.own))
        return other

    def _number(self, value: Any) -> Value:
        if isinstance(value, tuple):
            return tuple(self._number(item) for item in value)
        if isinstance(value, Node) and value.op == "symbol":
            if not value.shape:
                return self._drawn.setdefault(value.data, self._draw())
            return self._filled([self._size(size) for size in value.shape])
        return evaluate(value, {}, self.algebra) if isinstance(value, Node) else float(value)

    def _draw(self) -> float:
        """A number that is not near 0 and no simple fraction, so that no two formulas agree by chance."""
        return self.random.choice((-1, 1)) * self.random.randint(30, 190) / 97

    def _size(self, size: Any) -> int:
        """The length of an unknown side: each has another, so that a product in the wrong order does not fit."""
        return size if isinstance(size, int) else self.sizes.setdefault(size, 2 + len(self.sizes))

    def _filled(self, shape: list[int]) -> Value:
        return tuple(self._filled(shape[1:]) for _ in range(shape[0])) if shape else self._draw()

    def value(self, node: Node, own: bool = True) -> Value | None:
        """The value of an expression from the student's values, or from the right ones; None where it has none."""
        values = {**self.true, **self.own} if own else self.true
        try:
            more = {name: _entry(values, name) for name in symbols(node) if name not in values}
            found = evaluate(node, {**values, **more} if more else values, self.algebra)
            return found if all(abs(element) < float("inf") for element in elements(found)) else None
        except (ArithmeticError, ValueError, KeyError, TypeError, IndexError):
            return None


def _left_open(step_key: StepKey, start: dict[str, Any]) -> dict[str, Node]:
    """The names in a question's lines that nothing gives and no line makes: what arrives at its layer, say."""
    made = {line.assignment.name for line in step_key.lines}
    found = {name: node for line in step_key.lines for name, node in symbols(line.assignment.expression).items()}
    return {
        name: node for name, node in found.items() if name not in made | start.keys() and not entry_address(name)[1]
    }


def _entry(values: Values, name: str) -> Any:
    """An entry by its address, W1[1,2] or H1[2]; a unit matrix with a 1 left out. Raises KeyError for others."""
    if unit_matrix_parts(name):
        return kept(name)
    owner, places = entry_address(name)
    value = values[owner]
    found = entry_places(value, places)
    if found is None:
        raise KeyError(name)
    for place in found:
        value = value[place - 1]
    return value
