"""Wrong answers explained: by another convention that the whole file keeps to, then by mistakes, line by line."""

from __future__ import annotations

from .answers import Given
from .conventions import kept_convention, merged
from .diagnosis import Diagnosis
from .judging import Judge, Seen
from .paper import pages_of
from .result import WRONG

MOST_LINES = 200


def explained(judge: Judge, seen: list[Seen], given: tuple[Given, ...]) -> tuple[list[Seen], str | None]:
    """The lines under the convention that the file keeps to, with a mistake at every wrong answer that one explains."""
    kept = kept_convention(judge, seen, given)
    if kept:
        return merged(seen, kept._replace(seen=_with_mistakes(kept.judge, kept.seen))), kept.name
    return _with_mistakes(judge, seen), None


def _with_mistakes(judge: Judge, seen: list[Seen]) -> list[Seen]:
    """Each line is looked at with the wrong ones before it put in."""
    pages = pages_of(seen, judge)
    diagnosis = Diagnosis(judge.work, pages)
    found, looked_at = [], 0
    numbered = [(page, number) for page in pages for number in range(len(page.lines))]
    for item, (page, number) in zip(seen, numbered):
        entry = page.answered.get(number)
        if entry and entry.wrong and looked_at < MOST_LINES:
            looked_at += 1
            mistake = diagnosis.of_line(page, number)
            judged = tuple(
                one._replace(mistake=mistake) if one.verdict == WRONG and one.wrong and not one.collapsed else one
                for one in item.judged
            )
            item = item._replace(judged=judged)
        found.append(item)
    return found
