"""Arrays of a file: numbers in nested lists, a level for each axis, laid on the axes that a rule has."""

from __future__ import annotations

from fractions import Fraction

from ..errors import Message
from ..evaluate.evaluate import value_shape
from ..typed import Any
from .fields import element, integer, list_of, numbers
from .reader import Read, Reader
from .schema import Schema, SchemaBuilder, accepts, either, several
from .yaml_tree import Sequence, Tree

LARGEST = 1000  # of strides, paddings and windows
DEEPEST = 3  # the axes of one observation: channels, rows, columns


def whole_number(low: int) -> Read:
    """A reader of whole numbers from `low` on, as exact numbers: a stride, a padding, the size of a window."""
    read_integer = integer(low, LARGEST)

    @accepts(lambda of: of(read_integer))
    def read(reader: Reader, tree: Tree) -> Fraction | None:
        found = read_integer(reader, tree)
        return None if found is None else Fraction(found)

    return read


def array(reader: Reader, tree: Tree, entry: Read = element, deepest: int = DEEPEST) -> Any:
    """Nested lists of numbers, all of one length in each level, as nested tuples; at most so many levels deep."""
    if not isinstance(tree, Sequence) or not any(isinstance(item, Sequence) for item in tree.items):
        return list_of(entry, "hint.vector")(reader, tree)
    if deepest == 1:
        reader.fault("fault.deep_array", tree, Message("hint.array"))
        return None
    items = tuple(array(reader, item, entry, deepest - 1) for item in tree.items)
    if any(item is None for item in items):
        return None
    first, before = value_shape(items[0]), len(reader.faults)
    for number, (item, node) in enumerate(zip(items, tree.items), 1):
        shape = value_shape(item)
        if len(shape) != len(first):
            reader.fault("fault.deep_array", node, Message("hint.array"))
        elif shape[:1] != first[:1]:
            values = {"row": number, "found": shape[0], "expected": first[0]}
            reader.fault("fault.ragged", node, Message("hint.ragged"), **values)
        elif shape != first:
            values = {"number": number, "found": said_shape(shape), "expected": said_shape(first)}
            reader.fault("fault.uneven_array", node, Message("hint.array"), **values)
    return None if len(reader.faults) > before else items


def array_schema(of: SchemaBuilder, entry: Read = element, deepest: int = DEEPEST) -> Schema:
    """The schema of nested lists of numbers, from one level to so many."""
    levels = [several(of(entry))]
    for _ in range(deepest - 1):
        levels.append(several(levels[-1]))
    return either(*levels)


@accepts(lambda of: either(of(numbers), array_schema(of)), "array")
def observed(reader: Reader, tree: Tree) -> Any:
    """The inputs of an observation: a number, a row, a matrix, or a list of matrices."""
    is_nested = isinstance(tree, Sequence) and any(isinstance(item, Sequence) for item in tree.items)
    return array(reader, tree) if is_nested else numbers(reader, tree)


def first_nested(tree: Tree) -> Tree | None:
    """The first list inside a list, which cannot stand where a number should; None where there is none."""
    items = tree.items if isinstance(tree, Sequence) else ()
    return next((item for item in items if isinstance(item, Sequence)), None)


def said_shape(shape: tuple[Any, ...]) -> str:
    """A shape as it is said: 2×3×3."""
    return "×".join(map(str, shape)) or "1"
