"""The steps that a problem asks for: their numbers, and the observations of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import count, cycle, islice

from ..problem.model import Problem, Train
from ..problem.training import whole_order
from ..typed import TYPE_CHECKING

if TYPE_CHECKING:
    from ..problem.batches import Batches


def schedule_of(problem: Problem, done: int, steps: int | None) -> tuple[Iterator[tuple[int, tuple[int, ...]]], int]:
    """The numbers and observations of the steps to take, and the number of the last one."""
    train = problem.train
    if problem.graph and not (train or problem.data):
        return iter([(1, ())]), 1
    singly = problem.batches or whole_order(problem)
    each = len(train.order if train else singly)
    asked = each * (train.epochs if train else 1)
    last = asked if steps is None else done + steps
    entries = entries_after(train, done) if train else _in_turn(singly, done)
    return islice(entries, max(0, min(last - done, sys.maxsize))), max(asked, last) if each else 0


def entries_after(train: Train, done: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The steps after those that are done, without an end: the number of each, and its observations."""
    return _shuffled(train, train.batches, done) if train.batches else _in_turn(train.order, done)


def _in_turn(order: Sequence[tuple[int, ...]], done: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The steps of an order that starts again at its end."""
    return enumerate(islice(cycle(order), done % (len(order) or 1), None), done + 1)


def _shuffled(train: Train, batches: Batches, done: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The steps of batches that are drawn anew for each epoch after the first."""
    each = len(train.order)
    for epoch in count(done // each + 1) if each else ():
        order = batches.of_epoch(train.learned, epoch) if epoch > 1 else train.order
        for number, batch in enumerate(order, (epoch - 1) * each + 1):
            if number > done:
                yield number, batch
