"""An answer matched to the entries of its line, and the verdict of each entry: right, rounded, follows or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from ...errors import Message, cut
from ...evaluate.evaluate import Value, elements, value_shape
from ...expr.floats import snap_to_zero
from ...expr.interval import Interval
from ...expr.read.tokens import FormulaError
from ...records import NamedTuple
from ...tolerances import SAME_NUMBER
from ...typed import Any
from ..answers.answer import Answer
from ..answers.number import WrittenNumber, equal, within
from .key import LineIdentity, Target
from .result import FOLLOWS, MISSING, RIGHT, ROUNDED, WORST, WRONG
from .rounding import DigitStyle

TOO_COARSE = "check.coarse"
Place = tuple[int, ...]
Shape = tuple[Any, ...]


class EntryValues(NamedTuple):
    """One entry of a line: its place from 1, its right number, and the intervals in which it may lie.

    own: computed from the student's earlier answers as they stand. ideal: computed from them with the wrong ones put
    right. Both are one object where no earlier answer is wrong. size: that of the line's largest entry.
    """

    place: Place
    true: float
    own: Interval
    ideal: Interval
    size: float = 0.0


class AlignedAnswer(NamedTuple):
    """An answer matched to the entries of its line.

    entries: the written numbers by flat index, which counts the line's entries row by row from 0. note: why the answer
    does not match; then there are no entries.
    """

    answer: Answer
    target: Target
    entries: dict[int, WrittenNumber]
    note: Message | None = None

    @property
    def misfit(self) -> bool:
        """Whether it is refused because it has another shape than its line."""
        return self.note is not None and _is_even(self.answer.value)


@lru_cache(16)
def entry_numbers(shape: tuple[int, ...]) -> Mapping[Place, int]:
    """The flat index of every entry of a shape by its place (row and column from 1), row by row."""
    places = product(*(range(1, size + 1) for size in shape))
    return MappingProxyType({place: number for number, place in enumerate(places)})


def values_of_entries(value: Value, own: Value, ideal: Value) -> list[EntryValues]:
    """The entries of a line, row by row. The intervals of one entry are one object where own and ideal are."""
    mine, true = elements(own), elements(value)
    right = mine if own is ideal else elements(ideal)
    size = max(map(abs, true), default=0.0)
    return [EntryValues(*entry, size) for entry in zip(entry_numbers(value_shape(value)), true, mine, right)]


def align(answer: Answer, target: Target) -> AlignedAnswer:
    """The answer matched to its line: a row may stand for a column, and one number for a 1×1 matrix."""
    if answer.value is None:
        return AlignedAnswer(answer, target, {})
    shape = value_shape(target.line.nested_value)
    numbers = entry_numbers(shape)
    if target.entry:
        return _fit(answer, target, [numbers[target.entry]], ((),))
    return _fit(answer, target, list(numbers.values()), shape)


def _fit(answer: Answer, target: Target, wanted: list[int], shape: Shape) -> AlignedAnswer:
    """The answer laid on the entries that it is to fill, or with the note that says why it does not fit them."""
    found, given_shape = elements(answer.value), value_shape(answer.value)
    if len(found) == len(wanted) and is_same_shape(given_shape, shape) and _is_even(answer.value):
        return AlignedAnswer(answer, target, dict(zip(wanted, found)))
    shapes = {
        "expected": _said("needs", shape),
        "found": _said("found", given_shape if _is_even(answer.value) else None),
    }
    note = Message("check.shape", shapes)
    # Two whole numbers for one are most likely 0,5 that YAML or a spreadsheet has split at its decimal comma.
    if len(wanted) == 1 and len(found) == 2 and all(item.text.isdigit() for item in found):
        note = Message("check.comma", {"mended": ",".join(cut(item.text) for item in found)})
    return AlignedAnswer(answer, target, {}, note)


def is_same_shape(given: Shape, shape: Shape) -> bool:
    """Whether an answer of one shape can be meant for another, of as many entries: a row may stand for a column."""
    return given == shape or _lines(given) == _lines(shape)


def _lines(shape: Shape) -> Shape:
    """The sizes of a shape without axes of a single item; a single row, column and number are alike."""
    sizes = tuple(size for size in shape if isinstance(size, int) and size > 1)
    return sizes if len(sizes) > 1 else ()


def _is_even(value: Any) -> bool:
    return not isinstance(value, tuple) or len({value_shape(item) for item in value}) == 1


def _said(key: str, shape: Shape | None) -> Message:
    """What is needed or was found: one number, 3 numbers, a 2×2 matrix; None for rows of different lengths."""
    if shape is None:
        return Message("check.found.uneven")
    if all(size in (1, ()) for size in shape):
        return Message(f"check.{key}.number")
    if len(shape) == 1:
        return Message(f"check.{key}.row", {"count": shape[0]})
    if len(_lines(shape)) > 2:
        return Message(f"check.{key}.stack", {"sizes": "×".join(map(str, shape))})
    rows, columns = shape[-2:]
    return Message(f"check.{key}.matrix", {"rows": rows, "columns": columns})


class LineAnswers:
    """The answers of one document by the lines that they are about, matched to the entries of these when asked for.

    given: the answers with their targets, by the identity of the line.
    """

    def __init__(self, given: dict[LineIdentity, list[tuple[Answer, Target]]]) -> None:
        self.given = given
        self._aligned: dict[LineIdentity, list[AlignedAnswer]] = {}

    def of(self, identity: LineIdentity) -> list[AlignedAnswer]:
        """The answers to a line."""
        if identity not in self._aligned:
            self._aligned[identity] = [align(*pair) for pair in self.given.get(identity, ())]
        return self._aligned[identity]


def entry_verdict(number: WrittenNumber, entry: EntryValues, style: DigitStyle) -> tuple[str, Message | None]:
    """The verdict of one written number, and a note about its digits where one is due.

    The order matters: a number that is right in spite of an earlier mistake is right, not "follows".
    """
    if number.value is None:
        return MISSING, unreadable(number.error) if number.error or number.text else None
    if is_right(number, entry.true, style):
        return RIGHT, None
    # Beside 1, e^−40 is written as 0, in whatever digits: a calculator that adds both shows no difference.
    if _is_accepted(number, entry.ideal, style) or (not number.value and abs(entry.true) < SAME_NUMBER * entry.size):
        return ROUNDED, None
    if entry.own is not entry.ideal and _is_accepted(number, entry.own, style):
        return FOLLOWS, None
    if (
        style.is_coarse(number)
        and not style.is_claim(number)
        and within(number, entry.ideal.lo, entry.ideal.hi, strict=True)
    ):
        return MISSING, Message(TOO_COARSE, {"least": style.least, "found": cut(number.text)})
    return WRONG, None


def is_right(number: WrittenNumber, true: float, style: DigitStyle) -> bool:
    """Whether a number is the right one, as it stands or to its own digits; what is blank or no number is not."""
    value = float(snap_to_zero(true))
    return number.is_number and (equal(number, value) or _is_accepted(number, Interval(value, value), style))


def unreadable(error: FormulaError | None) -> Message:
    """What is said of an answer that cannot be read: why, and how it can be written. None: it has names in it."""
    why = error.message if error else Message("check.no_number")
    how = error.hint if error and error.hint else Message("check.how_to_write")
    return Message("check.unreadable", {"why": why, "how": how})


def _is_accepted(number: WrittenNumber, value: Interval, style: DigitStyle) -> bool:
    """Whether some number of the interval is written so, in digits enough."""
    if value.width == float("inf"):
        return False
    if value.is_point and equal(number, value.lo):
        return True
    if not number.unit:
        return within(number, value.lo, value.hi)
    return any(
        not style.is_coarse(form) and within(form, value.lo, value.hi, style.strict)
        for form in (number, style.finely(number), style.coarsely(number))
    )


def worst(verdicts: list[str]) -> str:
    """The verdict of a whole from those of its entries; MISSING where it has none."""
    return min(verdicts, key=WORST.index) if verdicts else MISSING
