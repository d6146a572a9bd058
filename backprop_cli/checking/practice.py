"""Practice: the values of a problem are asked for one after the other, and each answer is judged at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from ..errors import Message
from ..evaluate.evaluate import elements
from ..problem.marking import GIVEN
from ..problem.model import MarkingScheme, Problem
from .answers.answer import Answer, Answers
from .answers.values import read_value
from .check import check_by_key
from .judge.key import AnswerKey, Target, functions_of
from .judge.line_judge import Checkpoint
from .judge.result import CONVENTION, EARNING, WRONG, Check, JudgedAnswer
from .template import blank_answers, filled

MOST_HINTS = 4
PROGRESS = "# progress: "


class AskedValue(NamedTuple):
    """A value that is asked for: a blank answer with its name, and the line of the work that it is about."""

    answer: Answer
    target: Target


class Session:
    """Where somebody is in the practice of a problem.

    asked: the values in the order of the work. place: the number of the one that is asked for now. written, hints and
    tries are by that number: the text of the answer, how many hints were given, and how often it was answered. phases
    and questions: ask only for values of these phases, and of the questions with these ids; none asks for all.

    >>> from backprop_cli import Session, load
    >>> session = Session(load("ex3")[0])
    >>> session.current.target.line.name, session.judge("0").verdict, session.place
    ('H1', 'right', 1)
    """

    def __init__(
        self,
        problem: Problem,
        phases: Collection[str] = (),
        scheme: MarkingScheme | None = None,
        questions: Collection[str] = (),
    ) -> None:
        self.problem, self.scheme = problem, scheme or problem.check._replace(level=GIVEN, asks=True)
        self.key = AnswerKey(problem)
        blank = (item for item in blank_answers(problem) if item.step is not None or item.question is not None)
        found = (AskedValue(item, target) for item in blank if (target := self.key.target(item)))
        asked = [item for item in found if not questions or item.answer.question in questions]
        self.asked = [item for item in asked if not phases or item.target.line.assignment.phase in phases]
        self.written: dict[int, str] = {}
        self.hints: dict[int, int] = {}
        self.tries: dict[int, int] = {}
        self.skipped: set[int] = set()
        self.place = 0
        self._functions = functions_of(problem)
        self._numbers = {_address(item.answer): number for number, item in enumerate(self.asked)}
        self._answers: dict[int, Answer] = {}
        self._memory: list[Checkpoint] = []
        self._others: dict[tuple[int | None, str | None, str], tuple[Answer, str]] = {}

    @property
    def done(self) -> bool:
        """Whether there is nothing left to ask for."""
        return self.place >= len(self.asked)

    @property
    def current(self) -> AskedValue:
        """What is asked for now."""
        return self.asked[self.place]

    def size(self) -> int:
        """How many numbers the value that is asked for has; 0 where that is not known."""
        value = self.current.target.line.nested_value
        return 0 if value is None else len(elements(value))

    def judge(self, text: str) -> JudgedAnswer:
        """The verdict of an answer to what is asked for now; one that earns its marks moves on."""
        self.written[self.place] = text
        self.tries[self.place] = self.tries.get(self.place, 0) + 1
        self.skipped.discard(self.place)
        judged = self.judged(self.place)
        if judged.verdict in EARNING:
            self.place += 1
        return judged

    def judged(self, number: int) -> JudgedAnswer:
        """The verdict of one answer, after all that were written before it."""
        return self._verdicts()[number]

    def _verdicts(self) -> dict[int, JudgedAnswer]:
        """The verdicts of all answers, by number."""
        return {self._numbers[_address(item.answer)]: self._asked_back(item) for item in self.result().answers}

    def _asked_back(self, judged: JudgedAnswer) -> JudgedAnswer:
        """The verdict; of an answer by a convention that the teacher does not list, a question whether it is meant.

        Who practises is to learn this problem's conventions: another one is not taken over in silence.
        """
        names = (judged.convention or "").split("+")
        if judged.verdict != CONVENTION or set(names) <= set(self.scheme.accept):
            return judged
        return judged._replace(verdict=WRONG, note=Message(f"check.asked.{names[0]}"))

    def verdicts(self) -> list[tuple[int, JudgedAnswer]]:
        """Every answer so far with its number, in the order of the work."""
        return sorted(self._verdicts().items())

    def _earned(self) -> set[int]:
        """The numbers of the answers that earn their marks."""
        return {number for number, item in self._verdicts().items() if item.verdict in EARNING}

    def hint(self) -> int:
        """How much may be told about the value that is asked for: one hint more than before, MOST_HINTS at most."""
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
        """Every answer so far, judged; only those lines are judged again that come after a changed answer."""
        answers = tuple(self._answer(number) for number in sorted(self.written))
        return check_by_key(self.key, answers, self.scheme, self._memory)

    def _answer(self, number: int) -> Answer:
        """An answer with its value read. It is one object as long as its text is the same, so it is known again."""
        text, item = self.written[number], self.asked[number]
        found = self._answers.get(number)
        if found is None or found.raw != text:
            found = self._answers[number] = item.answer._replace(value=self._value(item.target, text), raw=text)
        return found

    def _value(self, target: Target, text: str) -> object:
        """A value from its text; several numbers may stand without brackets."""
        value = target.line.nested_value
        bare = value is not None and len(elements(value)) > 1 and text[:1] not in ("[", "(")
        if bare and any(mark in text for mark in ",;"):
            return read_value(f"[{text}]", self._functions)
        return read_value(text, self._functions)

    def at_first(self) -> int:
        """How many answers earned their marks at the first try and without a hint."""
        return sum(self.tries.get(number) == 1 and not self.hints.get(number) for number in self._earned())

    def saved(self, remark: str = "") -> str:
        """The work so far as the text of an answer file, which `resume` and `check` read; remark: a comment on top.

        A comment at its end says how often each value was tried, and with how many hints; `recall` reads it.
        """
        asked = ((item.answer, self.written.get(number, "")) for number, item in enumerate(self.asked))
        counts = {
            ":".join(map(str, _address(item.answer))): (self.tries.get(number, 0), self.hints.get(number, 0))
            for number, item in enumerate(self.asked)
            if self.tries.get(number) or self.hints.get(number)
        }
        progress = f"{PROGRESS}{json.dumps(counts, ensure_ascii=False)}\n" if counts else ""
        return "".join(filled(self.problem, _by_place([*asked, *self._others.values()]), remark)) + progress

    def recall(self, text: str) -> None:
        """Takes up the tries and hints of saved work from its text; a comment changed by hand counts as none."""
        lines = [line for line in text.splitlines() if line.startswith(PROGRESS)]
        with suppress(ValueError, TypeError, AttributeError):
            counts = json.loads(lines[-1].removeprefix(PROGRESS)) if lines else {}
            for number, item in enumerate(self.asked):
                tries, hints = map(int, counts.get(":".join(map(str, _address(item.answer))), (0, 0)))
                self.tries[number], self.hints[number] = max(tries, 0), min(max(hints, 0), MOST_HINTS)

    def resume(self, answers: Answers) -> None:
        """Takes up saved work: goes on at the first value whose answer does not earn its marks yet.

        Answers to what this session does not ask for are kept, and saved again.
        """
        for item in answers.items:
            text, number = _as_text(item.raw), self._numbers.get(_address(item))
            if number is None and text:
                self._others.setdefault(_address(item), (item, text))
            elif number is not None and text:
                self.written[number] = text
        earned = self._earned()
        self.place = next((n for n in range(len(self.asked)) if n not in earned), len(self.asked))


def _as_text(raw: Any) -> str:
    """What was written, as one types it: a list in brackets, without quotes; "" where there is nothing."""
    if isinstance(raw, (list, tuple)):
        return f"[{', '.join(map(_as_text, raw))}]"
    return "" if raw is None else str(raw)


def _by_place(answers: Iterable[tuple[Answer, str]]) -> list[tuple[Answer, str]]:
    """Answers as a file has them: steps in their order, then questions, then the weights at the end."""
    groups: dict[tuple[int | None, str | None], list[tuple[Answer, str]]] = {}
    for answer, text in answers:
        groups.setdefault((answer.step, answer.question), []).append((answer, text))
    order = sorted(groups, key=lambda place: (place[0] is None, place[0] or 0, place == (None, None)))
    return [pair for place in order for pair in groups[place]]


def _address(answer: Answer) -> tuple[int | None, str | None, str]:
    return answer.step, answer.question, answer.name
