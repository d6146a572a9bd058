"""Data and training: observations, the order of the steps, the optimiser."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..errors import Message
from ..rules import find
from .fields import Field, Reader, between, element, integer, list_of, mapping, numbers, one_or_more
from .model import LossSpec, Observation, Train
from .network import kind_with_options
from .positions import Mapping, Tree

MOST = 100_000_000
_ZERO, _ONE = Fraction(0), Fraction(1)


def _target(reader: Reader, tree: Tree) -> Any:
    """Numbers, or the number of a class."""
    if not isinstance(tree, Mapping):
        return numbers(reader, tree)
    return mapping(reader, tree, {"class": Field(integer(1, MOST), required=True)}, "y")


OBSERVATION = {"x": Field(numbers, required=True), "y": Field(_target)}


def observation(reader: Reader, tree: Tree) -> Observation | None:
    """One observation."""
    values = mapping(reader, tree, OBSERVATION, "observation")
    if not values or "x" not in values:
        return None
    return Observation(values["x"], values.get("y"), tree.mark)


data = list_of(observation)

TRAIN = {
    "lr": Field(element, required=True),
    "order": Field(list_of(one_or_more(integer(1, MOST)))),
    "epochs": Field(integer(1, MOST)),
    "optimizer": Field(kind_with_options("optimisers")),
    "done": Field(integer(0, MOST)),
}


def train(reader: Reader, tree: Tree) -> dict[str, Any] | None:
    """The keys of `train`; the order is completed once the data are known."""
    values = mapping(reader, tree, TRAIN, "train")
    return None if values is None or "lr" not in values else values


def completed(reader: Reader, values: dict[str, Any], tree: Tree, count: int, max_steps: int) -> Train | None:
    """Training on so many observations: each in turn where no order is given."""
    order = values.get("order") or tuple((number,) for number in range(1, count + 1))
    place = (tree.get("order") if isinstance(tree, Mapping) else None) or tree
    before = len(reader.faults)
    for entry in order:
        for number in entry:
            if number > count:
                reader.fault("fault.no_such_observation", place, None, number=number, count=count)
        if len(set(entry)) < len(entry):
            reader.fault("fault.twice_in_batch", place, None, batch=list(entry))
    epochs, done = values.get("epochs", 1), values.get("done", 0)
    steps = sum(map(len, order)) * epochs
    if steps > max_steps:
        reader.fault("fault.many_steps", place, Message("hint.max_steps"), found=steps, limit=max_steps)
    if done > len(order) * epochs:
        reader.fault("fault.done", tree, None, done=done, count=len(order) * epochs)
    kind, options = values.get("optimizer", ("sgd", {}))
    if len(reader.faults) > before:
        return None
    return Train(values["lr"], order, epochs, kind, options, done, tree.mark)


def check_observations(
    reader: Reader, found: tuple[Observation, ...], inputs: int, outputs: int, loss: LossSpec | None
) -> tuple[Observation, ...]:
    """The observations with their classes as one-hot rows; a fault for every one that does not fit the network."""
    checked = []
    for number, item in enumerate(found, 1):
        assert item.mark
        if len(item.x) != inputs:
            values = {"number": number, "found": len(item.x), "expected": inputs}
            reader.fault("fault.input_count", item.mark, None, **values)
        checked.append(_with_target(reader, item, number, outputs, loss))
    return tuple(checked)


def _with_target(reader: Reader, item: Observation, number: int, outputs: int, loss: LossSpec | None) -> Observation:
    y: Any = item.y
    assert item.mark
    if isinstance(y, dict):
        chosen = y.get("class", 1)
        if chosen > outputs:
            reader.fault("fault.class_number", item.mark, None, number=number, found=chosen, expected=outputs)
        y = tuple(_ONE if index == chosen else _ZERO for index in range(1, outputs + 1))
    if y is None and loss:
        reader.fault("fault.target_missing", item.mark, Message("hint.target"), number=number, loss=loss.kind)
    elif y is not None and len(y) != outputs:
        reader.fault("fault.target_count", item.mark, None, number=number, found=len(y), expected=outputs)
    elif y is not None and loss:
        _check_bounds(reader, item, y, number, loss)
    return Observation(item.x, y, item.mark)


def _check_bounds(reader: Reader, item: Observation, y: tuple[Any, ...], number: int, loss: LossSpec) -> None:
    rules = find("losses", loss.kind)
    assert item.mark and rules
    if rules.targets and not all(map(between(*rules.targets), y)):
        low, high = rules.targets
        reader.fault("fault.target_range", item.mark, None, number=number, loss=loss.kind, low=low, high=high)
    elif rules.distribution and all(map(between("0", "1"), y)) and _known_sum(y) not in (None, 1):
        reader.fault("fault.target_sum", item.mark, Message("hint.class"), number=number, loss=loss.kind)


def _known_sum(y: tuple[Any, ...]) -> Any:
    return sum(y, _ZERO) if all(isinstance(value, Fraction) for value in y) else None
