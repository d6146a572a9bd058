"""The network and its loss: kinds, options, parameters, and whether the shapes fit from layer to layer."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..errors import Message
from ..expr.constants import parse_number
from ..rules import Rules, find, kinds
from .fields import (
    Field,
    Read,
    Reader,
    did_you_mean,
    element,
    kind_and_options,
    kind_of,
    list_of,
    mapping,
    matrix,
    one_of,
)
from .model import LayerSpec, LossSpec
from .positions import Mapping, Scalar, Sequence, Tree, inside

YAML_NAMES = {"W": "weights", "b": "bias"}
CONVENTIONS = {"weights": Field(one_of(("inputs_by_outputs", "outputs_by_inputs"))), "relu_at_zero": Field(element)}


def network(reader: Reader, tree: Tree) -> tuple[LayerSpec, ...] | None:
    """The layers as they are written."""
    if not isinstance(tree, Sequence) or not tree.items:
        reader.fault("fault.expected_network", tree, Message("hint.network"), found=kind_of(tree))
        return None
    layers = [_layer(reader, item) for item in tree.items]
    return None if any(layer is None for layer in layers) else tuple(layer for layer in layers if layer)


def loss(reader: Reader, tree: Tree) -> LossSpec | None:
    """The loss, its options and its reduction."""
    found = kind_and_options(reader, tree, "losses")
    rules = found and _rules(reader, found[0], "losses")
    if not found or not rules:
        return None
    fields = {**_option_fields(rules), "reduction": Field(one_of(("mean", "sum")))}
    values = _values(reader, found[1], fields, rules.kind)
    reduction = values.pop("reduction", "mean")
    return LossSpec(rules.kind, {**_defaults(rules), **values}, reduction, tree.mark)


def kind_with_options(family: str) -> Read:
    """A reader of a kind of a family with its options, as (kind, options)."""

    def read(reader: Reader, tree: Tree) -> tuple[str, dict[str, Any]] | None:
        found = kind_and_options(reader, tree, family)
        rules = found and _rules(reader, found[0], family)
        if not found or not rules:
            return None
        return rules.kind, {**_defaults(rules), **_values(reader, found[1], _option_fields(rules), rules.kind)}

    return read


def _rules(reader: Reader, kind: Scalar, family: str) -> Rules | None:
    rules = find(family, kind.text)
    if rules is None:
        hint = partial(did_you_mean, kind.text, kinds(family))
        reader.fault(f"fault.unknown_{family}", kind, hint, found=kind.text)
    return rules


def _defaults(rules: Rules) -> dict[str, Any]:
    return {name: parse_number(said) for name, said in rules.options.items()}


def _option_fields(rules: Rules) -> dict[str, Field]:
    return {name: Field(element) for name in rules.options}


def _values(reader: Reader, tree: Tree | None, fields: dict[str, Field], what: str) -> dict[str, Any]:
    if tree is None:
        return {}
    return mapping(reader, tree, fields, what) or {}


def _layer(reader: Reader, tree: Tree) -> LayerSpec | None:
    found = kind_and_options(reader, tree, "layers")
    rules = found and _rules(reader, found[0], "layers")
    if not found or not rules:
        return None
    fields = _option_fields(rules)
    for parameter, dimensions in rules.parameters.items():
        read = matrix if len(dimensions) == 2 else _optional_vector
        fields[YAML_NAMES.get(parameter, parameter)] = Field(read)
    before = len(reader.faults)
    values = _values(reader, found[1], fields, rules.kind)
    parameters = {}
    for parameter, dimensions in rules.parameters.items():
        given = values.pop(YAML_NAMES.get(parameter, parameter), None)
        if given:
            parameters[parameter] = given
        elif len(dimensions) == 2 and len(reader.faults) == before:
            name = YAML_NAMES.get(parameter, parameter)
            reader.fault("fault.missing_weights", tree, Message("hint.weights"), kind=rules.kind, name=name)
    if len(reader.faults) > before:
        return None
    return LayerSpec(rules.kind, {**_defaults(rules), **values}, parameters, tree.mark)


def _optional_vector(reader: Reader, tree: Tree) -> tuple[Any, ...] | None:
    """Numbers, or `false` for none."""
    if isinstance(tree, Scalar) and tree.text == "false":
        return ()
    found: tuple[Any, ...] | None = _bias(reader, tree)
    return found


_bias = list_of(element, "hint.bias")


def parameter_tree(document: Tree, layer: int, parameter: str) -> Tree | None:
    """Where a layer's parameter stands in a document; the layer counts from 1."""
    layers = document.get("network") if isinstance(document, Mapping) else None
    if not isinstance(layers, Sequence) or layer > len(layers.items):
        return None
    item = layers.items[layer - 1]
    options = item.pairs[0][1] if isinstance(item, Mapping) and item.pairs else None
    return options.get(YAML_NAMES.get(parameter, parameter)) if isinstance(options, Mapping) else None


def turned(layers: tuple[LayerSpec, ...]) -> tuple[LayerSpec, ...]:
    """The layers with their matrices transposed: a file of outputs by inputs as inputs by outputs."""
    return tuple(
        LayerSpec(
            layer.kind,
            layer.options,
            {name: tuple(zip(*v)) if isinstance(v[0], tuple) else v for name, v in layer.parameters.items()},
            layer.mark,
        )
        for layer in layers
    )


def check_shapes(reader: Reader, layers: tuple[LayerSpec, ...], inputs: int, document: Tree) -> list[int]:
    """The width of the data and of every layer's output; nothing where a shape does not fit, which is a fault.

    After a fault the check goes on with the layer's own width.
    """
    widths, before = [inputs], len(reader.faults)
    by_outputs = inside(document, "conventions", "weights")
    turn = isinstance(by_outputs, Scalar) and by_outputs.text == "outputs_by_inputs"
    for index, layer in enumerate(layers, 1):
        sizes = {"inputs": widths[-1]}
        rules = find("layers", layer.kind)
        for parameter, dimensions in rules.parameters.items() if rules else ():
            value = layer.parameters.get(parameter)
            if value is None:
                continue
            shape = (len(value), len(value[0])) if isinstance(value[0], tuple) else (len(value),)
            wrong = [(name, size) for name, size in zip(dimensions, shape) if sizes.setdefault(name, size) != size]
            for name, size in wrong:
                what = YAML_NAMES.get(parameter, parameter)
                place = parameter_tree(document, index, parameter) or document
                values = {"kind": layer.kind, "layer": index, "what": what, "found": size, "expected": sizes[name]}
                _shape_fault(reader, place, name == "inputs", turn, values)
        widths.append(sizes.get("outputs", widths[-1]))
    return [] if len(reader.faults) > before else widths


def _shape_fault(reader: Reader, place: Tree, inputs: bool, turn: bool, values: dict[str, Any]) -> None:
    if not inputs:
        reader.fault("fault.count_differs", place, Message("hint.outputs_differ"), **values)
    elif turn:
        reader.fault("fault.columns_arrive", place, Message("hint.columns_are_inputs"), **values)
    else:
        reader.fault("fault.rows_arrive", place, Message("hint.rows_are_inputs"), **values)
