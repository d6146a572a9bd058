"""Expressions as they are written on one line, before any format: the parts of every operation, and their brackets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ...typed import TYPE_CHECKING, Any
from ..axes import said_place, tables
from ..node import Node
from ..operations import CHAINED
from ..simplify import is_unit
from .precedence import ATOM, MATMUL, POWER, PRODUCT, SUM, is_entrywise, is_single, leads_negative, precedence

if TYPE_CHECKING:
    from .name_layout import Part


class FlatLayout:
    """An expression on one line; what is written otherwise in two dimensions, `_Tall` says.

    METHODS says which method writes an operation: `quotient` gives the parts of a/b, `power` those of a^b. An operation
    without one is written as a function of its arguments.
    """

    flat = True
    separator = ","
    methods: dict[str, Callable[..., Part]]

    def element(self, value: Any) -> Part:
        """One element of a value."""
        return self.write(value, 0) if isinstance(value, Node) else ("number", value)

    def write(self, node: Node, outer: int) -> Part:
        """The parts of a node, in brackets where it binds less tightly than what is around it."""
        method = self.methods.get(node.op)
        part = method(self, node) if method else self.function(node)
        return ("bracket", "(", part, ")") if outer and precedence(node, self.flat) < outer else part

    def name(self, name: str) -> Part:
        return "name", name

    def head(self, op: str) -> Part:
        return "function", op

    def number(self, node: Node) -> Part:
        return self.element(node.data)

    def symbol(self, node: Node) -> Part:
        return self.name(node.data)

    def literal(self, node: Node) -> Part:
        return self.table(node.data)

    def table(self, value: Any) -> Part:
        """The parts of a vector or a matrix; of a stack of matrices each with its place, in brackets."""
        found = [(place, rows if isinstance(rows[0], tuple) else (rows,)) for place, rows in tables(value)]
        if len(found) == 1:
            return self.matrix(found[0][1])
        return "bracket", "(", ("row", stacked_parts(found, self.matrix)), ")"

    def reshape(self, node: Node) -> Part:
        inside = self.write(node.args[0], 0)
        return ("row", (("call", ("word", node.data), inside),)) if node.data else inside

    def of_each(self, node: Node) -> Part:
        """One for all of its kind: each row of a matrix is written as the matrix, the rows of one formula as that."""
        return self.write(node.args[0], 0)

    def matrix(self, rows: Any) -> Part:
        """The parts of a table of elements."""
        return "matrix", tuple(tuple(map(self.element, row)) for row in rows)

    def add(self, node: Node) -> Part:
        first, *rest = node.args
        if first.op == "neg" and len(rest) == 1 and rest[0].op != "neg":
            first, rest = rest[0], [first]
        parts = [self.write(first, SUM)]
        for term in rest:
            negative = term.op == "neg"
            parts += [("sign", "−" if negative else "+"), self.write(term.args[0] if negative else term, PRODUCT)]
        return "row", tuple(parts)

    def equals(self, node: Node) -> Part:
        left, right = node.args
        return "row", (self.write(left, 0), ("sign", "="), self.write(right, 0))

    def neg(self, node: Node) -> Part:
        return "row", (("sign", "−"), self.write(node.args[0], PRODUCT))

    def product(self, node: Node) -> Part:
        left, right = node.args
        if node.op == "mul" and (is_unit(left) or is_unit(right)):
            inside = self.write(left if is_unit(right) else right, 0)
            return "row", (("word", "diag"), ("bracket", "(", inside, ")"))
        entrywise = is_entrywise(node)
        binds = PRODUCT if entrywise else MATMUL
        associates = node.op == right.op == "mul" and (entrywise or not is_entrywise(right))
        return "row", (
            self.write(left, self.at_start(left, binds)),
            ("sign", "⊙" if entrywise else "·"),
            self.write(right, binds if associates else binds + 1),
        )

    def outer(self, node: Node) -> Part:
        left, right = node.args
        turned: Part = ("script", self.write(right, POWER + 1), None, ("word", "T"))
        return "row", (self.write(left, self.at_start(left, MATMUL)), ("sign", "·"), turned)

    def at_start(self, node: Node, binds: int) -> int:
        """How tightly the first factor must bind: on a line, −2·x needs no brackets around its −2."""
        return 0 if leads_negative(node) else binds

    def quotient(self, node: Node) -> Part:
        above, below = node.args
        return "row", (self.write(above, self.at_start(above, PRODUCT)), ("sign", "/"), self.write(below, POWER))

    def power(self, node: Node) -> Part:
        base, exponent = node.args
        return "script", self.write(base, ATOM), None, self.write(exponent, POWER + 1 if self.flat else 0)

    def ln(self, node: Node) -> Part:
        return "row", (("word", "ln"), self.write(node.args[0], POWER))

    def xlogy(self, node: Node) -> Part:
        factor, inside = node.args
        return "row", (self.write(factor, MATMUL), ("sign", "·"), ("word", "ln"), self.write(inside, POWER))

    def log_sigmoid(self, node: Node) -> Part:
        return "row", (("word", "ln"), ("call", self.head("sigmoid"), self.write(node.args[0], 0)))

    def absolute(self, node: Node) -> Part:
        return "bracket", "|", self.write(node.args[0], 0), "|"

    def transpose(self, node: Node) -> Part:
        return "script", self.write(node.args[0], POWER + 1), None, ("word", "T")

    def total(self, node: Node) -> Part:
        (inner,) = node.args
        if is_single(node):
            return self.write(inner, 0)
        # A vector that is itself a sum over observations has an entry for each output, any other one for each row.
        over_outputs = node.data if len(inner.shape) == 2 else int(inner.op == "sum" and inner.data == 0)
        return self.sum("ij"[over_outputs], inner)

    def row_sum(self, node: Node) -> Part:
        (inner,) = node.args
        if not inner.shape or inner.shape[1] == 1:
            return self.write(inner, PRODUCT + 1)
        return self.sum("j", inner)

    def column_sum(self, node: Node) -> Part:
        (inner,) = node.args
        if not inner.shape or inner.shape[0] == 1:
            return self.write(inner, PRODUCT + 1)
        return self.sum("i", inner)

    def sum(self, index: str, inner: Node) -> Part:
        return "row", (("script", ("sign", "∑"), ("name", index), None), self.write(inner, PRODUCT + 1))

    def by_rows(self, node: Node) -> Part:
        called = ("call", ("word", node.data.replace("log_", "")), self.write(node.args[0], 0))
        return "row", ((("word", "ln"), called) if node.data.startswith("log_") else (called,))

    def shares(self, node: Node) -> Part:
        """e^x over the sum of e^x1 + e^x2 + …, or its logarithm."""
        first, *powers = (self.power_of_e(arg) for arg in node.args)
        below: list[Part] = []
        for power in powers:
            below += [("sign", "+"), power] if below else [power]
        share = self.share(first, ("row", tuple(below)))
        return ("row", (("call", ("word", "ln"), share),)) if node.op == "log_softmax" else share

    def power_of_e(self, exponent: Node) -> Part:
        return "call", ("word", "exp"), self.write(exponent, 0)

    def share(self, above: Part, below: Part) -> Part:
        return "row", (above, ("sign", "/"), ("bracket", "(", below, ")"))

    def step(self, node: Node) -> Part:
        inside, at_zero = node.args
        sign = "≥" if at_zero.op == "number" and at_zero.data == 1 else ">"
        parts: list[Part] = [self.write(inside, 0), ("sign", sign), ("number", "0")]
        if not (at_zero.op == "number" and at_zero.data in (0, 1)):
            parts += [("sign", ";"), ("number", "0"), ("sign", "→"), self.write(at_zero, 0)]
        return "bracket", "[", ("row", tuple(parts)), "]"

    def same(self, node: Node) -> Part:
        left, right = node.args
        return "bracket", "[", ("row", (self.write(left, 0), ("sign", "="), self.write(right, 0))), "]"

    def eye(self, node: Node) -> Part:
        return "name", "I"

    def ones(self, node: Node) -> Part:
        return self.element(Fraction(1))

    def concat(self, node: Node) -> Part:
        return "row", (("call", ("word", node.op), self.listed(node.args)),)

    def paired(self, node: Node) -> Part:
        """A cross-correlation x ⋆ W, or a convolution x ∗ W; by the input it is full, at all places that they touch."""
        from ..windows import INPUT, KERNEL  # which most formulas do without

        wanted, geometry = node.data
        sign = "⋆" if geometry.turned is (wanted == INPUT) else "∗"
        left, right = (self.write(arg, PRODUCT + 1) for arg in node.args)
        said: Part = ("row", (left, ("sign", sign), right))
        word = "full" if wanted == INPUT else "turned" if geometry.turned and wanted == KERNEL else ""
        return ("row", (("call", ("word", word), said),)) if word else said

    def pooled(self, node: Node) -> Part:
        said, *more = (self.write(arg, 0) for arg in node.args)
        inside: Part = ("row", (said, *(part for x in more for part in self._argmax(x)))) if more else said
        return "row", (("call", ("word", _POOLED[node.op]), inside),)

    def _argmax(self, x: Part) -> tuple[Part, ...]:
        return ("sign", self.separator), ("call", ("word", "argmax"), x)

    def channel_sum(self, node: Node) -> Part:
        return self.sum("ij", node.args[0])

    def winner(self, node: Node) -> Part:
        """Whether an entry is the largest of its window, the others in their order around it."""
        x, before, *others = node.args
        place = int(before.data)
        window = (*others[:place], x, *others[place:])
        largest: Part = ("call", self.head("largest"), self.listed(window))
        return "bracket", "[", ("row", (self.write(x, 0), ("sign", "="), largest)), "]"

    def between(self, node: Node) -> Part:
        first, last = node.data
        places: Part = ("row", (("number", str(first)), ("text", "…"), ("number", str(last))))
        return "row", (self.write(node.args[0], ATOM), ("bracket", "[", places, "]"))

    def call(self, node: Node) -> Part:
        return "row", (("call", ("name", node.data), self.write(node.args[0], 0)),)

    def boxed(self, node: Node) -> Part:
        return "box", self.name(node.data), self.write(node.args[0], 0)

    def shaped(self, node: Node) -> Part:
        sizes: list[Part] = []
        for size in node.data:
            sizes += [("sign", "×"), self.size(size)] if sizes else [self.size(size)]
        return "under", self.write(node.args[0], POWER + 1), ("row", tuple(sizes))

    def size(self, size: Any) -> Part:
        return "text", str(size)

    def listed(self, args: tuple[Node, ...]) -> Part:
        """The arguments of a function."""
        inside: list[Part] = []
        for arg in args:
            inside += [("sign", self.separator), self.write(arg, 0)] if inside else [self.write(arg, 0)]
        return "row", tuple(inside)

    def function(self, node: Node) -> Part:
        args = node.args
        while node.op in CHAINED and args[0].op == node.op:
            args = (*args[0].args, *args[1:])
        return "row", (("call", self.head(node.op), self.listed(args)),)


def stacked_parts(found: list[tuple[tuple[int, ...], Any]], matrix: Callable[[Any], Part]) -> tuple[Part, ...]:
    """The parts of the matrices of a stack, one beside the other, each behind its place."""
    parts: list[Part] = []
    for place, rows in found:
        parts += [("text", f"{'  ' if parts else ''}{said_place(place)} "), matrix(rows)]
    return tuple(parts)


_POOLED = {"max_pool": "maxpool", "mean_pool": "avgpool", "to_winners": "unpool", "spread": "spread"}
METHODS = {
    "number": "number", "symbol": "symbol", "literal": "literal", "eye": "eye", "add": "add", "neg": "neg",
    "mul": "product", "matmul": "product", "div": "quotient", "xdivy": "quotient", "power": "power",
    "ln": "ln", "xlogy": "xlogy", "log_sigmoid": "log_sigmoid", "abs": "absolute",
    "transpose": "transpose", "sum": "total", "row_sum": "row_sum", "column_sum": "column_sum",
    "by_rows": "by_rows", "by_columns": "by_rows", "softmax": "shares",
    "log_softmax": "shares", "step": "step", "same": "same", "call": "call", "boxed": "boxed", "shaped": "shaped",
    "paired": "paired", "winner": "winner",
    "channel_sum": "channel_sum", **dict.fromkeys(_POOLED, "pooled"),
    "outer": "outer", "reshape": "reshape", "ones": "ones", "concat": "concat", "between": "between",
    "equals": "equals", "stacked": "of_each", "picked": "of_each",
}  # fmt: skip
# Looked up once, as every formula of every step is laid out.
FlatLayout.methods = {op: getattr(FlatLayout, name) for op, name in METHODS.items()}
_FLAT = FlatLayout()


def flat_structure(node: Node) -> Part:
    """The parts of an expression on one line: canonical names, numbers as they are, functions by their operation."""
    return _FLAT.write(node, 0)
