"""The automatic derivative of expressions with matrices: central differences, the shape of every gradient."""

from math import prod
from random import Random

import pytest

from backprop_cli.errors import ShapeError
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate, value_shape
from backprop_cli.expr.derivative import derivatives, full, pulled_back
from backprop_cli.expr.node import (
    broadcast,
    by_columns,
    by_rows,
    column_sum,
    concat,
    elementwise,
    number,
    outer,
    row_sum,
    symbol,
    total,
)
from backprop_cli.expr.write.latex import latex
from backprop_cli.expr.write.layout import structure
from backprop_cli.expr.write.mathml import mathml
from backprop_cli.expr.write.text import text

SHAPES = [(), (3,), (2, 3), (1, 3), (2, 1), (1, 1), (3, 2)]
PAIRS = [(a, b) for a in SHAPES for b in SHAPES]


def fits(make, *shapes):
    try:
        return make(*(symbol(name, shape) for name, shape in zip("ABC", shapes)))
    except ShapeError:
        return None


MAKERS = {
    "sum": lambda a, b: a + b,
    "difference": lambda a, b: (a - b) ** 2,
    "entrywise": lambda a, b: a * b,
    "quotient": lambda a, b: a / (b * b + 1),
    "product": lambda a, b: a @ b,
    "chain of products": lambda a, b: (a @ b) @ elementwise("tanh", (a @ b).T),
    "transposes": lambda a, b: (a.T * 2 + b.T).T,
    "outer": lambda a, b: outer(a, b) @ b,
    "softmax": lambda a, b: by_rows("softmax", a + b),
    "log_softmax": lambda a, b: by_rows("log_softmax", a * b),
    "row sums": lambda a, b: a / row_sum(elementwise("exp", a)) + b,
    "softmax of columns": lambda a, b: by_columns("softmax", a + b),
    "log_softmax of columns": lambda a, b: by_columns("log_softmax", a * b),
    "sums of columns": lambda a, b: a / column_sum(elementwise("exp", a)) + b,
    "column sums": lambda a, b: a * total(a * a, 0) + b,
    "sums of rows": lambda a, b: total(a * b, 1) * 3,
    "concat": lambda a, b: concat(a, b * b),
    "max": lambda a, b: elementwise("max", a, b) * elementwise("sigmoid", a),
}
CASES = [(name, *shapes) for name in MAKERS for shapes in PAIRS if fits(MAKERS[name], *shapes) is not None]


def filled(shape, random):
    if not shape:
        return random.choice((-1, 1)) * random.uniform(0.2, 1.5)
    return tuple(filled(shape[1:], random) for _ in range(shape[0]))


def scalar(node, random):
    """A number of a value: its entries, each with a weight of its own, added up."""
    weights = symbol("weights", node.shape)
    node = node * weights if node.shape else node * 3
    for _ in range(len(node.shape)):
        node = total(node, 0)
    return node, filled(weights.shape, random)


def nudged(value, place, by):
    if not isinstance(value, tuple):
        return value + by
    size = prod(value_shape(value)[1:])
    return tuple(
        nudged(item, place - i * size, by) if 0 <= place - i * size < size else item for i, item in enumerate(value)
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_gradients_are_central_differences_and_have_the_shape_of_their_value(case):
    name, *shapes = case
    random = Random(str(case))
    inside = fits(MAKERS[name], *shapes)
    out, weights = scalar(inside, random)
    values = {"A": filled(shapes[0], random), "B": filled(shapes[1], random), "weights": weights}
    found = derivatives(out)
    for letter, shape in zip("AB", shapes):
        gradient = full(found.get(symbol(letter, shape), number(0)), shape)
        assert gradient.shape == shape
        value = elements(evaluate(gradient, values, DECIMAL))
        for place in range(prod(shape)):
            ends = [evaluate(out, {**values, letter: nudged(values[letter], place, h)}, DECIMAL) for h in (1e-6, -1e-6)]
            assert value[place] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-7), text(gradient)
        assert text(gradient) and latex(structure(gradient)) and mathml(structure(gradient))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_gradient_that_arrives_is_handed_on_as_the_entries_say(case):
    name, *shapes = case
    random = Random(str(case))
    inside = fits(MAKERS[name], *shapes)
    d = symbol("weights", inside.shape)
    out, weights = scalar(inside, random)
    if inside.shape:
        values = {"A": filled(shapes[0], random), "B": filled(shapes[1], random), "weights": weights}
        whole, handed = derivatives(out), pulled_back(inside, d)
        for letter, shape in zip("AB", shapes):
            sides = [full(found.get(symbol(letter, shape), number(0)), shape) for found in (whole, handed)]
            left, right = (elements(evaluate(side, values, DECIMAL)) for side in sides)
            assert left == pytest.approx(right)


def test_a_sum_of_rows_that_are_repeated_is_handed_back_whole():
    a, b = symbol("A", (4, 3)), symbol("B", (1, 3))
    assert broadcast(a.shape, b.shape) == (4, 3)
    assert text(pulled_back(a + b, symbol("D", (4, 3)))[b]) == "(Σⱼ Dᵀ)ᵀ"


def test_the_gradient_of_a_linear_model_has_the_form_that_a_person_writes():
    w, x, t = map(symbol, "wxt")
    assert text(derivatives((w * x - t) ** 2)[w]) == "2·(w·x - t)·x"


def test_a_gradient_that_cannot_have_the_shape_of_its_value_is_refused():
    with pytest.raises(ShapeError):
        full(symbol("D", (2, 2)), (2, 3))


@pytest.mark.parametrize("turned", [lambda node: node.T, lambda node: total(node, 3), lambda node: node @ node])
def test_more_than_two_axes_are_refused_rather_than_turned_wrongly(turned):
    with pytest.raises(ShapeError):
        turned(symbol("A", (2, 2, 2)))
