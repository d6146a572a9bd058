"""A bar on standard error that shows how far long work is, where a person sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from ..i18n import text
from ..typed import TypeVar
from .options import OutputOptions
from .patience import end_of_patience

Item = TypeVar("Item")


@contextmanager
def progress(key: str, output: OutputOptions, forks: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how many of how many are done: it draws a bar in a terminal, unless all is to be quiet.

    forks: whether the work starts processes: those are copies of this one, and a copy of several threads is unsafe.
    """
    end_of_patience()
    if output.quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda number, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    turning = () if forks else (SpinnerColumn("line"),)
    columns = *turning, TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True, auto_refresh=not forks)
    with bar:
        task = bar.add_task(text(f"command.progress.{key}", output.language), total=None)

        def told(number: int, total: int) -> None:
            bar.update(task, completed=number, total=total, refresh=True)

        yield told


def counted(items: Sequence[Item], told: Callable[[int, int], None]) -> Iterator[Item]:
    """The items one by one, each told when the one before it is done with."""
    for number, item in enumerate(items):
        told(number, len(items))
        yield item
