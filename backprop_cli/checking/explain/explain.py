"""Wrong answers explained: by another convention that the whole file keeps to, then by mistakes, line by line."""

from __future__ import annotations

from typing import Any

from ...errors import Message
from ..answers.file import Answer, identity_of
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.result import ACCEPTED, CONVENTION, WRONG, JudgedAnswer, Mistake
from ..mistakes.loss import SQUARED
from .conventions import Kept, kept_convention
from .diagnosis import Diagnosis
from .replay import Values, reads, replay_of, value_of

MOST_LINES = 200


def explained(judge: Judge, seen: list[JudgedLine], given: tuple[Answer, ...]) -> tuple[list[JudgedLine], str | None]:
    """The lines under the convention that the file keeps to, with a mistake at every wrong answer that one explains."""
    kept = kept_convention(judge, seen, given)
    if kept:
        return merged(seen, kept._replace(seen=_with_mistakes(kept.judge, kept.seen))), kept.name
    return _with_mistakes(judge, seen), None


def merged(seen: list[JudgedLine], kept: Kept) -> list[JudgedLine]:
    """What was seen under a convention: as it is where the problem says the same, else by that convention."""
    before = {identity_of(item.answer): item for line in seen for item in line.judged}
    result = []
    for line in kept.seen:
        judged = []
        for item in line.judged:
            plain = before[identity_of(item.answer)]
            if plain.verdict in ACCEPTED:
                judged.append(plain)
            elif item.verdict in ACCEPTED:
                judged.append(plain._replace(verdict=CONVENTION, convention=kept.name, wrong=(), note=None))
            else:
                judged.append(item._replace(answer=plain.answer, expected=plain.expected, reached=item.expected))
        result.append(line._replace(judged=tuple(judged)))
    return result


def _with_mistakes(judge: Judge, seen: list[JudgedLine]) -> list[JudgedLine]:
    """Each line is looked at with the wrong ones before it put in."""
    paper = replay_of(seen, judge)
    diagnosis = Diagnosis(paper)
    found, looked_at = [], 0
    numbered = [(page, number) for page in paper.pages for number in range(len(page.lines))]
    for item, (page, number) in zip(seen, numbered):
        entry = page.answered.get(number)
        if entry and entry.wrong and looked_at < MOST_LINES:
            looked_at += 1
            mistake = worded(diagnosis.of_line(page, number), item)
            read = {
                name: page.as_written[name]
                for name in reads(item.line.assignment.expression)
                if name in page.as_written
            }
            reached = value_of(item.line.assignment.expression, page.as_written)
            item = item._replace(judged=tuple(_explained(one, mistake, read, reached) for one in item.judged))
        found.append(item)
    return found


def _explained(one: JudgedAnswer, mistake: Mistake | None, read: Values, reached: Any) -> JudgedAnswer:
    if one.verdict != WRONG or not one.wrong:
        return one
    return one._replace(mistake=None if one.degenerate else mistake, read=read, reached=reached)


def worded(mistake: Mistake | None, seen: JudgedLine) -> Mistake | None:
    """The mistake in the words for its line: of a prediction less its target, what was swapped."""
    line = mistake.where.line if mistake and mistake.where else seen.line
    origin = line.assignment.origin
    swapped = mistake and mistake.name == "wrong_sign" and origin and origin.output == "x" and "y" in origin.arguments
    if mistake and swapped and line.assignment.kind in SQUARED:
        return mistake._replace(message=Message("mistake.wrong_sign.difference"))
    return mistake
