"""Find the wrong line: somebody reads pages of work with a planted mistake, names the line, says why, and mends it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from itertools import islice

from ..problem.model import Problem
from ..records import NamedTuple
from ..tolerances import ENOUGH_DIGITS
from .answers.answer import Answer
from .judge.result import EARNING, UNKNOWN, WRONG, JudgedAnswer
from .planting import PlantedPage, planted_pages
from .practice import Session
from .practice_file import progress_in, saved_work

LINE, REASON, VALUE = "line", "reason", "value"
MOST_HINTS = 2  # to a line or a reason: where to look, and then the answer


class Task(NamedTuple):
    """What is to be done with a page: name its wrong LINE, choose the REASON, or mend the VALUE."""

    page: int
    kind: str


class Finding(NamedTuple):
    """A reply to a task. right: whether it is the answer; None: it cannot be read as a reply.

    judged: the line that was named, as it stands on the page, or the new value, with its verdict.
    """

    task: Task
    right: bool | None
    judged: JudgedAnswer | None = None


class Proofreading:
    """Where somebody is in the pages of a problem: each a step with one wrong line, which was carried on honestly.

    pages: what is written on each, and what is wrong there. tasks: in their order; place: the number of the one to be
    done now. tries, hints: by that number. right: the tasks that are done; shown: those whose answer a hint showed. The
    session judges the values, and gives hints to them.

    >>> from backprop_cli import load, proofread
    >>> work = proofread(load("mazur-2-2-2")[0], seed=2)
    >>> work.judge("dL/dH1").right, work.task.kind, work.points
    (True, 'reason', 1)
    """

    def __init__(
        self,
        problem: Problem,
        seed: int = 1,
        count: int = 5,
        phases: Collection[str] = (),
        digits: int = ENOUGH_DIGITS,
    ) -> None:
        self.problem, self.seed, self.digits = problem, seed, digits
        self.session = Session(problem)
        self.pages: tuple[PlantedPage, ...] = tuple(islice(planted_pages(self.session, seed, phases, digits), count))
        kinds = [(LINE, *((REASON,) if len(page.choices) > 1 else ()), VALUE) for page in self.pages]
        self.tasks = [Task(number, kind) for number, found in enumerate(kinds) for kind in found]
        self.tries: dict[int, int] = {}
        self.hints: dict[int, int] = {}
        self.right: set[int] = set()
        self.shown: set[int] = set()
        self.place = 0
        self._turn_to(0)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.place >= len(self.tasks)

    @property
    def task(self) -> Task:
        """What is to be done now."""
        return self.tasks[self.place]

    @property
    def page(self) -> PlantedPage:
        """The page that is read now."""
        return self.pages[self.task.page]

    @property
    def points(self) -> int:
        """A point for each task that was done without its answer being shown; for naming and choosing, at once."""
        closed = {n for n, task in enumerate(self.tasks) if task.kind != VALUE and self.tries.get(n) != 1}
        return len(self.right - self.shown - closed)

    def _turn_to(self, place: int) -> None:
        """Makes a task the next one. Where a value is to be mended, the right lines before it stand in the session."""
        self.place = place
        if self.done:
            return
        page, session = self.page, self.session
        is_mending = self.task.kind == VALUE
        session.written = {n: text for n, text in page.written.items() if n < page.wrong or not is_mending}
        session.hints, session.tries, session.shown = {page.wrong: self.hints.get(place, 0)}, {}, set()
        session.place = page.wrong

    def judge(self, reply: str) -> Finding:
        """What there is to say of a reply; the right one moves on."""
        found = {LINE: self._named, REASON: self._chosen, VALUE: self._mended}[self.task.kind](reply)
        if found.right is not None:
            self.tries[self.place] = self.tries.get(self.place, 0) + 1
        if found.right:
            self.right.add(self.place)
            self._turn_to(self.place + 1)
        return found

    def _named(self, reply: str) -> Finding:
        """The line of this name, as it stands on the page."""
        answer = Answer(self.page.step.step, None, reply, None)
        target = self.session.key.target(answer)
        lines = {self.session.asked[n].target.line.identity: n for n in self.page.values}
        number = lines.get(target.line.identity) if target else None
        if number is None:
            note = self.session.key.unknown(answer) if target is None else None
            return Finding(self.task, None, JudgedAnswer(answer, target, UNKNOWN, note=note))
        return Finding(self.task, number == self.page.wrong, self.session.judged(number))

    def _chosen(self, reply: str) -> Finding:
        """The choice of this number, from 1."""
        choices = dict(enumerate(self.page.choices, 1))
        number = int(reply) if reply.isdecimal() and len(reply) == 1 else 0
        return Finding(self.task, choices[number] == self.page.mistake if number in choices else None)

    def _mended(self, reply: str) -> Finding:
        """The value as it should be."""
        judged = self.session.judge(reply)
        right = judged.verdict in EARNING
        return Finding(self.task, right if right or judged.verdict == WRONG else None, judged)

    def hint(self) -> int:
        """How much may be told about the task: one hint more than before; the last one shows the answer."""
        if self.task.kind == VALUE:
            self.hints[self.place] = self.session.hint()
            is_last = self.page.wrong in self.session.shown
        else:
            self.hints[self.place] = min(MOST_HINTS, self.hints.get(self.place, 0) + 1)
            is_last = self.hints[self.place] == MOST_HINTS
        if is_last:
            self.shown.add(self.place)
        return self.hints[self.place]

    def skip(self) -> None:
        """Leaves the rest of the page, and goes on to the next one."""
        after = (n for n, task in enumerate(self.tasks) if task.page > self.task.page)
        self._turn_to(next(after, len(self.tasks)))

    def saved(self, remark: str = "") -> str:
        """What was found so far, as a text that `recall` reads; remark: a comment on top."""
        counts = [
            (self.tries.get(n, 0), self.hints.get(n, 0), n in self.shown, n in self.right)
            for n in range(len(self.tasks))
        ]
        progress = {"find": self._identity, "place": self.place, "tasks": counts}
        return saved_work(self.problem, (), progress, remark)

    @property
    def _identity(self) -> list[object]:
        return [self.problem.name, self.seed, self.digits, len(self.tasks)]

    def recall(self, text: str) -> bool:
        """Takes up saved work from its text; False where that is not the work on these pages."""
        progress = progress_in(text)
        with suppress(ValueError, TypeError, KeyError, OverflowError):
            if progress.get("find") != self._identity:
                return False
            for number, (tries, hints, is_shown, is_right) in enumerate(progress["tasks"]):
                self.tries[number], self.hints[number] = max(int(tries), 0), max(int(hints), 0)
                self.shown |= {number} if is_shown else set()
                self.right |= {number} if is_right else set()
            self._turn_to(max(int(progress["place"]), 0))
            return True
        return False
