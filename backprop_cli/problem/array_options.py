"""What layers look up and mask, held against the sizes: indices in the data, and options that are tables of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ..errors import Message
from ..evaluate.evaluate import elements, value_shape
from ..expr.node import as_node, is_symbol
from ..expr.write.text import text
from ..rules import find
from .arrays import said_shape
from .extents import Extent, shape_of
from .layer_trees import kind_of_layer, layer_trees
from .model import INPUT, Element, Problem
from .reader import Reader
from .training import whole_order
from .wiring import reads_of
from .yaml_tree import inside


def check_looked_up(reader: Reader, problem: Problem, widths: Mapping[str, Extent]) -> None:
    """Notes a fault for every table and index that does not fit. widths: of all values."""
    _check_tables(reader, problem, widths)
    _check_indices(reader, problem)


def _check_tables(reader: Reader, problem: Problem, widths: Mapping[str, Extent]) -> None:
    """Notes a fault for every table that has not a number for each of what its layer reads. widths: of all values."""
    order = problem.train.order if problem.train else problem.batches or whole_order(problem)
    batches = sorted({len(entry) for entry in order}) or [1]
    for index, (spec, reads) in enumerate(zip(problem.network, reads_of(problem.network)), 1):
        rules, extent = find("layers", spec.kind), shape_of(widths[reads[0]])
        for name, dimensions in rules.arrays.items() if rules else ():
            value = spec.options.get(name)
            if value is None or not rules:
                continue
            shape = value_shape(value)
            sizes = {**dict(zip(rules.axes or ("inputs",), extent)), "n": shape[0]}
            if shape[0] not in batches and len(shape) == len(dimensions):
                sizes["n"] = batches[-1]
            expected = tuple(sizes[dimension] for dimension in dimensions[-len(shape) :])
            if shape != expected:
                node = layer_trees(problem.document)[index - 1].tree
                place = inside(node, kind_of_layer(node), name)
                said = {"found": said_shape(shape), "expected": said_shape(expected)}
                rows = len(shape) == len(dimensions) and shape[1:] == expected[1:] and "n" in dimensions
                hint = Message("hint.rows_of_a_step", {"order": list(range(1, shape[0] + 1))}) if rows else None
                reader.fault("fault.option_shape", place, hint, kind=spec.kind, layer=index, option=name, **said)


def _check_indices(reader: Reader, problem: Problem) -> None:
    """Notes a fault for a layer that looks up anything but data, and for data that it cannot look up."""
    for index, (spec, reads) in enumerate(zip(problem.network, reads_of(problem.network)), 1):
        rules = find("layers", spec.kind)
        if not rules or not rules.indices:
            continue
        if reads[0] != INPUT:
            node = layer_trees(problem.document)[index - 1].tree
            reader.fault("fault.indices_of_data", node, None, kind=spec.kind, layer=index)
            continue
        edge, at = next((e, d.index(rules.indices)) for e, d in rules.parameters.items() if rules.indices in d)
        count = value_shape(spec.parameters[edge])[at] if edge in spec.parameters else 0
        rows = problem.data if isinstance(problem.data, tuple) and isinstance(count, int) else ()
        for number, item in enumerate(rows, 1):
            wrong = next((x for x in elements(item.x) if not _is_index(x, count)), None)
            if wrong is not None:
                place = inside(problem.document, "data", number, "x")
                reader.fault("fault.no_such_row", place, None, number=number, found=text(as_node(wrong)), count=count)


def _is_index(x: Element, count: int) -> bool:
    return is_symbol(x) or (isinstance(x, Fraction) and x.denominator == 1 and 1 <= x <= count)
