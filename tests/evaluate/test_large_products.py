"""Products of large matrices on arrays: the very floats of the walk, and what it notices of them."""

import random

import pytest

from backprop_cli.evaluate import algebras
from backprop_cli.evaluate.algebras import DECIMAL, WatchedDecimal
from backprop_cli.evaluate.evaluate import elements, evaluate
from backprop_cli.evaluate.large_products import large_product
from backprop_cli.expr.floats import Cancelled
from backprop_cli.expr.node import symbol

SHAPES = [(1, 1, 1), (1, 7, 3), (4, 1, 5), (5, 9, 2), (30, 40, 20)]
KINDS = {
    "drawn": lambda draw: draw.gauss(0, 1),
    "tenths": lambda draw: draw.randint(-9, 9) / 10,
    "zeros": lambda draw: draw.choice([0.0, -0.0, 1.0, -1.0]),
    "far apart": lambda draw: draw.choice([-1, 1]) * 10.0 ** draw.randint(-150, 150),
    "too large": lambda draw: draw.choice([-1e200, 1e200, 1.0]),
}


def matrices(shape, kind):
    rows, inner, columns = shape
    draw = random.Random(7)
    return [
        tuple(tuple(KINDS[kind](draw) for _ in range(width)) for _ in range(height))
        for height, width in ((rows, inner), (inner, columns))
    ]


def told(value):
    """Each float with its bits, and with the size of its terms where they cancel."""
    return [(float(x).hex(), x.scale if type(x) is Cancelled else None) for x in elements(value)]


def product(left, right, algebra):
    node = symbol("A", (len(left), len(right))) @ symbol("B", (len(right), len(right[0])))
    return evaluate(node, {"A": left, "B": right}, algebra)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_float_of_a_large_product_is_that_of_the_walk(shape, kind):
    left, right = matrices(shape, kind)
    if shape[1] > 1:  # a single product is no sum
        assert told(large_product(left, right)) == told(product(left, right, DECIMAL))


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_product_notices_what_the_walk_notices(kind, monkeypatch):
    left, right = matrices((30, 40, 20), kind)
    walk, at_once = WatchedDecimal(), WatchedDecimal()
    wanted = told(product(left, right, walk))
    monkeypatch.setattr(algebras, "MOST_MULTIPLIED", 0)
    assert told(product(left, right, at_once)) == wanted
    assert at_once.is_close == walk.is_close
