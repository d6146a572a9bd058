"""Goes through an answer key line by line; what is known after a line is carried into the lines after it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from ...errors import MAX_FAULTS
from ...records import NamedTuple
from ...typed import Any, Generic, Protocol, TypeVar
from ..answers.answer import Answer
from .key import AnswerKey, KeyLine, StepKey, lines_of
from .result import UNKNOWN, JudgedAnswer
from .rounding import DigitStyle


class JudgedLine(NamedTuple):
    """A line with the verdicts of its answers, and the places of its entries (row and column from 1), row by row.

    seen: of a line that was judged at sight, an object that all have in common who wrote the same in the same style.
    """

    line: KeyLine
    judged: tuple[JudgedAnswer, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()
    seen: Any = None


class Carry(Protocol):
    """What a judge carries from line to line."""

    def copy(self) -> Any:
        """The same, to go on from without a change to the original."""


Carried = TypeVar("Carried", bound=Carry)


class Checkpoint(NamedTuple):
    """A line that was judged: its answers and their style, the verdicts, and what was known after it."""

    identity: tuple[Any, ...]
    answers: list[Answer]
    style: DigitStyle
    judged: JudgedLine
    carried: Any


class LineJudge(Generic[Carried]):
    """Judges the answers of one document, line by line in the order of the work.

    A kind of judge says what it knows at the start of a step (`begin`) and how it judges a line (`judge_line`, which
    adds to what is known). style: how many digits the student writes; formulas have none.
    """

    style = DigitStyle(None)

    def __init__(self, key: AnswerKey, answers: tuple[Answer, ...]) -> None:
        self.key = key
        self.step_keys = key.step_keys(answers)
        self.found, unknown = key.sorted_out(answers)
        # Of a file with thousands of strange names the first say enough; to look for a near one takes a while.
        said = [key.unknown(item) for item in unknown[:MAX_FAULTS]]
        self.unknown = [JudgedAnswer(item, None, UNKNOWN, note=note) for item, note in zip_longest(unknown, said)]

    def begin(self, step_key: StepKey, before: Carried | None) -> Carried:
        """What is known at the start of a step or question; before: what was known after the last line, unchanged."""
        raise NotImplementedError

    def judge_line(self, line: KeyLine, carried: Carried) -> JudgedLine:
        """The verdicts of a line's answers; what follows from them is added to what is carried."""
        raise NotImplementedError

    def steps(self) -> Iterator[tuple[StepKey, list[KeyLine]]]:
        """Every step and question in the order of the work, with its lines."""
        answered = [pairs[0][1].line for pairs in self.found.values()]
        yield from ((step_key, list(lines_of(step_key, answered))) for step_key in self.step_keys)

    def judged(self, memory: list[Checkpoint] | None = None) -> Iterator[JudgedLine]:
        """Every line of the work in its order, with the verdicts of its answers.

        memory: the checkpoints of an earlier pass over the same key. Lines are taken from it up to the first whose
        answers or style differ; from there on they are judged, and the memory is brought up to date.
        """
        current, carried = None, None
        lines = ((step_key, line) for step_key, lines in self.steps() for line in lines)
        for number, (step_key, line) in enumerate(lines):
            if memory is not None:
                kept = memory[number] if number < len(memory) else None
                if kept and self._holds(kept, line):
                    current, carried = step_key, kept.carried
                    yield kept.judged
                    continue
                del memory[number:]
                carried = carried and carried.copy()
            if carried is None or step_key is not current:
                current, carried = step_key, self.begin(step_key, carried)
            judged = self.judge_line(line, carried)
            if memory is not None:
                memory.append(Checkpoint(line.identity, self._answers(line), self.style, judged, carried))
            yield judged

    def _answers(self, line: KeyLine) -> list[Answer]:
        return [answer for answer, _ in self.found.get(line.identity, ())]

    def _holds(self, kept: Checkpoint, line: KeyLine) -> bool:
        """Whether a checkpoint is of that line with the same answers in the same style."""
        return kept[:3] == (line.identity, self._answers(line), self.style)
