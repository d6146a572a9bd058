"""Tapes: what is evaluated again and again comes out to the last bit as `evaluate` has it, or is evaluated by that."""

import pytest

from backprop_cli import load
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate
from backprop_cli.evaluate.tape import Tape, evaluate_often
from backprop_cli.expr.node import number, symbol
from backprop_cli.expr.traverse import reads


def exactly(value):
    """The floats of a value with all that tells them from equal ones."""
    return [(type(item), item.hex(), getattr(item, "scale", None)) for item in elements(value)]


@pytest.mark.parametrize(
    "name", ["ex3", "adam", "attention-layer", "conv-pool", "batch-norm", "dying-relu", "lstm-cell", "xor"]
)
def test_a_tape_gives_the_very_floats(name):
    for line in AnswerKey(load(name)[0]).steps[0].lines:
        node = line.assignment.expression
        given = [line.floats[read] for read in reads(node)]
        right = exactly(evaluate(node, line.floats, DECIMAL))
        assert exactly(Tape(node, given).play(given)) == right
        assert [exactly(evaluate_often(node, given)) for _ in range(3)] == [right] * 3


def test_a_sum_that_cancels_remembers_its_terms_and_a_negative_zero_stays_one():
    x, y = symbol("x"), symbol("y")
    node = x + y
    for given in [(0.1, -0.1), (1e16, -1e16), (-0.0, -0.0)] * 2:
        right = evaluate(node, dict(zip("xy", given)), DECIMAL)
        assert exactly(evaluate_often(node, given)) == exactly(right)


def test_values_of_other_shapes_are_evaluated_all_the_same():
    node = symbol("x", (1, 2)) * 2
    wide, tall = ((1.0, 2.0),), ((1.0,), (2.0,))
    assert [evaluate_often(node, [value]) for value in (wide, wide, wide, tall)] == [((2.0, 4.0),)] * 3 + [
        ((2.0,), (4.0,))
    ]


def test_what_makes_too_many_calls_is_evaluated_all_the_same():
    node, value = symbol("x", (1, 200)) + 1, (tuple(map(float, range(200))),)
    assert [evaluate_often(node, [value]) for _ in range(3)] == [(tuple(item + 1 for item in value[0]),)] * 3


def test_what_has_no_number_has_none_by_a_tape():
    node = number(1) / symbol("x")
    assert [evaluate_often(node, [2.0]) for _ in range(3)] == [0.5] * 3
    with pytest.raises(ZeroDivisionError):
        evaluate_often(node, [0.0])
