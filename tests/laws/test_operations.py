"""Laws over the table of operations: every derivative is the difference of values, and an exact value is the decimal one."""

from fractions import Fraction
from random import Random

import pytest
from every_operation import scalar

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.derivative import derivatives
from backprop_cli.expr.node import number, symbol
from backprop_cli.expr.operations import OPERATIONS

NAMES = ("x", "y", "z")
KNOWN = [op for op in OPERATIONS if op != "call"]  # a function that is not known has no numbers
CONSTANTS = {("huber", "y")}  # an option of a loss, above 0, by which nobody differentiates
NEVER_EXACT = {"normal_density", "softplus", "log_softmax", "log_sigmoid"}


def operand(random):
    """A number of either sign, large enough that no corner of a function lies within a step of a difference."""
    return random.choice((-1, 1)) * random.uniform(0.1, 2.5)


def slopes(row, values):
    """(a derivative by the table, its central difference) for each operand; none where there is no real value."""
    node = scalar(row.name, [*map(symbol, NAMES)][: row.arity or 3])
    step = 1e-6

    def value(moved, by):
        return evaluate(node, {**values, moved: values[moved] + by}, DECIMAL)

    by_table = derivatives(node)
    for name in {part.data for part in node.args if part.op == "symbol" and (row.name, part.data) not in CONSTANTS}:
        try:
            ends = [value(name, by) for by in (step, -step)]
            found = evaluate(by_table.get(symbol(name), number(0)), values, DECIMAL)
        except (ArithmeticError, ValueError):
            continue
        if all(isinstance(end, float) for end in (*ends, found)):
            yield found, (ends[0] - ends[1]) / (2 * step)


def wrong_slopes(row, draws=60):
    """How many derivatives were compared, and those that are not the difference."""
    random, count, wrong = Random(row.name), 0, []
    for _ in range(draws):
        values = {name: operand(random) for name in NAMES}
        values["y"] = abs(values["y"]) if (row.name, "y") in CONSTANTS else values["y"]
        for found, difference in slopes(row, values):
            count += 1
            wrong += [(values, found, difference)] if found != pytest.approx(difference, rel=1e-5, abs=1e-7) else []
    return count, wrong


@pytest.mark.parametrize("op", KNOWN)
def test_every_derivative_is_the_central_difference(op):
    count, wrong = wrong_slopes(OPERATIONS[op])
    assert wrong == [] and count > 10


def test_a_wrong_derivative_is_caught(monkeypatch):
    row = OPERATIONS["elu"]
    monkeypatch.setitem(
        OPERATIONS, "elu", row._replace(derivative=lambda args, out, f: (row.derivative(args, out, f)[0], 1))
    )
    assert wrong_slopes(OPERATIONS["elu"])[1]


EXACT = [Fraction(n, 2) for n in range(-4, 5)] + [Fraction(1, 4), Fraction(9, 4), Fraction(-1, 3), Fraction(8)]


@pytest.mark.parametrize("op", KNOWN)
def test_an_exact_value_is_the_decimal_one(op):
    row, random, count = OPERATIONS[op], Random(op), 0
    for _ in range(400):
        args = [random.choice(EXACT) for _ in range(row.arity or 3)]
        args = [args[0], Fraction(1), *args[1:]] if row.has_place else [args[0], *args] if "softmax" in op else args
        try:
            exact, decimal = row.exact(*args), row.decimal(*map(float, args))
        except (ArithmeticError, ValueError):
            continue
        if exact is not None and isinstance(decimal, float):
            count += 1
            assert float(exact) == pytest.approx(decimal, rel=1e-12, abs=1e-12), args
    assert bool(count) != (op in NEVER_EXACT)
