"""A layer's parameters as a file gives them: numbers, names, one shared number, sizes alone, or numbers to draw."""

from __future__ import annotations

import math
from collections.abc import Mapping as Map
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import Message
from ..evaluate.evaluate import map_value, short_names
from ..expr.node import symbol
from ..rules import Rules, find
from .drawn_numbers import DrawnParameter, draw
from .fields import integer, keys_of, kind_of, list_of, mapping, matrix, name, positive, text, unknown
from .layer_trees import layer_trees, options_tree
from .model import LayerSpec
from .names import symbol_name
from .reader import Read, Reader
from .schema import ONE_KEY, Field, Schema, accepts, either, several, where
from .yaml_tree import Mapping, Scalar, Tree, inside

YAML_NAMES = {"W": "weights", "b": "bias"}
MAX_SIZE, MAX_SEED = 1000, 10**10
MOST_DRAWN = 5_000_000  # some seconds, and some 200 MB
Size = int | str


def key_of(rules: Rules, parameter: str) -> str:
    """What a file calls a parameter of a layer: weights and bias, or what its kind calls them."""
    return rules.keys.get(parameter) or YAML_NAMES.get(parameter, parameter)


class NamedParameter(NamedTuple):
    """A parameter without numbers; name: its own, None for the usual one (W2)."""

    name: str | None = None


class SharedParameter(NamedTuple):
    """One number that all entries of a vector share."""

    value: Any


class FiledParameter(NamedTuple):
    """Numbers of an npz file. file: its name, at its place; array: the one meant, None: that of the parameter."""

    file: Scalar
    array: str | None


ZEROS = DrawnParameter("zeros", 0, {})


def parameter_fields(rules: Rules) -> dict[str, Field]:
    """The keys of a layer for its parameters: one for each, one for each of their sizes, and `init`."""
    fields: dict[str, Field] = {}
    for parameter, dimensions in rules.parameters.items():
        key = key_of(rules, parameter)
        fields[key] = Field(_weights if len(dimensions) == 2 else _bias, about=_about(rules, key, dimensions))
        fields |= {name: Field(integer(1, MAX_SIZE), about=f"schema.size.{name}") for name in dimensions}
    matrices = any(len(dimensions) == 2 for dimensions in rules.parameters.values())
    return {**fields, "init": Field(_init, about="schema.init")} if matrices and not rules.carried else fields


def _about(rules: Rules, key: str, dimensions: tuple[str, ...]) -> str:
    """What is said of a parameter; of those of a recurrent layer, whose gates have many, by what they multiply."""
    return f"schema.over_time.{'_'.join(dimensions)}" if rules.carried else f"schema.parameter.{key}"


def parameters_schema(rules: Rules) -> Schema:
    """The schema of keys that go together: a matrix needs numbers, `init` or sizes, and not both of the first two."""
    said: list[Schema] = []
    for parameter, dimensions in rules.parameters.items():
        if len(dimensions) == 2:
            key = key_of(rules, parameter)
            said.append({"anyOf": [{"required": list(keys)} for keys in ((key,), ("init",), dimensions)]})
            said.append(where({"init": {}}, {"properties": {key: False}}))
    return {"allOf": said} if said else {}


@accepts(lambda of: of(text))
def file_name(reader: Reader, tree: Tree) -> Scalar | None:
    """The name of a file, kept with its place."""
    return tree if text(reader, tree) is not None and isinstance(tree, Scalar) else None


_filed = keys_of(
    {"file": Field(file_name, True, "schema.weights_file"), "array": Field(name, about="schema.array")},
    "weights",
    lambda found, _: FiledParameter(found["file"], found.get("array")),
)


@accepts(lambda of: either(several(several(of(unknown))), of(symbol_name), of(_filed)), "weights")
def _weights(reader: Reader, tree: Tree) -> Any:
    """Rows of numbers, a name, or `{file: w.npz}`."""
    if isinstance(tree, Mapping):
        return _filed(reader, tree)
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return NamedParameter(tree.text)
    return matrix(reader, tree, unknown)


_entries = list_of(unknown, "hint.bias")
_shared = keys_of(
    {"shared": Field(unknown, True, "schema.shared")}, "bias", lambda found, _: SharedParameter(found["shared"])
)


@accepts(lambda of: either(of(_entries), {"enum": [True, False, 0]}, of(symbol_name), of(_shared), of(_filed)), "bias")
def _bias(reader: Reader, tree: Tree) -> Any:
    """A vector, a name, `{shared: number}`, `{file: w.npz}`; 0 for zeros, `false` for no bias.

    `true` is a row of zeros beside weights with numbers, and a vector without numbers beside others.
    """
    if isinstance(tree, Scalar) and tree.text == "0":
        return ZEROS
    if isinstance(tree, Mapping) and tree.get("file") is not None:
        return _filed(reader, tree)
    if isinstance(tree, Scalar) and tree.text in ("true", "false"):
        return NamedParameter() if tree.text == "true" else False
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return NamedParameter(tree.text)
    return _shared(reader, tree) if isinstance(tree, Mapping) else _entries(reader, tree)


_SEED = {
    "seed": Field(integer(0, MAX_SEED), True, "schema.seed"),
    "digits": Field(integer(1, 15), about="schema.digits"),
}
_INITS: dict[str, dict[str, Field]] = {
    "he": {},
    "xavier": {},
    "lecun": {},
    "normal": {"std": Field(positive, True, "schema.std")},
    "uniform": {"bound": Field(positive, True, "schema.bound")},
}


def _way(kind: str) -> Read:
    """A reader of the options of one way of drawing numbers."""
    return keys_of({**_SEED, **_INITS[kind]}, kind, lambda found, _: DrawnParameter(kind, found.pop("seed"), found))


_WAYS = {kind: Field(_way(kind), about=f"schema.init.{kind}") for kind in _INITS}


@accepts(lambda of: {**of.keys(_WAYS), **ONE_KEY}, "init")
def _init(reader: Reader, tree: Tree) -> DrawnParameter | None:
    found = mapping(reader, tree, _WAYS, "init")
    if not found or len(found) > 1:
        if found is not None and isinstance(tree, Mapping) and len(tree.pairs) != 1:
            reader.fault("fault.expected_init", tree, Message("hint.init"), found=kind_of(tree))
        return None
    drawn: DrawnParameter = next(iter(found.values()))
    return drawn


def read_parameters(reader: Reader, rules: Rules, values: dict[str, Any], tree: Tree) -> dict[str, Any] | None:
    """Takes a layer's parameters out of its values, as they are written; None after a fault."""
    drawn = values.pop("init", None)
    sizes = {name: values.pop(name) for dims in rules.parameters.values() for name in dims if name in values}
    found: dict[str, Any] = {"sizes": sizes} if sizes else {}
    for parameter, dimensions in rules.parameters.items():
        key = key_of(rules, parameter)
        given = values.pop(key, None)
        if len(dimensions) == 2 and given is not None and drawn:
            reader.fault("fault.init_and_weights", inside(options_tree(tree), "init"), Message("hint.init"), key=key)
            return None
        if len(dimensions) == 2 and given is None:
            if not drawn and not set(dimensions) <= set(sizes):
                reader.fault("fault.missing_weights", tree, Message("hint.weights"), kind=rules.kind, name=key)
                return None
            given = drawn or NamedParameter()
        elif isinstance(given, NamedParameter) and (drawn or (given.name is None and _has_numbers(found))):
            given = ZEROS
        if given is not None and given is not False:
            found[parameter] = given
    return found


def _has_numbers(found: dict[str, Any]) -> bool:
    """Whether a layer's weights are numbers."""
    return any(type(value) in (tuple, FiledParameter) for value in found.values())


def parameter_tree(document: Tree, layer: int, parameter: str) -> Tree | None:
    """The node of a layer's parameter in a document; the layer is counted from 1. None where there is none."""
    layers = layer_trees(document)
    options = options_tree(layers[layer - 1].tree) if layer <= len(layers) else None
    return options.get(YAML_NAMES.get(parameter, parameter)) if isinstance(options, Mapping) else None


def transposed(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """The layers with their matrices transposed, from (outputs, inputs) as some files have them."""
    return tuple(
        layer._replace(parameters={name: _transposed(value) for name, value in layer.parameters.items()})
        for layer in layers
    )


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
        for layer in layers
    )


def _named_by_outputs(name: str, value: Any) -> Any:
    if not _is_table(value) or value != table_of(name, (len(value), len(value[0]))):
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
            shape = (len(value), len(value[0])) if _is_table(value) else (len(value),)
            for name, size in zip(dimensions, shape):
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
        return (
            (Fraction(0),) * int(shape[0])
            if value == ZEROS
            else draw(value, int(shape[0]), int(shape[1]), int(sizes["inputs"]))
        )
    if not isinstance(value, NamedParameter):
        return value
    counts = [size for size in shape if isinstance(size, int)]
    return table_of(name, tuple(counts)) if len(counts) == len(shape) else symbol(name, shape)


def table_of(name: str, shape: tuple[int, ...]) -> Any:
    """A vector or matrix without numbers: each entry is a symbol, named by its address (W1[1,2])."""
    blank: Any = (None,) * shape[-1] if len(shape) == 1 else ((None,) * shape[1],) * shape[0]
    names = iter(short_names(name, blank))
    return map_value(lambda _: symbol(next(names)), blank)
