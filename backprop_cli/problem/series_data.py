"""The data of networks over time: observations as time steps, and a loss at every step with targets of its own."""

from __future__ import annotations

from ..errors import Message
from ..typed import Any
from .arrays import first_nested
from .fields import kind_of
from .layer_trees import layer_trees
from .model import LayerSpec, LossSpec, Observation
from .reader import Reader
from .series import at_step, is_recurrent, rows_of, said_of, sequences, time_steps
from .training import NamedTargets, has_rows
from .wiring import Wiring, reads_of
from .yaml_tree import Tree, inside


def in_steps(reader: Reader, losses: tuple[LossSpec, ...], found: Any, tree: Tree) -> Any:
    """The observations of a network over time with a row for each step; none after a fault.

    A number alone is a step of one feature. Notes a fault for other numbers of steps than the first observation has, or
    than a loss compares.
    """
    comparing = next(filter(rows_of, losses), None)
    said = said_of(comparing) if comparing else {}
    if not isinstance(found, tuple):
        key, hint = (
            ("fault.file_of_rows", "hint.loss_rows") if comparing else ("fault.file_of_steps", "hint.file_of_steps")
        )
        reader.fault(key, tree, Message(hint, said), **said)
        return ()
    before, rows = len(reader.faults), [item._replace(x=_rows(item.x)) for item in found]
    for place, item in enumerate(rows, 1):
        if comparing and len(item.x) != said["expected"]:
            hint_ = Message("hint.loss_rows", said)
            reader.fault("fault.loss_rows", inside(tree, place, "x"), hint_, **said, number=place, found=len(item.x))
        elif len(item.x) != len(rows[0].x):
            values = {"number": place, "found": len(item.x), "expected": len(rows[0].x)}
            reader.fault("fault.steps_differ", inside(tree, place, "x"), Message("hint.steps_differ"), **values)
    return () if len(reader.faults) > before else tuple(rows)


def _rows(x: Any) -> Any:
    return tuple(item if isinstance(item, (tuple, dict)) else (item,) for item in x) if isinstance(x, tuple) else x


def at_every_step(
    reader: Reader, losses: tuple[LossSpec, ...], layers: tuple[LayerSpec, ...], data: tuple[Any, Tree], wiring: Wiring
) -> tuple[tuple[LossSpec, ...], Any]:
    """The losses and observations with a loss at every step, where the only loss judges a sequence.

    L is the sum of the losses of the steps, L1, L2 …, and each has its own targets, a row of y. data: the observations,
    and their node.
    """
    found, tree = data
    steps = time_steps(layers, losses, found if isinstance(found, tuple) else ())
    over_time = sequences(layers, losses, wiring.names[1:], reads_of(layers))
    recurrent = list(filter(is_recurrent, layers))
    losses = tuple(_of_rows(reader, loss, recurrent, tree) if rows_of(loss) else loss for loss in losses)
    for loss in losses if len(losses) > 1 else ():
        if loss.of[0] in over_time:
            reader.fault("fault.loss_of_sequence", loss.mark or tree, Message("hint.loss_of_sequence"), loss=loss.kind)
    if len(losses) != 1 or losses[0].of[0] not in over_time:
        _refuse_rows(reader, found, tree)
        return losses, found
    (loss,), (of,) = losses, losses[0].of
    numbers = range(1, steps + 1)
    each = tuple(loss._replace(of=(at_step(of, t),), target=at_step(loss.target, t), number=t) for t in numbers)
    return each, tuple(item._replace(y=_by_step(item, of)) for item in found)


def _of_rows(reader: Reader, loss: LossSpec, recurrent: list[LayerSpec], tree: Tree) -> LossSpec:
    """A loss that compares what a network makes of the rows of an observation, with the names of these values."""
    said, (of,) = said_of(loss), loss.of
    if recurrent:
        hint = Message("hint.rows_over_time", said)
        reader.fault("fault.rows_over_time", loss.mark or tree, hint, **said, kind=recurrent[0].kind)
    return loss._replace(of=tuple(at_step(of, row) for row in range(1, said["expected"] + 1)))


def _by_step(item: Observation, of: str) -> Any:
    """The targets of an observation by the names of what they are of, a row for each time step."""
    rows = _rows(item.y)
    return NamedTargets({at_step(of, t): row for t, row in enumerate(rows, 1)}) if isinstance(rows, tuple) else item.y


def _refuse_rows(reader: Reader, found: Any, tree: Tree) -> None:
    """Notes a fault for every observation with a row of targets for each time step, where no loss judges every step."""
    for place, item in enumerate(found if isinstance(found, tuple) else (), 1):
        here = inside(tree, place, "y")
        if has_rows(item.y):
            nested = first_nested(here) or here
            reader.fault("fault.expected_number", nested, Message("hint.number"), found=kind_of(nested))


def check_sequences(reader: Reader, layers: tuple[LayerSpec, ...], wiring: Wiring, document: Tree) -> None:
    """Notes a fault for every recurrent layer that reads a single value."""
    reads = reads_of(layers)
    over_time = sequences(layers, (), wiring.names[1:], reads)
    for index, (layer, read) in enumerate(zip(layers, reads), 1):
        if is_recurrent(layer) and not over_time.issuperset(read):
            place = layer_trees(document)[index - 1].tree
            reader.fault("fault.no_sequence", place, Message("hint.no_sequence"), kind=layer.kind, layer=index)
