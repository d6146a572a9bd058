"""What a tutor says."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.judge.result import FOLLOWS, WRONG, JudgedAnswer
from ..checking.practice import Session
from ..errors import Message
from .check import EVERYTHING, WHERE, check_blocks, decimal, explanation, hint_note, place_of, said_of
from .report import Block, Note, Table
from .solution import title


def welcome(session: Session, lang: str) -> Iterator[Block]:
    """What is practised, and how."""
    yield title(session.problem, lang)
    yield Note(Message("check.practice.how", {"count": len(session.asked)}))


def help_lines() -> Iterator[Block]:
    """What can be typed."""
    keys = ("value", "hint", "skip", "back", "board", "save", "quit")
    yield Table(("", ""), tuple((Message(f"check.key.{key}"), Message(f"check.does.{key}")) for key in keys))


def question(session: Session) -> Message:
    """What is asked for now: step 1, H1 (2 numbers)."""
    asked, size = session.current, session.size()
    judged = JudgedAnswer(asked.answer, asked.target, "")
    values = {"place": place_of(judged), "name": asked.target.line.name, "count": size}
    values |= {"number": session.place + 1, "total": len(session.asked)}
    return Message("check.practice.several" if size > 1 else "check.practice.one", values)


def verdict(judged: JudgedAnswer) -> Iterator[Block]:
    """What is said of a value at once: the verdict; of a wrong one, that a hint can be had."""
    mark = {WRONG: "✗", FOLLOWS: "≈"}.get(judged.verdict, "✓" if judged.verdict not in ("missing", "unknown") else "–")
    said = said_of(judged, WHERE) if judged.verdict == WRONG and not judged.note else said_of(judged)
    yield Note(Message("check.practice.verdict", {"mark": mark, "said": said}))
    if judged.verdict == WRONG:
        yield Note(Message("check.practice.again"))


def hint(session: Session) -> Iterator[Block]:
    """The next hint: where to look, what kind of mistake it is, everything; of a value not yet written, its formula."""
    level = session.hint()
    written = session.place in session.written
    if not written:
        yield from explanation(session.current.target, level)
        return
    judged = session.judged(session.place)
    if level < EVERYTHING:
        yield hint_note(judged, level)
    else:
        yield from explanation(judged.target, level, judged)


def board_so_far(session: Session) -> Iterator[Block]:
    """The verdicts of everything that was written."""
    yield from check_blocks(session.result(), "", WHERE)


def saved(file: str) -> Iterator[Block]:
    """Where the work is."""
    yield Note(Message("check.practice.saved", {"file": file}))


def resumed(session: Session, file: str) -> Iterator[Block]:
    """What was taken up again."""
    yield Note(Message("check.practice.resumed", {"file": file, "count": len(session.written)}))


def summary(session: Session) -> Iterator[Block]:
    """How it went."""
    result = session.result()
    points = {"earned": decimal(f"{result.points:g}"), "total": str(len(session.asked)), "first": session.at_first()}
    values = {**points, "hints": sum(session.hints.values()), "skipped": len(session.skipped)}
    yield Note(Message("check.practice.summary", values))
