"""Under a loss on logits, probabilities that somebody gives for ŷ: they are read as P, for ŷ is the logit there."""

from __future__ import annotations

from ...evaluate.evaluate import elements
from ...expr.names import entry_of
from ..answers.answer import Answer, identity_of
from .entries import align
from .key import AnswerKey, KeyLine
from .line_judge import JudgedLine
from .result import WRONG, JudgedAnswer

LOGITS, PROBABILITIES = "y_hat", "P"


def read_as_probabilities(
    key: AnswerKey, lines: list[JudgedLine], answers: tuple[Answer, ...]
) -> tuple[Answer, ...] | None:
    """The answers, with those for ŷ that are wrong as logits, and nearer to the probabilities, as answers for P.

    lines: as the answers are judged. None where there are no such answers.
    """
    judged = [item for line in lines for item in line.judged if item.answer.value is not None]
    given = {item.answer.step for item in judged if item.target and item.target.line.name == PROBABILITIES}
    meant = {
        identity_of(item.answer): entry_of(PROBABILITIES, *item.target.entry)
        for item in judged
        if item.target and item.answer.step not in given and _is_meant(key, item)
    }
    if not meant:
        return None
    names = ((answer, meant.get(identity_of(answer))) for answer in answers)
    return tuple(answer._replace(name=name, instead_of=answer.name) if name else answer for answer, name in names)


def _is_meant(key: AnswerKey, item: JudgedAnswer) -> bool:
    step_key = key.step(item.answer.step) if item.answer.step else None
    if item.verdict != WRONG or not item.target or item.target.line.name != LOGITS or not step_key:
        return False
    line = next((line for line in step_key.lines if line.name == PROBABILITIES), None)
    return line is not None and _is_nearer(item, line)


def _is_nearer(item: JudgedAnswer, probabilities: KeyLine) -> bool:
    """Whether numbers from 0 to 1 are nearer to the probabilities than to the logits."""
    assert item.target
    entries = align(item.answer, item.target).entries
    logits, true = (elements(line.value) for line in (item.target.line, probabilities))
    numbers = [(number.value, logits[at], true[at]) for at, number in entries.items()]
    if not numbers or not all(value is not None and 0 <= value <= 1 for value, _, _ in numbers):
        return False
    distances = [(abs(value - p), abs(value - logit)) for value, logit, p in numbers]
    return bool(sum(near for near, _ in distances) < sum(far for _, far in distances))
