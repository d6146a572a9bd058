"""Wrong answers with their mistakes, line by line in the order of the work."""

from __future__ import annotations

from .diagnosis import Diagnosis
from .judging import Judge, Seen
from .paper import pages_of
from .result import WRONG

MOST_LINES = 200


def explained(judge: Judge, seen: list[Seen]) -> list[Seen]:
    """The lines with a mistake at every wrong answer that one explains; each is judged with those before it put in."""
    pages = pages_of(seen, judge)
    diagnosis = Diagnosis(judge.work, pages)
    found, place = [], 0
    numbered = [(page, number) for page in pages for number in range(len(page.lines))]
    for item, (page, number) in zip(seen, numbered):
        entry = page.answered.get(number)
        if entry and entry.wrong and place < MOST_LINES:
            place += 1
            mistake = diagnosis.of_line(page, number)
            judged = tuple(
                one._replace(mistake=mistake) if one.verdict == WRONG and one.wrong and not one.collapsed else one
                for one in item.judged
            )
            item = item._replace(judged=judged)
        found.append(item)
    return found
