"""Algebras: made-up ones fit the walk as they are, and the exact one decides what has no fraction."""

from fractions import Fraction

from backprop_cli.evaluate.algebras import DECIMAL, ExactAlgebra
from backprop_cli.evaluate.evaluate import elements, evaluate
from backprop_cli.expr.node import symbol
from backprop_cli.rules import find, wire


class Counting:
    """A made-up algebra: an element is how many products it took."""

    def number(self, value):
        return 0

    def function(self, op):
        return lambda *args: sum(args) + (op == "mul")

    def unknown(self, node):
        raise KeyError(node.data)


class Interval:
    """A made-up algebra: an element is a lower and an upper bound."""

    def number(self, value):
        return Bounds(float(value), float(value))

    def function(self, op):
        return getattr(Bounds, op)

    def unknown(self, node):
        raise KeyError(node.data)


class Bounds:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def add(*terms):
        return Bounds(sum(t.low for t in terms), sum(t.high for t in terms))

    def mul(self, other):
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Bounds(min(ends), max(ends))

    def sigmoid(self):
        return Bounds(*(DECIMAL.function("sigmoid")(end) for end in (self.low, self.high)))


def test_another_algebra_fits_the_walk_without_a_change():
    layer = find("layers", "linear")
    edges = {name: symbol(name, shape) for name, shape in (("x", (1, 2)), ("W", (2, 3)), ("b", (3,)))}
    out = wire(layer.out, edges)
    counts = evaluate(out, {"x": ((0, 0),), "W": ((0,) * 3,) * 2, "b": (0,) * 3}, Counting())
    assert counts == ((2, 2, 2),)
    wide = {"x": ((Bounds(0, 1), Bounds(1, 1)),), "W": ((Bounds(-1, 1),) * 3,) * 2, "b": (Bounds(0, 0),) * 3}
    assert [(e.low, e.high) for e in elements(evaluate(out, wide, Interval()))] == [(-2.0, 2.0)] * 3


def test_exact_decides_a_comparison_of_what_has_no_fraction():
    algebra = ExactAlgebra()
    x = algebra.function("add")(algebra.function("sigmoid")(Fraction(1)), Fraction(-1))
    assert algebra.function("relu")(x) == 0
    assert algebra.function("step")(-x, Fraction(0)) == 1
