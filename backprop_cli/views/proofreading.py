"""What is said to somebody who looks for the wrong line of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..checking.asked_value import AskedValue
from ..checking.judge.key import KeyLine
from ..checking.judge.result import FOLLOWS, JudgedAnswer, mistake_said
from ..checking.mistakes.catalogue import theme_of
from ..checking.planting import PlantedPage
from ..checking.proofreading import LINE, REASON, Finding, Proofreading
from ..errors import Message, as_name
from ..typed import Any
from . import practice
from .check import name_of, said_of
from .report import Block, Heading, Line, Lines, Note, Table
from .solution import title


def welcome(work: Proofreading, lang: str) -> Iterator[Block]:
    """Whose pages are read, and how."""
    yield title(work.problem, lang)
    example = as_name(work.session.asked[0].target.line.name)
    yield Note(Message("check.find.how", {"count": len(work.pages), "example": example}))


def page(work: Proofreading) -> Iterator[Block]:
    """What is given, and every line with its formula and what was written for it."""
    step = work.page.step
    made = {line.assignment.name for line in step.lines}
    given = ((name, value) for name, value in step.floats.items() if name not in made and name != "lr")
    values = {"page": work.task.page + 1, "pages": len(work.pages), "number": step.step}
    yield Heading(Message("check.find.page", values))
    lines = [Line(Message("check.find.given"), name, value=value) for name, value in given]
    yield Lines((*lines, *page_lines(work.session.asked, work.page)))


def page_lines(asked: Sequence[AskedValue], page: PlantedPage) -> Iterator[Line]:
    """Every line of a page with its formula and what was written for it. asked: the values of its session."""
    for number in sorted(page.values):
        line = asked[number].target.line
        formula, is_update = line.assignment.expression, line.assignment.phase == "update"
        yield Line(_phase_of(line), line.name, formula, value=page.values[number], arrow=is_update)


def _phase_of(line: KeyLine) -> Message:
    """The phase of a line in words; a gradient belongs to the backward pass."""
    phase = line.assignment.phase
    return Message(f"board.group.{'backward' if phase == 'gradient' else phase}")


def choices(work: Proofreading) -> Iterator[Block]:
    """What may be wrong, numbered from 1."""
    yield Table(("", ""), tuple((str(n), mistake_said(name)) for n, name in enumerate(work.page.choices, 1)))


def question(work: Proofreading) -> Message:
    """What is to be done now."""
    values = {"number": work.place + 1, "total": len(work.tasks), "count": len(work.page.choices)}
    asked = work.session.asked[work.page.wrong]
    return Message(f"check.find.{work.task.kind}", {**values, "name": asked.target.line.name})


def verdict(work: Proofreading, finding: Finding) -> Iterator[Block]:
    """What is said of a reply at once."""
    judged, kind = finding.judged, finding.task.kind
    if kind == REASON:
        found = {True: "right_reason", False: "wrong_reason", None: "no_reason"}[finding.right]
        yield Note(Message(f"check.find.{found}", {"count": len(work.pages[finding.task.page].choices)}))
    elif judged and kind == LINE:
        yield Note(_of_line(finding, judged))
    elif judged:
        yield from practice.verdict(judged)
    if finding.right is False and kind in (LINE, REASON):
        yield Note(Message("check.practice.again"))


def _of_line(finding: Finding, judged: JudgedAnswer) -> Message:
    """What is said of a line that was named: the one, right, or rightly worked out from a wrong one."""
    if finding.right is None:
        return Message("check.practice.verdict", {"mark": "–", "said": said_of(judged)})
    found = "right_line" if finding.right else "follows" if judged.verdict == FOLLOWS else "wrong_line"
    return Message(f"check.find.{found}", {"name": as_name(name_of(judged))})


def hint(work: Proofreading) -> Iterator[Block]:
    """The next hint: to a line its phase, to a reason its theme, and then the answer; to a value as in practice."""
    before, session, place = set(work.session.shown), work.session, work.place
    level, kind = work.hint(), work.task.kind
    line = session.asked[work.page.wrong].target.line
    if kind not in (LINE, REASON):
        yield from practice.told(session, before)
        return
    told: dict[tuple[str, int], Any] = {
        (LINE, 1): Message("check.find.phase", {"phase": _phase_of(line)}),
        (LINE, 2): Message("check.find.line_is", {"name": as_name(line.name)}),
        (REASON, 1): Message(f"theme.{theme_of(work.page.mistake)}"),
        (REASON, 2): mistake_said(work.page.mistake),
    }
    yield Note(told[kind, level])
    if place in work.shown:
        yield Note(Message("check.find.no_mark"))


def help_lines() -> Iterator[Block]:
    """What can be typed."""
    keys = ("hint", "next", "page", "save", "quit")
    yield Table(("", ""), tuple((Message(f"check.key.{key}"), Message(f"check.does.{key}")) for key in keys))


def resumed(work: Proofreading, file: str) -> Iterator[Block]:
    """How much was taken up again."""
    yield Note(Message("check.find.resumed", {"file": file, "count": len(work.right), "total": len(work.tasks)}))


def summary(work: Proofreading) -> Iterator[Block]:
    """How it went."""
    values = {"earned": work.points, "total": len(work.tasks), "hints": sum(work.hints.values())}
    yield Note(Message("check.find.summary", values))
