"""Functions that people write out with exponentials: 1/(1 + e^(−z)) is σ(z), and is differentiated as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import add

from ..records import NamedTuple
from ..tolerances import MAX_EXPONENT
from .node import Node, elementwise, number
from .operations import OPERATIONS, exact_value
from .traverse import fold, walk

Combination = dict[Node, Fraction]


class _Form(NamedTuple):
    """A function of u written out: the operation that it is, of that multiple of u, and its value where e^u is E."""

    operation: str
    factor: Fraction
    value: Callable[[Fraction], Fraction]


_FORMS = (
    _Form("sigmoid", Fraction(1), lambda E: E / (1 + E)),
    _Form("sigmoid", Fraction(-1), lambda E: 1 / (1 + E)),
    _Form("sigmoid", Fraction(2), lambda E: E**2 / (E**2 + 1)),
    _Form("tanh", Fraction(1), lambda E: (E**2 - 1) / (E**2 + 1)),
    _Form("tanh", Fraction(1, 2), lambda E: (E - 1) / (E + 1)),
)

# Quotients of polynomials of so few terms are the same function where they agree at nine points: so 1 − 1/(1 + e^z),
# e^z/(e^z + 1) and 1/(1 + 1/e^z) need no rows of their own.
_POINTS = tuple(map(Fraction, range(2, 11)))


def recognised(node: Node) -> Node:
    """σ(u) or tanh(u) where the expression is that function, written out with exponentials of u; else itself."""
    combinations = {part: _combination(part.args[0]) for part in walk(node) if part.op == "exp"}
    unit = _unit(list(combinations.values()))
    powers = {part: _multiple(combination, unit) for part, combination in combinations.items()}
    if not unit or any(abs(power) > MAX_EXPONENT for power in powers.values()):
        return node
    values = [_value(node, {part: E ** int(power) for part, power in powers.items()}) for E in _POINTS]
    for operation, factor, value in _FORMS:
        if values == list(map(value, _POINTS)):
            found = elementwise(operation, reduce(add, (factor * times * part for part, times in unit.items())))
            return found if found.shape == node.shape else node
    return node


def _combination(node: Node) -> Combination:
    """An exponent as a sum of multiples: −(2·z + b)/2 as z: −1, b: −1/2."""
    if node.op == "number":
        return {number(1): node.data}
    if node.op == "neg":
        return _scaled(_combination(node.args[0]), Fraction(-1))
    if node.op == "div" and node.args[1].op == "number" and node.args[1].data:
        return _scaled(_combination(node.args[0]), 1 / node.args[1].data)
    if node.op == "mul" and node.args[0].op == "number":
        return _scaled(_combination(node.args[1]), node.args[0].data)
    if node.op == "mul" and node.args[0].op == "mul":  # a number stands first, however long the product is
        inner = _combination(node.args[0])
        return {part * node.args[1]: times for part, times in inner.items()} if len(inner) == 1 else {node: Fraction(1)}
    if node.op != "add":
        return {node: Fraction(1)}
    found: Combination = {}
    for part, times in (item for arg in node.args for item in _combination(arg).items()):
        found[part] = found.get(part, Fraction(0)) + times
    return found


def _scaled(combination: Combination, factor: Fraction) -> Combination:
    return {part: factor * times for part, times in combination.items()}


def _unit(combinations: list[Combination]) -> Combination:
    """That of which all are whole multiples, and which begins without a minus; empty where there is none."""
    if not combinations or not all(combinations[0].values()):
        return {}
    first = combinations[0]
    multiples = [_multiple(combination, first) for combination in combinations]
    if not all(multiples):
        return {}
    parts = lcm(*(multiple.denominator for multiple in multiples))
    return _scaled(first, Fraction(1 if _first(first.values()) > 0 else -1, parts))


def _multiple(combination: Combination, unit: Combination) -> Fraction:
    """How many times the unit it is; 0 where it is no multiple of it."""
    if not unit or combination.keys() != unit.keys():
        return Fraction(0)
    multiple = _first(combination.values()) / _first(unit[part] for part in combination)
    return multiple if combination == _scaled(unit, multiple) else Fraction(0)


def _first(values: Iterable[Fraction]) -> Fraction:
    return next(iter(values))


def _value(node: Node, known: dict[Node, Fraction]) -> Fraction | None:
    """The expression's value with numbers for its exponentials; None where it has other names, or is too long."""

    def valued(part: Node, args: tuple[Fraction | None, ...]) -> Fraction | None:
        if part in known:
            return known[part]
        if part.op == "number":
            return Fraction(part.data)
        values = tuple(arg for arg in args if arg is not None)
        return exact_value(part.op, values) if part.op in OPERATIONS and len(values) == len(args) else None

    return fold(node, valued)
