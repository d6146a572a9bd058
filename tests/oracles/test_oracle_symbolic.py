"""Derivatives of formulas against sympy, where it is installed."""

from random import Random

import pytest
from scalar_graphs import FORMULAS, graph, point, rows

sympy = pytest.importorskip("sympy", reason="needs the extra oracle")

NAMES = {
    "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
    "relu": lambda x: sympy.Max(0, x),
    "max": sympy.Max,
    "ln": sympy.log,
}


def theirs(formula):
    """The formula as sympy reads it."""
    pieces = formula.split("|")
    said = "".join(piece if index % 2 == 0 else f"Abs({piece})" for index, piece in enumerate(pieces))
    names = {name: sympy.Symbol(name, real=True) for name in point(formula, Random(1))}
    return sympy.sympify(said.replace("^", "**"), locals={**NAMES, **names}), names


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_derivative_is_sympy_s_at_random_points(formula):
    whole, names = theirs(formula)
    random = Random(formula)
    for _ in range(5):
        at = point(formula, random)
        problem = graph(formula, **at)
        found = rows(problem)
        numbers = {names[name]: sympy.Rational(value.numerator, value.denominator) for name, value in at.items()}
        for name in at:
            wanted = float(sympy.diff(whole, names[name]).subs(numbers))
            assert found["total", f"d{problem.graph.output}/d{name}"].value == pytest.approx(
                wanted, rel=1e-9, abs=1e-11
            )
