"""What comes out of a check: a verdict for each answer, the first wrong step, the points."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...errors import Message
from ...problem.model import Problem
from ..answers.file import Answer
from .key import Target

RIGHT, ROUNDED, FOLLOWS, CONVENTION = "right", "rounded", "follows", "convention"
WRONG, MISSING, UNKNOWN = "wrong", "missing", "unknown"
EARNING = (RIGHT, ROUNDED, FOLLOWS, CONVENTION)
ACCEPTED = (RIGHT, ROUNDED, CONVENTION)
WORST = (UNKNOWN, MISSING, WRONG, FOLLOWS, CONVENTION, ROUNDED, RIGHT)


class Mistake(NamedTuple):
    """A misconception that gives a wrong answer: its name, what is said of it, and the others that do as well.

    where: the line in which it was made, if that is another one. possible: whether it may be chance.
    """

    name: str
    message: Message
    also: tuple[str, ...] = ()
    where: Target | None = None
    possible: bool = False


class Judged(NamedTuple):
    """One answer with its verdict.

    expected: the right value. reached: what follows from the earlier answers. wrong: the entries (from 1) that are not
    right. after: the names that it reads whose values come from a wrong one. read: the numbers that it reads, as the
    person has them. note: what else is to be said. collapsed: whether it follows from an earlier wrong value that
    leaves nothing to work out.
    """

    given: Answer
    target: Target | None
    verdict: str
    expected: Any = None
    reached: Any = None
    wrong: tuple[tuple[int, ...], ...] = ()
    after: tuple[str, ...] = ()
    read: dict[str, Any] | None = None
    note: Message | None = None
    mistake: Mistake | None = None
    convention: str | None = None
    collapsed: bool = False
    weight: float = 1.0


class Check:
    """Judged answers.

    answers: as they were given; in_order: those of them that have a line, in the order of the work. convention: the
    other convention that the whole file keeps to, if it does.
    """

    def __init__(
        self,
        problem: Problem,
        answers: tuple[Judged, ...],
        in_order: tuple[Judged, ...],
        convention: str | None = None,
    ) -> None:
        self.problem, self.answers, self.in_order, self.convention = problem, answers, in_order, convention

    @property
    def first_error(self) -> Judged | None:
        """The first answer in the order of the work that is wrong; None where none is."""
        return next((item for item in self.in_order if item.verdict == WRONG), None)

    @property
    def total(self) -> float:
        """The points that could be earned."""
        return sum(item.weight for item in self.answers)

    @property
    def points(self) -> float:
        """The points earned: what is right, rounded, follows or keeps to another convention."""
        return sum(item.weight for item in self.answers if item.verdict in EARNING)

    @property
    def score(self) -> float:
        """The share of the points, from 0 to 1; 0 where nothing was asked."""
        return self.points / self.total if self.total else 0.0

    @property
    def passed(self) -> bool:
        """Whether every answer is right, rounded or right by a convention."""
        return bool(self.answers) and all(item.verdict in ACCEPTED for item in self.answers)

    def __float__(self) -> float:
        return float(self.score)
