"""Observations from a file of numbers: csv with columns x1, x2, … and y1, … or class; or npz with arrays X and y."""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice

from ..errors import Mark, Message, Source, fail, plainly
from ..expr.read.constants import decimal, parse_number
from ..expr.read.tokens import FormulaError
from ..records import NamedTuple
from ..typed import Any
from .array_files import MAX_FILE, MAX_NUMBERS, as_floats, beside, chosen_array, file_content, read_npz
from .model import Observation
from .yaml_tree import Scalar, decoded

CLASS, ZIP = "class", b"PK"
_INPUT, _TARGET = re.compile(r"x([1-9][0-9]{0,5})"), re.compile(r"y([1-9][0-9]{0,5})")
_COMMA = re.compile(r"^(\s*[-+]?[0-9]+),([0-9]+(?:[eE][-+]?[0-9]+)?\s*)$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_DELIMITERS = ",;\t"


class DataRows(Sequence[Observation]):
    """Observations in bulk: each is made when it is asked for, of floats.

    inputs: the numbers of all rows, one row after the other, `width` of them each; targets, of `outputs` each, alike;
    None where there are none. classes: the class of each row, from 0, where the file has these in place of targets;
    labels: the names of the classes. source: a word for the file, in messages about a row.
    """

    def __init__(self, inputs: array[float], width: int, mark: Mark) -> None:
        self.inputs, self.width, self.mark = inputs, width, mark
        self.targets: array[float] | None = None
        self.outputs = 0
        self.classes: list[int] | None = None
        self.labels: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.inputs) // self.width

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        x: Any = tuple(self.inputs[index * self.width : (index + 1) * self.width])
        y: Any = (
            None if self.targets is None else tuple(self.targets[index * self.outputs : (index + 1) * self.outputs])
        )
        return Observation(x, y, self.mark)

    @property
    def target_width(self) -> int | None:
        """How many outputs the targets ask for; None where there are none, or two classes, which one tells apart."""
        if self.targets is None:
            return len(self.labels) if len(self.labels) > 2 else None
        return self.outputs

    def with_targets(self, targets: array[float], outputs: int) -> DataRows:
        """The same rows with these targets."""
        found = DataRows(self.inputs, self.width, self.mark)
        found.targets, found.outputs = targets, outputs
        found.classes, found.labels = self.classes, self.labels
        return found


def read_data(tree: Scalar) -> DataRows:
    """The observations of the file that a problem names. Raises BackpropError, at the file's cell where it is one."""
    path = beside(tree)
    content = file_content(path, tree.mark)
    if content[:2] == ZIP:
        arrays = read_npz(content, path, tree.mark)
        del content  # data may be large
        found = _from_npz(arrays, path, tree.mark)
    else:
        text = decoded(content, path, MAX_FILE)
        del content
        found = _from_csv(Source(path, text), tree.mark)
    if not len(found):
        raise fail("fault.data_empty", tree.mark, Message("hint.data_empty"), name=plainly(path))
    return found


class _Columns(NamedTuple):
    """The places of the columns of a csv file: of inputs, of targets, of the class (None: there is none)."""

    inputs: list[int]
    targets: list[int]
    label: int | None
    names: list[str]


def _from_csv(source: Source, mark: Mark) -> DataRows:
    head = source.text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    rows = csv.reader(_lines(source.text), delimiter=delimiter, strict=True)
    try:
        columns = _columns(next(rows, []), source)
        inputs, targets, labels = _cells(rows, columns, source)
    except csv.Error as error:
        open_quote = Message("fault.csv.quote") if "unexpected end" in str(error) else plainly(error)
        raise fail("fault.csv", Mark(source, rows.line_num - 1, 0), None, problem=open_quote) from None
    found = DataRows(inputs, len(columns.inputs), mark)
    if columns.targets:
        found = found.with_targets(targets, len(columns.targets))
    elif columns.label is not None:
        found.classes, found.labels = _classes(labels)
    return found


def _lines(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one by one: StringIO takes four bytes for every character."""
    return (found[0] for found in _LINE.finditer(text))


def _columns(head: list[str], source: Source) -> _Columns:
    """The columns by their names. Raises BackpropError for a head that has other names, or not all up to the last."""
    names = [name.strip() for name in head]
    strange = [name for name in names if not (name == CLASS or _INPUT.fullmatch(name) or _TARGET.fullmatch(name))]
    if strange and len(strange) < len(names):  # else this is no line of names
        mark = _mark(head, names.index(strange[0]), 1, source)
        raise fail("fault.data_column", mark, Message("hint.data_columns"), found=plainly(strange[0]))
    found: dict[re.Pattern[str], list[int]] = {}
    for pattern in (_INPUT, _TARGET):
        numbered = {int(match[1]): place for place, name in enumerate(names) if (match := pattern.fullmatch(name))}
        found[pattern] = [numbered[number] for number in sorted(numbered)]
        if [*sorted(numbered)] != [*range(1, len(numbered) + 1)]:
            raise fail("fault.data_columns", Mark(source, 0, 0), Message("hint.data_columns"))
    label = names.index(CLASS) if CLASS in names else None
    inputs, targets = found[_INPUT], found[_TARGET]
    if not inputs or len(inputs) + len(targets) + (label is not None) != len(names) or (targets and label is not None):
        raise fail("fault.data_columns", Mark(source, 0, 0), Message("hint.data_columns"))
    return _Columns(inputs, targets, label, names)


def _cells(rows: Any, columns: _Columns, source: Source) -> tuple[array[float], array[float], list[str]]:
    """The numbers of all rows, and their classes as they are written."""
    inputs, targets, labels = array("d"), array("d"), list[str]()
    # float would read 1_000, which is a slip in a file of numbers: only where there is no such sign it is asked.
    quick = "_" not in source.text
    for row in rows:
        if not row:
            continue
        if len(row) != len(columns.names):
            values = {"row": rows.line_num, "found": len(row), "expected": len(columns.names)}
            raise fail("fault.data_row", Mark(source, rows.line_num - 1, 0), None, **values)
        for into, places in ((inputs, columns.inputs), (targets, columns.targets)):
            try:
                numbers = [float(row[place]) for place in places] if quick else [math.nan]
            except ValueError:
                numbers = [math.nan]
            if not math.isfinite(sum(numbers)):
                numbers = [_number(row, place, rows.line_num, columns, source) for place in places]
            into.extend(numbers)
        if columns.label is not None:
            labels.append(_label(row, columns.label, rows.line_num, source))
        if len(inputs) > MAX_NUMBERS:
            raise fail("fault.data_numbers", Mark(source, 0, 0), None, name=plainly(source.name), limit=MAX_NUMBERS)
    return inputs, targets, labels


def _number(row: list[str], place: int, line: int, columns: _Columns, source: Source) -> float:
    """The number of a cell, read as in a problem; an error says the row and the column."""
    try:
        # A comma inside a cell does not separate cells: it is a decimal comma, as spreadsheets write it.
        said = _COMMA.sub(r"\1.\2", row[place])
        return decimal(parse_number(said))
    except FormulaError as error:
        values = {"row": line, "column": columns.names[place], "found": plainly(row[place])}
        raise fail("fault.data_cell", _mark(row, place, line, source), error.hint, **values) from None


def _label(row: list[str], place: int, line: int, source: Source) -> str:
    said = row[place].strip()
    if not said:
        raise fail("fault.data_class", _mark(row, place, line, source), Message("hint.data_class"), row=line)
    return said


def _mark(row: list[str], place: int, line: int, source: Source) -> Mark:
    return Mark(source, line - 1, sum(len(cell) + 1 for cell in row[:place]))


def _classes(labels: list[str]) -> tuple[list[int], tuple[str, ...]]:
    """The classes of all rows from 0, and their names: whole numbers as they are, names in alphabetical order."""
    if all(re.fullmatch("[0-9]{1,6}(?:\\.0*)?", label) for label in set(labels)):
        numbers = [int(float(label)) for label in labels]
        return numbers, tuple(map(str, range(max(numbers, default=-1) + 1)))
    names = sorted(set(labels))
    places = {name: place for place, name in enumerate(names)}
    return [places[label] for label in labels], tuple(names)


def _from_npz(arrays: dict[str, Any], path: str, mark: Mark) -> DataRows:
    x = chosen_array(arrays, "X", path, mark)
    y = arrays.get("y")
    if x.ndim != 2 or 0 in x.shape or (y is not None and (y.ndim not in (1, 2) or len(y) != len(x) or not y.size)):
        raise fail("fault.npz_data", mark, Message("hint.npz_data"), name=plainly(path))
    found = DataRows(as_floats(x), x.shape[1], mark)
    if y is None:
        return found
    if y.ndim == 1 and (y >= 0).all() and (y == y.round()).all() and y.max() < MAX_NUMBERS:
        found.classes = [int(value) for value in y.tolist()]
        found.labels = tuple(map(str, range(max(found.classes) + 1)))
    # A row of whole numbers may be classes or numbers: how many outputs the network has will say which.
    return found.with_targets(as_floats(y), 1 if y.ndim == 1 else y.shape[1])


def one_hot(rows: DataRows, outputs: int, off: float) -> DataRows:
    """The rows with a target for each output, 1 for that of the class and `off` for the others.

    Of a single output it is `off` for the first class and 1 for the second.
    """
    assert rows.classes is not None
    if outputs == 1:
        return rows.with_targets(array("d", (float(number) or off for number in rows.classes)), 1)
    targets = array("d", [off]) * (outputs * len(rows))
    for place, number in enumerate(rows.classes):
        targets[place * outputs + number] = 1.0
    return rows.with_targets(targets, outputs)


def targets_by_row(rows: DataRows) -> Iterator[tuple[int, tuple[float, ...]]]:
    """The targets of every row, with its number from 1."""
    cells = iter(rows.targets or ())
    return ((number, tuple(islice(cells, rows.outputs))) for number in range(1, len(rows) + 1))
