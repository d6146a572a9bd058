"""Expressions evaluated over whole matrices: the same nodes as everywhere, with arrays of numpy for nested tuples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial, reduce
from math import prod

from ..expr.floats import add, snap_to_zero
from ..expr.node import Node
from ..expr.operations import OPERATIONS
from ..expr.windows import INPUT, KERNEL, OUTPUT, READS, triples
from ..records import NamedTuple
from ..tolerances import NEAR_ZERO
from ..typed import Any
from .algebras import DECIMAL
from .windows import OVER_WINDOWS


class _Computed(NamedTuple):
    """A value on which the array form of an operation works, and where it came from, which some forms look at.

    array: an array or a float. form, args: the ufunc that gave it, and of what. value: the float of a plain number.
    """

    array: Any
    form: str = ""
    args: tuple[Any, ...] = ()

    @property
    def value(self) -> float | None:
        """The number itself, where it is one."""
        return self.array if isinstance(self.array, float) else None


class _AtOnce:
    """What the array forms of operations write with: here every ufunc is called as it is written."""

    def __call__(self, form: str, *args: _Computed) -> _Computed:
        found = _ufunc(form)(*(arg.array for arg in args))
        # What a comparison gives is a number here, of which others may take the negative.
        return _Computed(found * 1.0 if found.dtype == bool else found, form, args)

    def over(self, form: str, row: Sequence[_Computed]) -> _Computed:
        """The entries of a row joined one after the other."""
        return reduce(partial(self, form), row)

    def number(self, value: float) -> _Computed:
        """A number."""
        return _Computed(float(value))


_AT_ONCE = _AtOnce()


@cache
def _ufunc(form: str) -> Callable[..., Any]:
    """The ufunc of a name; where numpy has none, the operation's own function, entry by entry."""
    import numpy

    found: Callable[..., Any] | None = getattr(numpy, form, None)
    return found or numpy.vectorize(OPERATIONS[form].decimal, otypes=[float])


class ArrayWalk:
    """Evaluates the lines of one step: a part that stands in several of them is computed once.

    values: arrays and floats by name; the lines add theirs.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)
        self._known: dict[Node, Any] = {}

    def value(self, node: Node) -> Any:
        """The value of an expression. Raises KeyError for a name without one, and whatever `evaluate` raises."""
        if node.op == "symbol":
            return self.values[node.data]
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._made(node)
        return found

    def settled(self, node: Node) -> Any:
        """A sum, or a product of matrices, as a comparison reads it: what rounding left of terms that cancel is 0."""
        import numpy

        value, terms = self.value(node), _terms(node)
        if terms == [node] and not _is_product(node):
            return value
        near = (numpy.abs(value) < NEAR_ZERO) & (value != 0)
        if not near.any():
            return value
        value = numpy.array(value)
        for place in map(tuple, numpy.argwhere(near).tolist()):
            value[place] = snap_to_zero(
                add(*(part for term in terms for part in self._entry(term, value.shape, place)))
            )
        return value

    def _entry(self, term: Node, shape: tuple[int, ...], place: tuple[int, ...]) -> list[float]:
        """One entry of a term that is repeated to a shape; of a product of matrices the products whose sum it is."""
        import numpy

        if _is_product(term):
            left, right = map(self.value, term.args)
            found: list[float] = (left[place[0]] * right[:, place[1]]).tolist()
            return found
        return [float(numpy.broadcast_to(self.value(term), shape)[place])]

    def _made(self, node: Node) -> Any:
        special = WHOLE_ARRAYS.get(node.op)
        if special:
            return special(node, *map(self.value, node.args))
        if OPERATIONS[node.op].pick:
            return _applied(node.op, *(_Computed(self.settled(arg)) for arg in node.args)).array
        return _applied(node.op, *map(self._computed, node.args)).array

    def _computed(self, node: Node) -> _Computed:
        """The value of an operand; that of −x says so, for a sum takes x away then."""
        if node.op == "neg":
            return _Computed(self.value(node), "negative", (self._computed(node.args[0]),))
        return _Computed(self.value(node))


def _terms(node: Node) -> list[Node]:
    return [term for arg in node.args for term in _terms(arg)] if node.op == "add" else [node]


def _is_product(node: Node) -> bool:
    return node.op == "matmul" and all(len(arg.shape) == 2 for arg in node.args)


def _applied(op: str, *args: _Computed) -> _Computed:
    """An operation of the table on arrays."""
    form = OPERATIONS[op].compiled.ufunc
    found: _Computed = _AT_ONCE(form, *args) if isinstance(form, str) else form(_AT_ONCE, *args)
    return found


def _by_rows(node: Node, value: Any) -> Any:
    columns = [_Computed(value[..., place : place + 1]) for place in range(value.shape[-1])]
    return _applied(node.data, _Computed(value), *columns).array


def _eye(node: Node) -> Any:
    import numpy

    return numpy.eye(node.data)


def _literal(node: Node) -> Any:
    import numpy

    return numpy.array(node.data, dtype=float)


def _ones(node: Node) -> Any:
    import numpy

    return numpy.ones(node.shape)


def _outer(node: Node, left: Any, right: Any) -> Any:
    return left[:, None] * right


def _concat(node: Node, *values: Any) -> Any:
    import numpy

    return numpy.concatenate(values, axis=-1)


def _between(node: Node, value: Any) -> Any:
    first, last = node.data
    return value[..., first - 1 : last]


def _over_windows(function: Callable[..., Any], node: Node, *values: Any) -> Any:
    """An operation over windows, on nested tuples, as everywhere; large networks have other products above all."""
    import numpy

    return numpy.array(function(node, [_nested(value.tolist()) for value in values], DECIMAL))


def _nested(value: Any) -> Any:
    return tuple(map(_nested, value)) if isinstance(value, list) else value


def _paired(node: Node, left: Any, right: Any) -> Any:
    """The sums of products of a convolution: all products at once, added up by their place."""
    import numpy

    wanted, geometry = node.data
    columns = dict(zip((OUTPUT, INPUT, KERNEL), numpy.array(triples(geometry)).T))
    first, second = (columns[name] for name in READS[wanted])
    found = left.ravel()[first] * right.ravel()[second]
    return numpy.bincount(columns[wanted], weights=found, minlength=prod(node.shape)).reshape(node.shape)


def _sum(node: Node, value: Any) -> Any:
    return value.sum(axis=0 if value.ndim == 1 else node.data)


# The operations that are no ufuncs, entry by entry: each of the node and the arrays of its operands.
WHOLE_ARRAYS: dict[str, Callable[..., Any]] = {
    "number": lambda node: float(node.data),
    **{op: partial(_over_windows, function) for op, function in OVER_WINDOWS.items()},
    "paired": _paired,
    "eye": _eye,
    "literal": _literal,
    "ones": _ones,
    "transpose": lambda node, value: value.T,
    "reshape": lambda node, value: value.reshape(node.shape),
    "matmul": lambda node, left, right: left @ right,
    "outer": _outer,
    "concat": _concat,
    "between": _between,
    "sum": _sum,
    "row_sum": lambda node, value: value.sum(axis=1, keepdims=True),
    "by_rows": _by_rows,
}
