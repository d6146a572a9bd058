"""Immutable, hash-consed expression nodes (a repeated part is one object), and the functions that make them.

A node is a number (an exact fraction), a symbol (a name with a shape), a literal (a small nested
tuple of elements put in for a symbol) or an operation on other nodes. Shapes are () for a scalar,
(k,) for a vector, (rows, columns) for a matrix, and have up to four axes; an entry of a shape is a count or a name.
"""

from __future__ import annotations

from fractions import Fraction
from weakref import WeakValueDictionary

from ..errors import ShapeError
from ..typed import Any
from .operations import OPERATIONS, exact_value
from .simplify import is_number as is_number

Shape = tuple[Any, ...]
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

    def __reduce__(self) -> tuple[Any, ...]:
        """What pickle keeps: shared nodes are shared again where they are read, a node of its own stays one."""
        maker = intern if _interned.get(_key(self.op, self.args, self.data, self.shape)) is self else fresh
        return maker, (self.op, self.args, self.data, self.shape)

    def __repr__(self) -> str:
        """The expression for debugging, operations first: <(add x (mul 2 y))>; cut where it is deep."""
        return f"<{_shown(self, 8)}>"


Exact = Fraction | Node
Operand = Node | Fraction | int


rows, columns = 0, 1


def _shown(node: Node, depth: int) -> str:
    if not node.args:
        return str(node.data)
    said = [node.op if node.data is None else f"{node.op}:{node.data}"]
    return f"({' '.join(said + [_shown(arg, depth - 1) for arg in node.args])})" if depth else "…"


def _key(op: str, args: tuple[Node, ...], data: Any, shape: Shape) -> tuple[Any, ...]:
    # With its class: Fraction(1), 1 and True are equal and hash alike, and are not the same data.
    return op, args, data, shape, data.__class__


def intern(op: str, args: tuple[Node, ...], data: Any, shape: Shape) -> Node:
    """The one node with these parts."""
    key = _key(op, args, data, shape)
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


def constant_value(entries: Any) -> Node:
    """A vector or a matrix of given numbers, nested tuples of fractions."""
    shape: tuple[int, ...] = (len(entries), len(entries[0])) if isinstance(entries[0], tuple) else (len(entries),)
    return intern("literal", (), entries, shape)


def eye(size: Any) -> Node:
    """The identity matrix: its rows are the unit gradients from which a Jacobian is read."""
    return intern("eye", (), size, (size, size))


def as_node(value: Operand) -> Node:
    """A node as it is, a number as a number node."""
    return value if isinstance(value, Node) else number(value)


def is_symbol(thing: Any) -> bool:
    """Whether this is a name without a number."""
    return isinstance(thing, Node) and thing.op == "symbol"


def elementwise(op: str, *operands: Operand) -> Node:
    """An operation of the table applied entry by entry; scalars and row vectors are broadcast.

    Numbers are computed exactly and neutral elements disappear. Raises ShapeError where shapes do not fit.
    """
    args = tuple(as_node(operand) for operand in operands)
    shape = args[0].shape
    for arg in args[1:]:
        shape = broadcast(shape, arg.shape)
    if all(arg.op == "number" for arg in args):
        value = exact_value(op, tuple(arg.data for arg in args))
        if value is not None:
            return number(value)
    rule = OPERATIONS[op].simplify
    simpler = rule(args, elementwise) if rule else None
    if simpler is not None:
        return as_node(simpler)
    if op == "add":
        args = (args[0], *map(_subtracted, args[1:]))
    return intern(op, args, None, shape)


def _subtracted(term: Node) -> Node:
    """A term after the first one: x + (−1) is written x − 1."""
    return intern("neg", (number(-term.data),), None, ()) if term.op == "number" and term.data < 0 else term


def apply(op: str, *operands: Any) -> Node:
    """Any operation of the table on expressions; an unknown function (`call`) takes its name first."""
    return call(*operands) if op == "call" else elementwise(op, *operands)


def call(name: str, argument: Operand) -> Node:
    """An unknown function of each entry, by its name."""
    node = as_node(argument)
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


def ones(shape: Shape) -> Node:
    """The value of a shape whose every entry is 1."""
    return intern("ones", (), shape, shape)


def matmul(left: Node, right: Node) -> Node:
    """The matrix product (n × k)·(k × m), where a vector may stand for either; the identity leaves the other as it is.

    A vector is a row before a matrix and a column behind one, and gives a vector; of two, the sum of products. Raises
    ShapeError for what does not fit, and for more than two axes.
    """
    if not (0 < len(left.shape) < 3 and 0 < len(right.shape) < 3) or left.shape[-1] != right.shape[0]:
        raise ShapeError(left.shape, right.shape)
    if left.op == "eye":
        return right
    return intern("matmul", (left, right), None, left.shape[:-1] + right.shape[1:])


def outer(left: Node, right: Node) -> Node:
    """The matrix of the products of two vectors' entries, left·rightᵀ: the left one's are the rows."""
    if len(left.shape) != 1 or len(right.shape) != 1:
        raise ShapeError(left.shape, right.shape)
    return intern("outer", (left, right), None, left.shape + right.shape)


def concat(*parts: Node) -> Node:
    """Vectors one behind the other, or matrices side by side."""
    first, last = parts[0].shape, 0
    for part in parts:
        if not part.shape or len(part.shape) > 2 or part.shape[:-1] != first[:-1]:
            raise ShapeError(first, part.shape)
        last += part.shape[-1]
    return intern("concat", parts, None, (*first[:-1], last))


def between(node: Node, first: int, last: int) -> Node:
    """The entries of a vector, or the columns of a matrix, from one place to another; both counted from 1, included."""
    return intern("between", (node,), (first, last), (*node.shape[:-1], last - first + 1))


def transpose(node: Node) -> Node:
    """The transpose of a matrix; of a transpose, the matrix itself. Raises ShapeError for more than two axes."""
    if len(node.shape) < 2:
        return node
    if len(node.shape) > 2:
        raise ShapeError(node.shape, ())
    if node.op == "transpose":
        return node.args[0]
    flipped = (node.shape[1], node.shape[0])
    if node.op == "literal":
        return literal(tuple(zip(*node.data)), flipped)
    return intern("transpose", (node,), None, flipped)


def total(node: Node, axis: int) -> Node:
    """The sum of the entries along an axis (0: over the rows, 1: over the columns …); of a scalar, itself.

    Raises ShapeError along an axis that is not there.
    """
    if not node.shape:
        return node
    if not axis < len(node.shape):
        raise ShapeError(node.shape, ())
    kept = node.shape[:axis] + node.shape[axis + 1 :]
    return intern("sum", (node,), axis, kept)


def row_sum(node: Node) -> Node:
    """The sum of each row of a matrix, as a column. Raises ShapeError for any other value."""
    if len(node.shape) != 2:
        raise ShapeError(node.shape, ())
    return intern("row_sum", (node,), None, (node.shape[0], 1))


def column_sum(node: Node) -> Node:
    """The sum of each column of a matrix, as a row. Raises ShapeError for any other value."""
    if len(node.shape) != 2:
        raise ShapeError(node.shape, ())
    return intern("column_sum", (node,), None, (1, node.shape[1]))


def by_columns(op: str, node: Node) -> Node:
    """As `by_rows`, of each entry and its whole column. Raises ShapeError for what is no matrix."""
    if len(node.shape) != 2:
        raise ShapeError(node.shape, ())
    return intern("by_columns", (node,), op, node.shape)


def by_rows(op: str, node: Node) -> Node:
    """An operation of each entry and its whole row, or vector: softmax, log_softmax. Raises ShapeError for a scalar."""
    if not 0 < len(node.shape) < 3:
        raise ShapeError(node.shape, ())
    return intern("by_rows", (node,), op, node.shape)
