"""Formulas of numbers for the tests of scalar graphs, and the graphs made of them."""

from __future__ import annotations

from fractions import Fraction

import backprop_cli
from backprop_cli.expr.read.parser import parse_formula
from backprop_cli.expr.traverse import symbols
from backprop_cli.problem.load import load_text

FORMULAS = [
    "x^2 + x*y + (x + y)^2",
    "1/(1 + exp(-(w1*x1 + w2*x2 + b)))",
    "-t*ln(1/(1 + exp(-(w1*x + w2*y)))) - (1 - t)*ln(1 - 1/(1 + exp(-(w1*x + w2*y))))",
    "sin(x*y)*exp(x) + x/y",
    "(a + b)/(1 + exp(-a))",
    "((((((((((((x)^2)^2)^2)^2)^2)^2)^2)^2)^2)^2)^2)^2",
    "x*x*x",
    "x + x",
    "sqrt(x^2 + y^2) + tanh(x - y)",
    "max(x, y)*relu(x) + |x - 2*y|",
    "x^y",
    "x^3/(y + 2) - 3",
    "-x",
    "x",
    "cos(x)*tan(y)*sigmoid(x*y)",
]


def graph(formula, **more):
    at = ", ".join(f"{name}: {value}" for name, value in more.items())
    source = formula if formula.startswith("nodes") else f"expression: {formula}"
    return load_text(source + (f"\nat: {{{at}}}" if at else "") + "\n", "graph.yaml", "graph")[0]


def rows(problem):
    return {(row.phase, row.name): row for row in backprop_cli.solve(problem).trace()}


def inputs(formula):
    return list(symbols(parse_formula(formula)))


def point(formula, random):
    low, high = (99, 101) if formula.count("^2)") > 9 else (21, 190)
    return {name: Fraction(random.randint(low, high), 100) for name in inputs(formula)}
