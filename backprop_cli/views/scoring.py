"""How each answer got its points, and what they add up to, as blocks for people."""

from __future__ import annotations

from collections.abc import Iterator

from ..checking.judge.result import CONVENTION, MISSING, NOT_ASKED, UNKNOWN, Check, JudgedAnswer
from ..errors import Message
from ..typed import Any
from .check import MARKS, decimal, in_order, in_short, place_of, shown_name
from .report import Block, Heading, Note, Said, Table

HEADS = ("check.head.step", "check.head.name", "check.head.earned", "check.head.points", "check.head.reason")


def scoring_blocks(check: Check) -> Iterator[Block]:
    """A row for each answer with what it earns, of how much and why; what was left out; and the sum."""
    rows: list[tuple[Any, ...]] = [
        (MARKS[item.verdict], place_of(item), shown_name(item), item.earned, item.weight, reason_said(item))
        for item in in_order(check)
    ]
    left = check.left_out
    if left.lines:
        said = Message("check.scoring.left_out", {"count": decimal(f"{float(left.lines):g}")})
        rows.append((MARKS[MISSING], "", "", left.points * 0, left.points, said))
    heads: tuple[Said, ...] = ("", *map(Message, HEADS))
    yield Heading(Message("check.scoring.head"))
    yield Table(heads, tuple(rows))
    numbers = {"earned": check.points, "total": check.total, "score": check.score}
    yield Note(Message("check.scoring.sum", {name: decimal(f"{number:.6g}") for name, number in numbers.items()}))


def reason_said(item: JudgedAnswer) -> Message:
    """Why an answer earns what it does; of an answer that is a part of its line also which part."""
    if item.reason == NOT_ASKED:
        return Message("check.scoring.not_asked")
    said = Message("verdict.unknown") if item.verdict == UNKNOWN else in_short(item)
    if item.verdict == CONVENTION:
        said = Message("check.scoring.convention", {"said": said})
    return Message("check.scoring.part", {"said": said, "share": item.share}) if 0 < item.share < 1 else said
