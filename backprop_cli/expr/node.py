"""Immutable, hash-consed expression nodes: a repeated part is one object.

A node is a number (an exact fraction), a symbol (a name with a shape), a literal (a small nested
tuple of elements put in for a symbol) or an operation on other nodes. Shapes are () for a scalar,
(k,) for a vector and (rows, columns) for a matrix; an entry of a shape is a count or a name.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Union
from weakref import WeakValueDictionary

from ..errors import ShapeError

Shape = tuple[Any, ...]
Exact = Union[Fraction, "Node"]
Operand = Union["Node", Fraction, int]

_interned: WeakValueDictionary[tuple[Any, ...], Node] = WeakValueDictionary()


class Node:
    """One immutable expression; equal expressions are the same object.

    op: the operation's name in the table, or "number", "symbol" or "literal".
    args: the operands. data: a number's fraction, a symbol's name, a literal's entries, an axis.
    """

    __slots__ = ("__weakref__", "args", "data", "op", "shape")
    op: str
    args: tuple[Node, ...]
    data: Any
    shape: Shape

    def __add__(self, other: Operand) -> Node:
        return elementwise("add", self, other)

    def __radd__(self, other: Operand) -> Node:
        return elementwise("add", other, self)

    def __sub__(self, other: Operand) -> Node:
        return elementwise("add", self, -as_node(other))

    def __rsub__(self, other: Operand) -> Node:
        return elementwise("add", other, -self)

    def __mul__(self, other: Operand) -> Node:
        return elementwise("mul", self, other)

    def __rmul__(self, other: Operand) -> Node:
        return elementwise("mul", other, self)

    def __truediv__(self, other: Operand) -> Node:
        return elementwise("div", self, other)

    def __rtruediv__(self, other: Operand) -> Node:
        return elementwise("div", other, self)

    def __pow__(self, other: Operand) -> Node:
        return elementwise("power", self, other)

    def __neg__(self) -> Node:
        return elementwise("neg", self)

    def __matmul__(self, other: Node) -> Node:
        return matmul(self, other)

    @property
    def T(self) -> Node:
        """The transpose of a matrix; a scalar is its own."""
        return transpose(self)

    def sum(self, axis: int) -> Node:
        """The sum over `rows` (0: down each column) or `columns` (1: along each row)."""
        return total(self, axis)

    def __repr__(self) -> str:
        from .write.style import CANONICAL
        from .write.text import text

        return f"<{text(self, CANONICAL)}>"


rows, columns = 0, 1


def intern(op: str, args: tuple[Node, ...], data: Any, shape: Shape) -> Node:
    """The one node with these parts."""
    key = (op, args, data, shape, data.__class__)
    found = _interned.get(key)
    if found is None:
        found = _interned[key] = fresh(op, args, data, shape)
    return found


def fresh(op: str, args: tuple[Node, ...], data: Any, shape: Shape) -> Node:
    """A node of its own, for a text that is written once: not shared, so 0.5 and 1/2 stay apart."""
    node = object.__new__(Node)
    node.op, node.args, node.data, node.shape = op, args, data, shape
    return node


def number(value: Fraction | int) -> Node:
    """An exact number."""
    return intern("number", (), Fraction(value), ())


def symbol(name: str, shape: Shape = ()) -> Node:
    """A named value of a shape; whoever evaluates supplies it."""
    return intern("symbol", (), name, shape)


def literal(entries: Any, shape: Shape) -> Node:
    """Given entries in the place of a symbol: nested tuples whose elements are nodes or numbers; not shared."""
    return fresh("literal", (), entries, shape)


def eye(size: Any) -> Node:
    """The identity matrix: its rows are the unit gradients from which a Jacobian is read."""
    return intern("eye", (), size, (size, size))


def as_node(value: Operand) -> Node:
    """A node as it is, a number as a number node."""
    return value if isinstance(value, Node) else number(value)


def is_number(node: Node, value: int | None = None) -> bool:
    """Whether the node is a number (that number, if one is given)."""
    return node.op == "number" and (value is None or node.data == value)


def is_symbol(thing: Any) -> bool:
    """Whether this is a name without a number."""
    return isinstance(thing, Node) and thing.op == "symbol"


def elementwise(op: str, *operands: Operand) -> Node:
    """An operation of the table applied entry by entry; scalars and row vectors are broadcast."""
    from .fold import fold

    args = tuple(as_node(operand) for operand in operands)
    shape = args[0].shape
    for arg in args[1:]:
        shape = broadcast(shape, arg.shape)
    return fold(op, args) or intern(op, args, None, shape)


def call(name: str, node: Node) -> Node:
    """An unknown function of each entry, by its name."""
    return intern("call", (node,), name, node.shape)


def broadcast(left: Shape, right: Shape) -> Shape:
    """The shape of an elementwise result: missing leading dimensions and ones are repeated."""
    if left == right:
        return left
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    padded = (1,) * (len(longer) - len(shorter)) + shorter
    merged = tuple(b if a == 1 else a for a, b in zip(longer, padded))
    if any(b not in (1, m) for b, m in zip(padded, merged)):
        raise ShapeError(left, right)
    return merged


def matmul(left: Node, right: Node) -> Node:
    """The matrix product (n × k)·(k × m); the identity leaves the other factor as it is."""
    if len(left.shape) != 2 or len(right.shape) != 2 or left.shape[1] != right.shape[0]:
        raise ShapeError(left.shape, right.shape)
    if left.op == "eye":
        return right
    return intern("matmul", (left, right), None, (left.shape[0], right.shape[1]))


def transpose(node: Node) -> Node:
    """The transpose; of a transpose, the matrix itself."""
    if len(node.shape) < 2:
        return node
    if node.op == "transpose":
        return node.args[0]
    flipped = (node.shape[1], node.shape[0])
    if node.op == "literal":
        return literal(tuple(zip(*node.data)), flipped)
    return intern("transpose", (node,), None, flipped)


def total(node: Node, axis: int) -> Node:
    """The sum of the entries along an axis (0: over the rows, 1: over the columns)."""
    if not node.shape:
        return node
    kept = node.shape[:axis] + node.shape[axis + 1 :]
    return intern("sum", (node,), axis, kept)


def renamed(node: Node, names: dict[str, str]) -> Node:
    """The expression with some of its symbols under other names."""
    if node.op == "symbol":
        return symbol(names.get(node.data, node.data), node.shape)
    if not node.args:
        return node
    return replaced(node, tuple(renamed(arg, names) for arg in node.args))


def replaced(node: Node, args: tuple[Node, ...]) -> Node:
    """The same operation on other operands of the same shapes."""
    from .operations import OPERATIONS

    if node.op == "transpose":
        return transpose(args[0])
    if node.op in OPERATIONS and node.op != "call":
        return elementwise(node.op, *args)
    return intern(node.op, args, node.data, node.shape)


def symbols(node: Node) -> dict[str, Node]:
    """The symbols in an expression by name, in the order in which they are written."""
    found: dict[str, Node] = {}
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node.op == "symbol":
            found.setdefault(node.data, node)
        waiting += reversed(node.args)
    return found


def row_sum(node: Node) -> Node:
    """The sum of each row of a matrix, as a column."""
    return intern("row_sum", (node,), None, (node.shape[0], 1))


def by_rows(op: str, node: Node) -> Node:
    """An operation of each entry and its whole row: softmax, log_softmax."""
    return intern("by_rows", (node,), op, node.shape)
