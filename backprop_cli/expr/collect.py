"""The collected form of a polynomial: 2x + y + 2(x + y) is 4x + 3y.

An expression with anything else in it (exp, a quotient by a sum), or with many terms, stays as it is.
"""

from __future__ import annotations

from fractions import Fraction

from ..tolerances import MAX_DEGREE, MAX_TERMS
from .node import Node, elementwise, number
from .operations import is_short
from .traverse import fold, symbols

Monomial = tuple[tuple[Node, int], ...]
Polynomial = dict[Monomial, Fraction]


class TooLong(ValueError):
    """There is no collected form, or it has too many terms, or too high powers."""


def collected(node: Node) -> Node:
    """The scalar expression with like terms put together, terms of higher degree first, names as they first come.

    Itself where it is no polynomial in names (or a quotient of one by a product of names), or is too long.
    """
    try:
        polynomial = fold(node, _polynomial)
    except TooLong:
        return node
    return _written(polynomial, {letter: index for index, letter in enumerate(symbols(node).values())})


def _polynomial(node: Node, args: tuple[Polynomial, ...]) -> Polynomial:
    if node.op == "number":
        return {(): node.data} if node.data else {}
    if node.op == "add":
        return _sum(*args)
    if node.op == "mul":
        return _product(*args)
    if node.op == "neg":
        return {letters: -factor for letters, factor in args[0].items()}
    if node.op == "div":
        return _product(args[0], _inverse(args[1]))
    if node.op == "power" and _is_count(node.args[1]):
        base, count = args[0], int(node.args[1].data)
        result: Polynomial = {(): Fraction(1)}
        for _ in range(abs(count)):
            result = _product(result, base if count > 0 else _inverse(base))
        return result
    if node.op != "symbol":
        raise TooLong
    return {((node, 1),): Fraction(1)}


def _is_count(node: Node) -> bool:
    return node.op == "number" and node.data.denominator == 1 and abs(node.data) <= MAX_DEGREE


def _inverse(bottom: Polynomial) -> Polynomial:
    """One divided by a single product of names."""
    if len(bottom) != 1:
        raise TooLong
    ((letters, factor),) = bottom.items()
    return {tuple((letter, -power) for letter, power in letters): 1 / factor}


def _sum(*parts: Polynomial) -> Polynomial:
    result: Polynomial = {}
    for part in parts:
        for letters, factor in part.items():
            result[letters] = result.get(letters, Fraction(0)) + factor
    return _bounded(result)


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) * len(right) > MAX_TERMS**2:
        raise TooLong
    result: Polynomial = {}
    for a, x in left.items():
        for b, y in right.items():
            letters = _merged(a, b)
            result[letters] = result.get(letters, Fraction(0)) + x * y
    return _bounded(result)


def _merged(left: Monomial, right: Monomial) -> Monomial:
    powers = dict(left)
    for letter, power in right:
        powers[letter] = powers.get(letter, 0) + power
        if abs(powers[letter]) > MAX_DEGREE:
            raise TooLong
    return tuple(sorted(((letter, power) for letter, power in powers.items() if power), key=_identity))


def _identity(item: tuple[Node, int]) -> int:
    # Any order will do, so long as the same letters give the same key; nodes cannot be compared, their identities can.
    return id(item[0])


def _bounded(polynomial: Polynomial) -> Polynomial:
    kept = {letters: factor for letters, factor in polynomial.items() if factor}
    if len(kept) > MAX_TERMS or not all(map(is_short, kept.values())):
        raise TooLong
    return kept


def _written(polynomial: Polynomial, order: dict[Node, int]) -> Node:
    def place(item: tuple[Monomial, Fraction]) -> tuple[int, list[tuple[int, int]]]:
        return -sum(power for _, power in item[0]), sorted((order[letter], -power) for letter, power in item[0])

    terms = [_term(letters, factor, order) for letters, factor in sorted(polynomial.items(), key=place)]
    return elementwise("add", *terms) if len(terms) > 1 else terms[0] if terms else number(0)


def _term(letters: Monomial, factor: Fraction, order: dict[Node, int]) -> Node:
    factors = sorted(letters, key=lambda item: order[item[0]])
    top = [letter**power for letter, power in factors if power > 0]
    bottom = [letter**-power for letter, power in factors if power < 0]
    node = _times(top) if top else number(1)
    if abs(factor) != 1 or not top:
        node = number(abs(factor)) * node
    if bottom:
        node = node / _times(bottom)
    return -node if factor < 0 else node


def _times(factors: list[Node]) -> Node:
    node, *more = factors
    for factor in more:
        node = node * factor
    return node
