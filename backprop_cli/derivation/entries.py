"""The lines of a step entry by entry: every entry of a value with a formula of its own, its numbers put in, its value.

Nothing is computed here but the written form: the formula of a line is evaluated in symbols, and the numbers are those
of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..evaluate.algebras import DECIMAL, SYMBOLIC, ExactAlgebra
from ..evaluate.evaluate import Value, elements, entry_names, evaluate
from ..evaluate.substitute import substitute_values
from ..expr.axes import is_stack
from ..expr.logarithms import probability_of
from ..expr.names import entry_at, in_observation, plain_name, updated
from ..expr.node import Node, elementwise, fresh, intern, symbol
from ..expr.traverse import fold, symbols
from ..problem.model import Problem
from ..program.line import Assignment
from ..records import NamedTuple
from ..solution.trace import Row
from ..solution.values import parameters
from ..tolerances import MAX_CELLS
from ..typed import Any
from .entry_names import EntryNames
from .loss_terms import terms_of


class EntryLine(NamedTuple):
    """One entry of a line of the work.

    row: the line. name: its own name, as formulas have it. address: its place in the line's value, as answers have it
    (H1[1,2]); "" of a line that only this reading has, a local derivative or a term of the loss. formula: in terms of
    the entries of earlier lines. value: its number, an exact one where it is known; None where it has none. before:
    the old value that an update replaces. numbers: of all entries so far, by name. phase: as in the program. sums: of
    a gradient over several paths, the numbers that these give.
    """

    row: Row
    name: str
    address: str
    formula: Node
    value: Any
    before: Any
    numbers: Mapping[str, Any]
    phase: str
    sums: Node | None = None

    def substitution(self) -> Node | None:
        """The formula with numbers for names; None where none of them has one."""
        if self.numbers.keys().isdisjoint(symbols(self.formula)):
            return None if symbols(self.formula) else self.formula
        numbers = substitute_values(self.formula, self.numbers)
        if self.sums is None or self.value is None:
            return numbers
        return fresh("equals", (numbers, self.sums), None, ())


class EntryReading:
    """The lines of one step read entry by entry; `numbers`: those of all entries by name, as far as they are read."""

    def __init__(self, problem: Problem, rows: Sequence[Row]) -> None:
        self.names = EntryNames(problem, rows)
        self.numbers: dict[str, Any] = {}
        self._named: dict[str, Value] = {}
        self._called: dict[Node, Node] = {}  # the names of values by their formulas
        self._parameters = () if problem.graph else tuple(parameters(problem))

    def lines(self, row: Row) -> tuple[EntryLine, ...] | None:
        """The entries of a row; None where a size is not known, or where there are more than anybody reads."""
        value = row.value if row.value is not None else row.entries
        if value is None or not self._know(row) or len(elements(value)) > MAX_CELLS:
            return None
        split = terms_of(row.line)
        terms = tuple(self._terms(row, split[0])) if split else ()
        return terms + tuple(self._entries(row, split[1] if split else row.line, value))

    def _entries(self, row: Row, line: Assignment, value: Value) -> Iterator[EntryLine]:
        formulas = elements(evaluate(line.expression, self._named, SYMBOLIC))
        named = self._named[line.name] = self.names.of(line.name, value)
        shown = elements(row.exact if row.exact is not None else value)
        before = elements(row.before) if row.before is not None else [None] * len(shown)
        names = elements(self.names.of(row.name, value)) if line.target else elements(named)
        for own, number in zip(elements(named), shown):
            if not _is_open(number):
                self.numbers[own.data] = number
        addresses = entry_names(plain_name(row.name), value)
        for own, name, (address, _), formula, number, old in zip(
            elements(named), names, addresses, formulas, shown, before
        ):
            written = self._written(formula, row.phase)
            known = None if _is_open(number) else number
            yield EntryLine(row, name.data, address, written, known, old, self.numbers, row.phase)
            self._called.setdefault(formula, own)

    def _terms(self, row: Row, terms: Assignment) -> Iterator[EntryLine]:
        """What each output adds to a loss, before the loss."""
        formulas = evaluate(terms.expression, self._named, SYMBOLIC)
        batch = self.names.batch if len(formulas) > 1 else (None,)
        named = self._named[terms.name] = tuple(
            tuple(symbol(entry_at(_of_observation(terms.name, number), j)) for j in range(1, len(line) + 1))
            for number, line in zip(batch, formulas)
        )
        for name, formula in zip(elements(named), elements(formulas)):
            written = self._written(formula, row.phase)
            number = number_of(written, self.numbers)
            if number is not None:
                self.numbers[name.data] = number
            yield EntryLine(row, name.data, "", written, number, None, self.numbers, row.phase)

    def _know(self, row: Row) -> bool:
        """Takes in the values that the row reads; False where one of them has no known size, or too many entries."""
        for name, node in symbols(row.formula).items():
            if name in self._named:
                continue
            value = row.exact_of(name)
            value = value if value is not None else row.values.get(name)
            value = value if value is not None else (row.exact_values or {}).get(name, node)
            if (isinstance(value, Node) and value.shape) or len(elements(value)) > MAX_CELLS:
                return False
            named = self._named[name] = self.names.given(name, value)
            pairs = zip(elements(named), elements(value))
            self.numbers.update((entry.data, number) for entry, number in pairs if not _is_open(number))
        return True

    def _written(self, formula: Node, phase: str) -> Node:
        """A formula as people write it: a weight before what it weighs, w·x, and ln p where p has a name."""
        names = (form for name in self._parameters for form in (name, updated(name)))
        # But a window before its kernel, as it lies on the page.
        own = {node.data for name in names for node in elements(self._named.get(name, ())) if not self._is_kernel(name)}
        weights = own if phase in ("forward", "after") else set()

        def turned(part: Node, args: tuple[Node, ...]) -> Node:
            if part.op == "mul" and args[1].op == "symbol" and args[1].data in weights and args[0].op == "symbol":
                args = args[1], args[0]
            probability = probability_of(part)
            if probability is not None and (inside := self._called.get(probability)):
                return elementwise("ln", inside)
            if part.op == "mul" and args[1].op == "ln":
                sign, factor = (True, args[0].args[0]) if args[0].op == "neg" else (False, args[0])
                product = elementwise("xlogy", factor, args[1].args[0])
                return -product if sign else product
            return intern(part.op, args, part.data, part.shape) if args else part

        return fold(formula, turned)

    def _is_kernel(self, name: str) -> bool:
        return name in self._named and is_stack(self._named[name])


def number_of(formula: Node, numbers: Mapping[str, Any]) -> Any:
    """The number of a formula: a float where it reads a float, else exact; None where it reads what has no number."""
    read = [numbers.get(name) for name in symbols(formula)]
    if any(number is None for number in read):
        return None
    try:
        if any(isinstance(number, float) for number in read) or not read:
            found = evaluate(formula, {name: decimal_of(numbers[name]) for name in symbols(formula)}, DECIMAL)
            return found + 0.0  # −0.0 is 0, as on paper
        return evaluate(formula, numbers, ExactAlgebra())
    except (KeyError, ArithmeticError, ValueError):
        return None


def decimal_of(number: Any) -> float:
    """An exact number as a float; a float as it is."""
    found: float = evaluate(number, {}, DECIMAL) if isinstance(number, Node) else float(number)
    return found


def _of_observation(name: str, number: int | None) -> str:
    return name if number is None else in_observation(name, number)


def _is_open(number: Any) -> bool:
    """Whether it is no number, but an expression with a name in it."""
    return isinstance(number, Node) and bool(symbols(number))
