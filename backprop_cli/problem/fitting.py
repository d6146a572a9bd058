"""A network put together: its layers, losses and data, checked against each other."""

from __future__ import annotations

from typing import Any

from ..errors import Message
from ..expr.names import whole_of
from .extents import Extent, check_judged, extent_of, fewest_axes, reader_of_axes, with_axes
from .model import LayerSpec, Observation
from .observations import Judged, check_filed, check_observations, target_widths, with_targets
from .parameters import given_sizes, named_by_outputs, transposed
from .reader import Reader
from .series import is_recurrent
from .shapes import completed
from .training import has_rows
from .wiring import Wiring, placed_losses, wired
from .yaml_tree import Mapping, inside


def fitted(
    reader: Reader, values: dict[str, Any], document: Mapping
) -> tuple[tuple[LayerSpec, ...], Judged, tuple[Observation, ...]]:
    """The layers, the losses and the data. values: what was read under each key of the document."""
    by_outputs = values.get("conventions", {}).get("weights") == "outputs_by_inputs"
    observations = values.get("data", ())
    layers: tuple[LayerSpec, ...] = transposed(values["network"]) if by_outputs else values["network"]
    layers, wiring = wired(reader, layers, document)
    of_axes, rows = reader_of_axes(layers), inside(document, "data")
    if any(map(is_recurrent, layers)):
        observations = _sequences(reader, layers, observations, wiring, document)
    else:
        observations = with_axes(reader, observations, of_axes, rows)
    losses = placed_losses(reader, values.get("loss", ()), wiring, inside(document, "loss"))
    if _is_over_time(layers, observations):
        from .series_data import at_every_step  # which networks without sequences do without

        losses, observations = at_every_step(reader, losses, layers, (observations, rows), wiring)
    losses = with_targets(losses, observations)
    inputs, targets = _inputs(layers, observations), target_widths(losses, observations, wiring)
    if of_axes and fewest_axes(of_axes) > 1 and not observations:
        said = {"axes": ", ".join(of_axes.axes)}
        if document.get("data") is None:
            reader.fault("fault.axes_need_data", inside(document, "network", 1), Message("hint.array"), **said)
        return layers, Judged(losses, {}, wiring), observations
    layers, widths = completed(reader, layers, inputs, targets, document)
    widths |= {name: widths[whole_of(name)] for name in targets if whole_of(name) in widths}
    check_judged(reader, losses, widths, inside(document, "loss"))
    judged = Judged(losses, widths, wiring)
    if widths and observations:
        check = check_observations if isinstance(observations, tuple) else check_filed
        observations = check(reader, observations, judged, rows)
    return named_by_outputs(layers) if by_outputs else layers, judged, observations


def _sequences(
    reader: Reader, layers: tuple[LayerSpec, ...], observations: Any, wiring: Wiring, document: Mapping
) -> Any:
    """The observations of a network over time, a row a time step."""
    from .series_data import check_sequences, in_steps

    found = in_steps(reader, layers, observations, inside(document, "data"))
    check_sequences(reader, layers, wiring, document)
    return found


def _is_over_time(layers: tuple[LayerSpec, ...], observations: Any) -> bool:
    """Whether a layer reads a sequence, or a target is written as one."""
    given = observations if isinstance(observations, tuple) else ()
    return any(map(is_recurrent, layers)) or any(has_rows(item.y) for item in given)


def _inputs(layers: tuple[LayerSpec, ...], observations: Any) -> Extent:
    """The extent of an observation: that of the data, else of the first layer that knows, else the name n0."""
    if observations:
        return extent_of(observations[0].x[0] if any(map(is_recurrent, layers)) else observations[0].x)
    for layer in layers:
        sizes = given_sizes(layer)
        if "inputs" in sizes:
            return sizes["inputs"]
        if layer.parameters:
            return "n0"
    return 1
