"""What a tutor says."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.judge.result import ACCEPTED, REFUSED, WRONG, JudgedAnswer
from ..checking.practice import Session
from ..checking.tutoring import FORMULA, KIND, NAMES, NUMBERS, VALUE, Skill
from ..errors import Message, as_name, cut
from ..expr.traverse import symbols
from .answer_names import printed_name
from .check import (
    EVERYTHING,
    MARKS,
    WHERE,
    decimal,
    explanation,
    hint_note,
    place_of,
    right_line,
    said_of,
)
from .check import KIND as OF_KIND
from .report import Block, Lines, Note, Said, Table
from .solution import title

# How much of a line a hint shows: the formula, the numbers in it, the value.
_DETAIL = {FORMULA: WHERE, NUMBERS: OF_KIND, VALUE: EVERYTHING}
MOST_NAMES = 2  # of the lines of a rule: enough to know it by


def welcome(session: Session, lang: str) -> Iterator[Block]:
    """What is practised, and how."""
    yield title(session.problem, lang)
    formulas = all(item.target.line.value is None for item in session.asked)
    how = "check.practice.how_formulas" if formulas else "check.practice.how"
    yield Note(Message(how, {"count": len(session.asked), "example": "X·W1 + b1"}))
    if session.fading:
        yield Note(Message("check.practice.how_fading"))


def help_lines() -> Iterator[Block]:
    """What can be typed."""
    keys = ("value", "hint", "skip", "back", "board", "skills", "save", "quit")
    yield Table(("", ""), tuple((Message(f"check.key.{key}"), Message(f"check.does.{key}")) for key in keys))


def question(session: Session) -> Message:
    """What is asked for now: step 1, H1 (2 numbers)."""
    asked, size = session.current, session.size()
    judged = JudgedAnswer(asked.answer, asked.target, "")
    values = {"place": place_of(judged), "name": printed_name(judged), "count": size}
    values |= {"number": session.place + 1, "total": len(session.asked)}
    if asked.target.line.value is None:
        return Message("check.practice.formula", values)
    return Message("check.practice.several" if size > 1 else "check.practice.one", values)


def verdict(judged: JudgedAnswer) -> Iterator[Block]:
    """What is said of a value at once: the verdict; of a wrong one, that a hint can be had."""
    yield Note(Message("check.practice.verdict", {"mark": MARKS[judged.verdict], "said": _said(judged)}))
    if judged.verdict in REFUSED:
        yield Note(Message("check.practice.again"))


def _said(judged: JudgedAnswer) -> Message:
    """What is said of an answer before any hint; of a right one that was shown before, that it has no mark."""
    said = said_of(judged, WHERE if judged.verdict == WRONG and not judged.note else EVERYTHING)
    is_unmarked = judged.verdict in ACCEPTED and judged.weight and not judged.earned
    return Message("check.practice.unmarked", {"said": said}) if is_unmarked else said


def hint(session: Session) -> Iterator[Block]:
    """The next hint: what the value is made of, then its formula, the numbers in it, and the value.

    Of a wrong answer one of them is what kind of mistake it is, and the last one all that there is to say of it.
    """
    before = set(session.shown)
    session.hint()
    yield from told(session, before)


def told(session: Session, before: set[int]) -> Iterator[Block]:
    """What the latest hint tells; before: the values that were shown before it."""
    hints, level = session.ladder(), session.hints.get(session.place, 0) + session.given.get(session.place, 0)
    target, hint = session.current.target, hints[min(level, len(hints)) - 1]
    judged = session.judged(session.place) if session.place in session.written else None
    if hint == NAMES:
        names = list(symbols(target.line.assignment.expression))
        yield Note(Message("check.hint.nudge", {"name": as_name(target.line.name), "names": list(map(as_name, names))}))
    elif hint == KIND and judged:
        yield hint_note(judged, OF_KIND)
    else:
        yield from explanation(session.problem, target, _DETAIL[hint], judged if hint == VALUE else None)
    yield from _shown(session, before)


def _shown(session: Session, before: set[int]) -> Iterator[Block]:
    """Which values were shown just now, and what that means for their marks."""
    names = [as_name(session.asked[number].target.line.name) for number in sorted(session.shown - before)]
    if names:
        yield Note(Message("check.practice.seen", {"names": names}))


def fade(session: Session) -> Iterator[Block]:
    """What is given of the value that is asked for, as a part of a worked example; a whole one is passed over."""
    asked = session.current
    if part := session.fade():
        place = place_of(JudgedAnswer(asked.answer, asked.target, ""))
        yield Lines((right_line(session.problem, asked.target, _DETAIL[part])._replace(group=place),))


def skills(session: Session) -> Iterator[Block]:
    """How far each rule is mastered."""
    heads = tuple(Message(f"check.skill.{head}") for head in ("lines", "rule", "at_first", "mastered"))
    yield Table(heads, tuple(_skill_row(skill) for skill in session.skills()))


def _skill_row(skill: Skill) -> tuple[Said, ...]:
    key = "check.skill.some_lines" if len(skill.names) > MOST_NAMES else "check.skill.all_lines"
    names = Message(key, {"names": [as_name(name) for name in skill.names[:MOST_NAMES]]})
    count = Message("check.skill.count", {"count": skill.at_first, "total": skill.answered}) if skill.answered else ""
    return names, skill.rule.kind, count, "✓" if skill.mastered else ""


def written_before(session: Session) -> Iterator[Block]:
    """What was written for the value that is asked for, and its verdict; nothing where it was left out."""
    if session.place in session.written:
        judged = session.judged(session.place)
        values = {"written": cut(session.written[session.place]), "said": _said(judged)}
        yield Note(Message("check.practice.before", values))


def board_so_far(session: Session) -> Iterator[Block]:
    """Everything that was written, with its verdict."""
    heads: list[Message | str] = ["", *(Message(f"check.head.{key}") for key in ("step", "name", "given", "verdict"))]
    rows = [
        (
            MARKS[item.verdict],
            place_of(item),
            as_name(printed_name(item)),
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
    if session.shown:
        yield Note(Message("check.practice.shown", {"count": len(session.shown)}))
    yield from skills(session)
