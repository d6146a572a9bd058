"""Answered questions as blocks for a page and as records for data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ..derivation.questions import AnsweredQuestion, answers
from ..errors import Message, as_name
from ..problem.model import Problem
from ..solution.trace import Row
from .records import EntryRecords, LineRecords, Record, row_records
from .report import Block, Heading, Lines, Table
from .solution import Entries, line_of


def question_blocks(
    problem: Problem, ids: tuple[str, ...], exact: bool, work: bool, entries: Entries | None = None
) -> Iterator[Block]:
    """The questions of a problem, or those with the given ids, one under the other.

    entries: what writes rows entry by entry; None writes them in matrices.
    """
    for answer in answers(problem, ids, exact):
        yield from _question_blocks(answer, problem, (exact, work), entries)


def _question_blocks(
    answer: AnsweredQuestion, problem: Problem, shows: tuple[bool, bool], entries: Entries | None
) -> Iterator[Block]:
    """The rows of a question under its id and the layers that it asks about; parts of a derivation name it themselves.

    shows: whether exact numbers are shown, and whether formulas stand beside values; then a row that is only a formula
    is left out if a later row shows it.
    """
    if answer.rows or not answer.parts:
        yield Heading(question_title(answer))
    yield from answer_blocks(answer, problem, shows, entries)


def question_title(answer: AnsweredQuestion) -> Message:
    """The id of a question, and the layers that it asks about."""
    return Message("board.question", {"id": answer.question.id, "about": about(answer)})


def answer_blocks(
    answer: AnsweredQuestion, problem: Problem, shows: tuple[bool, bool], entries: Entries | None = None
) -> Iterator[Block]:
    """What answers a question: its rows, and the parts of a derivation; shows: exact numbers, and formulas."""
    question, (exact, work) = answer.question, shows
    worked = {(row.name, row.formula) for row in answer.rows if row.phase != "formula"} if work else set()
    shown = [row for row in answer.rows if row.phase != "formula" or (row.name, row.formula) not in worked]
    for compares, rows in groupby(shown, lambda row: row.phase == "compare"):
        if compares:
            yield _comparison(tuple(rows), str(question.other))
        else:
            found = tuple(rows)
            single = entries.lines(found) if entries else None
            yield Lines(tuple(map(line_of, found)) if single is None else single, single is not None)
    if answer.parts:
        from .derivation import part_blocks  # loaded only for the few questions that ask for a derivation

        yield from part_blocks(answer.parts, problem, exact)


def about(answer: AnsweredQuestion) -> Message:
    """The layers that a question is about, in words."""
    layers = answer.question.layers
    if not layers:
        return Message("board.whole")
    said = tuple(Message("board.loss") if layer == "loss" else _layer(answer, layer) for layer in layers)
    return Message("board.joined", {"parts": said})


def _layer(answer: AnsweredQuestion, layer: int | str) -> Message:
    kind = next((row.line.kind for row in answer.rows if row.line.layer == layer), "")
    return Message("board.layer", {"number": layer, "kind": kind})


def _comparison(rows: tuple[Row, ...], other: str) -> Table:
    heads = (Message("board.line"), Message("board.here"), other, "")
    body = tuple((as_name(row.name), row.here, row.there, _likeness(row)) for row in rows)
    return Table(heads, body)


def _likeness(row: Row) -> Message:
    if row.here is None or row.there is None:
        return Message("board.only_there" if row.here is None else "board.only_here")
    return Message("board.same" if row.same else "board.differs")


def question_records(
    problem: Problem, ids: tuple[str, ...] = (), exact: bool = False, entries: EntryRecords | None = None
) -> Iterator[Record]:
    """The records of a problem's questions, or of those with the given ids: each an id with its rows.

    entries: what reads the rows of a question entry by entry.
    """
    for answer in answers(problem, ids, exact):
        rows = [record.whole() for record in row_records(answer.rows, LineRecords(problem, exact), (), entries)]
        if answer.parts:
            from .derivation import part_records

            rows += part_records(answer.parts, problem)
        yield {"id": answer.question.id, "rows": rows}
