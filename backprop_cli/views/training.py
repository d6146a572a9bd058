"""A training as blocks for a page, as records for data, and as the curves of its loss."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..errors import Message
from ..records import NamedTuple
from ..solution.training import Epoch, Training
from ..typed import Any
from .check import decimal
from .report import Block, Note, Table
from .solution import FINAL, final_weights, notes, title

TRAINING_FORMAT = "backprop-train/1"
EPOCH = "epoch"
TRAINING_PHASES = (EPOCH, FINAL)  # what a training shows: its epochs, its weights at the end
MEASURES = ("loss", "accuracy", "test_loss", "test_accuracy")
BARS, MOST_BARS = "▁▂▃▄▅▆▇█", 60
MOST_ROWS = 25  # of a table: a screen full


class Curve(NamedTuple):
    """A measure (of MEASURES), epoch by epoch: (number, value)."""

    measure: str
    points: tuple[tuple[int, float], ...]


def measured(history: Sequence[Epoch]) -> tuple[str, ...]:
    """The measures that a training has."""
    return tuple(name for name in MEASURES if history and getattr(history[0], name) is not None)


def curves(history: Sequence[Epoch]) -> list[Curve]:
    """The curves of all measures of a training."""
    return [Curve(name, tuple((epoch.number, getattr(epoch, name)) for epoch in history)) for name in measured(history)]


def training_blocks(training: Training, quiet: bool, lang: str, only: Collection[str] = ()) -> Iterator[Block]:
    """The title, the epochs, how to go on, and the final weights if they are asked for; only: none is the epochs."""
    if not quiet:
        yield title(training.problem, lang)
    if not only or EPOCH in only:
        yield from _epochs(training)
    if training.done < training.last:
        yield Note(Message("board.train.stopped", {"done": training.done, "last": training.last}))
    if FINAL in only:
        yield from final_weights(training.so_far, training.done)
    if not quiet:
        yield from notes(training.problem, lang)


def _epochs(training: Training) -> Iterator[Block]:
    """A row for each epoch, and a line that shows how the loss fell."""
    history = training.history
    names = measured(history)
    heads = ("epoch", "steps", *names)
    if history:
        shown, every = shown_epochs(history)
        rows = tuple((epoch.number, epoch.steps, *(_cell(name, epoch) for name in names)) for epoch in shown)
        yield Table(tuple(Message(f"board.train.{head}") for head in heads), rows)
        if every > 1:
            yield Note(Message("board.train.every", {"every": every, "count": len(history)}))
        losses = [epoch.loss for epoch in history]
        ends = {"first": losses[0], "last": losses[-1]}
        if len(losses) > 1:
            yield Note(Message("board.train.curve", {"curve": sparkline(losses), **ends}))
    elif training.done >= training.last:
        yield Note(Message("board.train.nothing_left", {"done": training.done, "epochs": training.train.epochs}))


def shown_epochs(history: Sequence[Epoch]) -> tuple[list[Epoch], int]:
    """The epochs that a person is shown, and the distance of their numbers: the first, the last, every k-th.

    k is 1, 2 or 5 and so many zeros.
    """
    sizes = (digit * 10**power for power in range(len(history)) for digit in (1, 2, 5))
    every = next(size for size in sizes if len(history) <= size * (MOST_ROWS - 1) or len(history) <= MOST_ROWS)
    ends = (history[0], history[-1])
    return [epoch for epoch in history if epoch.number % every == 0 or epoch in ends], every


def _cell(name: str, epoch: Epoch) -> Any:
    value = getattr(epoch, name)
    if name.endswith("accuracy"):
        return Message("board.train.percent", {"found": decimal(f"{100 * value:.1f}")})
    return float(value)


def sparkline(values: Sequence[float]) -> str:
    """Values as a row of bars, of at most MOST_BARS of them: the lowest is the shortest.

    >>> sparkline([4, 2, 1, 0])
    '█▅▃▁'
    """
    if len(values) > MOST_BARS:
        values = [values[round(place * (len(values) - 1) / (MOST_BARS - 1))] for place in range(MOST_BARS)]
    low, high = min(values), max(values)
    top = len(BARS) - 1
    return "".join(BARS[round(top * (value - low) / (high - low)) if high > low else 0] for value in values)


def epoch_records(training: Training) -> Iterator[dict[str, Any]]:
    """A record for each epoch; measures that there are none of are null."""
    for epoch in training.history:
        measures = {name: getattr(epoch, name) for name in MEASURES}
        yield {"problem": training.problem.name, "epoch": epoch.number, "steps": epoch.steps, **measures}


def training_header(training: Training) -> dict[str, Any]:
    """What a record of a training says besides its epochs."""
    return {
        "format": TRAINING_FORMAT,
        "problem": training.problem.name,
        "done": training.done,
        "steps": training.last,
        "observations": len(training.problem.data),
        "held_out": len(training.train.held),
    }
