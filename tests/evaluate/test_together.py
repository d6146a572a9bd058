"""Together: expressions that are evaluated at once have the very floats that each has by itself, or none."""

import pytest

from backprop_cli import load
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate
from backprop_cli.evaluate.together import Together
from backprop_cli.expr.node import elementwise, number, symbol


def exactly(value):
    """The floats of some entries with all that tells them from equal ones."""
    return value and [(type(item), item.hex(), getattr(item, "scale", None)) for item in value]


@pytest.mark.parametrize(
    "name", ["ex3", "adam", "attention-layer", "conv-pool", "batch-norm", "dying-relu", "lstm-cell", "xor"]
)
def test_all_lines_of_a_step_at_once_have_their_very_floats(name):
    lines = AnswerKey(load(name)[0]).steps[0].lines
    together = Together([line.assignment.expression for line in lines])
    floats = lines[-1].floats
    right = [exactly(elements(evaluate(node, floats, DECIMAL))) for node in together.nodes]
    for _ in range(3):
        assert [exactly(found) for found in together.entries([floats[name] for name in together.names])] == right


def test_one_that_has_no_number_leaves_the_others_theirs():
    x = symbol("x")
    together = Together([number(1) / x, x + 1, symbol("y") * x, elementwise("exp", x)])
    given = {"x": 0.0, "y": None}
    for x_value, expected in (
        (0.0, [None, [1.0], None, [1.0]]),
        (2.0, [[0.5], [3.0], None, [pytest.approx(7.389, 1e-3)]]),
    ):
        for _ in range(2):
            found = together.entries([{**given, "x": x_value}[name] for name in together.names])
            assert [entries and list(entries) for entries in found] == expected
    overflown = together.entries([{**given, "x": 1000.0}[name] for name in together.names])
    assert [entries and list(entries) for entries in overflown] == [[0.001], [1001.0], None, None]


def test_values_of_other_shapes_are_evaluated_all_the_same():
    x = symbol("x", (1, 2))
    together = Together([x * 2, x + x])
    for value in (((1.0, 2.0),), ((1.0, 2.0),), ((1.0,), (2.0,)), ((1.0, 2.0),)):
        assert [list(found) for found in together.entries([value])] == [[2.0, 4.0]] * 2


def test_one_that_makes_too_many_calls_is_evaluated_all_the_same():
    x, value = symbol("x", (1, 200)), (tuple(map(float, range(200))),)
    together = Together([x + 1, x])
    for _ in range(3):
        assert [list(found) for found in together.entries([value])] == [[e + 1 for e in value[0]], list(value[0])]
