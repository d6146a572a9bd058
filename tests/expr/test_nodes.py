"""Nodes and ways through them: shared parts stay shared, shapes are asked for, a graph is never walked as a tree."""

import pickle
from fractions import Fraction

import pytest

from backprop_cli.errors import ShapeError
from backprop_cli.expr.node import by_rows, call, elementwise, fresh, intern, literal, number, symbol
from backprop_cli.expr.traverse import expand, fold, is_longer, parts, renamed, size, substitute, symbols, upwards, walk
from backprop_cli.expr.write.text import text

x, y, X = symbol("x"), symbol("y"), symbol("X", (3, 2))


def deep(levels):
    """A graph of so many nodes that is 2 to that many as a tree."""
    node = x
    for _ in range(levels):
        node = intern("add", (node, node), None, ())
    return node


@pytest.mark.parametrize(
    "node", [x, number(Fraction(1, 3)), x * y + 1, call("f′", x), X.T @ X, by_rows("softmax", X), X.sum(0)]
)
def test_a_shared_node_is_the_same_object_after_pickle(node):
    assert pickle.loads(pickle.dumps(node)) is node


def test_a_node_of_its_own_stays_one_after_pickle():
    half = fresh("number", (), Fraction(1, 2), ())
    again = pickle.loads(pickle.dumps(fresh("mul", (half, x), None, ())))
    assert again.args[0] is not number(Fraction(1, 2)) and again.args[1] is x
    put = literal(((1.5, -2.0),), (1, 2))
    assert pickle.loads(pickle.dumps(put)).data == put.data and pickle.loads(pickle.dumps(put)) is not put


def test_equal_data_of_another_class_is_another_node():
    assert intern("eye", (), 1, (1, 1)) is not intern("eye", (), True, (1, 1))


def test_a_debugging_form_puts_operations_first_and_ends():
    assert repr(x * y + 2) == "<(add (mul x y) 2)>"
    assert repr(X.sum(0)) == "<(sum:0 X)>"
    assert len(repr(deep(60))) < 5000


def test_only_a_matrix_is_turned_and_a_sum_goes_along_an_axis_that_is_there():
    tensor = symbol("T", (2, 3, 4))
    for wrong in (lambda: tensor.T, lambda: tensor.sum(3)):
        with pytest.raises(ShapeError):
            wrong()
    assert [tensor.sum(axis).shape for axis in range(3)] == [(3, 4), (2, 4), (2, 3)]


def test_a_graph_is_not_walked_as_a_tree():
    node = deep(200)
    assert list(symbols(node)) == ["x"] and len(list(walk(node))) == len(upwards(node)) == 201
    assert size(node) == 2**201 - 1
    assert is_longer(node, 1000) and not is_longer(x + y, 3)
    assert fold(node, lambda part, counts: max(counts, default=0) + 1) == 201
    assert list(symbols(renamed(node, {"x": "w"}))) == ["w"]
    assert list(symbols(substitute(node, {"x": y}))) == ["y"]


def test_a_long_chain_needs_no_deep_stack():
    node = x
    for _ in range(5000):
        node = elementwise("sin", node)
    assert size(node) == 5001 and list(symbols(renamed(node, {"x": "y"}))) == ["y"]


def test_what_is_put_in_is_replaced_once_and_expanded_all_the_way():
    names = {"x": y + 1, "y": x}
    assert substitute(x * y, names) is (y + 1) * x
    assert expand(symbol("a") * x, {"a": symbol("b") + 1, "b": x**2}) is (x**2 + 1) * x


def test_a_part_is_replaced_at_one_place():
    written = [text(put(y)) for part, put in parts(x * x + x) if part is x]
    assert written == ["y·x + x", "x·y + x", "x·x + y"]
