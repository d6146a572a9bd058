"""Numbers put in by a template: the same text as when the whole right-hand side is laid out anew."""

from itertools import product

import pytest
from every_operation import scalar
from examples import mostly_slow

from backprop_cli import load, problems, solve
from backprop_cli.evaluate.put_in import PutInTexts, Recent
from backprop_cli.evaluate.substitute import substitute_values
from backprop_cli.expr.node import symbol
from backprop_cli.expr.operations import OPERATIONS
from backprop_cli.expr.traverse import symbols
from backprop_cli.expr.write.style import ASCII, CANONICAL
from backprop_cli.expr.write.text import text

VALUES = (0.0, 1.0, 2.0, -0.25, 1e-9, -3e20)
X, Y = symbol("x"), symbol("y")


def around(node):
    """An expression by itself and as an operand of others, whose brackets depend on what is in them."""
    return [node, *(scalar(op, [node, Y]) for op in AROUND), *(scalar(op, [Y, node]) for op in AROUND)]


AROUND = ("add", "neg", "mul", "div", "power", "sqrt", "step")


def number(value):
    return format(float(value), ".6g")


def anew(node, values, style):
    return text(substitute_values(node, values), style._replace(number=number))


@pytest.mark.parametrize("style", [CANONICAL, ASCII], ids=["canonical", "ascii"])
@pytest.mark.parametrize("op", mostly_slow(OPERATIONS, 3))
def test_a_template_gives_the_text_that_the_layout_gives(op, style):
    texts = PutInTexts(style._replace(number=number), "%.6g")
    for node, x, y in product(around(scalar(op, [X, Y])), VALUES, VALUES):
        assert texts.text(node, {"x": x, "y": y}) == anew(node, {"x": x, "y": y}, style)


@pytest.mark.parametrize("name", [row["name"] for row in problems()])
def test_lines_of_bundled_problems_read_the_same_whatever_the_signs(name):
    for problem in load(name):
        texts = PutInTexts(CANONICAL._replace(number=number), "%.6g")
        for row in () if problem.symbolic else solve(problem, steps=2).trace():
            read = {key: row.values[key] for key in symbols(row.formula)}
            for sign in (1, -1, -2):
                values = {key: turned(value, sign) for key, value in read.items()}
                assert texts.text(row.formula, values) == anew(row.formula, values, CANONICAL)


def turned(value, sign):
    return tuple(turned(item, sign) for item in value) if isinstance(value, tuple) else value * sign


def test_what_is_made_of_a_value_is_made_once_while_the_value_is_a_recent_one():
    made: list[object] = []

    def make(value):
        made.append(value)
        return str(value)

    recent = Recent(make)
    value, equal = (float("1"), 2.0), (float("1"), 2.0)
    assert [recent(value), recent(value), recent(equal)] == ["(1.0, 2.0)"] * 3
    assert len(made) == 2
    for count in range(1000):
        recent((float(count),))
    assert recent(value) == "(1.0, 2.0)"
    assert len(made) == 1003


def test_a_long_line_reads_the_same_at_its_first_sight_and_later():
    matrix = tuple(tuple(row - column / 7 for column in range(40)) for row in range(40))
    node = symbol("A", (40, 40)) @ symbol("x", (40,))
    texts = PutInTexts(CANONICAL._replace(number=number), "%.6g")
    for values in ({"A": matrix, "x": row} for row in matrix[:3]):
        assert texts.text(node, values) == anew(node, values, CANONICAL)
    assert len(texts._templates) == 1
