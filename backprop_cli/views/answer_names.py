"""What an answer is about, as a page says it: its place, its name, and the value that was written."""

from __future__ import annotations

from ..checking.answers.number import WrittenNumber
from ..checking.judge.result import JudgedAnswer
from ..derivation.loss_terms import TERM
from ..errors import Message, as_name, cut
from ..evaluate.evaluate import elements
from ..expr.names import entry_at, in_observation, plain_name
from ..typed import Any

TWO_OF_A_NAME = ("derivative", "backward")
OF_OBSERVATIONS = ("forward", "loss", "backward")  # whose values have a row for each observation
MOST_GIVEN = 400  # characters of what somebody wrote: a matrix of 8×8 is shown whole


def place_of(judged: JudgedAnswer) -> Message:
    """Where an answer belongs: step 2, question а, or the end."""
    given = judged.answer
    if given.question is not None:
        return Message("check.question", {"id": cut(given.question)})
    return Message("check.final") if given.step is None else Message("check.step", {"number": given.step})


def name_of(judged: JudgedAnswer) -> str:
    """The canonical name of what was answered, with its entry; a name that nothing has as it was written, if short."""
    target = judged.target
    if target is None:
        return cut(judged.answer.name)
    if target.called:
        return target.called
    if not target.entry or (target.line.value is not None and len(elements(target.line.value)) == 1):
        return plain_name(target.line.name)
    return plain_name(entry_at(target.line.name, *target.entry))


def printed_name(judged: JudgedAnswer) -> str:
    """The same name as people write it, its row being that of an observation: H1[2] for H1[1,2], or H1[2]⁽³⁾."""
    target = judged.target
    row = target.line.row if target else None
    if target and target.line.name.endswith(f":{TERM}") and target.entry[0] == 1:  # what an output adds to the loss
        return entry_at(plain_name(target.line.name), target.entry[1])
    if target is None or row is None or len(target.entry) != 2 or row.phase not in OF_OBSERVATIONS:
        return name_of(judged)
    number, place = target.entry
    if row.value is None or row.line.upright is not None or len(row.value) != len(row.observations):
        return name_of(judged)
    name = entry_at(row.name, place) if len(row.value[0]) > 1 else row.name
    return name if len(row.observations) < 2 else in_observation(name, row.observations[number - 1])


def shown_name(item: JudgedAnswer) -> Message | str:
    """The name of what was answered, as a page prints it; one that nothing has as it was written.

    A question's derivative of the loss, and its way back through it, have one name: there it is said which of them.
    """
    if item.target is None:
        return name_of(item)
    line, name = item.target.line.assignment, as_name(printed_name(item))
    if item.answer.question is None or line.layer is not None or line.phase not in TWO_OF_A_NAME:
        return name
    return Message("check.name_and_part", {"name": name, "part": Message(f"board.group.{line.phase}")})


def given_text(value: Any) -> str:
    """A value as somebody wrote it, on one line; of a very long one the beginning."""
    if value is None:
        return ""
    if isinstance(value, WrittenNumber):
        return cut(value.text)
    if len(value) == 1:
        return given_text(value[0])
    return cut("(" + "; ".join(given_text(item) for item in value[:MOST_GIVEN]) + ")", MOST_GIVEN)
