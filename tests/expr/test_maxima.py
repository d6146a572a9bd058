"""Every operation of the table in Maxima gives the number that its row gives, and never an error."""

import math
from random import Random

import pytest
from every_operation import put, scalar
from maxima_process import evaluated, needs_maxima

from backprop_cli.expr.node import number, symbol
from backprop_cli.expr.operations import OPERATIONS
from backprop_cli.expr.write.maxima import functions_of, maxima_list, maxima_number

NUMBERS = (-350.0, -2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 2.0, 3.7)
NAMES = [name for name in OPERATIONS if name != "call"]  # a function that is not known has no numbers


def computed(op, args):
    """What the table says; None where there is no number."""
    try:
        return OPERATIONS[op].decimal(*args)
    except (ArithmeticError, ValueError):
        return None


@needs_maxima
def test_every_operation_is_what_its_row_says():
    rng = Random(5)
    nodes = [
        (op, scalar(op, [put(rng.choice(NUMBERS)) for _ in range(OPERATIONS[op].arity or 4)]))
        for op in NAMES
        for _ in range(60)
    ]
    source = "\n".join(f"print({maxima_list([node])})$" for _, node in nodes)
    found = evaluated("\n".join([*functions_of(source), source]))
    assert len(found) == len(nodes)
    for (op, node), (value,) in zip(nodes, found):
        args = [float(arg.data) for arg in node.args]
        right = computed(op, args)
        is_same = value is None if right is None else value is not None and math.isclose(value, right, abs_tol=1e-13)
        assert is_same or max(map(abs, args)) > 300, (op, args, value, right)


@needs_maxima
def test_no_operand_is_an_error_not_even_one_that_is_no_number():
    operands = [[symbol("bpnone")] * 4, [put(1e12)] * 4, [put(-1e12), put(1e12)] * 2, [put(0.0), symbol("bpnone")] * 2]
    lines = [
        f"print({maxima_list([scalar(op, some[: OPERATIONS[op].arity or 4])])})$" for op in NAMES for some in operands
    ]
    source = "\n".join(lines)
    assert len(evaluated("\n".join([*functions_of(source), source]))) == len(lines)


@needs_maxima
def test_the_process_finds_what_fails():
    for source in ("print(1/0)$", "print([1)$", 'print(error("no"))$'):
        with pytest.raises(ValueError, match="Maxima"):
            evaluated("print([1])$\n" + source)


@pytest.mark.parametrize("value", [0.0, -0.0, 2.0, 1e-7, -1.5e300, 123456789.125])
def test_a_number_keeps_its_digits_and_is_no_fraction(value):
    written = maxima_number(value)
    assert float(written) == value
    assert "." in written and not written.startswith("-0.0")


def test_a_long_part_is_worked_out_once_and_an_unknown_function_has_no_maxima():
    x = symbol("x[1]")
    long = sum((x * n for n in range(2, 12)), x)
    written = maxima_list([long * 2, long * 3])
    assert written.count("2.0*x[1]") == 1 and written.startswith("block([t1],")
    with pytest.raises(KeyError):
        maxima_list([scalar("call", [x, x])])
    assert maxima_list([number(-1) * x]) == "[(-x[1])]"
