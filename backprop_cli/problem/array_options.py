"""Options of layers that are tables of numbers, held against the sizes of what the layers read."""

from __future__ import annotations

from collections.abc import Mapping

from ..evaluate.evaluate import value_shape
from ..rules import find
from .arrays import said_shape
from .extents import Extent, shape_of
from .layer_trees import kind_of_layer, layer_trees
from .model import Problem
from .reader import Reader
from .wiring import reads_of
from .yaml_tree import inside


def check_array_options(reader: Reader, problem: Problem, widths: Mapping[str, Extent]) -> None:
    """Notes a fault for every table that has not a number for each of what its layer reads. widths: of all values."""
    batches = sorted({len(entry) for entry in problem.train.order}) if problem.train else [1]
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
                reader.fault("fault.option_shape", place, None, kind=spec.kind, layer=index, option=name, **said)
