"""What a check gives: a verdict for each answer, the first wrong one, and the points."""

from __future__ import annotations

from fractions import Fraction

from ...errors import Message
from ...expr.node import Node
from ...problem.model import Problem
from ...records import NamedTuple
from ...typed import Any
from ..answers.answer import Answer
from .key import Target

RIGHT, ROUNDED, FOLLOWS, CONVENTION = "right", "rounded", "follows", "convention"
WRONG, COLLAPSED, MISSING, UNKNOWN, REPEATED = "wrong", "collapsed", "missing", "unknown", "repeated"
NOT_ASKED, SAME_CAUSE = "not_asked", "same_cause"
EARNING = (RIGHT, ROUNDED, FOLLOWS, CONVENTION)
ACCEPTED = (RIGHT, ROUNDED, CONVENTION)
REFUSED = (WRONG, COLLAPSED)
NOTHING, WHOLE = Fraction(0), Fraction(1)  # what most lines earn, and are
WORST = (UNKNOWN, REPEATED, MISSING, WRONG, COLLAPSED, FOLLOWS, CONVENTION, ROUNDED, RIGHT)


class Mistake(NamedTuple):
    """The misconception that best explains a wrong answer; `also` lists others giving the same digits.

    name: as in the catalogue of misconceptions. message: what is told to the student. where: the line in which it was
    made, if that is another one. possible: whether the digits may agree by chance. written: the line's right side as
    the mistake makes it, where that is known.
    """

    name: str
    message: Message
    also: tuple[str, ...] = ()
    where: Target | None = None
    possible: bool = False
    written: Node | None = None


def mistake_said(name: str) -> Message:
    """What is told of a misconception, or of two at once."""
    from ..mistakes.catalogue import said_of  # which right answers do without

    first, _, second = name.partition("+")
    said = said_of(first)
    return Message("check.two_mistakes", {"first": said, "second": said_of(second)}) if second else said


def named(names: list[str], possible: bool = False) -> Mistake | None:
    """The likeliest of some misconceptions, with the others that give the same digits."""
    if not names:
        return None
    return Mistake(names[0], mistake_said(names[0]), tuple(names[1:]), None, possible)


class JudgedAnswer(NamedTuple):
    """One answer with its verdict.

    target: the line or entry that it is about; None where the work has no such name. expected: the right value.
    reached: the value that follows from the earlier answers. wrong: the places (from 1) of the entries that are not
    right. after: the names in the line's formula whose values come from a wrong answer. read: the numbers in the
    line's formula, as the student has them. note: a remark on the digits or the shape. law: why the value cannot be,
    where it breaks a law that every value of the line keeps to. cause: of a wrong number that earns its marks all the
    same, the answer in which the one mistake behind both has cost them. share: the part of its line that it is. weight:
    the points that it would earn if it is right; earned: those that it does.
    """

    answer: Answer
    target: Target | None
    verdict: str
    expected: Any = None
    reached: Any = None
    wrong: tuple[tuple[int, ...], ...] = ()
    after: tuple[str, ...] = ()
    read: dict[str, Any] | None = None
    note: Message | None = None
    law: Message | None = None
    cause: JudgedAnswer | None = None
    mistake: Mistake | None = None
    convention: str | None = None
    share: Fraction = WHOLE
    weight: Fraction = WHOLE
    earned: Fraction = NOTHING

    @property
    def reason(self) -> str:
        """Why it earns what it does: its verdict, or `not_asked` (its line does not count) or `same_cause`."""
        if self.target and not self.share and self.verdict != REPEATED:
            return NOT_ASKED
        return SAME_CAUSE if self.cause else self.verdict


def collapsed(item: JudgedAnswer) -> JudgedAnswer:
    """An answer that follows only because an earlier wrong value left nothing to work out, and told so."""
    note = Message("check.collapsed", {"name": item.after})
    return item._replace(verdict=COLLAPSED, note=note)


class LineCounts(NamedTuple):
    """Of how many lines answers are: how many are asked for, given and right, and how many follow from an error.

    total: the points of what is asked for. A line of which some entries are right counts in part.
    """

    asked: int
    given: int
    right: Fraction
    follow: Fraction
    total: Fraction


class LeftOut(NamedTuple):
    """What is asked for and not among the answers: how many lines, and their points."""

    lines: Fraction
    points: Fraction


class Check:
    """The judged answers of one problem.

    answers: in the order of the answer file. in_order: those of them that belong to a line, in the order of the work.
    convention: the other convention that the whole file keeps to, if it does. lines: of how many lines they are.
    """

    def __init__(
        self,
        problem: Problem,
        answers: tuple[JudgedAnswer, ...],
        in_order: tuple[JudgedAnswer, ...],
        lines: LineCounts,
        convention: str | None = None,
    ) -> None:
        self.problem, self.answers, self.in_order, self.lines = problem, answers, in_order, lines
        self.convention = convention

    @property
    def first_error(self) -> JudgedAnswer | None:
        """The first wrong answer in the order of the work; None where none is wrong."""
        return next((item for item in self.in_order if item.verdict == WRONG), None)

    @property
    def total(self) -> float:
        """The points that could be earned."""
        return float(self.lines.total)

    @property
    def points(self) -> float:
        """The points earned: those of answers that are right, rounded, follow or keep to another convention."""
        return float(self._earned)

    @property
    def score(self) -> float:
        """The share of the points, from 0 to 1; 0 where nothing was asked."""
        return float(self._earned / self.lines.total) if self.lines.total else 0.0

    @property
    def _earned(self) -> Fraction:
        return total_of([item.earned for item in self.answers])

    @property
    def assumed_step(self) -> int | None:
        """The step in which answers were read for which none was given; None where all were given, or there is one."""
        return next((item.answer.step for item in self.answers if item.answer.assumed), None)

    @property
    def read_as_probabilities(self) -> bool:
        """Whether answers for logits were probabilities, and read as these."""
        return any(bool(item.answer.instead_of) for item in self.answers)

    @property
    def left_out(self) -> LeftOut:
        """What is asked for and not among the answers; it earns nothing."""
        lines, points = (total_of([getattr(item, name) for item in self.answers]) for name in ("share", "weight"))
        return LeftOut(self.lines.asked - lines, self.lines.total - points)

    @property
    def passed(self) -> bool:
        """Whether every answer is right, rounded or right by a convention; an answer that only follows is not."""
        return bool(self.answers) and all(item.verdict in ACCEPTED for item in self.answers)

    def __float__(self) -> float:
        return self.score


def total_of(shares: list[Fraction]) -> Fraction:
    """The sum of some shares, of which most are 1 or 0: fractions are slow, and whole numbers are not."""
    others = [share for share in shares if share is not WHOLE and share is not NOTHING]
    return sum(others, Fraction(sum([share is WHOLE for share in shares])))
