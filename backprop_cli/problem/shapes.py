"""The shapes of a network: how wide each value is, whether it fits its readers, and values for all parameters."""

from __future__ import annotations

from math import isfinite

from ..errors import Message
from ..evaluate.evaluate import value_shape
from ..rules import Rules, find, inputs_axis
from ..typed import Any
from .arrays import said_shape
from .drawn_numbers import DrawnParameter
from .extents import Extent, extent_after, laid_parameters, shape_of
from .layer_trees import layer_trees
from .model import INPUT, LayerSpec
from .parameter_keys import ZEROS, FiledParameter, NamedParameter, Size, key_of
from .parameters import MOST_DRAWN, drawn_count, filled, given_sizes, is_drawn, parameter_tree
from .reader import Reader
from .wiring import of_tree, output_names, reads_of
from .yaml_tree import Scalar, Tree, inside


def completed(
    reader: Reader, layers: tuple[LayerSpec, ...], inputs: Extent, targets: dict[str, Size], document: Tree
) -> tuple[tuple[LayerSpec, ...], dict[str, Extent]]:
    """The layers with a value for every parameter, and the widths of all values by their canonical names.

    inputs: the width of the data, or of images their sizes. targets: those that are known, by their values.
    Where a shape does not fit, a fault is noted, and no widths are returned.
    """
    widths: dict[str, Extent] = {INPUT: inputs}
    before, done, number = len(reader.faults), list[LayerSpec](), 0
    known, names, drawn, trees = dict[str, Any](), output_names(layers), 0.0, layer_trees(document)
    for index, (layer, reads) in enumerate(zip(layers, reads_of(layers)), 1):
        rules = find("layers", layer.kind)
        assert rules
        number += bool(rules.parameters)
        whole = _joined_width(reader, layer, rules, {name: widths[name] for name in reads}, index, document)
        sizes: dict[str, Size] = {"inputs": _inputs(rules, whole), **_told(rules, whole)}
        layer = _with_filed(reader, layer, rules, number)
        layer, shared = _with_shared(laid_parameters(layer, rules, sizes["inputs"]), known)
        _check_sizes(reader, layer, rules, sizes if rules.axes or not isinstance(whole, tuple) else {}, index, document)
        if rules.parameters:
            if _width(rules) not in sizes:
                sizes[_width(rules)] = _outputs(layers, index, widths, targets) or f"n{number}"
            drawn += drawn_count(layer, sizes)
            tree = trees[index - 1].tree
            layer = _of_known_size(reader, _without_too_many(reader, layer, drawn, tree), rules, sizes, tree)
        done.append(filled(layer, {edge: shared.get(edge, f"{edge}{number}") for edge in rules.parameters}, sizes))
        known |= {name: done[-1].parameters[edge] for edge, name in done[-1].names.items() if name not in known}
        widths[names[index - 1]] = sizes.get(_width(rules), sizes["inputs"])
        if (rules.axes or isinstance(whole, tuple)) and len(reader.faults) == before:
            place, read = (index, trees[index - 1].tree), tuple(widths[name] for name in reads)
            widths[names[index - 1]] = extent_after(reader, done[-1], rules, place, read)
    _check_names(reader, done, document)
    return tuple(done), {} if len(reader.faults) > before else widths


def _with_filed(reader: Reader, layer: LayerSpec, rules: Rules, number: int) -> LayerSpec:
    """The layer with what a file of numbers has for it, if its author names one."""
    if not any(isinstance(value, FiledParameter) for value in layer.parameters.values()):
        return layer
    from .weight_files import with_filed  # which most files do without

    return with_filed(reader, layer, rules, {edge: f"{edge}{number}" for edge in rules.parameters})


def _inputs(rules: Rules, whole: Extent) -> Size:
    """How many inputs a layer has in what it reads."""
    extent = shape_of(whole)
    found: Size = extent[min(inputs_axis(rules), len(extent) - 1)]
    return found


def _told(rules: Rules, whole: Extent) -> dict[str, Size]:
    """The sizes of a parameter that has the axes of an observation: those of what arrives."""
    return dict(zip(rules.axes, shape_of(whole))) if rules.axes in rules.parameters.values() else {}


def _width(rules: Rules) -> str:
    """The dimension of a layer's parameters that says how many outputs it has; inputs where it has as many as these."""
    dimensions = {name for found in rules.parameters.values() for name in found}
    return next((name for name in ("outputs", "hidden") if name in dimensions), "inputs")


def _joined_width(
    reader: Reader, layer: LayerSpec, rules: Rules, arriving: dict[str, Extent], index: int, document: Tree
) -> Extent:
    """How wide what a layer reads is: of several values side by side all their widths, else that of each of them."""
    (first, width), *others = arriving.items()
    if not rules.several:
        return width
    item = layer_trees(document)[index - 1]
    place = of_tree(item)
    values = {"kind": item.spelling or layer.kind, "layer": index, "first": first, "found": _said(width)}
    if rules.several == "alike":
        for name, size in others:
            if size != width:
                more = {"second": name, "expected": _said(size)}
                reader.fault("fault.join_differs", place, Message("hint.join_differs"), **values, **more)
        return width
    unknown = next((name for name, size in arriving.items() if isinstance(size, str)), None)
    if unknown:
        reader.fault("fault.join_unknown", place, None, kind=layer.kind, layer=index, name=unknown)
        return width
    return sum(size for name in layer.of if isinstance(size := arriving[name], int))


def _said(extent: Extent) -> int | str:
    return said_shape(extent) if isinstance(extent, tuple) else extent


def _without_too_many(reader: Reader, layer: LayerSpec, count: float, node: Tree) -> LayerSpec:
    """The layer; without parameters, and with a fault, if there are more numbers to draw than are allowed.

    They are infinite where a size is not known.
    """
    if not is_drawn(layer) or count <= MOST_DRAWN:
        return layer
    place = inside(node, layer.kind, "init")
    if isfinite(count):
        reader.fault("fault.many_drawn", place, None, limit=MOST_DRAWN)
    else:
        reader.fault("fault.init_sizes", place, Message("hint.init"))
    return layer._replace(parameters={})


def _of_known_size(reader: Reader, layer: LayerSpec, rules: Rules, sizes: dict[str, Size], node: Tree) -> LayerSpec:
    """The layer; without parameters, and with a fault, if a parameter without numbers has a size that nothing tells."""
    open_ones = [
        edge for edge, value in layer.parameters.items() if isinstance(value, (NamedParameter, DrawnParameter))
    ]
    needed = dict.fromkeys(name for edge in open_ones for name in rules.parameters[edge])
    missing = ", ".join(f"{name}: 2" for name in needed if name not in sizes)
    if not missing:
        return layer
    reader.fault("fault.size_unknown", node, Message("hint.size_unknown", {"sizes": missing}), kind=layer.kind)
    return layer._replace(parameters={})


def _with_shared(layer: LayerSpec, known: dict[str, Any]) -> tuple[LayerSpec, dict[str, str]]:
    """The layer with the numbers of earlier parameters that it names, `weights: W1`, and these names by edge."""
    named = {edge: value.name or "" for edge, value in layer.parameters.items() if isinstance(value, NamedParameter)}
    shared = {edge: name for edge, name in named.items() if type(known.get(name)) is tuple}
    numbers = {edge: known[name] for edge, name in shared.items()}
    if numbers:  # beside which `bias: true` is a row of zeros
        numbers |= {edge: ZEROS for edge, value in layer.parameters.items() if value == NamedParameter()}
    return layer._replace(parameters={**layer.parameters, **numbers}), shared


def _outputs(
    layers: tuple[LayerSpec, ...], index: int, widths: dict[str, Extent], targets: dict[str, Size]
) -> Size | None:
    """How many outputs a layer has that does not say so: as many as a layer that reads them takes in, directly or
    through others, or as what is added to them has; of what a loss reads, as its targets.
    """
    name = output_names(layers)[index - 1]
    for place, reads in enumerate(reads_of(layers)[index:], index + 1):
        if name in reads:
            rules = find("layers", layers[place - 1].kind)
            found = (
                _taken_in(layers, place, reads, widths, targets) if rules and rules.several != "side by side" else None
            )
            if found is not None:
                return found
    return targets.get(name)


def _taken_in(
    layers: tuple[LayerSpec, ...],
    place: int,
    reads: tuple[str, ...],
    widths: dict[str, Extent],
    targets: dict[str, Size],
) -> Size | None:
    """The width of what a layer reads, as far as its own sizes, the other values or its readers tell it."""
    layer = layers[place - 1]
    if layer.parameters:
        return given_sizes(layer).get("inputs")
    known = next((shape_of(widths[name])[0] for name in reads if name in widths), None)
    return _outputs(layers, place, widths, targets) if known is None else known


def _check_sizes(
    reader: Reader, layer: LayerSpec, rules: Rules, sizes: dict[str, Size], index: int, document: Tree
) -> None:
    """Notes a fault where a layer's numbers do not fit its input or each other; adds the sizes that they tell."""
    by_outputs = inside(document, "conventions", "weights")
    turn = isinstance(by_outputs, Scalar) and by_outputs.text == "outputs_by_inputs"
    told = layer.parameters.get("sizes", {})
    for name, size in told.items():
        if sizes.setdefault(name, size) != size and isinstance(sizes[name], int):
            place = inside(layer_trees(document)[index - 1].tree, layer.kind, name)
            values = {"kind": layer.kind, "layer": index, "what": name, "found": size, "expected": sizes[name]}
            reader.fault("fault.size_differs", place, None, **values)
        sizes[name] = size
    for parameter, dimensions in rules.parameters.items():
        value = layer.parameters.get(parameter)
        if type(value) is not tuple:
            continue
        for name, size in zip(dimensions, value_shape(value)):
            known = sizes.setdefault(name, size)
            if known == size or isinstance(known, str):
                sizes[name] = size
                continue
            what = key_of(rules, parameter)
            place = parameter_tree(document, index, parameter) or document
            values = {"kind": layer.kind, "layer": index, "what": what, "found": size, "expected": known}
            if len(dimensions) > 2 or dimensions == rules.axes:
                hint = Message("hint.array") if len(dimensions) > 2 else None
                reader.fault("fault.array_differs", place, hint, **values, size=name)
            else:
                _shape_fault(reader, place, (name == "inputs", len(dimensions)), turn, values)


def _check_names(reader: Reader, layers: list[LayerSpec], document: Tree) -> None:
    """Notes a fault for every parameter that has the name of an earlier one, and other numbers."""
    seen: dict[str, Any] = {}
    for index, layer in enumerate(layers, 1):
        for edge, name in layer.names.items():
            if seen.setdefault(name, layer.parameters[edge]) is not layer.parameters[edge]:
                place = parameter_tree(document, index, edge) or layer.mark or document
                reader.fault("fault.parameter_twice", place, None, name=name)


def _shape_fault(reader: Reader, place: Tree, what: tuple[bool, int], turn: bool, values: dict[str, Any]) -> None:
    """Notes a fault for a size; what: whether it is that of the inputs, and how many axes the parameter has."""
    inputs, axes = what
    if inputs and axes == 1:
        reader.fault("fault.numbers_arrive", place, None, **values)
    elif not inputs:
        reader.fault("fault.count_differs", place, Message("hint.outputs_differ"), **values)
    elif turn:
        reader.fault("fault.columns_arrive", place, Message("hint.columns_are_inputs"), **values)
    else:
        reader.fault("fault.rows_arrive", place, Message("hint.rows_are_inputs"), **values)
