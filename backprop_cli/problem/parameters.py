"""A layer's parameters from what a file gives of them: where it stands, how it is laid out, and values for all."""

from __future__ import annotations

import math
from collections.abc import Mapping as Map
from fractions import Fraction
from itertools import repeat

from ..evaluate.evaluate import map_value, short_names, value_shape
from ..expr.axes import nested
from ..expr.node import symbol
from ..rules import find
from ..typed import Any
from .drawn_numbers import DrawnParameter, draw
from .layer_trees import kind_of_layer, layer_trees, options_tree
from .model import LayerSpec
from .parameter_keys import ZEROS, NamedParameter, SharedParameter, Size, key_of
from .yaml_tree import Mapping, Tree

MOST_DRAWN = 5_000_000  # some seconds, and some 200 MB


def parameter_tree(document: Tree, layer: int, parameter: str) -> Tree | None:
    """The node of a layer's parameter in a document; the layer is counted from 1. None where there is none."""
    layers = layer_trees(document)
    if layer > len(layers):
        return None
    options, rules = options_tree(layers[layer - 1].tree), find("layers", kind_of_layer(layers[layer - 1].tree))
    return options.get(key_of(rules, parameter)) if isinstance(options, Mapping) and rules else None


def transposed(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """The layers with their matrices transposed, from (outputs, inputs) as some files have them."""
    return tuple(
        layer._replace(parameters={name: _transposed(value) for name, value in layer.parameters.items()})
        if not has_axes(layer.kind)
        else layer
        for layer in layers
    )


def has_axes(kind: str) -> bool:
    """Whether the parameters of a kind of layer have more axes than a matrix, or those of an observation: these a file
    always has as they are.
    """
    rules = find("layers", kind)
    return bool(rules and any(len(axes) > 2 or axes == rules.axes for axes in rules.parameters.values()))


def _transposed(value: Any) -> Any:
    return tuple(zip(*value)) if _is_table(value) else value


def named_by_outputs(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """The layers with the entries of matrices without numbers named as in the file: W1[2,1] is of output 2, input 1."""
    return tuple(
        layer._replace(
            parameters={
                edge: _named_by_outputs(layer.names.get(edge, ""), value) for edge, value in layer.parameters.items()
            }
        )
        if not has_axes(layer.kind)
        else layer
        for layer in layers
    )


def _named_by_outputs(name: str, value: Any) -> Any:
    if not _is_table(value) or type(value[0][0]) is tuple or value != table_of(name, (len(value), len(value[0]))):
        return value
    return _transposed(table_of(name, (len(value[0]), len(value))))


def _is_table(value: Any) -> bool:
    # `type(…) is tuple`, here and below: the named tuples of this file are instances of tuple too, but no numbers.
    return type(value) is tuple and type(value[0]) is tuple


def given_sizes(layer: LayerSpec) -> dict[str, int]:
    """The sizes that a layer gives itself, by its keys or by its numbers: {"inputs": 2, "outputs": 3}."""
    rules = find("layers", layer.kind)
    sizes: dict[str, int] = dict(layer.parameters.get("sizes", {}))
    for parameter, dimensions in rules.parameters.items() if rules else ():
        value = layer.parameters.get(parameter)
        if type(value) is tuple:
            for name, size in zip(dimensions, value_shape(value)):
                sizes.setdefault(name, size)
    return sizes


def is_drawn(layer: LayerSpec) -> bool:
    """Whether a layer's weights are to be drawn."""
    return any(isinstance(value, DrawnParameter) for value in layer.parameters.values())


def drawn_count(layer: LayerSpec, sizes: Map[str, Size]) -> float:
    """How many numbers are to be drawn for a layer; infinite where a size is not known."""
    if not is_drawn(layer):
        return 0
    return math.prod(size if isinstance(size, int) else math.inf for size in sizes.values())


def filled(layer: LayerSpec, names: Map[str, str], sizes: Map[str, Size]) -> LayerSpec:
    """The layer with a value and a name for every parameter.

    A parameter without numbers becomes a table of symbols, `W1[1,2]`, or one symbol where a size is not known.
    """
    rules = find("layers", layer.kind)
    parameters, called = {}, {}
    for edge, dimensions in rules.parameters.items() if rules else ():
        value = layer.parameters.get(edge)
        if value is None:
            continue
        called[edge] = value.name if isinstance(value, NamedParameter) and value.name else names[edge]
        parameters[edge] = _value(value, called[edge], tuple(sizes[name] for name in dimensions), sizes)
    return layer._replace(parameters=parameters, names=called)


def _value(value: Any, name: str, shape: tuple[Size, ...], sizes: Map[str, Size]) -> Any:
    if isinstance(value, SharedParameter):
        return value.value
    if isinstance(value, DrawnParameter):
        return _drawn(value, tuple(map(int, shape)), int(sizes["inputs"]))
    if not isinstance(value, NamedParameter):
        return value
    counts = [size for size in shape if isinstance(size, int)]
    return table_of(name, tuple(counts)) if len(counts) == len(shape) else symbol(name, shape)


def _drawn(value: DrawnParameter, shape: tuple[int, ...], inputs: int) -> Any:
    """Zeros, or numbers that are drawn; to an entry of an output come the inputs of a whole window."""
    if value == ZEROS:
        return nested(repeat(Fraction(0)), shape)
    if len(shape) < 3:
        return draw(value, shape[0], shape[1], inputs)
    (row,) = draw(value, 1, math.prod(shape), math.prod(shape[1:]))
    return nested(iter(row), shape)


def table_of(name: str, shape: tuple[int, ...]) -> Any:
    """A vector, a matrix or more without numbers: each entry is a symbol, named by its address (W1[1,2])."""
    blank = nested(repeat(None), shape)
    names = iter(short_names(name, blank))
    return map_value(lambda _: symbol(next(names)), blank)
