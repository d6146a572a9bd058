"""Observations checked against their network: how many inputs and targets they have, and what losses allow."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import product

from ..errors import Message
from ..expr.axes import nested
from ..expr.names import entry_of, time_step
from ..expr.node import Node, symbol
from ..expr.read.constants import between
from ..expr.write.style import CANONICAL
from ..expr.write.text import text
from ..records import NamedTuple
from ..rules import find, kinds
from ..typed import Any
from .arrays import said_shape
from .extents import Extent, extent_of, shape_of
from .fields import did_you_mean
from .model import INPUT, OUTPUT, TARGET, LossSpec, Observation
from .parameter_keys import Size
from .reader import Reader
from .schema import Schema, either, json_number, where
from .training import NamedTargets
from .wiring import Wiring
from .yaml_tree import Tree, inside

_ZERO, _ONE = Fraction(0), Fraction(1)


def symbolic_observation(judged: Judged, steps: Sequence[str] = ()) -> Observation:
    """An observation without numbers: x1, x2 … (x if there is one), and targets alike; X, y where sizes are unknown.

    steps: the names of its time steps, x[1], x[2] …, where it is a sequence.
    """
    x = tuple(_unknown_row(name, name, judged.widths[INPUT]) for name in steps) or _unknown_row(
        "X", "x", judged.widths[INPUT]
    )
    targets = {(loss.target if loss else TARGET): judged.widths[name] for name, loss in judged.values}
    rows = {name: _unknown_row(name, name, width) for name, width in targets.items()}
    return Observation(x, rows[TARGET]) if TARGET in rows else Observation(x, None, None, rows)


def _unknown_row(whole: str, each: str, size: Extent) -> Any:
    if isinstance(size, str):
        return symbol(whole, (1, size))
    if isinstance(size, tuple):
        return nested((symbol(entry_of(each, *at)) for at in product(*(range(1, n + 1) for n in size))), size)
    if each[-1].isdigit() or (size > 1 and time_step(each)[1] >= 0):  # t1; x[1]
        return tuple(symbol(entry_of(each, index)) for index in range(1, size + 1))
    return tuple(symbol(each if size == 1 else f"{each}{index}") for index in range(1, size + 1))


def with_targets(losses: tuple[LossSpec, ...], found: tuple[Observation, ...]) -> tuple[LossSpec, ...]:
    """The losses with the names of their targets: y, or t1, t2, where they judge several values with their own."""
    judging = [loss for loss in losses if loss.target]
    of = [loss.of for loss in judging]
    if not isinstance(found, tuple):  # rows of a file have one target
        return losses
    own = any(isinstance(item.y, NamedTargets) for item in found) or not found
    if len(set(of)) < 2 or not own or judging[0].target != TARGET:
        return losses
    return tuple(loss._replace(target=f"t{of.index(loss.of) + 1}") if loss.target else loss for loss in losses)


def target_widths(losses: tuple[LossSpec, ...], found: tuple[Observation, ...], wiring: Wiring) -> dict[str, Size]:
    """The widths of targets that are rows of numbers, by the canonical names of what they are of."""
    widths: dict[str, Size] = {}
    if not isinstance(found, tuple):
        return {} if found.target_width is None else dict.fromkeys(dict(judged_values(losses)), found.target_width)
    for item in found:
        named: dict[str, Any] = item.y.rows if isinstance(item.y, NamedTargets) else {}
        rows = {wiring.canonical(key): row for key, row in named.items()}
        rows |= {} if named else {name: item.y for name, _ in judged_values(losses)}
        for name, row in rows.items():
            if isinstance(row, tuple):
                widths.setdefault(name, len(row))
    return widths


def judged_values(losses: tuple[LossSpec, ...]) -> list[tuple[str, LossSpec | None]]:
    """The values that have targets, each with its loss; without any loss the network's output."""
    return [(loss.of[0], loss) for loss in losses if loss.target] if losses else [(OUTPUT, None)]


class Judged(NamedTuple):
    """What targets are held against. losses: with the canonical names of what they judge; widths: of all values."""

    losses: tuple[LossSpec, ...]
    widths: dict[str, Extent]
    wiring: Wiring

    @property
    def values(self) -> list[tuple[str, LossSpec | None]]:
        """The values that have targets, each with its loss; without any loss the network's output."""
        return judged_values(self.losses)


def check_filed(reader: Reader, rows: Any, judged: Judged, tree: Tree) -> Any:
    """The rows of a file, `DataRows`, checked as listed observations are."""
    from .data_check import check_rows  # which most problems do without

    for name, loss in judged.values:
        rows = check_rows(reader, rows, (judged.widths[INPUT], judged.widths[name]), loss, tree)
    return rows


def check_observations(
    reader: Reader, found: tuple[Observation, ...], judged: Judged, tree: Tree
) -> tuple[Observation, ...]:
    """The observations with classes as one-hot rows. Notes a fault for every one that does not fit the network."""
    checked = []
    for number, item in enumerate(found, 1):
        place = inside(tree, number)
        extent = judged.widths[INPUT]
        x = item.x[0] if isinstance(item.x[0], tuple) and not isinstance(extent, tuple) else item.x  # of a sequence
        if isinstance(extent, tuple) and extent_of(x) != extent:
            said = {"found": said_shape(shape_of(extent_of(x))), "expected": said_shape(extent)}
            reader.fault("fault.input_shape", inside(place, "x"), None, number=number, **said)
        elif extent_of(x) != extent:
            values = {"number": number, "found": len(x), "expected": extent}
            reader.fault("fault.input_count", inside(place, "x"), Message("hint.input_count"), **values)
        rows = _target_rows(reader, item, number, judged, place)
        one = TARGET in rows
        checked.append(Observation(item.x, rows.get(TARGET), item.mark, {} if one else rows))
    return tuple(checked)


def _target_rows(reader: Reader, item: Observation, number: int, judged: Judged, place: Tree) -> dict[str, Any]:
    """The targets of an observation by their names. Notes a fault for each that is missing or does not fit."""
    named: dict[str, Any] | None = item.y.rows if isinstance(item.y, NamedTargets) else None
    keys = {judged.wiring.canonical(key): key for key in named or {}}
    known = [judged.wiring.labels.get(name, name) for name, _ in judged.values]
    rows: dict[str, Any] = {}
    for name, key in keys.items():
        if name not in dict(judged.values):
            reader.fault("fault.no_loss_of", inside(place, "y", key), partial(did_you_mean, key, known), found=key)
    if not judged.values and item.y is not None and named is None:
        values = {"number": number, "loss": judged.losses[0].kind}
        reader.fault("fault.no_targets", inside(place, "y"), Message("hint.no_targets"), **values)
    for name, loss in judged.values:
        y = item.y if named is None else named.get(keys.get(name, ""))
        at = inside(place, "y", *([keys[name]] if name in keys else []))
        row = _checked_row(reader, y, (number, judged.widths[name]), loss, at)
        if row is None and loss and (named is not None or at is place):
            reader.fault("fault.target_missing", at, Message("hint.target"), number=number, loss=loss.kind)
        if row is not None:
            rows[loss.target if loss else TARGET] = row
    return rows


def _checked_row(
    reader: Reader, y: Any, sizes: tuple[int, Extent], loss: LossSpec | None, place: Tree
) -> tuple[Any, ...] | None:
    """The row of a target, with a fault where it does not fit. sizes: the number of its observation, and its width."""
    number, width = sizes
    if isinstance(width, tuple):
        return None  # which is a fault of the loss
    row = _target_row(reader, y, number, width, loss, place)
    if row is not None and isinstance(width, int) and len(row) != width:
        reader.fault(
            "fault.target_count", place, Message("hint.target_count"), number=number, found=len(row), expected=width
        )
    elif row is not None and loss and not isinstance(y, dict):
        _check_bounds(reader, row, number, loss, place)
    return row


def _target_row(
    reader: Reader, y: Any, number: int, outputs: Size, loss: LossSpec | None, place: Tree
) -> tuple[Any, ...] | None:
    """Targets as they are given; a class as a one-hot row, of 1 and −1 where the loss accepts nothing else."""
    if not isinstance(y, dict):
        found: tuple[Any, ...] | None = y
        return found
    chosen = y["class"]
    rules = loss and find("losses", loss.kind)
    off = Fraction(rules.targets[0]) if rules and rules.targets and rules.only_bounds else _ZERO
    if isinstance(outputs, str):
        reader.fault("fault.class_of_unknown", inside(place, "class"), None, number=number)
        return None
    if chosen > outputs:
        values = {"number": number, "found": chosen, "expected": outputs}
        reader.fault("fault.class_number", inside(place, "class"), None, **values)
    return tuple(_ONE if index == chosen else off for index in range(1, outputs + 1))


def _check_bounds(reader: Reader, y: tuple[Any, ...], number: int, loss: LossSpec, place: Tree) -> None:
    rules = find("losses", loss.kind)
    assert rules
    before = len(reader.faults)
    if rules.targets:
        low, high = rules.targets
        for at, value in enumerate(y, 1):
            if not between(low, high)(value) or (rules.only_bounds and _said(value) not in rules.targets):
                values = {"number": number, "loss": loss.kind, "low": low, "high": high, "found": _said(value)}
                key = "fault.target_bounds" if rules.only_bounds else "fault.target_range"
                reader.fault(key, inside(place, at), None, **values)
    if rules.distribution and len(reader.faults) == before and _known_sum(y) not in (None, 1):
        values = {"number": number, "loss": loss.kind, "found": _said(_known_sum(y))}
        reader.fault("fault.target_sum", place, Message("hint.class"), **values)
    if rules.directions and not any(y):
        reader.fault("fault.target_zero", place, Message("hint.target_zero"), number=number, loss=loss.kind)


def targets_schema() -> list[Schema]:
    """The rules of a schema about targets: a loss needs them or has none, and some losses bound them."""
    free = [kind for kind in kinds("losses") if (rules := find("losses", kind)) and not rules.has_targets]
    one = either({"enum": free}, *({"type": "object", "required": [kind]} for kind in free))
    alone, has_y = either(one, {"type": "array", "items": one}), {"required": ["y"]}
    said = [
        where({"loss": condition}, {"properties": {"data": {"items": then}}})
        for condition, then in (({"not": alone}, has_y), (alone, {"not": has_y}))
    ]
    for kind in kinds("losses"):
        rules = find("losses", kind)
        if rules and rules.targets:
            named = either({"const": kind}, {"type": "object", "required": [kind]})
            number = _bounded(rules.targets, rules.only_bounds)
            y = {**number, "items": number}
            said.append(where({"loss": named}, {"properties": {"data": {"items": {"properties": {"y": y}}}}}))
    return said


def _bounded(bounds: tuple[str, str], only: bool) -> Schema:
    low, high = map(json_number, bounds)
    if only:
        return either({"enum": [low, high]}, {"not": {"type": "number"}})
    return {"minimum": low, "maximum": high}


def _said(value: Any) -> str:
    return text(value, CANONICAL) if isinstance(value, Node) else str(value)


def _known_sum(y: tuple[Any, ...]) -> Any:
    return sum(y, _ZERO) if all(isinstance(value, Fraction) for value in y) else None
