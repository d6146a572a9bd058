"""A row of the trace: one line of a program with its values."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from ..evaluate.algebras import DECIMAL, is_written
from ..evaluate.evaluate import Value, elements, entry_names, evaluate, map_value
from ..evaluate.substitute import PutIn, substitute_values
from ..expr.names import before_update, gradient_of, is_marked, updated
from ..expr.node import Node
from ..program.layout import ProblemLayout
from ..program.line import Assignment
from ..records import NamedTuple
from ..tolerances import SAME_LINE, SAME_LINE_ZERO
from ..typed import Any


class Row(NamedTuple):
    """A line of the work with its value in one step.

    step: its number, from 1. observations: the numbers of those in the batch. value: a float, or nested tuples of
    shape (batch, features), (inputs, outputs) or (outputs,); None where the line is only a formula, or reads what has
    no number. values: all floats of the step, by name; exact_values: the same exactly. entries: where value is None,
    its elements as expressions in the names of earlier lines (composed: in a scalar graph's inputs), if the sizes are
    known. here, there, same: of a comparison, the values of both problems, and whether they agree.

    >>> from backprop_cli import load, solve
    >>> row = next(solve(load("ex3")[0], exact=True).trace())
    >>> row.step, row.observations, row.name, row.phase, row.value, row.exact, row.addresses()
    (1, (2,), 'H1', 'forward', ((0.0,),), ((Fraction(0, 1),),), ['H1[1,1]'])
    """

    step: int
    observations: tuple[int, ...]
    line: Assignment
    value: Value | None
    values: dict[str, Value]
    exact_values: dict[str, Value] | None = None
    here: Value | None = None
    there: Value | None = None
    entries: Value | None = None
    composed: bool = False

    @property
    def name(self) -> str:
        """The name by which a person addresses the line; of an update, that of the parameter."""
        return self.line.shown

    @property
    def phase(self) -> str:
        """forward, loss, backward, gradient, update; in questions also formula, jacobian, derivative, compare."""
        return self.line.phase

    @property
    def formula(self) -> Node:
        """The right-hand side as an expression."""
        return self.line.expression

    @property
    def before(self) -> Value | None:
        """The parameter's value before an update."""
        return self.values.get(self.line.target) if self.line.target else None

    @property
    def gradient(self) -> Value | None:
        """The gradient that an update follows."""
        line = self.line
        if not line.target or is_marked(line.target):  # what an optimiser remembers follows no gradient of its own
            return None
        d = line.origin.arguments.get("d") if line.origin else None
        return self.values.get(gradient_of(line.target), self.values.get(d.data) if isinstance(d, Node) else None)

    def addresses(self) -> list[str]:
        """The addresses of the value's entries: W1[1,2], b1[2]; of a single number none."""
        value = self.value if self.value is not None else self.entries
        return [name for name, _ in entry_names(self.name, value)] if isinstance(value, tuple) else []

    @property
    def same(self) -> bool:
        """Of a comparison: whether both problems have the line, with values that differ by no more than rounding."""
        if self.here is None or self.there is None:
            return False
        pairs = list(zip(elements(self.here), elements(self.there)))
        close = all(math.isclose(a, b, rel_tol=SAME_LINE, abs_tol=SAME_LINE_ZERO) for a, b in pairs)
        return close and len(elements(self.here)) == len(elements(self.there)) == len(pairs)

    @property
    def terms(self) -> Value | None:
        """Of a batch's loss L, the losses of its observations."""
        if self.phase not in ("loss", "after"):
            return None
        name = before_update(self.line.name)
        return self.values.get(updated(f"{name}_i") if name != self.line.name else f"{name}_i")

    @property
    def sent(self) -> Iterator[tuple[str, Value]]:
        """Of a gradient with several readers, what each of them sends: its name, and the value.

        In a graph of numbers without steps local derivatives tell them apart, and there is none here.
        """
        for by, line in () if self.composed or self.value is None else self.line.terms:
            yield by, map_value(lambda term: term + 0.0, evaluate(line.expression, self.values, DECIMAL))  # −0.0 is 0

    @property
    def exact(self) -> Value | None:
        """The value as fractions and closed expressions; None if not solved exactly, or if it is too long to write."""
        if self.entries is not None:
            if not self.composed or self.phase == "forward":
                return _written(self.entries)
            from ..expr.collect import collected  # which only derivations need

            return _written(collected(self.entries))
        return self.exact_of(self.line.name)

    def exact_of(self, name: str) -> Value | None:
        """The exact value of another line of the same step; None where it has none."""
        return _written((self.exact_values or {}).get(name))

    def put_in(self) -> PutIn | Node | None:
        """The same as `substitution`, in which floats alone are not put in yet."""
        if self.value is None or self.exact_values is not None:
            return self.substitution()
        return PutIn(self.formula, self.values)

    def substitution(self) -> Node | None:
        """The right-hand side with values for names: exact ones where they are known, else floats or entries."""
        if self.value is None and self.entries is None:
            return None
        if self.composed and self.entries is not None:
            return self.entries if _written(self.entries) is not None else None
        shown: dict[str, Any] = dict(self.values)
        for name in self.exact_values or {}:
            exact = self.exact_of(name)
            if exact is not None:
                shown[name] = exact
        return substitute_values(self.formula, shown)


def _written(value: Value | None) -> Value | None:
    return value if value is not None and is_written(value) else None


def upright(row: Row, layout: ProblemLayout, values: dict[str, Value] | None = None) -> Row:
    """A row in the layout of the rules. values: those of its step in that layout, where somebody has them already."""
    line, name = row.line, row.line.name
    back = partial(layout.values, back=True)
    return row._replace(
        line=line._replace(expression=line.upright, upright=None) if line.upright is not None else line,
        values=back(row.values) if values is None else values,
        exact_values=None if row.exact_values is None else back(row.exact_values),
        **{key: layout.value(name, getattr(row, key), back=True) for key in ("value", "here", "there", "entries")},
    )
