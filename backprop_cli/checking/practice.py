"""Practice: the values of a problem asked for one after the other, each judged at once with those before it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from ..evaluate.evaluate import elements
from ..problem.model import Problem
from .answers.file import Answer, Answers, value_of
from .check import check
from .judge.key import AnswerKey, Target, functions_of
from .judge.numbers import MarkingScheme
from .judge.result import EARNING, Check, Judged
from .template import asked, filled

MOST_HINTS = 3


class Asked(NamedTuple):
    """A value that is asked for: its name, and the line that it is in the work."""

    given: Answer
    target: Target


class Session:
    """Where somebody is in the practice of a problem.

    asked: the values in the order of the work. written: what was said of them, by number. hints: how many hints were
    given, by number. tries: how often each was answered. place: the number of the one that is asked for now.
    """

    def __init__(self, problem: Problem, phases: Collection[str] = (), rules: MarkingScheme = MarkingScheme()) -> None:  # noqa: B008
        self.problem, self.rules = problem, rules
        wanted = tuple(item for item in asked(problem) if item.step is not None or item.question is not None)
        work = AnswerKey(problem, wanted)
        found = [(item, target) for item in wanted if (target := work.target(item))]
        self.asked = [Asked(*pair) for pair in found if not phases or pair[1].line.assignment.phase in phases]
        self.written: dict[int, str] = {}
        self.hints: dict[int, int] = {}
        self.tries: dict[int, int] = {}
        self.skipped: set[int] = set()
        self.place = 0
        self._functions = functions_of(problem)

    @property
    def done(self) -> bool:
        """Whether there is nothing left to ask for."""
        return self.place >= len(self.asked)

    @property
    def current(self) -> Asked:
        """What is asked for now."""
        return self.asked[self.place]

    def size(self) -> int:
        """How many numbers the value that is asked for has; 0 where that is not known."""
        line = self.current.target.line
        value = line.value if line.value is not None else line.entries
        return 0 if value is None else len(elements(value))

    def judge(self, text: str) -> Judged:
        """The verdict of a value for what is asked for now; a value that earns its marks moves on."""
        self.written[self.place] = text
        self.tries[self.place] = self.tries.get(self.place, 0) + 1
        self.skipped.discard(self.place)
        judged = self.judged(self.place)
        if judged.verdict in EARNING:
            self.place += 1
        return judged

    def judged(self, number: int) -> Judged:
        """The verdict of a value that was written, with all the others."""
        return self._verdicts()[number]

    def _verdicts(self) -> dict[int, Judged]:
        """The verdicts of everything that was written, by number."""
        numbers = {_place(item.given): number for number, item in enumerate(self.asked)}
        return {numbers[_place(item.given)]: item for item in self.result().answers}

    def _earned(self) -> set[int]:
        """The numbers of the values that earn their marks."""
        return {number for number, item in self._verdicts().items() if item.verdict in EARNING}

    def hint(self) -> int:
        """How much may be said of the value that is asked for: one hint more than before, 3 at most."""
        self.hints[self.place] = min(MOST_HINTS, self.hints.get(self.place, 0) + 1)
        return self.hints[self.place]

    def skip(self) -> None:
        """Leaves the value out, and moves on."""
        self.skipped.add(self.place)
        self.written.pop(self.place, None)
        self.place += 1

    def back(self) -> None:
        """Goes back to the value before."""
        self.place = max(0, self.place - 1)

    def result(self) -> Check:
        """Everything that was written, judged."""
        given = [
            item.given._replace(value=self._value(number, self.written[number]), raw=self.written[number])
            for number, item in enumerate(self.asked)
            if number in self.written
        ]
        return check(self.problem, Answers(tuple(given), self.problem.name), self.rules)

    def _value(self, number: int, text: str) -> object:
        """A value from its text; several numbers may stand without brackets."""
        line = self.asked[number].target.line
        value = line.value if line.value is not None else line.entries
        bare = value is not None and len(elements(value)) > 1 and text[:1] not in ("[", "(")
        if bare and any(sign in text for sign in ",;"):
            return value_of(f"[{text}]", self._functions)
        return value_of(text, self._functions)

    def at_first(self) -> int:
        """How many values earned their marks at the first try and without a hint."""
        return sum(self.tries.get(number) == 1 and not self.hints.get(number) for number in self._earned())

    def saved(self, remark: str = "") -> str:
        """The work so far as an answer file, which `resume` and `check` read."""
        return "".join(
            filled(
                self.problem,
                ((item.given, self.written.get(number, "")) for number, item in enumerate(self.asked)),
                remark,
            )
        )

    def resume(self, answers: Answers) -> None:
        """Takes up saved work: goes on at the first value that does not earn its marks yet."""
        said = {_place(item): item.raw for item in answers.given if item.value is not None}
        for number, item in enumerate(self.asked):
            raw = said.get(_place(item.given))
            if raw is not None:
                self.written[number] = str(raw)
        earned = self._earned()
        self.place = next((n for n in range(len(self.asked)) if n not in earned), len(self.asked))


def _place(given: Answer) -> tuple[int | None, str | None, str]:
    return given.step, given.question, given.name
