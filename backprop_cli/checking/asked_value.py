"""A value that practice asks for, and the entries that it has."""

from __future__ import annotations

from collections.abc import Iterator

from ..evaluate.evaluate import entry_names
from ..records import NamedTuple
from ..tolerances import MAX_CELLS
from .answers.answer import Answer
from .judge.key import AnswerKey, Target


class AskedValue(NamedTuple):
    """A value that is asked for: a blank answer with its name, and the line of the work that it is about."""

    answer: Answer
    target: Target


def single_entries(item: AskedValue, key: AnswerKey) -> Iterator[AskedValue]:
    """The entries of a value that is asked for, each by its own name; a single number as it is."""
    line, names = item.target.line, key.problem.names
    entries = entry_names(line.name, line.value) if line.value is not None and not item.target.entry else ()
    if len(entries) < 2 or len(entries) > MAX_CELLS:
        yield item
        return
    for address, _ in entries:
        answer = item.answer._replace(name=names.get(address, address))
        target = key.target(answer)
        if target:
            yield AskedValue(answer, target)
