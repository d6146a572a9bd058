"""What a step is given, held against the shapes that it takes; what does not fit is an error that names it."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral

from ..errors import ArgumentError, Fault, Message, fail, plainly
from ..evaluate.evaluate import Value
from ..typed import Any

Array = Any  # of numpy, which is imported when it is needed


def unfitting(key: str, name: str, found: Any) -> ArgumentError:
    """The error of what is of another type than a step takes."""
    return ArgumentError(Fault(Message(key, {"name": name, "found": plainly(repr(found))})))


def nested(value: Any, name: str, like: Value) -> Value:
    """Numbers in nested lists, tuples or arrays as nested tuples of floats of a shape. Raises BackpropError."""
    if not isinstance(like, tuple):
        try:
            return float(value)
        except (TypeError, ValueError):
            raise unfitting("fault.no_number_given", name, value) from None
    items = row(value, name)
    if len(items) != len(like):
        raise fail("fault.numbers", name=name, expected=len(like), found=len(items))
    return tuple(nested(item, name, part) for item, part in zip(items, like))


def row(value: Any, name: str) -> Any:
    """A list, a tuple or an array. Raises BackpropError for anything else."""
    try:
        if not isinstance(value, (Mapping, str, bytes)) and len(value) >= 0:
            return value
    except TypeError:
        pass
    raise unfitting("fault.no_row_given", name, value)


def by_names(values: Any) -> dict[str, Any]:
    """Weights by name, or none. Raises BackpropError for anything else."""
    if values is None or isinstance(values, Mapping):
        return dict(values or {})
    raise unfitting("fault.no_names_given", "values", values)


def pairs(batches: Any, epochs: Any = 1) -> list[tuple[Any, Any]]:
    """The batches of an epoch. Raises BackpropError where there are none, or they are no pairs of x and y."""
    count(epochs, "epochs")
    try:
        entries = list(batches)
    except TypeError:
        raise unfitting("fault.no_pairs_given", "batches", batches) from None
    for entry in entries:
        if not isinstance(entry, (tuple, list)) or len(entry) != 2:
            raise unfitting("fault.no_pairs_given", "batches", entry)
    if not entries or epochs < 1:
        raise fail("fault.no_batches")
    return entries


def count(value: Any, name: str) -> int:
    """A whole number, of numpy too. Raises BackpropError for anything else."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise unfitting("fault.no_count_given", name, value)
    return int(value)


def array_of(value: Any, name: str, dtype: Any = float) -> Array:
    """Numbers as an array. Raises BackpropError for what is none."""
    import numpy

    try:
        return numpy.asarray(value, dtype)
    except (TypeError, ValueError):
        raise unfitting("fault.no_array_given", name, value) from None


def other_shape(array: Array, name: str, expected: tuple[int | str, ...]) -> Exception:
    """The error of an array that has another shape than a step takes."""
    found, wanted = ("×".join(map(str, shape)) or "1" for shape in (array.shape, expected))
    return fail("fault.shape_given", name=name, found=found, expected=wanted)
