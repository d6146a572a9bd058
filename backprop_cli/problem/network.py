"""Reads the network and its loss, and checks that shapes fit from layer to layer."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from math import isfinite
from typing import Any

from ..errors import Message
from ..expr.read.constants import parse_number
from ..rules import Rules, find
from .fields import between, element, kind_hint, kind_of, mapping, one_of, positive
from .kind_options import kind_and_options, kinds_schema
from .model import LayerSpec, LossSpec
from .names import symbol_name
from .parameters import (
    MOST_DRAWN,
    YAML_NAMES,
    ZEROS,
    NamedParameter,
    Size,
    drawn_count,
    filled,
    given_sizes,
    is_drawn,
    parameter_fields,
    parameter_tree,
    parameters_schema,
    read_parameters,
)
from .reader import Read, Reader
from .schema import Field, Schema, SchemaBuilder, accepts, several
from .weight_files import with_filed
from .yaml_tree import Scalar, Sequence, Tree, inside


@accepts(lambda of: {**of(element), "minimum": 0, "maximum": 1})
def _relu_at_zero(reader: Reader, tree: Tree) -> Fraction | None:
    """A fraction from 0 to 1."""
    found = element(reader, tree)
    if found is None or (isinstance(found, Fraction) and between("0", "1")(found)):
        return found
    reader.fault("fault.relu_at_zero", tree, Message("hint.relu_at_zero"), found=kind_of(tree))
    return None


@accepts(lambda of: {**of(element), "exclusiveMinimum": 0, "not": {"enum": [1, "1"]}})
def _log_base(reader: Reader, tree: Tree) -> Fraction | None:
    """A fraction above 0 that is not 1."""
    found = element(reader, tree)
    if found is None or (isinstance(found, Fraction) and found > 0 and found != 1):
        return found
    reader.fault("fault.log_base", tree, None, found=kind_of(tree))
    return None


CONVENTIONS = {
    "weights": Field(one_of(("inputs_by_outputs", "outputs_by_inputs")), about="schema.conventions.weights"),
    "observations": Field(one_of(("rows", "columns")), about="schema.conventions.observations"),
    "mean": Field(one_of(("at_loss", "at_gradients")), about="schema.conventions.mean"),
    "relu_at_zero": Field(_relu_at_zero, about="schema.relu_at_zero"),
    "log_base": Field(_log_base, about="schema.log_base"),
    "update_order": Field(one_of(("after_backward", "during_backward")), about="schema.update_order"),
}


@accepts(lambda of: kinds_schema("losses", lambda rules: of.keys(_loss_fields(rules))), "loss")
def loss(reader: Reader, tree: Tree) -> LossSpec | None:
    """The loss, its options and its reduction."""
    found = kind_and_options(reader, tree, "losses")
    rules = found and _rules(reader, found[0], "losses")
    if not found or not rules:
        return None
    values = _values(reader, found[1], _loss_fields(rules), rules.kind)
    says = "reduction" in values
    reduction = values.pop("reduction", "mean")
    return LossSpec(rules.kind, {**_defaults(rules), **values}, reduction, tree.mark, says)


def kind_with_options(family: str) -> Read:
    """A reader of a kind of "losses" or "optimisers", with its options: (kind, options)."""

    @accepts(lambda of: kinds_schema(family, lambda rules: of.keys(_option_fields(rules))))
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
        reader.fault(f"fault.unknown_{family}", kind, partial(kind_hint, kind.text, family), found=kind.text)
    return rules


def _defaults(rules: Rules) -> dict[str, Any]:
    numbers = {name: parse_number(said) for name, said in rules.options.items()}
    return {**numbers, **{name: words[0] for name, words in rules.choices.items()}}


def _option_fields(rules: Rules) -> dict[str, Field]:
    numbers = {
        name: Field(positive if name in rules.positive else element, False, f"schema.option.{name}", default)
        for name, default in rules.options.items()
    }
    words = {
        name: Field(one_of(words), False, f"schema.option.{name}", words[0]) for name, words in rules.choices.items()
    }
    return {**numbers, **words}


def _loss_fields(rules: Rules) -> dict[str, Field]:
    return {**_option_fields(rules), "reduction": Field(one_of(("mean", "sum")), about="schema.reduction")}


def _layer_fields(rules: Rules) -> dict[str, Field]:
    return {**_option_fields(rules), **parameter_fields(rules)}


def fields_of(rules: Rules) -> dict[str, Field]:
    """The keys that a kind has in a file; a layer that is a function takes its name alone."""
    if rules.family == "losses":
        return _loss_fields(rules)
    return {} if rules.function else _layer_fields(rules)


def _layer_schema(of: SchemaBuilder, rules: Rules) -> Schema:
    return of(_function_name) if rules.function else {**of.keys(_layer_fields(rules)), **parameters_schema(rules)}


def _values(reader: Reader, tree: Tree | None, fields: dict[str, Field], what: str) -> dict[str, Any]:
    if tree is None:
        return {}
    return mapping(reader, tree, fields, what) or {}


@accepts(lambda of: kinds_schema("layers", partial(_layer_schema, of)), "layer")
def _layer(reader: Reader, tree: Tree) -> LayerSpec | None:
    found = kind_and_options(reader, tree, "layers")
    rules = found and _rules(reader, found[0], "layers")
    if not found or not rules:
        return None
    before = len(reader.faults)
    options = found[1]
    if rules.function:
        values = {rules.function: _function_name(reader, options) if options else rules.function}
    else:
        values = _values(reader, options, _layer_fields(rules), rules.kind)
    parameters = read_parameters(reader, rules, values, tree) if len(reader.faults) == before else None
    if len(reader.faults) > before or parameters is None:
        return None
    return LayerSpec(rules.kind, {**_defaults(rules), **values}, parameters, mark=tree.mark)


@accepts(lambda of: of(symbol_name))
def _function_name(reader: Reader, tree: Tree) -> str | None:
    """The name of an unknown function."""
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return tree.text
    reader.fault("fault.expected_function", tree, Message("hint.function"), found=kind_of(tree))
    return None


@accepts(lambda of: several(of(_layer)))
def network(reader: Reader, tree: Tree) -> tuple[LayerSpec, ...] | None:
    """The layers as they are written; `completed` gives values to the parameters that have none."""
    if not isinstance(tree, Sequence) or not tree.items:
        reader.fault("fault.expected_network", tree, Message("hint.network"), found=kind_of(tree))
        return None
    layers = [_layer(reader, item) for item in tree.items]
    return None if any(layer is None for layer in layers) else tuple(layer for layer in layers if layer)


def completed(
    reader: Reader, layers: tuple[LayerSpec, ...], ends: tuple[Size, Size | None], document: Tree
) -> tuple[tuple[LayerSpec, ...], list[Size]]:
    """The layers with a value for every parameter, and the widths: of the data, then of each layer's output.

    ends: the width of the data, and that of the targets if it is known. Where a shape does not fit, a fault is noted,
    the check goes on with the layer's own width, and no widths are returned.
    """
    widths, before, done, number = [ends[0]], len(reader.faults), [], 0
    known: dict[str, Any] = {}
    drawn = 0.0
    for index, layer in enumerate(layers, 1):
        rules = find("layers", layer.kind)
        assert rules
        sizes: dict[str, Size] = {"inputs": widths[-1]}
        layer = with_filed(reader, layer, rules, {edge: f"{edge}{number + 1}" for edge in rules.parameters})
        layer, shared = _with_shared(layer, known)
        _check_sizes(reader, layer, rules, sizes, index, document)
        if rules.parameters:
            number += 1
            sizes.setdefault("outputs", _outputs(layers[index:], ends[1]) or f"n{number}")
            drawn += drawn_count(layer, sizes)
            if is_drawn(layer) and not drawn <= MOST_DRAWN:
                place = inside(document, "network", index, layer.kind, "init")
                if isfinite(drawn):
                    reader.fault("fault.many_drawn", place, None, limit=MOST_DRAWN)
                else:
                    reader.fault("fault.init_sizes", place, Message("hint.init"))
                layer = layer._replace(parameters={})
        done.append(filled(layer, {edge: shared.get(edge, f"{edge}{number}") for edge in rules.parameters}, sizes))
        known |= {name: done[-1].parameters[edge] for edge, name in done[-1].names.items() if name not in known}
        widths.append(sizes.get("outputs", widths[-1]))
    _check_names(reader, done, document)
    return tuple(done), [] if len(reader.faults) > before else widths


def _with_shared(layer: LayerSpec, known: dict[str, Any]) -> tuple[LayerSpec, dict[str, str]]:
    """The layer with the numbers of earlier parameters that it names, `weights: W1`, and these names by edge."""
    named = {edge: value.name or "" for edge, value in layer.parameters.items() if isinstance(value, NamedParameter)}
    shared = {edge: name for edge, name in named.items() if type(known.get(name)) is tuple}
    numbers = {edge: known[name] for edge, name in shared.items()}
    if numbers:  # beside which `bias: true` is a row of zeros
        numbers |= {edge: ZEROS for edge, value in layer.parameters.items() if value == NamedParameter()}
    return layer._replace(parameters={**layer.parameters, **numbers}), shared


def _outputs(later: tuple[LayerSpec, ...], targets: Size | None) -> Size | None:
    """How many outputs a layer has that does not say so: as many as the next takes in; the last one, as the targets."""
    for layer in later:
        if layer.parameters:
            return given_sizes(layer).get("inputs")
    return targets


def _check_sizes(
    reader: Reader, layer: LayerSpec, rules: Rules, sizes: dict[str, Size], index: int, document: Tree
) -> None:
    """Notes a fault where a layer's numbers do not fit its input or each other; adds the sizes that they tell."""
    by_outputs = inside(document, "conventions", "weights")
    turn = isinstance(by_outputs, Scalar) and by_outputs.text == "outputs_by_inputs"
    told = layer.parameters.get("sizes", {})
    for name, size in told.items():
        if sizes.setdefault(name, size) != size and isinstance(sizes[name], int):
            place = inside(document, "network", index, layer.kind, name)
            values = {"kind": layer.kind, "layer": index, "what": name, "found": size, "expected": sizes[name]}
            reader.fault("fault.size_differs", place, None, **values)
        sizes[name] = size
    for parameter, dimensions in rules.parameters.items():
        value = layer.parameters.get(parameter)
        if type(value) is not tuple:
            continue
        shape = (len(value), len(value[0])) if isinstance(value[0], tuple) else (len(value),)
        for name, size in zip(dimensions, shape):
            known = sizes.setdefault(name, size)
            if known == size or isinstance(known, str):
                sizes[name] = size
                continue
            what = YAML_NAMES.get(parameter, parameter)
            place = parameter_tree(document, index, parameter) or document
            values = {"kind": layer.kind, "layer": index, "what": what, "found": size, "expected": known}
            _shape_fault(reader, place, name == "inputs", turn, values)


def _check_names(reader: Reader, layers: list[LayerSpec], document: Tree) -> None:
    """Notes a fault for every parameter that has the name of an earlier one, and other numbers."""
    seen: dict[str, Any] = {}
    for index, layer in enumerate(layers, 1):
        for edge, name in layer.names.items():
            if seen.setdefault(name, layer.parameters[edge]) is not layer.parameters[edge]:
                place = parameter_tree(document, index, edge) or layer.mark or document
                reader.fault("fault.parameter_twice", place, None, name=name)


def _shape_fault(reader: Reader, place: Tree, inputs: bool, turn: bool, values: dict[str, Any]) -> None:
    if not inputs:
        reader.fault("fault.count_differs", place, Message("hint.outputs_differ"), **values)
    elif turn:
        reader.fault("fault.columns_arrive", place, Message("hint.columns_are_inputs"), **values)
    else:
        reader.fault("fault.rows_arrive", place, Message("hint.rows_are_inputs"), **values)
