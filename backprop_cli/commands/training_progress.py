"""A training while it runs: a bar on standard error with the loss, and what it came to saved however it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .. import Training
from ..i18n import text
from .options import OutputOptions
from .patience import end_of_patience
from .writing import orderly_exit

Seen = Callable[[int, float], None]


def run_with_progress(training: Training, output: OutputOptions, save: Callable[[], None] | None) -> int:
    """Takes the steps of a training and saves what it came to, interrupted or not; the exit code of that, else 0."""
    stopped = 0
    with orderly_exit():
        try:
            with _bar(training, output) as seen:
                for _ in training.epochs(seen):
                    pass
        except KeyboardInterrupt:
            stopped = 130
        except SystemExit as ended:
            stopped = ended.code if isinstance(ended.code, int) else 1
        training.stopped = bool(stopped)
        if save:
            save()
    return stopped


@contextmanager
def _bar(training: Training, output: OutputOptions) -> Iterator[Seen]:
    """What is told after each step: on a terminal, a bar with the loss; elsewhere, nothing."""
    end_of_patience()
    if output.quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, loss: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=training.last, completed=training.done)

        def seen(done: int, loss: float) -> None:
            """Shows how far it is."""
            said = text("board.train.progress", output.language, done=done, last=training.last, loss=f"{loss:.4g}")
            progress.update(task, completed=done, description=said)

        yield seen
