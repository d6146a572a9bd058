"""An answer: one name with the value that somebody wrote for it; and the answers of one document."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import Mark
from ...records import NamedTuple
from ...typed import Any

FINAL = "final"
MAX_ENTRIES = 20_000


class Answer(NamedTuple):
    """One name with the value that somebody wrote for it.

    step: the number of the step; None for the final weights and for questions. question: the id of the question. name:
    as it was written; "" for a question whose parts have no names. value: a WrittenNumber or nested tuples of them;
    None where nothing was written. raw: the value as JSON shows it. mark: the place in the file. assumed: whether no
    step was given, so that it is read as one of the first. instead_of: the name that was
    written where the answer is read as one of another name.
    """

    step: int | None
    question: str | None
    name: str
    value: Any
    raw: Any = None
    mark: Mark | None = None
    assumed: bool = False
    instead_of: str = ""

    @property
    def place(self) -> str:
        """The number of the step, the id of the question, or final."""
        return self.question if self.question is not None else FINAL if self.step is None else str(self.step)


def identity_of(answer: Answer) -> tuple[int | None, str | None, str, Mark | None]:
    """Step, question, name and mark, which tell one answer from another."""
    return answer.step, answer.question, answer.name, answer.mark


class Answers(NamedTuple):
    """One document of answers in the order of the file; problem: the name of the problem it answers, if it says so."""

    items: tuple[Answer, ...]
    problem: str | None = None


def answers_for(documents: Iterable[Answers], name: str) -> Answers | None:
    """The first document that names this problem, or none; None where all name others."""
    return next((item for item in documents if item.problem in (None, name)), None)
