"""A bar on standard error that shows how far long work is, where a person sees it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from ..i18n import text
from .options import OutputOptions

Item = TypeVar("Item")


@contextmanager
def progress(key: str, output: OutputOptions) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how many of how many are done: it draws a bar in a terminal, unless all is to be quiet."""
    if output.quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda number, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    # Without a thread that draws: worker processes are copies of this one, and a copy of several threads is unsafe.
    bar = Progress(*columns, console=Console(file=sys.stderr), transient=True, auto_refresh=False)
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
