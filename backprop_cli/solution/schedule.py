"""The steps that a problem asks for: their numbers, and the observations of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import cycle, islice

from ..problem.model import Problem


def schedule_of(problem: Problem, done: int, steps: int | None) -> tuple[Iterator[tuple[int, tuple[int, ...]]], int]:
    """The numbers and observations of the steps to take, and the number of the last one."""
    train = problem.train
    if problem.graph and not (train or problem.data):
        return iter([(1, ())]), 1
    each = len(train.order) if train else len(problem.data)
    count = each * (train.epochs if train else 1)
    last = count if steps is None else done + steps
    alone = enumerate(cycle((number,) for number in range(1, each + 1)), 1)
    entries = train.entries(done) if train else islice(alone, done, None)
    return islice(entries, max(0, min(last - done, sys.maxsize))), max(count, last) if each else 0
