"""Practice: the values of a problem are asked for one after the other, and each answer is judged at once."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from fractions import Fraction

from ..errors import Message
from ..evaluate.evaluate import elements
from ..expr.traverse import symbols
from ..problem.marking import GIVEN
from ..problem.model import MarkingScheme, Problem
from .answers.answer import Answer, Answers
from .answers.values import read_value
from .asked_value import AskedValue as AskedValue
from .asked_value import single_entries
from .check import check_by_key
from .judge.key import AnswerKey, KeyLine, Target, functions_of
from .judge.line_judge import Checkpoint
from .judge.result import CONVENTION, EARNING, WRONG, Check, JudgedAnswer
from .practice_file import Address, address_of, as_text, progress_in, saved_work
from .template import blank_answers
from .tutoring import FADING, NUMBERS, VALUE, PractisedRule, Skill, ladder, rule_of, skill


class Session:
    """Where somebody is in the practice of a problem.

    asked: the values in the order of the work. place: the number of the one that is asked for now. written, hints and
    tries are by that number: the text of the answer, how many hints were given, and how often it was answered. given:
    how much a worked example told of it, in hints. shown: the numbers of the values that were shown before they were
    earned: they earn no mark. phases and questions: ask only for values of these phases, and of the questions with
    these ids; none asks for all. fading: whether the first values of each rule are worked examples, of which more and
    more is left out (`fade`). entries: whether each entry of a value is asked for by itself.

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
        fading: bool = False,
        entries: bool = False,
    ) -> None:
        self.fading = fading
        self.problem, self.scheme = problem, scheme or problem.check._replace(level=GIVEN, asks=True)
        self.key = AnswerKey(problem)
        blank = (item for item in blank_answers(problem) if item.step is not None or item.question is not None)
        found = (AskedValue(item, target) for item in blank if (target := self.key.target(item)))
        found = (single for item in found for single in single_entries(item, self.key)) if entries else found
        asked = [item for item in found if not questions or item.answer.question in questions]
        self.asked = [item for item in asked if not phases or item.target.line.assignment.phase in phases]
        self.written: dict[int, str] = {}
        self.hints: dict[int, int] = {}
        self.given: dict[int, int] = {}
        self.tries: dict[int, int] = {}
        self.skipped: set[int] = set()
        self.shown: set[int] = set()
        self.place = 0
        self._functions = functions_of(problem)
        self._numbers = {address_of(item.answer): number for number, item in enumerate(self.asked)}
        lines = [item.target.line for item in self.asked]
        self._rules = [rule_of(line.assignment) for line in lines]
        self._made = _made(lines)
        self._answers: dict[int, Answer] = {}
        self._memory: list[Checkpoint] = []
        self._others: dict[Address, tuple[Answer, str]] = {}

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
        if self.current.target.entry:
            return 1
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
        return {self._numbers[address_of(item.answer)]: self._asked_back(item) for item in self.result().answers}

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

    def ladder(self) -> tuple[str, ...]:
        """The hints that there are to the value that is asked for, by their words; the last one shows the value."""
        is_wrong = self.place in self.written and self.judged(self.place).verdict == WRONG
        return ladder(self.current.target.line, is_wrong)

    def hint(self) -> int:
        """How much may be told about the value that is asked for: one hint more than before, as long as there are more.

        Values that are seen by it and that were not earned before count as shown.
        """
        hints, given = self.ladder(), self.given.get(self.place, 0)
        level = min(len(hints), given + self.hints.get(self.place, 0) + 1)
        self.hints[self.place] = level - given
        self._show(hints[level - 1])
        return level

    def _show(self, hint: str) -> None:
        """Notes which values of those that are asked for a hint shows: the value itself, and the numbers put in."""
        line = self.current.target.line
        seen = {self.place} if hint == VALUE else set()
        if line.value is not None and hint in (NUMBERS, VALUE):
            read = ((line.step, line.question, name) for name in symbols(line.assignment.expression))
            seen |= {number for address in read for number in self._made.get(address, ())}
        self.shown |= seen - self._earned()

    def fade(self) -> str | None:
        """What is given of the value that is asked for, as part of a worked example: one of FADING; None for nothing.

        The first value of a rule is worked out whole and passed over, the second but for the value, of the third the
        formula is given; of a rule that is mastered everything. The next hint goes on from there.
        """
        if any(counts.get(self.place) for counts in (self.tries, self.hints, self.given)):
            return None
        rule, hints = self._rules[self.place], self.ladder()
        earlier = 0 if self._skill(rule).mastered else self._rules[: self.place].count(rule)
        part = FADING[earlier] if earlier < len(FADING) else ""
        if part not in hints:
            return None
        self.given[self.place] = hints.index(part) + 1
        self._show(part)
        self.place += part == VALUE
        return part

    def skills(self) -> tuple[Skill, ...]:
        """How far each rule is mastered that a value asks for, in the order of the work."""
        return tuple(map(self._skill, dict.fromkeys(self._rules)))

    def _skill(self, rule: PractisedRule) -> Skill:
        at_first = self._right_at_first()
        successes = [n in at_first for n in sorted(self.tries) if self.tries[n] and self._rules[n] == rule]
        names = (item.target.line.name for item, other in zip(self.asked, self._rules) if other == rule)
        return skill(rule, names, successes)

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
        written = tuple(self._answer(number) for number in sorted(self.written))
        found = check_by_key(self.key, written, self.scheme, self._memory)
        if not self.shown:
            return found
        answers, in_order = (tuple(map(self._marked, items)) for items in (found.answers, found.in_order))
        return Check(found.problem, answers, in_order, found.lines, found.convention)

    def _marked(self, judged: JudgedAnswer) -> JudgedAnswer:
        """The verdict, without its mark where the value was shown."""
        is_shown = self._numbers[address_of(judged.answer)] in self.shown
        return judged._replace(earned=Fraction(0)) if is_shown else judged

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
        several = value is not None and not target.entry and len(elements(value)) > 1
        bare = several and text[:1] not in ("[", "(")
        if bare and any(mark in text for mark in ",;"):
            return read_value(f"[{text}]", self._functions)
        return read_value(text, self._functions)

    def at_first(self) -> int:
        """How many answers earned their marks at the first try and without a hint."""
        return len(self._right_at_first())

    def _right_at_first(self) -> set[int]:
        helped = {number for counts in (self.hints, self.given) for number in counts if counts[number]} | self.shown
        return {number for number in self._earned() - helped if self.tries.get(number) == 1}

    def saved(self, remark: str = "") -> str:
        """The work so far as the text of an answer file, which `resume` and `check` read; remark: a comment on top.

        A comment at its end says how often each value was tried, and with how many hints; `recall` reads it. A value
        that was shown stands there too and is blank in the file, so that it earns nothing from `check` either.
        """
        asked, progress = [], dict[str, tuple[object, ...]]()
        for number, item in enumerate(self.asked):
            counts = tuple(each.get(number, 0) for each in (self.tries, self.hints, self.given))
            shown = (self.written.get(number, ""),) if number in self.shown else ()
            asked.append((item.answer, "" if shown else self.written.get(number, "")))
            if shown or any(counts):
                progress[_key(item)] = (*counts, *shown)
        return saved_work(self.problem, [*asked, *self._others.values()], progress, remark)

    def recall(self, text: str) -> None:
        """Takes up tries, hints and what was shown from the text of saved work; a comment changed by hand is none."""
        progress = progress_in(text)
        for number, item in enumerate(self.asked):
            with suppress(ValueError, TypeError, KeyError, OverflowError):
                counts = [max(int(count), 0) for count in progress.get(_key(item), ())[:3]]
                for each, count in zip((self.tries, self.hints, self.given), counts):
                    each[number] = count
                for written in progress.get(_key(item), ())[3:]:
                    self.shown.add(number)
                    self.written |= {number: str(written)} if written else {}
        self._go_on()

    def resume(self, answers: Answers) -> None:
        """Takes up saved work: goes on at the first value whose answer does not earn its marks yet.

        Answers to what this session does not ask for are kept, and saved again.
        """
        for item in answers.items:
            text, number = as_text(item.raw), self._numbers.get(address_of(item))
            if number is None and text:
                self._others.setdefault(address_of(item), (item, text))
            elif number is not None and text:
                self.written[number] = text
        self._go_on()

    def _go_on(self) -> None:
        """Goes to the first value that is still to be answered; worked examples are passed over."""
        done = self._earned() | (self.shown if self.fading else set())
        self.place = next((n for n in range(len(self.asked)) if n not in done), len(self.asked))


def _made(lines: list[KeyLine]) -> dict[tuple[int | None, str | None, str], set[int]]:
    """The numbers of lines by the step or question and the name under which what they make is read."""
    found: dict[tuple[int | None, str | None, str], set[int]] = {}
    for number, line in enumerate(lines):
        found.setdefault((line.step, line.question, line.assignment.name), set()).add(number)
        if line.step and line.assignment.target:
            # What a step makes of a parameter is read under the parameter's own name in the step after it.
            found.setdefault((line.step + 1, None, line.name), set()).add(number)
    return found


def _key(item: AskedValue) -> str:
    """The address of a value as the comment on progress has it."""
    return ":".join(map(str, address_of(item.answer)))
