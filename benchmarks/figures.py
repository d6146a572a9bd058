"""A figure: ours against a baseline that is measured in turn with it, so that a busy minute slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Figure(NamedTuple):
    """One row of the table. ratio: the median of ours over the baseline, pair by pair. budget: its promise.

    at_least: whether the budget is a floor, and the ratio that of the baseline over ours.
    """

    name: str
    baseline: str
    baseline_seconds: float
    seconds: float
    ratio: float
    budget: float
    at_least: bool = False

    @property
    def keeps(self) -> bool:
        """Whether the promise is kept."""
        return self.ratio >= self.budget if self.at_least else self.ratio <= self.budget

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        mark = "" if self.keeps else "   MISSED"
        base = f"{self.baseline} {_said(self.baseline_seconds)}"
        return f"{self.name:38} {_said(self.seconds):>10}   {base:34} {self.ratio:10.4g}   {sign} {self.budget:g}{mark}"


def _said(seconds: float) -> str:
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The time of the processor that one of so many runs takes: what others do on the machine meanwhile is not ours."""
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


class Baseline(NamedTuple):
    """What ours is held against. seconds: takes the work once, and gives the seconds of one unit of it."""

    name: str
    seconds: Callable[[], float]


def compared(
    name: str, budget: float, ours: Callable[[], float], baseline: Baseline, rounds: int, at_least: bool = False
) -> Figure:
    """Ours and the baseline in turn, after a round that does not count; each gives the seconds of one unit of work."""
    pairs = [(ours(), baseline.seconds()) for _ in range(rounds + 1)][1:]
    mine, base = (statistics.median(column) for column in zip(*pairs))
    ratio = statistics.median(b / a if at_least else a / b for a, b in pairs)
    return Figure(name, baseline.name, base, mine, ratio, budget, at_least)


def show(figures: Iterable[Figure]) -> list[Figure]:
    """Prints each as it comes."""
    found = []
    for figure in figures:
        print(figure, flush=True)
        found.append(figure)
    return found
