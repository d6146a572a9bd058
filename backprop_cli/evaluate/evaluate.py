"""Evaluates expressions in an algebra: a value is an element (a scalar) or nested tuples of them, a level an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from ..errors import ShapeError
from ..expr.axes import flat, nested
from ..expr.names import entry_of
from ..expr.node import Node, is_symbol
from ..typed import Any, Protocol

Value = Any


class Algebra(Protocol):
    """An interpretation of expressions: how it has numbers as elements, and the table's operations on elements."""

    def number(self, value: Fraction) -> Any:
        """The element for an exact number."""

    def function(self, op: str) -> Callable[..., Any]:
        """The function of elements for an operation of the table."""

    def unknown(self, node: Node) -> Any:
        """The element for a symbol without a value. Raises KeyError where the algebra has none."""


def evaluate(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    """The value of an expression, with these values for its symbols.

    (n, k)·(k, m) gives n rows of m elements. Raises KeyError for a symbol without a value where the algebra has no
    element for it, and whatever the algebra's functions raise (OverflowError, ZeroDivisionError, ValueError on floats).
    """
    special = _SPECIAL.get(node.op)
    if special:
        return special(node, values, algebra)
    args = [evaluate(arg, values, algebra) for arg in node.args]
    return lift(algebra.function(node.op), args)


def constant(element: Fraction | Node | float, algebra: Algebra) -> Any:
    """A number of a problem (a fraction, an expression of constants, or a float in bulk) as an element.

    A float stands for the shortest decimal that is written for it: 0.1 is 1/10.
    """
    if isinstance(element, float):
        element = Fraction(repr(element))
    return evaluate(element, {}, algebra) if isinstance(element, Node) else algebra.number(element)


def value_shape(value: Value) -> tuple[Any, ...]:
    """The shape of nested tuples: (), (entries,), (rows, columns) and so on; of a symbol, its own."""
    if not isinstance(value, tuple):
        return value.shape if isinstance(value, Node) else ()
    return (len(value), *value_shape(value[0])) if value else (0,)


def map_value(function: Callable[[Any], Any], value: Value) -> Value:
    """The function of every element, in the same nesting."""
    if isinstance(value, tuple):
        return tuple([map_value(function, item) if isinstance(item, tuple) else function(item) for item in value])
    return function(value)


def elements(value: Value) -> list[Any]:
    """Every element, row by row."""
    return flat(value) if isinstance(value, tuple) else [value]


def is_bulk(value: Value) -> bool:
    """Whether a value came in bulk: then it is of floats throughout, and nobody needs to look at each of them."""
    while isinstance(value, tuple) and value:
        value = value[0]
    return isinstance(value, float)


def has_name(value: Value) -> bool:
    """Whether an entry of a value is a name without a number."""
    if isinstance(value, tuple):
        return not is_bulk(value) and any(map(has_name, value))
    return is_symbol(value)


def entry_names(name: str, value: Value) -> list[tuple[str, Any]]:
    """Every element with its address: W1[1,2], b1[2], X[1,2,3] of an image, or the bare name of a scalar."""
    return [(entry_of(name, *place) if place else name, element) for place, element in placed_elements(value)]


def placed_elements(value: Value) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Every element with its place, counted from 1 on each axis; of a scalar that is ()."""
    return _placed(value, ()) if isinstance(value, tuple) else iter([((), value)])


def _placed(value: tuple[Any, ...], place: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Any]]:
    for index, item in enumerate(value, 1):
        if isinstance(item, tuple):
            yield from _placed(item, (*place, index))
        else:
            yield (*place, index), item


def short_names(name: str, value: Value) -> list[str]:
    """Names for every element: W1[1,2], H1[2] in a single row, X[2,3] in a single image of one channel; y_hat where it
    is a single number.
    """
    while isinstance(value, tuple) and isinstance(value[0], tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, tuple) and len(value) == 1 and not isinstance(value[0], tuple) and not name[-1].isdigit():
        value = value[0]
    return [address for address, _ in entry_names(name, value)]


def lift(function: Callable[..., Any], args: list[Value]) -> Value:
    """The function entry by entry; scalars, single rows and single columns are repeated (broadcast)."""
    return _lifted(function, args, max([_depth(arg) for arg in args]))


def _lifted(function: Callable[..., Any], args: Sequence[Value], depth: int) -> Value:
    """What `lift` gives where the deepest argument is nested so deep; most of a check's time is spent here."""
    if depth == 0:
        return function(*args)
    if depth == 1:
        lined = [arg if isinstance(arg, tuple) else (arg,) for arg in args]
    else:
        lined = [arg if _depth(arg) == depth else (arg,) for arg in args]
    length = max([len(arg) for arg in lined])
    repeated = [arg if len(arg) == length else arg * length for arg in lined]
    if depth == 1:
        return tuple(map(function, *repeated))
    return tuple([_lifted(function, items, depth - 1) for items in zip(*repeated)])


def _depth(value: Value) -> int:
    depth = 0
    while isinstance(value, tuple):
        depth, value = depth + 1, value[0]
    return depth


def _number(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return algebra.number(node.data)


def _symbol(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return values[node.data] if node.data in values else algebra.unknown(node)


def _literal(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return map_value(lambda element: constant(element, algebra), node.data)


def _eye(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    if isinstance(node.data, str):
        raise KeyError(node.data)  # a size that is not known
    one, zero = algebra.number(Fraction(1)), algebra.number(Fraction(0))
    return tuple(tuple(one if i == j else zero for j in range(node.data)) for i in range(node.data))


def _transpose(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return tuple(zip(*evaluate(node.args[0], values, algebra)))


def _ones(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    value = algebra.number(Fraction(1))
    for size in reversed(node.shape):
        value = (value,) * size
    return value


def _matmul(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    left, right = (evaluate(arg, values, algebra) for arg in node.args)
    at_once = getattr(algebra, "product", None)  # only floats can be multiplied so
    found = at_once(left, right) if at_once else None
    if found is not None:
        return found
    times, add = algebra.function("mul"), algebra.function("add")
    return matrix_product(left, right, lambda row, column: _total(list(map(times, row, column)), add))


def matrix_product(left: Value, right: Value, entry: Callable[[Any, Any], Any]) -> Value:
    """The entries made of each row and column; a vector is one row on the left, one column on the right."""
    columns = tuple(zip(*right)) if _depth(right) == 2 else (right,)
    rows = left if _depth(left) == 2 else (left,)
    found = tuple(tuple(entry(row, column) for column in columns) for row in rows)
    found = found if _depth(right) == 2 else tuple(row[0] for row in found)
    return found if _depth(left) == 2 else found[0]


def _outer(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    left, right = (evaluate(arg, values, algebra) for arg in node.args)
    times = algebra.function("mul")
    return tuple(tuple(times(a, b) for b in right) for a in left)


def _concat(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    found = [evaluate(arg, values, algebra) for arg in node.args]
    if len(node.shape) == 1:
        return sum(found, ())
    return tuple(sum(rows, ()) for rows in zip(*found))


def _between(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    value, (first, last) = evaluate(node.args[0], values, algebra), node.data
    return value[first - 1 : last] if len(node.shape) == 1 else tuple(row[first - 1 : last] for row in value)


def _sum(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return _summed(evaluate(node.args[0], values, algebra), node.data, algebra.function("add"))


def _summed(value: Value, axis: int, add: Callable[..., Any]) -> Value:
    """The sum along an axis, counted from 0."""
    if axis and isinstance(value[0], tuple):
        return tuple(_summed(item, axis - 1, add) for item in value)
    return lift(lambda *terms: _total(list(terms), add), list(value))


def _reshape(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    value = evaluate(node.args[0], values, algebra)
    entries = elements(value)
    if len(entries) != prod(node.shape):  # a value of another shape than the formula has for it
        raise ShapeError(value_shape(value), node.shape)
    return nested(iter(entries), node.shape)


def _stacked(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return tuple(tuple(elements(evaluate(arg, values, algebra))) for arg in node.args)


def _picked(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    return nested(iter(evaluate(node.args[0], values, algebra)[node.data - 1]), node.shape)


def _row_sum(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    add = algebra.function("add")
    return tuple((_total(list(row), add),) for row in evaluate(node.args[0], values, algebra))


def _column_sum(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    add = algebra.function("add")
    return (tuple(_total(list(column), add) for column in zip(*evaluate(node.args[0], values, algebra))),)


def _by_columns(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    function, value = algebra.function(node.data), evaluate(node.args[0], values, algebra)
    return tuple(zip(*(tuple(function(x, *column) for x in column) for column in zip(*value))))


def _by_rows(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    function, value = algebra.function(node.data), evaluate(node.args[0], values, algebra)
    found = tuple(tuple(function(x, *row) for x in row) for row in (value if len(node.shape) == 2 else (value,)))
    return found if len(node.shape) == 2 else found[0]


def _call(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    function = algebra.function("call")
    return lift(lambda element: function(node.data, element), [evaluate(node.args[0], values, algebra)])


def _total(terms: list[Any], add: Callable[..., Any]) -> Any:
    return terms[0] if len(terms) == 1 else add(*terms)


def _over_windows(node: Node, values: Mapping[str, Value], algebra: Algebra) -> Value:
    from .windows import OVER_WINDOWS  # which most networks do without

    return OVER_WINDOWS[node.op](node, [evaluate(arg, values, algebra) for arg in node.args], algebra)


_SPECIAL: dict[str, Callable[..., Value]] = {
    "number": _number,
    "symbol": _symbol,
    "eye": _eye,
    "literal": _literal,
    "transpose": _transpose,
    "ones": _ones,
    "matmul": _matmul,
    "outer": _outer,
    "concat": _concat,
    "between": _between,
    "sum": _sum,
    "reshape": _reshape,
    "stacked": _stacked,
    "picked": _picked,
    "row_sum": _row_sum,
    "column_sum": _column_sum,
    "by_rows": _by_rows,
    "by_columns": _by_columns,
    "call": _call,
    "paired": _over_windows,
    "max_pool": _over_windows,
    "mean_pool": _over_windows,
    "to_winners": _over_windows,
    "spread": _over_windows,
    "channel_sum": _over_windows,
}
