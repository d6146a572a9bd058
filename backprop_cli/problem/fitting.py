"""A network put together: its layers, losses and data, checked against each other."""

from __future__ import annotations

from ..errors import Message
from ..expr.names import whole_of
from ..typed import Any
from .extents import Extent, check_judged, extent_of, fewest_axes, reader_of_axes, with_axes
from .model import LayerSpec, LossSpec, Observation
from .observations import Judged, check_filed, check_observations, target_widths, with_targets
from .parameters import given_sizes, named_by_outputs, transposed
from .reader import Reader
from .series import is_over_time
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
    in_steps = is_over_time(layers, values.get("loss", ()))
    if in_steps:
        observations = _sequences(reader, (layers, values.get("loss", ())), observations, wiring, document)
    else:
        observations = with_axes(reader, observations, of_axes, rows)
    losses = placed_losses(reader, values.get("loss", ()), wiring, inside(document, "loss"))
    if in_steps or _has_rows(observations):
        from .series_data import at_every_step  # which networks without sequences do without

        losses, observations = at_every_step(reader, losses, layers, (observations, rows), wiring)
    losses = with_targets(losses, observations)
    inputs, targets = _inputs(layers, observations, in_steps), target_widths(losses, observations, wiring)
    if of_axes and fewest_axes(of_axes) > 1 and not observations:
        said = {"axes": ", ".join(of_axes.axes)}
        if document.get("data") is None:
            reader.fault("fault.axes_need_data", inside(document, "network", 1), Message("hint.array"), **said)
        return layers, Judged(losses, {}, wiring), observations
    layers, widths = completed(reader, layers, inputs, targets, document)
    judged_names = {*targets, *(of for loss in losses for of in loss.of)}
    widths |= {name: widths[whole_of(name)] for name in judged_names if whole_of(name) in widths}
    check_judged(reader, losses, widths, wiring.labels, inside(document, "loss"))
    judged = Judged(losses, widths, wiring)
    if widths and observations:
        check = check_observations if isinstance(observations, tuple) else check_filed
        observations = check(reader, observations, judged, rows)
    return named_by_outputs(layers) if by_outputs else layers, judged, observations


def _sequences(
    reader: Reader,
    fitted_: tuple[tuple[LayerSpec, ...], tuple[LossSpec, ...]],
    observations: Any,
    wiring: Wiring,
    document: Mapping,
) -> Any:
    """The observations of a network over time, a row a time step. fitted_: its layers and losses."""
    from .series_data import check_sequences, in_steps

    layers, losses = fitted_
    found = in_steps(reader, losses, observations, inside(document, "data"))
    check_sequences(reader, layers, wiring, document)
    return found


def _has_rows(observations: Any) -> bool:
    """Whether a target is written as a sequence."""
    return any(has_rows(item.y) for item in observations) if isinstance(observations, tuple) else False


def _inputs(layers: tuple[LayerSpec, ...], observations: Any, in_steps: bool) -> Extent:
    """The extent of an observation, or of one of its steps: that of the data, else of the first layer that knows, else
    the name n0.
    """
    if observations:
        return extent_of(observations[0].x[0] if in_steps else observations[0].x)
    for layer in layers:
        sizes = given_sizes(layer)
        if "inputs" in sizes:
            return sizes["inputs"]
        if layer.parameters:
            return "n0"
    return 1
