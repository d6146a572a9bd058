"""What a tutor says."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.judge.result import REFUSED, WRONG, JudgedAnswer
from ..checking.practice import Session
from ..errors import Message, as_name, cut
from ..expr.traverse import symbols
from .check import EVERYTHING, KIND, MARKS, WHERE, decimal, explanation, hint_note, name_of, place_of, said_of
from .report import Block, Note, Table
from .solution import title


def welcome(session: Session, lang: str) -> Iterator[Block]:
    """What is practised, and how."""
    yield title(session.problem, lang)
    formulas = all(item.target.line.value is None for item in session.asked)
    how = "check.practice.how_formulas" if formulas else "check.practice.how"
    yield Note(Message(how, {"count": len(session.asked), "example": "X·W1 + b1"}))


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
    if asked.target.line.value is None:
        return Message("check.practice.formula", values)
    return Message("check.practice.several" if size > 1 else "check.practice.one", values)


def verdict(judged: JudgedAnswer) -> Iterator[Block]:
    """What is said of a value at once: the verdict; of a wrong one, that a hint can be had."""
    mark = MARKS[judged.verdict]
    said = said_of(judged, WHERE) if judged.verdict == WRONG and not judged.note else said_of(judged)
    yield Note(Message("check.practice.verdict", {"mark": mark, "said": said}))
    if judged.verdict in REFUSED:
        yield Note(Message("check.practice.again"))


def hint(session: Session) -> Iterator[Block]:
    """The next hint: what the value is made of, then its formula, the numbers in it, and the value.

    Of a wrong answer the second hint is what kind of mistake it is, and the last one all that there is to say of it.
    """
    level, target = session.hint(), session.current.target
    judged = session.judged(session.place) if session.place in session.written else None
    if level == 1:
        yield from _nudge(session)
    elif judged is None or judged.verdict != WRONG:
        yield from explanation(target, level - 1)
    elif level == KIND:
        yield hint_note(judged, KIND)
    elif level == EVERYTHING:
        yield from explanation(target, WHERE)
    else:
        yield from explanation(target, EVERYTHING, judged)


def _nudge(session: Session) -> Iterator[Block]:
    """The names that a value is made of; where it is made of none, its formula."""
    target = session.current.target
    names = list(symbols(target.line.assignment.expression))
    if not names:
        yield from explanation(target, WHERE)
        return
    said = [as_name(name) for name in names]
    yield Note(Message("check.hint.nudge", {"name": as_name(target.line.name), "names": said}))


def written_before(session: Session) -> Iterator[Block]:
    """What was written for the value that is asked for, and its verdict; nothing where it was left out."""
    if session.place in session.written:
        judged = session.judged(session.place)
        values = {"written": cut(session.written[session.place]), "said": said_of(judged)}
        yield Note(Message("check.practice.before", values))


def board_so_far(session: Session) -> Iterator[Block]:
    """Everything that was written, with its verdict."""
    heads: list[Message | str] = ["", *(Message(f"check.head.{key}") for key in ("step", "name", "given", "verdict"))]
    rows = [
        (
            MARKS[item.verdict],
            place_of(item),
            as_name(name_of(item)),
            cut(session.written[number]),
            said_of(item, WHERE),
        )
        for number, item in session.verdicts()
    ]
    yield Table(tuple(heads), tuple(rows))


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
