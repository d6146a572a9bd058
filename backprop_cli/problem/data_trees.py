"""Data as matrices, X and Y of a batch: spelled out as the list of observations that they are."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Message
from ..records import NamedTuple
from ..rules import find
from ..typed import Any
from .fields import matrix
from .model import LayerSpec, LossSpec
from .reader import Reader
from .series import rows_of
from .yaml_tree import Mapping, Scalar, Sequence, Tree


class SpelledData(NamedTuple):
    """Data as a list of observations; batches: the numbers of those of each matrix, () where nothing is a matrix."""

    tree: Tree
    batches: tuple[tuple[int, ...], ...] = ()


def is_by_columns(conventions: dict[str, Any]) -> bool:
    """Whether a batch has a column for each observation: as they say, else where weights have a row for each output."""
    by_outputs = conventions.get("weights") == "outputs_by_inputs"
    return bool(conventions.get("observations", "columns" if by_outputs else "rows") == "columns")


def spelled_out(
    reader: Reader, data: Tree, fitting: tuple[Iterable[LayerSpec], Iterable[LossSpec]], by_columns: bool
) -> SpelledData:
    """The data of a network: `{x: [[1, 2], [3, 4]], y: [[0], [1]]}` is one batch, and a list may hold such batches.

    A row of a matrix is an observation, by columns a column; where a layer reads images or sequences, or a loss
    compares rows, a matrix is one of these. What is no such data comes back as it is, also after a fault. fitting: the
    layers and the losses that it is for.
    """
    network, losses = fitting
    items = data.items if isinstance(data, Sequence) else (data,)
    rules = [find("layers", spec.kind) for spec in network]
    whole = any(found.axes or found.carried for found in rules if found) or any(map(rows_of, losses))
    if not rules or whole or not any(map(_is_batch, items)):
        return SpelledData(data)
    found: list[Tree] = []
    batches = []
    for item in items:
        rows = _rows(reader, item, by_columns) if _is_batch(item) else [item]
        batches.append(tuple(range(len(found) + 1, len(found) + len(rows) + 1)))
        found += rows
    return SpelledData(Sequence(tuple(found), True, data.mark, data.size, data.end), tuple(batches))


def one_row(data: Tree) -> Tree:
    """The data of a graph as a list: values by name, without a list around them, are its only row."""
    return Sequence((data,), True, data.mark, data.size, data.end) if isinstance(data, Mapping) else data


def with_data(document: Mapping, data: Tree) -> Mapping:
    """A document with other data."""
    return document._replace(pairs=tuple((key, data if key.text == "data" else value) for key, value in document.pairs))


def _is_batch(item: Tree) -> bool:
    x = item.get("x") if isinstance(item, Mapping) else None
    return isinstance(x, Sequence) and any(isinstance(row, Sequence) for row in x.items)


def _rows(reader: Reader, batch: Any, by_columns: bool) -> list[Tree]:
    """The observations of a batch. Notes a fault where x is no matrix, or y has not as many observations."""
    columns: list[tuple[Scalar, tuple[Tree, ...]]] = []
    for key, value in batch.pairs:
        is_table = isinstance(value, Sequence) and any(isinstance(row, Sequence) for row in value.items)
        if is_table and (key.text == "x" or by_columns) and matrix(reader, value, hint="hint.batch_ragged") is None:
            return []
        rows = value.items if isinstance(value, Sequence) else (value,)
        columns.append((key, _turned(rows) if is_table and by_columns else rows))
    count = next(len(rows) for key, rows in columns if key.text == "x")
    for key, rows in columns:
        if len(rows) != count:
            hint = Message("hint.batch_columns" if by_columns else "hint.batch_rows")
            reader.fault("fault.batch_rows", batch.get(key.text), hint, key=key.text, found=len(rows), expected=count)
            return []
    return [_observation(batch, [(key, rows[place]) for key, rows in columns]) for place in range(count)]


def _observation(batch: Mapping, pairs: list[tuple[Scalar, Tree]]) -> Tree:
    x = next(value for key, value in pairs if key.text == "x")
    return batch._replace(pairs=tuple(pairs), mark=x.mark, end=x.end)


def _turned(rows: tuple[Any, ...]) -> tuple[Tree, ...]:
    return tuple(
        Sequence(column, True, column[0].mark, 1 + len(column), column[-1].end)
        for column in zip(*(row.items for row in rows))
    )
