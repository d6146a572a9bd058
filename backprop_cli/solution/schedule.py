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
    order = train.order if train else tuple((number,) for number in range(1, len(problem.data) + 1))
    count = len(order) * (train.epochs if train else 1)
    last = count if steps is None else done + steps
    entries = enumerate(cycle(order), 1) if order else iter(())
    return islice(entries, done, min(last, sys.maxsize)), max(count, last) if order else 0
