"""A solution, or the parts of it that a view selects, as records for data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from ..problem.model import Problem
from ..program.layout import layout_of
from ..records import NamedTuple
from ..solution.solution import Solution
from ..typed import Any
from .records import EntryRecords, LineRecord, Record, final_records, header, trace_records
from .selection import View, inexact_note
from .solution import FINAL


class SolutionRecords(NamedTuple):
    """The records of one solution; those of the trace and the questions are made one by one as they are read.

    trace: None where only questions are shown. final: makes the keys of the final weights after the trace has been
    read; None where they are not shown. final_rows: the same as rows, for a table where they are asked for by name.
    """

    header: Record
    trace: Iterable[LineRecord] | None
    final: Callable[[], dict[str, Any] | None]
    questions: Iterable[Record]
    final_rows: Callable[[], Iterable[Record]]


def records(solution: Solution, view: View) -> SolutionRecords:
    """The records of a solution, made row by row as they are read."""

    def final() -> dict[str, Any] | None:
        if view.ids or (view.phases and FINAL not in view.phases):
            return None
        back = partial(layout_of(solution.problem).values, back=True)
        found: dict[str, Any] = {FINAL: back(solution.final)}
        if view.exact:
            found["final_exact"] = solution.final_exact and back(solution.final_exact)
        if solution.inexact:
            found["exact_note"] = inexact_note(solution)
        return found

    def final_rows() -> Iterable[Record]:
        found = final() if FINAL in view.phases else None
        return final_records(found[FINAL], found.get("final_exact")) if found else ()

    entries = _entry_records(solution.problem, view)
    trace = None if view.ids else trace_records(solution, view.phases, view.exact, entries)
    questions = _questions(solution.problem, view, entries)
    return SolutionRecords(header(solution.problem, view.lang), trace, final, questions, final_rows)


def _entry_records(problem: Problem, view: View) -> EntryRecords | None:
    """What reads rows entry by entry, for data only where they are asked for."""
    if not view.entries:
        return None
    from .entries import entry_records

    return entry_records(problem, view.chain, view.exact)


def _questions(problem: Problem, view: View, entries: EntryRecords | None) -> Iterable[Record]:
    if not view.asks or not problem.questions:
        return ()
    from .questions import question_records

    return question_records(problem, view.ids, view.exact, entries)
