"""Observations of a file held against the network and its loss: the numbers it reads, targets that the loss takes."""

from __future__ import annotations

from fractions import Fraction

from ..errors import Message, plainly
from ..rules import Rules, find
from ..tolerances import SAME_NUMBER
from ..typed import Any
from .array_files import beside
from .data_file import DataRows, one_hot, targets_by_row
from .extents import Extent
from .model import LossSpec
from .reader import Reader
from .yaml_tree import Scalar, Tree, inside


def check_rows(
    reader: Reader, rows: DataRows, ends: tuple[Extent, Extent], loss: LossSpec | None, tree: Tree
) -> DataRows:
    """The rows with classes as targets. Notes a fault where they do not fit the network or the loss."""
    place, outputs = inside(tree, "file"), ends[1]
    said = {"name": plainly(beside(place)) if isinstance(place, Scalar) else ""}
    rules = find("losses", loss.kind) if loss else None
    if not isinstance(outputs, int):
        return rows
    if rows.classes is not None and (rows.targets is None or outputs > 1):
        most = max(outputs, 2)
        if len(rows.labels) > most:
            values = {"found": len(rows.labels), "expected": most}
            reader.fault("fault.data_classes", place, Message("hint.data_class"), **values, **said)
            return rows
        rows = one_hot(rows, outputs, _off(rules))
    if rows.targets is None and rules:
        reader.fault("fault.data_targets", place, Message("hint.data_columns"), loss=rules.kind, **said)
    elif rows.targets is not None and rows.outputs != outputs:
        values = {"found": rows.outputs, "expected": outputs}
        reader.fault("fault.data_outputs", place, Message("hint.data_outputs"), **values, **said)
    elif rules:
        _check_targets(reader, rows, rules, place)
    return rows


def _off(rules: Rules | None) -> float:
    """The target of an output whose class it is not: −1 where the loss accepts nothing between it and 1."""
    return float(Fraction(rules.targets[0])) if rules and rules.targets and rules.only_bounds else 0.0


def _check_targets(reader: Reader, rows: DataRows, rules: Rules, place: Tree) -> None:
    """Notes a fault for the first row whose targets the loss does not take."""
    for number, y in targets_by_row(rows):
        if rules.targets:
            low, high = rules.targets
            bounds = float(low), float(high)
            wrong = next(
                (v for v in y if not bounds[0] <= v <= bounds[1] or (rules.only_bounds and v not in bounds)), None
            )
            if wrong is not None:
                key = "fault.target_bounds" if rules.only_bounds else "fault.target_range"
                values: dict[str, Any] = {"low": low, "high": high, "found": f"{wrong:g}"}
                reader.fault(key, place, None, number=number, loss=rules.kind, **values)
                return
        if rules.distribution and abs(sum(y) - 1) > SAME_NUMBER:
            values = {"number": number, "loss": rules.kind, "found": f"{sum(y):g}"}
            reader.fault("fault.target_sum", place, Message("hint.data_sum"), **values)
            return
        if rules.directions and not any(y):
            reader.fault("fault.target_zero", place, Message("hint.target_zero"), number=number, loss=rules.kind)
            return
