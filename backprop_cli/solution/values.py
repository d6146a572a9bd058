"""The values of a program's names while it runs: floats, and (if asked, or where there are unknowns) exact ones."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ..evaluate.algebras import DECIMAL, ExactAlgebra, is_writable, is_written
from ..evaluate.evaluate import Algebra, Value, constant, entry_names, evaluate, map_value, short_names
from ..expr.names import stand_in, updated
from ..expr.node import Node, symbol
from ..problem.model import Problem
from ..program.line import Assignment, run_decimal
from ..program.network import layer_stages


class Values:
    """What every name stands for so far.

    floats: by name; in a problem with unknowns only what has a number. exact: by name, or None where nobody asks.
    inexact: the step and the line from which on exact numbers are too long to write.
    """

    def __init__(self, problem: Problem, exact: bool) -> None:
        self.symbolic, self.composed = problem.symbolic, problem.graph is not None
        self.algebra = ExactAlgebra() if exact or self.symbolic else None
        self.floats: dict[str, Value] = {}
        self.exact: dict[str, Value] | None = {} if self.algebra else None
        self.inexact: tuple[int, str] | None = None
        self.bind(parameters(problem))
        self.parameters = tuple(parameters(problem))

    def copy(self) -> Values:
        """The same values, to be changed apart."""
        other = object.__new__(Values)
        other.__dict__.update(vars(self))
        other.floats, other.exact = dict(self.floats), None if self.exact is None else dict(self.exact)
        return other

    def bind(self, given: dict[str, Any]) -> None:
        """Puts in what is known: what has no number has no float, what has no size nothing."""
        for name, value in given.items():
            self.floats.pop(name, None)
            with suppress(KeyError):
                if self.algebra and self.exact is not None:
                    self.exact.pop(name, None)
                    self.exact[name] = _in(value, self.algebra)
                self.floats[name] = _in(value, DECIMAL)

    def keep(self, names: Iterable[str]) -> None:
        """Forgets all but some names, each with the new value that an update gave it."""
        kept = tuple(names)
        self.floats = _after(self.floats, kept)
        self.exact = None if self.exact is None else _after(self.exact, kept)

    def run(self, line: Assignment, step: int = 1) -> tuple[Value | None, Value | None]:
        """A line's floats, or None and its entries as expressions where it reads what is not known.

        Raises KeyError in a problem without unknowns where a name has no value; BackpropError where a number
        overflows, or does not exist.
        """
        value: Value | None = None
        try:
            value = run_decimal(line, self.floats, DECIMAL)
        except KeyError:
            if not self.symbolic:
                raise
        exact = self._exactly(line, step, value) if self.algebra else None
        return value, exact if value is None else None

    def _exactly(self, line: Assignment, step: int, value: Value | None) -> Value | None:
        """The exact value; among the values, a symbol stands in the place of what is too long to write.

        Of a line with unknowns every entry that is more than a number or a name goes by its address there; in a
        scalar graph only what is too long to write.
        """
        assert self.algebra and self.exact is not None
        try:
            exact = evaluate(line.expression, self.exact, self.algebra)
        except KeyError:
            return None
        if value is None:
            whole = self.composed and is_written(exact)
            self.exact[line.name] = exact if whole else _by_address(line.shown, exact)
            return exact
        named = iter(entry_names(stand_in(line.name, step), value))

        def short(element: Any) -> Any:
            name, decimal = next(named)
            if is_writable(element):
                return element
            self.algebra.atoms[name] = decimal  # type: ignore[union-attr]
            self.inexact = self.inexact or (step, line.shown)
            return symbol(name)

        self.exact[line.name] = map_value(short, exact)
        return exact


def parameters(problem: Problem) -> dict[str, Any]:
    """The network's parameters by name, as the problem gives them."""
    return {
        name.data: problem.network[(stage.layer or 1) - 1].parameters[edge]
        for stage in layer_stages(problem, 1)
        for edge, name in stage.parameters.items()
    }


def given_of(problem: Problem, observations: tuple[int, ...]) -> dict[str, Any]:
    """The data of a batch as matrices X and, where every observation has its target, y; the inputs of a graph."""
    if problem.graph:
        return {name: problem.graph.at.get(name, symbol(name)) for name in problem.graph.inputs}
    batch = [problem.data[number - 1] for number in observations]
    given = {"X": [item.x for item in batch], "y": [item.y for item in batch if item.y is not None]}
    whole = {name: rows for name, rows in given.items() if len(rows) == len(batch)}
    return {name: rows[0] if isinstance(rows[0], Node) else tuple(rows) for name, rows in whole.items()}


def floats_of(given: dict[str, Any]) -> dict[str, Value]:
    """What is known of given values, as floats; what has no number is left out."""
    found = {}
    for name, value in given.items():
        with suppress(KeyError):
            found[name] = _in(value, DECIMAL)
    return found


def _after(values: dict[str, Value], kept: tuple[str, ...]) -> dict[str, Value]:
    new = {name: updated(name) for name in kept}
    return {name: values.get(new[name], values.get(name)) for name in kept if name in values or new[name] in values}


def _by_address(name: str, value: Value) -> Value:
    names = iter(short_names(name, value))

    def short(element: Any) -> Any:
        address = next(names)
        return symbol(address) if isinstance(element, Node) and element.args else element

    return map_value(short, value)


def _in(value: Any, algebra: Algebra) -> Value:
    return map_value(lambda element: constant(element, algebra), value)
