"""The verdict of one line's answers: right, rounded, follows or wrong, entry by entry."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...errors import Message
from ...evaluate.evaluate import Value, elements
from ...evaluate.intervals import Interval
from ...expr.operations import snap_to_zero
from ...program.network import value_shape
from ..answers.file import Answer
from ..answers.number import Written, equal, within
from .key import Target
from .result import FOLLOWS, MISSING, RIGHT, ROUNDED, WORST, WRONG
from .rounding import DigitStyle


class EntryValues(NamedTuple):
    """One entry of a line: its place, the right number, and where it can lie.

    own: from the person's earlier answers; ideal: with what was wrong in them put right; the same where nothing was.
    """

    place: tuple[int, ...]
    true: float
    own: Interval
    ideal: Interval


class AlignedAnswer(NamedTuple):
    """An answer brought to the entries of its line: each place with what was written; note: why it could not be."""

    given: Answer
    target: Target
    entries: dict[int, Written]
    note: Message | None = None


def places(value: Value) -> list[tuple[int, ...]]:
    """The places of a value's entries, from 1, row by row."""
    if not isinstance(value, tuple):
        return [()]
    return [(i, *rest) for i, item in enumerate(value, 1) for rest in places(item)]


def aligned(given: Answer, target: Target) -> AlignedAnswer:
    """An answer's entries by their number in the line; a row may be given for a column, one number for a 1×1 matrix."""
    value = target.line.value
    all_places = places(value)
    written = given.value
    if written is None:
        return AlignedAnswer(given, target, {})
    if target.entry:
        wanted = [all_places.index(target.entry)]
        return _fitted(given, target, wanted, written, ((),))
    shape = value_shape(value)
    return _fitted(given, target, list(range(len(all_places))), written, shape)


def _fitted(given: Answer, target: Target, wanted: list[int], written: Any, shape: tuple[Any, ...]) -> AlignedAnswer:
    found = elements(written)
    one_line = sum(size > 1 for size in shape if isinstance(size, int)) <= 1
    theirs = value_shape(written)
    fits = len(found) == len(wanted) and (theirs == shape or (one_line and sum(s > 1 for s in theirs) <= 1))
    if fits and _is_even(written):
        return AlignedAnswer(given, target, dict(zip(wanted, found)))
    shapes = {"expected": _said("needs", shape), "found": _said("found", theirs if _is_even(written) else None)}
    note = Message("check.shape", shapes)
    if len(wanted) == 1 and len(found) == 2 and all(item.text.isdigit() for item in found):
        note = Message("check.comma", {"mended": ",".join(item.text for item in found)})
    return AlignedAnswer(given, target, {}, note)


def _is_even(value: Any) -> bool:
    return not isinstance(value, tuple) or len({value_shape(item) for item in value}) == 1


def _said(key: str, shape: tuple[Any, ...] | None) -> Message:
    """What is needed or was found: one number, 3 numbers, a 2×2 matrix; None for rows of different lengths."""
    if shape is None:
        return Message("check.found.uneven")
    if all(size in (1, ()) for size in shape):
        return Message(f"check.{key}.number")
    if len(shape) == 1:
        return Message(f"check.{key}.row", {"count": shape[0]})
    return Message(f"check.{key}.matrix", {"rows": shape[0], "columns": shape[1]})


def entry_verdict(item: Written, entry: EntryValues, style: DigitStyle) -> tuple[str, Message | None]:
    """The verdict of one number, and what is to be said of its digits."""
    if item.error is not None:
        return MISSING, Message("check.unreadable", {"why": Message(item.error.message.key, item.error.message.values)})
    if item.value is None:
        return (MISSING, None) if not item.text else (WRONG, Message("check.no_number"))
    true = float(snap_to_zero(entry.true))
    if equal(item, true) or _is_written(item, Interval(true, true), style):
        return RIGHT, None
    if _is_written(item, entry.ideal, style):
        return ROUNDED, None
    if entry.own is not entry.ideal and _is_written(item, entry.own, style):
        return FOLLOWS, None
    if item.digits < style.least and item.unit and within(item, entry.ideal.lo, entry.ideal.hi, strict=True):
        return WRONG, Message("check.coarse", {"least": style.least, "found": item.text})
    return WRONG, None


def _is_written(item: Written, value: Interval, style: DigitStyle) -> bool:
    """Whether some number of the interval is written so, in digits enough."""
    if value.width == float("inf"):
        return False
    if not item.unit:
        return value.lo <= (item.value or 0.0) <= value.hi or (value.is_point and equal(item, value.lo))
    if value.is_point and equal(item, value.lo):
        return True
    return any(
        form.digits >= style.least and within(form, value.lo, value.hi, style.strict)
        for form in (item, style.finely(item), style.coarsely(item))
    )


def worst(verdicts: list[str]) -> str:
    """The verdict of a whole from those of its entries."""
    return min(verdicts, key=WORST.index) if verdicts else MISSING
