"""A row of the trace: one line of a program with its values."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ..evaluate.algebras import is_written
from ..evaluate.evaluate import Value, elements, entry_names
from ..evaluate.substitute import substitute_values
from ..expr.collect import collected
from ..expr.node import Node
from ..program.line import Assignment


class Row(NamedTuple):
    """A line of the work, as it came out in one step.

    step counts from 1; observations are the numbers of those in the batch. value is a float, a
    tuple or a tuple of rows (batch, features), (inputs, outputs) or (outputs,); None where a line is
    only a formula, or reads what is not known: then entries are its elements as expressions in the names
    of earlier ones, where the sizes are known; composed: in those of a scalar graph's inputs. here, there
    and same are a comparison's.
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
        """The canonical name; an update's is the parameter's."""
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
        return self.values.get(f"dL/d{self.line.target}") if self.line.target else None

    def addresses(self) -> list[str]:
        """The addresses of the value's entries: W1[1,2], b1[2]; of a single number none."""
        value = self.value if self.value is not None else self.entries
        return [name for name, _ in entry_names(self.name, value)] if isinstance(value, tuple) else []

    @property
    def same(self) -> bool:
        """Of a comparison: whether both have the line, with values that differ by rounding at most."""
        if self.here is None or self.there is None:
            return False
        pairs = list(zip(elements(self.here), elements(self.there)))
        close = all(math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-15) for a, b in pairs)
        return close and len(elements(self.here)) == len(elements(self.there)) == len(pairs)

    @property
    def terms(self) -> Value | None:
        """Of a batch's loss: each observation's."""
        each = {"L": "L_i", "L⁺": "L_i⁺"}.get(self.line.name)
        return self.values.get(each) if each else None

    @property
    def exact(self) -> Value | None:
        """The value as fractions and closed expressions; None where none was asked for, or it is too long."""
        if self.entries is not None:
            tidy = self.composed and self.phase != "forward"
            return _written(collected(self.entries) if tidy else self.entries)
        return self.exact_of(self.line.name)

    def exact_of(self, name: str) -> Value | None:
        """The exact value of another line of the same step, where it has one."""
        return _written((self.exact_values or {}).get(name))

    def substitution(self) -> Node | None:
        """The right-hand side with the values put in (exact ones where they are known, else entries by name)."""
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
