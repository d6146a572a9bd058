"""Expressions as they are written, before any format: a tree of parts that text, LaTeX and MathML print in their ways.

A part is a tuple whose first item says what it is: row, number, name, sign, space, word, call (a function and what is
in its brackets), fraction, root, script (base, below, above), bracket, matrix, box or under (base, what stands under
it). Where brackets stand, what is subtracted and what is a sum is decided here, once for all formats.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ...typed import Any
from ..axes import tables
from ..node import Node
from ..operations import OPERATIONS
from .flat_layout import METHODS, FlatLayout, stacked_parts
from .name_layout import Names, Part, indexed, name_structure
from .precedence import is_negative

Numbers = Callable[[Any], str]


def structure(node: Node, labels: Names = lambda name: None, numbers: Numbers = str, separator: str = ",") -> Part:
    """The parts of an expression in two dimensions: fractions, roots, exponents.

    labels: a problem's own name for a canonical one, or None; numbers: how a float is written; separator: the sign
    between the arguments of a function.
    """
    return _Tall(labels, numbers, separator).write(node, 0)


def value_structure(
    value: Any, labels: Names = lambda name: None, numbers: Numbers = str, separator: str = ","
) -> Part:
    """The parts of a value: a number, an expression, or nested tuples of them as a matrix, as (1, 2) if it is a row."""
    layout = _Tall(labels, numbers, separator)
    if not isinstance(value, tuple):
        return layout.element(value)
    found = [(place, rows if rows and isinstance(rows[0], tuple) else (rows,)) for place, rows in tables(value)]
    if len(found) > 1:
        return "row", stacked_parts(found, layout.matrix)
    ((_, rows),) = found
    if len(rows) == 1 and len(rows[0]) == 1:
        return layout.element(rows[0][0])
    return layout.matrix(rows)


def called(inside: Part) -> Part:
    """What stands after a function: in brackets, unless it is a row or a matrix, which has brackets of its own."""
    only = inside[1][0] if inside[0] == "row" and len(inside[1]) == 1 else inside
    return only if only[0] in ("bracket", "matrix") and only[1] not in ("|", "[") else ("bracket", "(", inside, ")")


class _Tall(FlatLayout):
    """An expression in two dimensions."""

    flat = False

    def __init__(self, labels: Names, numbers: Numbers, separator: str = ",") -> None:
        self.labels, self.numbers, self.separator = labels, numbers, separator

    def element(self, value: Any) -> Part:
        if isinstance(value, Node):
            return self.write(value, 0)
        if isinstance(value, Fraction) and value.denominator > 1:
            return _signed(
                value < 0, ("fraction", ("number", str(abs(value.numerator))), ("number", str(value.denominator)))
            )
        said = str(value) if isinstance(value, Fraction) else self.numbers(value)
        return _signed(said[:1] in "-−", ("number", said.lstrip("-−")))

    def matrix(self, rows: Any) -> Part:
        if len(rows) > 1 or len(rows[0]) == 1:
            return super().matrix(rows)
        first, *rest = map(self.element, rows[0])
        between = (part for element in rest for part in (("sign", self.separator), element))
        return "bracket", "(", ("row", (first, *between)), ")"

    def name(self, name: str) -> Part:
        return name_structure(name, self.labels)

    def head(self, op: str) -> Part:
        said = OPERATIONS[op].typeset
        return ("name" if len(said.rstrip("′")) == 1 else "word"), said  # σ, Φ and Φ′ are letters, √ is no head

    def at_start(self, node: Node, binds: int) -> int:
        return binds

    def quotient(self, node: Node) -> Part:
        above, below = node.args
        if not is_negative(above):
            return "fraction", self.write(above, 0), self.write(below, 0)
        # The number's sign is turned, not the node's: a node would be computed, and what was put in is only shown.
        positive = self.element(-above.data) if above.op == "number" else self.write(above.args[0], 0)
        return _signed(True, ("fraction", positive, self.write(below, 0)))

    def exp(self, node: Node) -> Part:
        return self.power_of_e(node.args[0])

    def root(self, node: Node) -> Part:
        return "root", self.write(node.args[0], 0)

    def power_of_e(self, exponent: Node) -> Part:
        return "script", ("name", "e"), None, self.write(exponent, 0)

    def share(self, above: Part, below: Part) -> Part:
        return "fraction", above, below

    def size(self, size: Any) -> Part:
        return ("number", str(size)) if isinstance(size, int) else indexed(size)


_Tall.methods = {op: getattr(_Tall, name) for op, name in {**METHODS, "exp": "exp", "sqrt": "root"}.items()}


def _signed(negative: bool, part: Part) -> Part:
    return ("row", (("sign", "−"), part)) if negative else part
