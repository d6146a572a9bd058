"""The first step of a problem, worked out once for all of its questions."""

from __future__ import annotations

from functools import cached_property

from ..problem.load import bundled_named
from ..problem.model import Problem
from ..problem.wiring import works_across
from ..program.layout import laid_out_as
from ..program.step import Programs
from ..solution.solution import first_step
from ..solution.trace import Row
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .parts import Derivation


class FirstPass:
    """The first step of a problem, from which questions take what is not given. Each property is worked out once."""

    def __init__(self, problem: Problem, exact: bool) -> None:
        self.problem, self.exact = problem, exact
        self.programs = Programs(problem)
        self._others: dict[str, tuple[Row, ...]] = {}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the first step; none where there are no data."""
        return first_step(self.problem, self.exact, self.programs)

    @cached_property
    def alone(self) -> tuple[Row, ...]:
        """The rows of the first step on the first of its observations alone; on all where a layer works across them."""
        several = self.rows and len(self.rows[0].observations) > 1 and not works_across(self.problem)
        return first_step(self.problem, self.exact, self.programs, alone=True) if several else self.rows

    @cached_property
    def floats(self) -> tuple[Row, ...]:
        """The rows of the first step without exact numbers."""
        return first_step(self.problem, False, self.programs) if self.exact else self.rows

    @cached_property
    def derivation(self) -> Derivation:
        """The derivation of the problem, for the questions that ask for parts of it."""
        from .parts import Derivation

        return Derivation(self.problem, programs=self.programs)

    def of_other(self, name: str) -> tuple[Row, ...]:
        """The rows of another problem's first step, in this one's layout, without exact numbers."""
        if name not in self._others:
            self._others[name] = first_step(laid_out_as(_other(self.problem, name), self.problem), False)
        return self._others[name]


def _other(problem: Problem, name: str) -> Problem:
    """The problem of a name: one of the same file, else a bundled one."""
    for sibling in problem.siblings:
        if sibling.name == name:
            return sibling
    return bundled_named(name)[0]
