"""The compiled step of a program: which pieces go in and come out, and the functions that its source gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..evaluate.evaluate import Value, elements
from ..expr.node import Shape
from ..program.line import Program
from ..program.updates import DONE
from ..records import NamedTuple
from ..tolerances import MOST_PIECES
from ..typed import Any
from .factors import sink_factors
from .pieces import Pieces
from .record import Record, entries, record
from .source import StepLayout, StepSource, reachable

RATE = "rate({0})"
X = "X"


class StepShape(NamedTuple):
    """What a step takes and gives, by name.

    weights: parameters and states with their shapes, in the order of the flat tuple. data: what varies from step to
    step, with its shape: X and the targets of a network, and `batch`, the number of their rows; of a graph the values
    in order, with no batch. counts: whether the flat tuple ends in the count of steps, as the rate depends on it;
    listed: whether rates are listed. loss: the name of the line. inputs: what of the data is x: X, or the time steps.
    rate: the rate, where it is a power of two, with which fewer products do the same.
    """

    weights: Mapping[str, Shape]
    data: Mapping[str, Shape]
    batch: int | None
    counts: bool
    listed: bool
    loss: str
    inputs: tuple[str, ...] = (X,)
    rate: float | None = None

    @property
    def kind(self) -> tuple[Any, ...]:
        """What steps of one program differ in."""
        return self.counts, self.listed, self.rate


class CompiledStep(NamedTuple):
    """make: (numbers, functions, bound, rate, replay) → (step, run). bound: names of what is the same in every step."""

    source: StepSource
    make: Callable[..., Any]
    bound: tuple[str, ...]

    def bind(self, fixed: Mapping[str, Value], rate: Any, replay: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """The step and the loop for given values of what is the same in every step."""
        source = self.source
        numbers = tuple(piece.value for piece in source.numbers)
        bound = tuple(entry for name in self.bound for entry in elements(fixed[name]))
        step, run = self.make(numbers, source.functions, bound, rate, replay)
        return step, run


def compiled_step(program: Program, shape: StepShape, kind: type[Pieces] = Pieces) -> CompiledStep:
    """The step of a program, compiled the first time that it is asked for, of pieces of a kind.

    Raises ValueError where the loss is no single number, TooLargeError for more operations than MOST_PIECES.
    """
    key = ("step", *shape.kind, kind)
    if key not in program.compiled:
        program.compiled[key] = _compiled(program, shape, kind(MOST_PIECES))
    found: CompiledStep = program.compiled[key]
    return found


def _compiled(program: Program, shape: StepShape, pieces: Pieces) -> CompiledStep:
    layout, bound = laid_out(program, shape, pieces)
    source = StepSource(sink_factors(pieces, layout.roots), layout)
    return CompiledStep(source, source.make(), bound)


def laid_out(program: Program, shape: StepShape, pieces: Pieces) -> tuple[StepLayout, tuple[str, ...]]:
    """What goes into a step and comes out of it as pieces, and the names of what is the same in every step."""
    done = pieces.input(DONE) if shape.counts else None
    given = {DONE: done, "lr": pieces.write(RATE, done)} if done and shape.listed else {DONE: done} if done else {}
    if shape.rate is not None:
        given["lr"] = pieces.number(shape.rate)
    found = record(program, pieces, given)
    (loss,) = elements(found.values[shape.loss])
    weights = {name: _input(found, name, size) for name, size in shape.weights.items()}
    before = [entry for value in weights.values() for entry in elements(value)]
    after = [entry for name in weights for entry in elements(found.after(name) or weights[name])]
    if done:
        before, after = [*before, done], [*after, pieces.function("add")(done, pieces.number(1))]
    data = {name: _input(found, name, size) for name, size in shape.data.items()}
    x, y = tuple(data.values()), ()
    if shape.batch is not None:
        rows = {name: value[0] if shape.batch == 1 else value for name, value in data.items()}
        seen = {name: rows.pop(name) for name in shape.inputs if name in rows}
        x, y = observed(seen, shape.batch), several(tuple(rows.values()))
    varying = {*weights, *data, *given}
    bound = tuple(name for name in found.inputs if name not in varying)
    fixed = tuple(entry for name in bound for entry in elements(found.inputs[name]))
    checked = found.hidden(reachable((*after, loss), lambda piece: piece.args), loss)
    return StepLayout(tuple(before), x, y, fixed, tuple(after), loss, tuple(checked)), bound


def observed(seen: Mapping[str, Any], batch: int) -> Any:
    """What a step is given as x: the value X; of a sequence the time steps x[1], x[2] … of each observation.

    seen: the values by name, of one observation without its row. () if there are none.
    """
    if X in seen or not seen:
        return seen.get(X, ())
    steps = tuple(seen.values())
    return steps if batch == 1 else tuple(zip(*steps))


def by_name(x: Any, inputs: Sequence[str], batch: int) -> dict[str, Any]:
    """The values in what `observed` makes of them."""
    if X in inputs:
        return {X: x}
    return dict(zip(inputs, x if batch == 1 else zip(*x)))


def several(targets: tuple[Any, ...]) -> Any:
    """What a step is given as y: the targets; a tuple of them where several losses have their own; () if none."""
    return targets[0] if len(targets) == 1 else targets


def each_target(y: Any, count: int) -> tuple[Any, ...]:
    """The targets in what `several` makes of them."""
    return (y,) if count == 1 else tuple(y)


def _input(found: Record, name: str, shape: Shape) -> Value:
    return found.inputs[name] if name in found.inputs else entries(found.pieces, name, shape)
