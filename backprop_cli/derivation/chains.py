"""Gradients as chains: by accumulated δ, in local derivatives, or unfolded to the loss.

All are read off the program's own lines of the way back. Such a line is a sum of arriving gradients, each times a
factor: the factor of ∂L/∂h₁ in the line of ∂L/∂w is the local derivative ∂h₁/∂w.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import add

from ..expr.derivative import derivatives
from ..expr.names import LOCAL, derivative, parse, whole_of
from ..expr.node import Node, elementwise, fresh, intern, is_number, number, symbol
from ..expr.traverse import fold, is_longer, renamed, substitute, symbols
from ..problem.look import DEFAULT, FULL
from ..problem.model import Problem
from ..program.network import layer_stages
from ..tolerances import MAX_CHAIN
from ..typed import Any
from .entries import EntryLine, number_of
from .forms import BOX

Terms = dict[str, Node]


class Chains:
    """The gradients of one step in one form; lines are given in the order of the work."""

    def __init__(self, problem: Problem, form: str = DEFAULT) -> None:
        self.form = form
        self.output = problem.graph.output if problem.graph else "L"
        self._terms: dict[str, tuple[Terms, Node]] = {}
        self._whole: dict[tuple[str, bool], Node] = {}  # unfolded gradients: their parts are shared, not their texts
        self._shown: set[str] = set()
        self._heads = {} if problem.graph else _heads(problem)

    def of(self, line: EntryLine, numbers: dict[str, object]) -> Iterator[EntryLine]:
        """A line in this form, after the local derivatives that it is the first to need; others as they are."""
        if line.phase not in ("backward", "gradient") or parse(line.name).what != self.output:
            yield line._replace(formula=self._by_delta(line.formula, numbers)) if self.form == DEFAULT else line
            return
        terms, rest = self._split(line.formula)
        self._terms[line.name] = terms, rest
        if self.form == DEFAULT or not terms:
            yield self._accumulated(line, numbers)
            return
        yield from self._locals(line, terms, numbers)
        yield self._chained(line, terms, rest)

    def _accumulated(self, line: EntryLine, numbers: dict[str, object]) -> EntryLine:
        """A gradient in terms of the gradients above it, these before their factors."""
        formula = fold(line.formula, self._gradient_first)
        if self.form != DEFAULT:
            return line._replace(formula=formula)
        return line._replace(name=self._delta(line.name), formula=self._by_delta(formula, numbers))

    def _by_delta(self, formula: Node, numbers: dict[str, object]) -> Node:
        """A formula with δ in the place of gradients; their numbers are those of the gradients."""
        names = {name: self._delta(name) for name in symbols(formula)}
        numbers.update((new, numbers[old]) for old, new in names.items() if old != new and old in numbers)
        return renamed(formula, names)

    def _delta(self, name: str) -> str:
        """The name δ of a gradient by what a layer with weights puts out; any other name as it is."""
        parts = parse(name)
        layer = self._heads.get(parts.by) if parts.what == self.output and not parts.new else None
        return str(parts._replace(what=f"{BOX}{layer}", by="")) if layer else name

    def _gradient_first(self, part: Node, args: tuple[Node, ...]) -> Node:
        if part.op == "mul" and self._leads(args[1]) and not self._leads(args[0]):
            args = args[1], args[0]
        return intern(part.op, args, part.data, part.shape) if args else part

    def _leads(self, node: Node) -> bool:
        return self._leads(node.args[0]) if node.op == "mul" else self._is_gradient(node)

    def _is_gradient(self, node: Node) -> bool:
        return node.op == "symbol" and bool(parse(node.data).by) and parse(node.data).what == self.output

    def _split(self, formula: Node) -> tuple[Terms, Node]:
        """The factors of the gradients in a formula by their names, and the rest of it."""
        names = [name for name, node in symbols(formula).items() if self._is_gradient(node)]
        rest = _with(formula, dict.fromkeys(names, 0))
        if _is_zero(rest):
            return {name: _with(formula, {other: int(other == name) for other in names}) for name in names}, rest
        slopes = derivatives(formula)
        return {name: slopes[node] for name, node in symbols(formula).items() if name in names}, rest

    def _locals(self, line: EntryLine, terms: Terms, numbers: dict[str, object]) -> Iterator[EntryLine]:
        """The local derivatives that a line needs, with numbers; those that work something out are lines themselves."""
        for name, factor in terms.items():
            local = _local(name, line.name)
            value = number_of(factor, numbers)
            if value is not None:
                numbers[local] = value
            if factor.args and local not in self._shown:
                self._shown.add(local)
                yield EntryLine(line.row, local, "", factor, value, None, numbers, "jacobian")

    def _chained(self, line: EntryLine, terms: Terms, rest: Node) -> EntryLine:
        whole = self._unfolded(line.name, self.form == FULL)
        if is_longer(whole, MAX_CHAIN):
            whole = self._unfolded(line.name, False)
        products = [self._product(name, line.name, False) for name in terms]
        sums = None
        if len(products) > 1:
            known = [number_of(product, line.numbers) for product in products]
            sums = _sum_of(known) if _is_zero(rest) and None not in known else None
        return line._replace(formula=whole, sums=sums)

    def _unfolded(self, name: str, full: bool) -> Node:
        """A gradient as a sum over what is above it; above a branch no further, unless it is unfolded to the loss."""
        if (name, full) not in self._whole:
            terms, rest = self._terms.get(name, ({}, number(0)))
            alone = full or len(terms) == 1
            products = (self._product(above, name, alone, full) for above in terms)
            self._whole[name, full] = reduce(add, [*products, rest]) if terms else symbol(name)
        return self._whole[name, full]

    def _product(self, above: str, name: str, deeper: bool, full: bool = False) -> Node:
        upper = self._terms.get(above, ({}, number(0)))
        goes_on = deeper and upper[0] and (full or (len(upper[0]) == 1 and _is_zero(upper[1])))
        first = self._unfolded(above, full) if goes_on else symbol(above)
        return elementwise("mul", first, symbol(_local(above, name)))


def _heads(problem: Problem) -> Mapping[str, int]:
    """The numbers of the layers with weights by what they put out, but for a network's output and an author's names."""
    outputs = [stage.out.data for stage in layer_stages(problem, 1) if stage.rules.parameters]
    return {
        name: n for n, name in enumerate(outputs, 1) if whole_of(name) == name != "y_hat" and name not in problem.names
    }


def _local(above: str, name: str) -> str:
    """The local derivative between two gradients that follow each other: ∂h₁/∂w from ∂L/∂h₁ to ∂L/∂w."""
    return derivative(parse(above).below, parse(name).below, LOCAL)


def _with(formula: Node, numbers: dict[str, int]) -> Node:
    return substitute(formula, {name: number(value) for name, value in numbers.items()})


def _is_zero(node: Node) -> bool:
    return is_number(node, 0)


def _sum_of(numbers: list[Any]) -> Node:
    """A sum of numbers as it is written, negative ones subtracted."""
    first, *others = numbers
    terms = [fresh("neg", (_as_written(-each),), None, ()) if _is_below(each) else _as_written(each) for each in others]
    return fresh("add", (_as_written(first), *terms), None, ())


def _is_below(value: Any) -> bool:
    return not isinstance(value, Node) and bool(value < 0)


def _as_written(value: Any) -> Node:
    """A number as a node of its own, an expression as it is."""
    return value if isinstance(value, Node) else fresh("number", (), value, ())
