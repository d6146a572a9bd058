"""Expressions as they stand on a page in two dimensions: a tree of parts that LaTeX and MathML write in their ways.

A part is a tuple whose first item says what it is: row, number, name, sign, word, fraction, root, script (base, below,
above), bracket, matrix, box or under (base, what stands under it).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..names import before_update, parse, plain_name
from ..node import Node
from ..operations import OPERATIONS
from .precedence import ATOM, MATMUL, NEGATION, POWER, PRODUCT, SUM, is_entrywise, is_single, precedence
from .style import LEVEL

Part = tuple[Any, ...]
Names = Callable[[str], str | None]
Numbers = Callable[[Any], str]


def structure(node: Node, labels: Names = lambda name: None, numbers: Numbers = str) -> Part:
    """The parts of an expression.

    labels: a problem's own name for a canonical one, or None; numbers: how a float is written.
    """
    return _Writer(labels, numbers).write(node, 0)


def value_structure(value: Any, labels: Names = lambda name: None, numbers: Numbers = str) -> Part:
    """The parts of a value: a number, an expression, or nested tuples of them as a matrix (a vector is one row)."""
    writer = _Writer(labels, numbers)
    if not isinstance(value, tuple):
        return writer.element(value)
    rows = value if value and isinstance(value[0], tuple) else (value,)
    if len(rows) == 1 and len(rows[0]) == 1:
        return writer.element(rows[0][0])
    return "matrix", tuple(tuple(map(writer.element, row)) for row in rows)


class _Writer:
    def __init__(self, labels: Names, numbers: Numbers) -> None:
        self.labels, self.numbers = labels, numbers

    def element(self, value: Any) -> Part:
        """One element of a value."""
        if isinstance(value, Node):
            return self.write(value, 0)
        if isinstance(value, Fraction) and value.denominator > 1:
            return _signed(
                value < 0, ("fraction", ("number", str(abs(value.numerator))), ("number", str(value.denominator)))
            )
        said = str(value) if isinstance(value, Fraction) else self.numbers(value)
        return _signed(said[:1] in "-−", ("number", said.lstrip("-−")))

    def write(self, node: Node, outer: int) -> Part:
        """The parts of a node, in brackets where it binds less tightly than what is around it."""
        writer = _WRITERS.get(node.op, _Writer.function)
        part = writer(self, node)
        return ("bracket", "(", part, ")") if _binding(node) < outer else part

    def number(self, node: Node) -> Part:
        return self.element(node.data)

    def symbol(self, node: Node) -> Part:
        return name_structure(node.data, self.labels)

    def literal(self, node: Node) -> Part:
        table = node.data if len(node.shape) == 2 else (node.data,)
        return "matrix", tuple(tuple(map(self.element, row)) for row in table)

    def add(self, node: Node) -> Part:
        first, *rest = node.args
        if first.op == "neg" and len(rest) == 1 and rest[0].op != "neg":
            first, rest = rest[0], [first]
        parts = [self.write(first, SUM)]
        for term in rest:
            negative = term.op == "neg"
            parts += [("sign", "−" if negative else "+"), self.write(term.args[0] if negative else term, PRODUCT)]
        return "row", tuple(parts)

    def neg(self, node: Node) -> Part:
        return "row", (("sign", "−"), self.write(node.args[0], PRODUCT))

    def product(self, node: Node) -> Part:
        left, right = node.args
        if "eye" in (left.op, right.op):
            inside = self.write(left if right.op == "eye" else right, 0)
            return "row", (("word", "diag"), ("bracket", "(", inside, ")"))
        entrywise = is_entrywise(node)
        binds = PRODUCT if entrywise else MATMUL
        associates = node.op == right.op == "mul" and (entrywise or not is_entrywise(right))
        first = self.write(left, binds)
        return "row", (
            first,
            ("sign", "⊙" if entrywise else "·"),
            self.write(right, binds if associates else binds + 1),
        )

    def quotient(self, node: Node) -> Part:
        above, below = node.args
        if above.op == "neg" or (above.op == "number" and above.data < 0):
            positive = above.args[0] if above.op == "neg" else Node.__neg__(above)
            return _signed(True, ("fraction", self.write(positive, 0), self.write(below, 0)))
        return "fraction", self.write(above, 0), self.write(below, 0)

    def power(self, node: Node) -> Part:
        base, exponent = node.args
        return "script", self.write(base, POWER + 1), None, self.write(exponent, 0)

    def exp(self, node: Node) -> Part:
        return "script", ("name", "e"), None, self.write(node.args[0], 0)

    def ln(self, node: Node) -> Part:
        return "row", (("word", "ln"), self.write(node.args[0], POWER))

    def xlogy(self, node: Node) -> Part:
        factor, inside = node.args
        return "row", (self.write(factor, MATMUL), ("sign", "·"), ("word", "ln"), self.write(inside, POWER))

    def log_sigmoid(self, node: Node) -> Part:
        inside = ("bracket", "(", self.write(node.args[0], 0), ")")
        return "row", (("word", "ln"), ("name", "σ"), inside)

    def root(self, node: Node) -> Part:
        return "root", self.write(node.args[0], 0)

    def absolute(self, node: Node) -> Part:
        return "bracket", "|", self.write(node.args[0], 0), "|"

    def transpose(self, node: Node) -> Part:
        return "script", self.write(node.args[0], POWER + 1), None, ("word", "T")

    def total(self, node: Node) -> Part:
        (inner,) = node.args
        shape = inner.shape
        if is_single(node):
            return self.write(inner, 0 if precedence(node) == precedence(inner) else PRODUCT)
        over_outputs = node.data if len(shape) == 2 else int(inner.op == "sum")
        return self._sum(inner, "ij"[over_outputs])

    def row_sum(self, node: Node) -> Part:
        (inner,) = node.args
        if not inner.shape or inner.shape[1] == 1:
            return self.write(inner, PRODUCT + 1)
        return self._sum(inner, "j")

    def _sum(self, inner: Node, index: str) -> Part:
        return "row", (("script", ("sign", "∑"), ("name", index), None), self.write(inner, PRODUCT + 1))

    def by_rows(self, node: Node) -> Part:
        name = node.data.replace("log_", "")
        parts = (("word", name), ("bracket", "(", self.write(node.args[0], 0), ")"))
        return "row", ((("word", "ln"), *parts) if node.data.startswith("log_") else parts)

    def shares(self, node: Node) -> Part:
        """e^x over the sum of e^x1 + e^x2 + …, or its logarithm."""
        powers = [("script", ("name", "e"), None, self.write(arg, 0)) for arg in node.args]
        below: list[Part] = []
        for index, power in enumerate(powers[1:]):
            below += [("sign", "+"), power] if index else [power]
        share = ("fraction", powers[0], ("row", tuple(below)))
        return ("row", (("word", "ln"), ("bracket", "(", share, ")"))) if node.op == "log_softmax" else share

    def step(self, node: Node) -> Part:
        inside, at_zero = node.args
        sign = "≥" if at_zero.op == "number" and at_zero.data == 1 else ">"
        parts: list[Part] = [self.write(inside, 0), ("sign", sign), ("number", "0")]
        if not (at_zero.op == "number" and at_zero.data in (0, 1)):
            parts += [("sign", ";"), ("number", "0"), ("sign", "→"), self.write(at_zero, 0)]
        return "bracket", "[", ("row", tuple(parts)), "]"

    def eye(self, node: Node) -> Part:
        return "name", "I"

    def call(self, node: Node) -> Part:
        return "row", (("name", node.data), ("bracket", "(", self.write(node.args[0], 0), ")"))

    def boxed(self, node: Node) -> Part:
        return "box", name_structure(node.data, self.labels), self.write(node.args[0], 0)

    def shaped(self, node: Node) -> Part:
        sizes: list[Part] = []
        for size in node.data:
            part: Part = ("number", str(size)) if isinstance(size, int) else _indexed(size)
            sizes += [("sign", "×"), part] if sizes else [part]
        return "under", self.write(node.args[0], 0), ("row", tuple(sizes))

    def function(self, node: Node) -> Part:
        said = OPERATIONS[node.op].typeset
        head: Part = ("name", said) if said == "σ" else ("word", said)
        inside: list[Part] = []
        for index, arg in enumerate(node.args):
            inside += [("sign", ","), self.write(arg, 0)] if index else [self.write(arg, 0)]
        return "row", (head, ("bracket", "(", ("row", tuple(inside)), ")"))


_WRITERS: dict[str, Callable[[_Writer, Node], Part]] = {
    "number": _Writer.number, "symbol": _Writer.symbol, "literal": _Writer.literal, "eye": _Writer.eye,
    "add": _Writer.add, "neg": _Writer.neg, "mul": _Writer.product, "matmul": _Writer.product,
    "div": _Writer.quotient, "xdivy": _Writer.quotient, "power": _Writer.power, "exp": _Writer.exp, "ln": _Writer.ln,
    "xlogy": _Writer.xlogy, "log_sigmoid": _Writer.log_sigmoid, "sqrt": _Writer.root, "abs": _Writer.absolute,
    "transpose": _Writer.transpose, "sum": _Writer.total, "row_sum": _Writer.row_sum, "by_rows": _Writer.by_rows,
    "softmax": _Writer.shares, "log_softmax": _Writer.shares, "step": _Writer.step, "call": _Writer.call,
    "boxed": _Writer.boxed, "shaped": _Writer.shaped,
}  # fmt: skip


def _binding(node: Node) -> int:
    """How tightly a node binds in two dimensions: a fraction stands for itself, but not under an exponent."""
    if node.op in ("div", "xdivy", "softmax"):
        negative = node.op != "softmax" and (node.args[0].op == "neg" or _is_negative(node.args[0]))
        return NEGATION if negative else POWER
    if node.op == "exp":
        return POWER
    if node.op in ("sqrt", "transpose"):
        return ATOM if node.op == "sqrt" else POWER
    if node.op == "number" and isinstance(node.data, Fraction) and node.data >= 0 and node.data.denominator > 1:
        return POWER
    return precedence(node)


def _is_negative(node: Node) -> bool:
    return node.op == "number" and not isinstance(node.data, Node) and node.data < 0


def _signed(negative: bool, part: Part) -> Part:
    return ("row", (("sign", "−"), part)) if negative else part


_INDEXED = r"([A-Za-z]+|delta)(\d*)(?:\[(\d+)(?:,(\d+))?\])?"


def name_structure(name: str, labels: Names = lambda name: None) -> Part:
    """The parts of a name: ŷ, W₁, w¹₁₂, ∂L/∂W₁; a problem's own label as it is given."""
    name = plain_name(name)
    label = labels(name)
    if label is not None:
        return _label(label)
    parsed = parse(name)
    if parsed.new:
        return "script", name_structure(before_update(name), labels), None, ("sign", "+")
    if parsed.by:
        parts = (name_structure(part, labels) for part in (parsed.what, parsed.below))
        return "fraction", *(("row", (("name", "∂"), part)) for part in parts)
    if parsed.what == "y_hat":
        hat: Part = ("name", "ŷ")
        return ("script", hat, ("number", "".join(map(str, parsed.entry))), None) if parsed.entry else hat
    return _indexed(name)


def _indexed(name: str) -> Part:
    found = re.fullmatch(_INDEXED, {"lr": "γ", "L_i": "L"}.get(name, name))
    if name == "L_i":
        return "script", ("name", "L"), ("name", "i"), None
    if not found:
        return _label({"lr": "γ"}.get(name, name))
    letter, layer, row, column = found.groups()
    head: Part = ("name", "δ") if letter == "delta" else ("name", letter) if len(letter) == 1 else ("word", letter)
    if row is None:
        return ("script", head, ("number", layer), None) if layer else head
    small: Part = ("name", letter.lower()) if len(letter) == 1 else head
    below: Part = ("number", row + (("," if max(len(row), len(column)) > 1 else "") + column if column else ""))
    return "script", small, below, ("number", layer) if layer else None


def _label(label: str) -> Part:
    """A name that an author gave: a letter with what stands above and below it, or a text."""
    found = re.fullmatch(r"([^\W\d_])(?:(\d+)|([⁰¹²³⁴-⁹]*)([₀-₉,]*))", label)
    if found and len(label) > 1:
        letter, number, above, below = found.groups()
        under, over = (number or below or "").translate(LEVEL), (above or "").translate(LEVEL)
        return "script", ("name", letter), ("number", under) if under else None, ("number", over) if over else None
    return ("name", label) if len(label) == 1 else ("text", label)
