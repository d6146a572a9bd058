"""Simplified forms: each has the value of what was written, and is as short as a person would write it."""

import math
from fractions import Fraction
from random import Random

import pytest

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.derivative import derivatives
from backprop_cli.expr.node import Node, apply, elementwise, eye, number, symbol
from backprop_cli.expr.write.style import CANONICAL
from backprop_cli.expr.write.text import text

VALUES = {"x": 0.75, "y": -1.5, "z": 2.25}
NUMBERS = [Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 3), Fraction(-3, 2)]
UNARY = {"neg": lambda a: -a, "exp": math.exp, "sigmoid": lambda a: 1 / (1 + math.exp(-a))}
BINARY = {"add": lambda a, b: a + b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b}
x, y = symbol("x"), symbol("y")


def built(random: Random, depth: int) -> tuple[Node, float]:
    """A random expression and its value, which is worked out beside it without any simplification."""
    if depth == 0 or random.random() < 0.2:
        if random.random() < 0.5:
            name = random.choice(list(VALUES))
            return symbol(name), VALUES[name]
        given = random.choice(NUMBERS)
        return number(given), float(given)
    if random.random() < 0.3:
        op = random.choice(list(UNARY))
        inner, value = built(random, depth - 1)
        return apply(op, inner), UNARY[op](value)
    op = random.choice(list(BINARY))
    (left, a), (right, b) = built(random, depth - 1), built(random, depth - 1)
    return apply(op, left, right), BINARY[op](a, b)


@pytest.mark.parametrize("block", range(4))
def test_a_simplified_expression_has_the_value_of_what_was_written(block):
    tried = 0
    for seed in range(block * 500, block * 500 + 500):
        try:
            node, value = built(Random(seed), 5)
            found = evaluate(node, VALUES, DECIMAL)
        except (ZeroDivisionError, OverflowError):
            continue
        tried += 1
        assert found == pytest.approx(value, rel=1e-9, abs=1e-12), text(node, CANONICAL)
    assert tried > 300


@pytest.mark.parametrize(
    ("node", "form"),
    [
        (x + 0, "x"), (x - x, "0"), (1 * x, "x"), (x * 1, "x"), (0 * x, "0"), (x * 0, "0"), (-(-1 * x), "x"), (-x * -y, "x·y"),
        (x * 2, "2·x"), (-2 * x, "-2·x"), (2 * -x, "-2·x"), (2 * (3 * x), "6·x"), (x / 1, "x"), (0 / x, "0"), (x**1, "x"),
        (elementwise("ln", number(Fraction(1, 8))), "-ln 8"), (elementwise("xlogy", number(1), x), "ln x"),
        (elementwise("log_sigmoid", number(0)), "-ln 2"), (elementwise("log_softmax", x, x, x, x), "-ln 3"),
    ],
)  # fmt: skip
def test_the_form_is_that_of_a_person(node, form):
    assert text(node, CANONICAL) == form


def test_a_softmax_of_numbers_that_are_not_all_alike_stays():
    assert elementwise("log_softmax", x, x, y).op == "log_softmax"


def test_a_unit_matrix_stands_before_the_product_that_it_multiplies():
    X, Y = symbol("X", (2, 2)), symbol("Y", (2, 2))
    assert eye(2) * X * Y is eye(2) * (X * Y)
    assert eye(1) * x is x


@pytest.mark.parametrize("op", ["max", "min"])
def test_at_a_tie_each_of_two_values_has_half_of_the_slope(op):
    node = elementwise(op, x, y)
    for by in (x, y):
        assert evaluate(derivatives(node)[by], {"x": 1.0, "y": 1.0}, DECIMAL) == 0.5
    greater = 1.0 if op == "max" else 0.0
    assert evaluate(derivatives(node)[x], {"x": 2.0, "y": 1.0}, DECIMAL) == greater
