"""A graded class: its students, mistakes, lines and equal wrong answers, as blocks for people and as a record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from os.path import splitext

from ..checking.judge.result import mistake_said
from ..errors import Message, as_name, cut
from ..notebook_display import as_html
from ..records import NamedTuple
from ..typed import Any
from .check import convention_message, decimal
from .report import Block, Fact, Heading, Note, Table, Title

FORMAT = "backprop-class/1"
MOST_LINES = 10  # of the hardest lines on a page; data have all
Place = dict[str, Any]  # step or question, and name, as in the record of a check


class StudentRow(NamedTuple):
    """What a student's file is worth. error: why it could not be judged; then there is nothing else.

    mistake: the name of the first one. passed: whether every answer is right, rounded or right by a convention.
    """

    student: str
    file: str
    right: float = 0
    total: float = 0
    first_error: Place | None = None
    mistake: str | None = None
    convention: str | None = None
    message: str | None = None
    passed: bool = False
    error: str | None = None

    @property
    def score(self) -> float:
        """The share of the points."""
        return self.right / self.total if self.total else 0.0


class LineRow(NamedTuple):
    """How a line went: by how many it was answered, and of these how many were right, followed, or were wrong."""

    problem: str
    place: Place
    answered: int
    right: int
    follows: int
    wrong: int


class EqualRow(NamedTuple):
    """A wrong value that no mistake of the catalogue gives, and the students who all wrote it in the same line."""

    problem: str
    place: Place
    given: Any
    students: tuple[str, ...]


class ClassReport(NamedTuple):
    """A graded class.

    students: in the order of their names. mistakes, conventions: how many students each has, the commonest first.
    lines: the hardest first. feedback: what each student gets, by the name of the file, if it was asked for.

    >>> from backprop_cli import grade, load
    >>> report = grade(load("ex3"), [("ann.txt", b"L = 0.125"), ("bob.txt", b"dL/dy_hat = -0.5"), ("eve.txt", b"?")])
    >>> [(row.student, row.right, row.mistake) for row in report.students if not row.error], report.refused
    ([('ann', 1, None), ('bob', 0, 'wrong_sign')], 1)
    """

    name: str
    title: str
    students: tuple[StudentRow, ...]
    mistakes: tuple[tuple[str, int], ...]
    conventions: tuple[tuple[str, int], ...]
    lines: tuple[LineRow, ...]
    equal: tuple[EqualRow, ...]
    feedback: dict[str, str] = {}

    def _repr_html_(self) -> str:
        return as_html(self)

    @property
    def judged(self) -> tuple[StudentRow, ...]:
        """The students whose files could be judged."""
        return tuple(row for row in self.students if row.error is None)

    @property
    def refused(self) -> int:
        """How many students could not be judged: their file is not readable, or there is none."""
        return len(self.students) - len(self.judged)

    @property
    def mean(self) -> float:
        """The mean score of those who were judged."""
        return sum(row.score for row in self.judged) / len(self.judged) if self.judged else 0.0

    def feedback_files(self, ending: str) -> Iterator[tuple[str, str]]:
        """What each student gets, as (name, text): the name is that of the answer file, with another ending."""
        stems = Counter(splitext(file)[0].casefold() for file in self.feedback)
        for file, text in self.feedback.items():
            stem = splitext(file)[0]
            yield f"{stem if stems[stem.casefold()] == 1 else file}.{ending}", text

    @property
    def passed(self) -> bool:
        """Whether every file could be judged and every answer is right."""
        return all(row.passed for row in self.students)


def class_blocks(report: ClassReport) -> Iterator[Block]:
    """The students; then the mistakes, the hardest lines, and equal wrong answers, where there are any."""
    count = Message("check.class.students", {"judged": len(report.judged), "refused": report.refused})
    mean = Fact(Message("check.class.mean"), decimal(f"{report.mean:.2f}"), count)
    yield Title(report.title, report.name, ((mean,),))
    rows = tuple(_student(name, row) for name, row in zip(_names(report.students), report.students))
    yield Table(_heads("student", "score", "points", "first_error", "mistake"), rows)
    if report.mistakes:
        yield Heading(Message("check.class.mistakes"))
        rows = tuple((count, name, mistake_said(name)) for name, count in report.mistakes)
        yield Table(_heads("count", "mistake", "about"), rows)
    if report.conventions:
        yield Heading(Message("check.class.conventions"))
        kept = tuple((count, name, convention_message(name)) for name, count in report.conventions)
        yield Table(_heads("count", "convention", "about"), kept)
    hard = [row for row in report.lines if row.wrong][:MOST_LINES]
    if hard:
        yield Heading(Message("check.class.lines"))
        yield Table(_heads("line", "wrong", "follows", "right", "answered"), tuple(map(_line, hard)))
    if report.equal:
        yield Heading(Message("check.class.equal"))
        equal = tuple((_place(row.place), cut(str(row.given)), ", ".join(row.students)) for row in report.equal)
        yield Table(_heads("line", "given", "students"), equal)
        yield Note(Message("check.class.equal_note"))


def _heads(*keys: str) -> tuple[Message, ...]:
    return tuple(Message(f"check.class.head.{key}") for key in keys)


def _names(rows: Sequence[StudentRow]) -> Iterator[str]:
    """The names of students; where several rows have the same, each with its file."""
    count = Counter(row.student for row in rows)
    return (row.student if count[row.student] == 1 else f"{row.student} ({row.file})" for row in rows)


def _student(name: str, row: StudentRow) -> tuple[Any, ...]:
    if row.error is not None:
        return (name, "", "", "", Message("check.class.refused", {"why": row.error}))
    points = Message("check.class.points", {"right": decimal(f"{row.right:g}"), "total": decimal(f"{row.total:g}")})
    first = _place(row.first_error) if row.first_error else ""
    unexplained = Message("check.class.unexplained") if row.first_error else ""
    return (name, decimal(f"{row.score:.2f}"), points, first, row.mistake or unexplained)


def _place(place: Place) -> Message:
    """Where a line stands and its name: step 2, ∂L/∂ŷ."""
    if place.get("question") is not None:
        where = Message("check.question", {"id": cut(place["question"])})
    else:
        number = place.get("step")
        where = Message("check.final") if number is None else Message("check.step", {"number": number})
    return Message("check.class.place", {"place": where, "name": as_name(place["name"])})


def _line(row: LineRow) -> tuple[Any, ...]:
    return (_place(row.place), row.wrong, row.follows, row.right, row.answered)


def class_record(report: ClassReport) -> dict[str, Any]:
    """The report as plain data, with every line."""
    return {
        "format": FORMAT,
        "problem": report.name,
        "mean": report.mean,
        "judged": len(report.judged),
        "refused": report.refused,
        "students": [{**row._asdict(), "score": row.score} for row in report.students],
        "mistakes": [{"mistake": name, "students": count} for name, count in report.mistakes],
        "conventions": [{"convention": name, "students": count} for name, count in report.conventions],
        "lines": [row._asdict() for row in report.lines],
        "equal": [{**row._asdict(), "students": list(row.students)} for row in report.equal],
    }
