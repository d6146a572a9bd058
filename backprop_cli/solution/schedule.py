"""The steps that a problem asks for: their numbers, and the observations of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count, cycle, islice

from ..problem.model import Problem, Train


def schedule_of(problem: Problem, done: int, steps: int | None) -> tuple[Iterator[tuple[int, tuple[int, ...]]], int]:
    """The numbers and observations of the steps to take, and the number of the last one."""
    train = problem.train
    if problem.graph and not (train or problem.data):
        return iter([(1, ())]), 1
    singly = problem.batches or tuple((number,) for number in range(1, len(problem.data) + 1))
    each = len(train.order if train else singly)
    asked = each * (train.epochs if train else 1)
    last = asked if steps is None else done + steps
    entries = entries_after(train, done) if train else islice(enumerate(cycle(singly), 1), done, None)
    return islice(entries, max(0, min(last - done, sys.maxsize))), max(asked, last) if each else 0


def entries_after(train: Train, done: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The steps after those that are done, without an end: the number of each, and its observations."""
    each = len(train.order)
    for epoch in count(done // each + 1) if each else ():
        order = train.batches.of_epoch(train.learned, epoch) if train.batches and epoch > 1 else train.order
        for number, batch in enumerate(order, (epoch - 1) * each + 1):
            if number > done:
                yield number, batch
