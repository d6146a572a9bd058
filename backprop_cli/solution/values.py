"""The values of names while a program runs: floats, and exact ones if asked for or if there are unknowns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from fractions import Fraction

from ..evaluate.algebras import DECIMAL, ExactAlgebra, WatchedDecimal, is_near_zero, is_writable, is_written
from ..evaluate.evaluate import Algebra, Value, constant, elements, entry_names, evaluate, is_bulk, map_value
from ..expr.floats import snap_to_zero
from ..expr.names import stand_in, updated
from ..expr.node import Node, symbol
from ..problem.model import INPUT, Problem
from ..problem.series import data_names, first_states, steps_of
from ..program.layout import layout_of
from ..program.line import Assignment, run_decimal
from ..program.network import network_parameters
from ..program.updates import state_values
from ..tolerances import MOST_PIECES
from ..typed import Any


class Values:
    """The values of names so far: of parameters, data and the lines that have been run.

    floats: by name, as nested tuples; in a problem with unknowns only what has a number. exact: the same as fractions
    and expressions, or None where nobody asks. parameters: their names, and
    those of the optimiser's state. inexact: the step and the line from which on
    exact numbers are too long to write.
    """

    def __init__(self, problem: Problem, exact: bool) -> None:
        self.layout = layout_of(problem)
        self.symbolic, self.composed = problem.symbolic, problem.by_paths
        self.constants = problem.graph.constants if problem.graph else {}
        self.algebra = ExactAlgebra() if exact or self.symbolic else None
        self.floats: dict[str, Value] = {}
        self.exact: dict[str, Value] | None = {} if self.algebra else None
        self.inexact: tuple[int, str] | None = None
        self.decimal = WatchedDecimal()
        self.exactly: Callable[[int, Assignment], Value | None] = lambda step, line: None
        given = {**parameters(problem), **state_values(problem)}
        self.bind(given)
        self.parameters = tuple(given)

    def copy(self) -> Values:
        """A copy that can be changed without changing this one."""
        # Not by __init__, which would bind the problem's parameters again: the copy has the values of now.
        other = object.__new__(Values)
        other.__dict__.update(vars(self))
        other.floats, other.exact = dict(self.floats), None if self.exact is None else dict(self.exact)
        return other

    def bind(self, given: dict[str, Any]) -> None:
        """Binds names to values. A symbolic value gets no float; a value of unknown size is skipped."""
        for name, value in given.items():
            self.floats.pop(name, None)
            with suppress(KeyError):
                if self.algebra and self.exact is not None:
                    self.exact.pop(name, None)
                    self.exact[name] = self._exactly_bound(name, value, self.algebra)
                self.floats[name] = _in(value, DECIMAL)

    def _exactly_bound(self, name: str, value: Any, algebra: ExactAlgebra) -> Value:
        """A value as fractions; π has none, and stays a name whose decimal value is known."""
        if name not in self.constants:
            return _in(value, algebra)
        algebra.atoms[name] = float(value)
        return symbol(name)

    def forget(self, names: Iterable[str]) -> None:
        """Forgets the values of some names, so that what reads them has none."""
        for name in names:
            self.floats.pop(name, None)
            if self.exact is not None:
                self.exact.pop(name, None)

    def keep(self, names: Iterable[str]) -> None:
        """Keeps some names only, each with the value that its update gave it, and forgets the rest."""
        kept = tuple(names)
        self.floats = _after(self.floats, kept)
        self.exact = None if self.exact is None else _after(self.exact, kept)

    def run(self, line: Assignment, step: int = 1) -> tuple[Value | None, Value | None]:
        """Runs a line: (its floats, None), or (None, its entries as expressions) where it reads what has no number.

        Raises KeyError where a name has no value though the problem has no unknowns; BackpropError where a number
        overflows, or does not exist.
        """
        value: Value | None = None
        self.decimal.is_close = False
        try:
            value = run_decimal(line, self.floats, self.decimal)
        except KeyError:
            if not self.symbolic:
                raise
        if value is not None and (self.decimal.is_close or (line.compared and is_near_zero(value))):
            value = self._decided(line, step, value)
        exact = self._named_exactly(line, step, value) if self.algebra else None
        return value, exact if value is None else None

    def _decided(self, line: Assignment, step: int, value: Value) -> Value:
        """The floats of a line that hangs on a comparison which floats cannot decide: those of its exact value."""
        exact = self._exact_value(line) if self.algebra else self.exactly(step, line)
        if exact is None:
            return value
        exactly = iter(elements(exact))

        def nearest(element: float) -> float:
            found = next(exactly)
            # What has no fraction, and is only what rounding left of terms that cancel, is 0 on paper.
            return float(found) if isinstance(found, Fraction) else snap_to_zero(element)

        value = self.floats[line.name] = map_value(nearest, value)
        return value

    def _exact_value(self, line: Assignment) -> Value | None:
        assert self.algebra and self.exact is not None
        try:
            return evaluate(line.expression, self.exact, self.algebra)
        except KeyError:
            return None

    def _named_exactly(self, line: Assignment, step: int, value: Value | None) -> Value | None:
        """The exact value of a line. Kept for later lines: the same, with symbols for what is too long to write.

        Of a line with unknowns, every entry that is more than a number or a name is kept as its address (W1[1,2]); in
        a scalar graph only what is too long to write.
        """
        assert self.algebra and self.exact is not None
        exact = self._exact_value(line)
        if exact is None:
            return None
        if value is None:
            whole = self.composed and is_written(exact)
            self.exact[line.name] = exact if whole else self._by_address(line.shown, exact)
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

    def _by_address(self, name: str, value: Value) -> Value:
        names = iter(self.layout.short_names(name, value))

        def short(element: Any) -> Any:
            address = next(names)
            return symbol(address) if isinstance(element, Node) and element.args else element

        return map_value(short, value)


def loss_of(problem: Problem) -> str:
    """The name of what descends: the loss of a network, the output of a graph."""
    return problem.graph.output if problem.graph else "L"


def parameters(problem: Problem) -> dict[str, Any]:
    """What steps change, by name, in the problem's layout: a network's parameters, or what a graph learns."""
    graph = problem.graph
    if graph:
        return {name: graph.at.get(name, symbol(name)) for name in graph.learn}
    found = {name: problem.network[layer - 1].parameters[edge] for layer, edge, name in network_parameters(problem)}
    return layout_of(problem).values(found)


def is_large(problem: Problem) -> bool:
    """Whether a step is too large to be compiled: many would take minutes one by one, so they are taken on arrays."""
    size = sum(len(elements(value)) for value in parameters(problem).values())
    largest = max(map(len, problem.train.order), default=0) if problem.train else 0
    return size * largest * 4 > MOST_PIECES  # of a weight and an observation: forward, backward, gradient, update


def given_of(problem: Problem, observations: tuple[int, ...]) -> dict[str, Any]:
    """The data of a batch as matrices X and, where every observation has its target, y, in the problem's layout.

    Of a graph, its inputs.
    """
    batch = [problem.data[number - 1] for number in observations]
    graph = problem.graph
    if graph:
        rows = {name: tuple(item.values[name] for item in batch) for name in (batch[0].values if batch else ())}
        varying = {name: row[0] if len(batch) == 1 else row for name, row in rows.items()}
        fixed = {name: graph.at.get(name, symbol(name)) for name in graph.inputs if name not in graph.learn}
        return {**fixed, **graph.constants, **varying}
    given: dict[str, list[Any]] = {INPUT: [item.x for item in batch]}
    if steps_of(problem):
        given = {name: [item.x[t] for item in batch] for t, name in enumerate(data_names(problem))}
        given |= {name: [state] * len(batch) for name, state in first_states(problem).items()}
    for name in problem.targets:
        targets = (item.values.get(name, item.y) for item in batch)
        given[name] = [target for target in targets if target is not None]
    whole = {name: rows for name, rows in given.items() if len(rows) == len(batch)}
    found = {name: rows[0] if isinstance(rows[0], Node) else tuple(rows) for name, rows in whole.items()}
    return layout_of(problem).values(found)


def floats_of(given: dict[str, Any]) -> dict[str, Value]:
    """Given values as floats; those without a number are left out."""
    found = {}
    for name, value in given.items():
        with suppress(KeyError):
            found[name] = _in(value, DECIMAL)
    return found


def _after(values: dict[str, Value], kept: tuple[str, ...]) -> dict[str, Value]:
    new = {name: updated(name) for name in kept}
    return {name: values.get(new[name], values.get(name)) for name in kept if name in values or new[name] in values}


def _in(value: Any, algebra: Algebra) -> Value:
    if algebra is DECIMAL and is_bulk(value):
        return value
    return map_value(lambda element: constant(element, algebra), value)
