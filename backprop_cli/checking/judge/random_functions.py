"""The algebra of floats in which an unknown function is a random sine: formulas with f in them get numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import pi, sin
from random import Random

from ...evaluate.algebras import DECIMAL
from ...expr.node import Node


class RandomFunctions:
    """The algebra of floats in which unknown functions are random sines, each derivative that of the one before."""

    def __init__(self, random: Random) -> None:
        self.rates = [random.uniform(0.5, 1.5) for _ in range(2)]

    def number(self, value: Fraction) -> float:
        """The nearest float."""
        return float(value)

    def unknown(self, node: Node) -> float:
        """Raises KeyError: every name has a value at a point."""
        raise KeyError(node.data)

    def function(self, op: str) -> Callable[..., float]:
        """The operation on floats; of an unknown function, sin(a·t + k) or one of its derivatives."""
        return self._call if op == "call" else DECIMAL.function(op)

    def _call(self, name: str, x: float) -> float:
        # The n-th derivative of sin(a·t) is aⁿ·sin(a·t + n·π/2); the name's letters choose a, so f and g differ.
        primes = name.count("′")
        rate = self.rates[0] + self.rates[1] * (sum(map(ord, name.rstrip("′"))) % 7) / 7
        return rate**primes * sin(rate * x + primes * pi / 2 + 0.3)
