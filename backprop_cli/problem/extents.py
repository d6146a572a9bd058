"""How wide the values of a network are: the numbers of a row, or the axes of an image; what a layer makes of them."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import Message, ShapeError
from ..evaluate.evaluate import value_shape
from ..expr.axes import laid_on
from ..expr.node import number, symbol
from ..rules import Rules, find, shape_after
from ..typed import Any
from .arrays import first_nested, said_shape
from .fields import kind_of
from .model import INPUT, LayerSpec, LossSpec, Observation
from .reader import Reader
from .wiring import reads_of
from .yaml_tree import Tree, inside

Extent = int | str | tuple[int, ...]


def extent_of(value: Any) -> Extent:
    """The extent of an observation's value: how many numbers a row has, or the sizes of an image."""
    shape = value_shape(value)
    return shape if len(shape) > 1 else len(value)


def shape_of(extent: Extent) -> tuple[Any, ...]:
    """An extent as the axes of one observation."""
    return extent if isinstance(extent, tuple) else (extent,)


def reader_of_axes(layers: tuple[LayerSpec, ...]) -> Rules | None:
    """The first layer that reads the data as more than rows, which says what axes an observation has."""
    found = (find("layers", spec.kind) for spec, reads in zip(layers, reads_of(layers)) if INPUT in reads)
    return next((rules for rules in found if rules and rules.axes), None)


def fewest_axes(rules: Rules | None) -> int:
    """How many axes an observation needs in a file."""
    return (rules.fewest_axes or max(1, len(rules.axes) - 1)) if rules else 1


def _needs_axes(rules: Rules | None) -> bool:
    """Whether a row stands for an array with axes of a single item, and does not stay a row."""
    return bool(rules and not rules.fewest_axes)


def with_axes(reader: Reader, found: Any, rules: Rules | None, tree: Tree) -> Any:
    """The observations on the axes that their network reads; none after a fault. Rows of a file stay as they are."""
    if not isinstance(found, tuple):
        return found
    before, laid, axes = len(reader.faults), list[Observation](), rules.axes if rules else ()
    for place, item in enumerate(found, 1):
        here, rank = inside(tree, place, "x"), len(value_shape(item.x))
        if rank > max(1, len(axes)):
            nested = first_nested(here) or here
            if axes:
                reader.fault("fault.deep_array", here, Message("hint.array"))
            else:
                reader.fault("fault.expected_number", nested, Message("hint.number"), found=kind_of(nested))
        elif rank < fewest_axes(rules):
            reader.fault("fault.few_axes", here, Message("hint.array"), number=place, axes=", ".join(axes))
        laid.append(item._replace(x=laid_on(item.x, len(axes)) if rank > 1 or _needs_axes(rules) else item.x))
    return () if len(reader.faults) > before else tuple(laid)


def laid_parameters(layer: LayerSpec, rules: Rules, inputs: Extent) -> LayerSpec:
    """The layer with its numbers on all axes of its parameters; inputs: how many channels arrive."""
    laid = dict(layer.parameters)
    for edge, dimensions in rules.parameters.items():
        if type(laid.get(edge)) is tuple and len(dimensions) > 2:
            inner = inputs if dimensions[1] == "inputs" and isinstance(inputs, int) else 0
            laid[edge] = laid_on(laid[edge], len(dimensions), inner)
    return layer._replace(parameters=laid)


def extent_after(
    reader: Reader, layer: LayerSpec, rules: Rules, place: tuple[int, Tree], arriving: tuple[Extent, ...]
) -> Extent:
    """What a layer with its parameters puts out; after a fault, what arrives. place: its number, and its node."""
    x = tuple(symbol(f"x{number}", (1, *shape_of(extent))) for number, extent in enumerate(arriving))
    given = {edge: symbol(edge, value_shape(value)) for edge, value in layer.parameters.items() if edge in layer.names}
    index, node = place
    try:
        if len(shape_of(arriving[0])) < fewest_axes(rules):
            raise ShapeError(shape_of(arriving[0]), ())
        shape = shape_after(rules, x, given, {"relu_at_zero": number(0), **layer.options})[1:]
    except ShapeError:
        said = {"kind": layer.kind, "layer": index, "found": said_shape(shape_of(arriving[0]))}
        key, hint = ("fault.row_arrives", "hint.array") if rules.axes else ("fault.array_arrives", "hint.flatten")
        if rules.axes and isinstance(arriving[0], tuple):
            key, hint = "fault.array_small", "hint.array_small"
        reader.fault(key, node, Message(hint), **said)
        return arriving[0]
    return shape if len(shape) > 1 else shape[0]


def check_judged(
    reader: Reader, losses: tuple[LossSpec, ...], widths: Mapping[str, Extent], labels: dict[str, str], place: Tree
) -> None:
    """Notes a fault for every loss that is given more than a row of numbers, or rows of several sizes to compare.

    labels: what the author calls values, by their canonical names.
    """
    for at, loss in enumerate(losses, 1):
        extents, here = [widths[of] for of in loss.of if of in widths], inside(place, at) if loss.number else place
        for extent in extents[:1]:
            if isinstance(extent, tuple):
                said = {"loss": loss.kind, "found": said_shape(extent)}
                reader.fault("fault.loss_of_array", here, Message("hint.flatten"), **said)
        if len(set(extents)) > 1:
            found = ", ".join(f"{labels.get(of, of)} ({said_shape(shape_of(widths[of]))})" for of in loss.of)
            reader.fault("fault.loss_differs", here, Message("hint.join_differs"), loss=loss.kind, found=found)
