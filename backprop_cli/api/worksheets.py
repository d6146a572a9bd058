"""Sheets of exercises: problems with blanks to fill in, and their keys."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ..checking.answers.answer import Answer
from ..checking.check import check_by_key
from ..checking.judge.key import AnswerKey
from ..checking.marking import scheme_of
from ..checking.mistakes.catalogue import names as mistake_names
from ..checking.planting import WantedMistake, planted_pages
from ..checking.practice import Session
from ..checking.template import LEVELS
from ..errors import ArgumentError, BackpropError, Fault, Message, fail, one_of, plainly
from ..expr.read.confusables import latin
from ..formats.look import Look
from ..formats.worksheet import PACKAGES, PLATFORMS, sheet_package
from ..problem.fields import did_you_mean
from ..problem.load import file_bytes, load
from ..problem.marking import ALL
from ..problem.model import Problem
from ..problem.sheet import SheetItem, read_sheet
from ..views.drawing import drawing
from ..views.neurons import has_neurons
from ..views.platform import left_out_of
from ..views.submission import shared_out
from ..views.worksheet import SheetEntry, SheetExercise, SheetOutline, SheetPart, Worksheet, parts_of
from .variants import vary

AUTO, MOODLE = "auto", "moodle"
WHERE = re.compile(r"(\w+)@([0-9]{1,9}):(.+)")  # MISTAKE@STEP:NAME


def worksheet(
    problems: Sequence[Problem | SheetEntry],
    level: str = ALL,
    points: int | None = None,
    title: str = "",
    lang: str = "en",
    table: bool | None = None,
    solutions: bool = False,
) -> Worksheet:
    """A sheet on which students write the work of problems, or its key.

    problems: those of `load`, or the entries of a `sheet_outline`. level: what is asked for where an entry does not say
    so: "final", "gradient" or "all". points: what the sheet is worth; what is left when the entries have theirs is
    shared out among the others by the problems' own points. title: of the sheet, else that of the first problem. table:
    whether blanks are a table of names that `check` reads when it is filled in, or space in proportion to the work;
    none: a table in Markdown. solutions: whether the work stands in the place of the blanks. Raises BackpropError for
    an unknown level, and where a problem has nothing to fill in.

    >>> from backprop_cli import load, render, worksheet
    >>> print(render(worksheet(load("ex3"), level="final"), "md").split("\\n\\n")[-2])
    | step | name | value |
    |---|---|---|
    | final | `W1` | |
    | final | `b1` | |
    | final | `W2` | |
    | final | `b2` | |
    | final | `W3` | |
    | final | `b3` | |
    """
    entries = _as_entries(problems)
    asked = [_asked(entry, level) for entry in entries]
    parts = _marked(entries, asked, points)
    exercises = tuple(_exercise(entry.problem, own, lang) for entry, own in zip(entries, parts))
    first = entries[0].problem
    return Worksheet(exercises, title or first.text(first.title, lang), lang, solutions, table)


def _as_entries(problems: Sequence[Problem | SheetEntry]) -> list[SheetEntry]:
    if not problems:
        raise ArgumentError(Fault(Message("fault.no_problems")))
    return [item if isinstance(item, SheetEntry) else SheetEntry(item) for item in problems]


def _marked(
    entries: Sequence[SheetEntry], asked: Sequence[list[SheetPart]], points: int | None
) -> Iterator[tuple[SheetPart, ...]]:
    """The parts of each entry with their points."""
    left = None if points is None else points - sum(entry.points or 0 for entry in entries)
    open_weights = [_weight(part) for entry, parts in zip(entries, asked) if entry.points is None for part in parts]
    worth = iter(_shared(left, open_weights))
    for entry, parts in zip(entries, asked):
        own = None if entry.points is None else iter(_shared(entry.points, [_weight(part) for part in parts]))
        yield tuple(part._replace(points=next(own or worth)) for part in parts)


def sheet_outline(name: str) -> SheetOutline | None:
    """What a sheet file says: its problems, its title, its points and its language; None where the file is no sheet.

    name: its path; the problems that it names are files beside it, or bundled. Raises BackpropError for its faults.

    >>> from backprop_cli import sheet_outline
    >>> sheet_outline("problems/ex3.yaml") is None
    True
    """
    if not os.path.isfile(name):
        return None
    sheet = read_sheet(file_bytes(name), name)
    if sheet is None:
        return None
    entries = tuple(entry for item in sheet.items for entry in _entries(item, os.path.dirname(name)))
    return SheetOutline(entries, sheet.title, sheet.points, sheet.lang)


def unasked(sheet: Worksheet, format: str) -> tuple[str, ...]:
    """What a sheet asks for and a format leaves out, as problem:step:name: a learning platform takes numbers alone.

    Raises BackpropError where the format cannot have the sheet at all: a platform has no key, and no line to mend.

    >>> from backprop_cli import load, unasked, worksheet
    >>> unasked(worksheet(load("ex1")), "moodle")[:2]
    ('ex1:1:a', 'ex1:1:b')
    """
    if sheet.cloze and format != MOODLE:
        raise fail("fault.cloze_is_for_moodle")
    if format not in PLATFORMS and format not in PACKAGES:
        return ()
    if sheet.solutions:
        raise fail("fault.platform_key", format=format)
    if any(part.planted for exercise in sheet.exercises for part in exercise.parts):
        raise fail("fault.platform_erroneous", format=format)
    return tuple(left_out_of(sheet))


def quiz_package(sheet: Worksheet, format: str = "canvas", look: Look | None = None) -> bytes:
    """A sheet as a file that a learning platform imports and that is no text: "canvas" is a zip of QTI 1.2 for Canvas.

    look: how numbers are written. Raises BackpropError where the platform cannot have the sheet, or nothing on it is a
    number; `unasked` names what is left out.

    >>> from backprop_cli import load, quiz_package, worksheet
    >>> quiz_package(worksheet(load("ex3"), level="final"))[:2]
    b'PK'
    """
    one_of(format, tuple(PACKAGES), "fault.unknown_format")
    unasked(sheet, format)
    return sheet_package(sheet, format, look or Look(lang=sheet.lang, mark="," if sheet.lang == "ru" else "."))


def _entries(item: SheetItem, folder: str) -> Iterator[SheetEntry]:
    """The problems that an item of a sheet names, with what it asks of them."""
    path = os.path.join(folder, item.name.rpartition("#")[0] or item.name)
    try:
        found = load(os.path.join(folder, item.name) if os.path.exists(path) else item.name)
        if item.seed is not None:
            found = tuple(next(vary(found, seed=item.seed, folder=folder)).problems)
    except BackpropError as error:
        # What is wrong with a file has its place there; that there is none has its place in the sheet.
        placed = (fault if fault.mark else fault._replace(mark=item.mark) for fault in error.faults)
        raise BackpropError(*placed) from None
    ids = [question.id for problem in found for question in problem.questions]
    for wanted in item.questions:
        if latin(wanted) not in map(latin, ids):
            raise fail("fault.no_question", item.mark, did_you_mean(wanted, ids), id=wanted)
    if item.points is not None and len(found) > 1:
        names = [problem.name for problem in found]
        raise fail("fault.sheet_which", item.mark, did_you_mean("", names), name=item.name)
    yield from (SheetEntry(problem, item.level, item.points, item.questions) for problem in found)


def _asked(entry: SheetEntry, level: str) -> list[SheetPart]:
    """What an entry asks for, place by place. Raises BackpropError where that is nothing."""
    problem, level = entry.problem, entry.level or level
    one_of(level, LEVELS, "fault.unknown_level")
    blank = check_by_key(AnswerKey(problem), (), scheme_of(problem, level=level))
    wanted = set(map(latin, entry.questions))
    ids = [item.id for item in problem.questions if level == ALL and (not wanted or latin(item.id) in wanted)]
    parts = [part for part in parts_of(problem, blank.answers, ids) if not wanted or part.question is not None]
    if entry.erroneous:
        parts = [_planted(problem, parts, entry.erroneous)]
    elif entry.fade:
        parts = _faded([part for part in parts if part.step is not None], entry.fade)
    if not parts:
        raise fail("fault.nothing_asked", name=problem.name, level=level)
    return parts


def _faded(parts: list[SheetPart], blank: int) -> list[SheetPart]:
    """The steps of a worked example whose last lines, so many of them, are blank."""
    found = []
    for part in reversed(parts):
        cut = max(0, len(part.asked) - blank)
        found.append(part._replace(asked=part.asked[cut:], worked=part.asked[:cut]))
        blank -= len(part.asked) - cut
    return found[::-1]


def _planted(problem: Problem, parts: list[SheetPart], which: str) -> SheetPart:
    """A step with a wrong line. Raises BackpropError where no such mistake can be planted, so that it shows."""
    session = Session(problem)
    page = next(planted_pages(session, 1, wanted=None if which == AUTO else _wanted(session, which)), None)
    if page is None:
        raise fail("fault.not_planted", None, Message("hint.not_planted"), name=problem.name, found=plainly(which))
    line = session.asked[page.wrong].target.line
    part = next(part for part in parts if part.step == line.step)
    asked = tuple(item for item in part.asked if item.target and item.target.line.identity == line.identity)
    return part._replace(asked=asked, planted=(page, session.asked))


def _wanted(session: Session, which: str) -> WantedMistake:
    """MISTAKE@STEP:NAME as it is meant. Raises BackpropError where it is not written so, or means nothing."""
    parts = WHERE.fullmatch(which)
    mistake, step, name = parts.groups() if parts else (which, "", "")
    known = mistake_names()
    if parts and mistake not in known:
        raise fail("fault.unknown_mistake", None, did_you_mean(mistake, known), found=plainly(mistake))
    target = session.key.target(Answer(int(step), None, name, None)) if parts else None
    if target is None:
        name, found = session.problem.name, plainly(which)
        raise fail("fault.not_planted", None, Message("hint.not_planted"), name=name, found=found)
    return WantedMistake(mistake, int(step), target.line.name)


def _weight(part: SheetPart) -> Fraction:
    """What a part weighs among others: the points of its lines; a derivation as one line."""
    return sum((item.weight for item in part.asked), Fraction(0)) if part.asked else Fraction(1)


def _shared(points: int | None, weights: list[Fraction]) -> list[int | None]:
    """Points shared out by weights, whole ones; None where no points are said."""
    total = sum(weights, Fraction(0))
    if points is None or not total:
        return [None] * len(weights)
    return [*shared_out([weight * points / total for weight in weights])]


def _exercise(problem: Problem, parts: tuple[SheetPart, ...], lang: str) -> SheetExercise:
    is_drawn = problem.network and has_neurons(problem) and any(part.question is None for part in parts)
    known = [part.points for part in parts if part.points is not None]
    picture = drawing(problem, lang, True)._replace(done=0) if is_drawn else None
    return SheetExercise(problem, parts, sum(known) if len(known) == len(parts) else None, picture)
