"""Jacobian matrices: what comes back from each output of a layer alone, a row for each, a column for each input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from ..expr.axes import count_of, picked, reshape, stacked
from ..expr.names import derivative
from ..expr.node import Node, eye, number, symbol
from .line import Assignment, gathered_back
from .network import Stage

ONE = number(1)


def jacobians(stage: Stage, share: Node = ONE) -> Iterator[Assignment]:
    """The derivatives of what a layer puts out by all that it reads, (outputs, inputs) each; of the loss, its own.

    Of one observation; of several, which a layer works across, the entries of all stand one after the other. A layer
    without a derivative of its own, or over time, is gone back through line by line, and the derivatives by its inner
    lines come first; over time each output has its own. share: what an observation's loss counts in L.
    """
    if has_own(stage):
        yield from (jacobian(stage, place, share) for place in range(len(stage.inputs)))
        return
    for out in stage.outs or (stage.out,):
        parts = reversed(_below(stage.parts, out.data))
        yield from gathered_back((part.out.data, _sent(part, out)) for part in parts)


def has_own(stage: Stage) -> bool:
    """Whether the derivatives of a stage are one rule each, by what it reads."""
    return stage.layer is None or ("x" in stage.rules.derivatives and not stage.outs)


def jacobian(stage: Stage, place: int = 0, share: Node = ONE) -> Assignment:
    """The derivatives of the outputs by one of the inputs, (outputs, inputs), of a stage that has its own.

    It is `dx` with the identity matrix for d: each unit row picks one output. Of the loss, its derivative.
    """
    if stage.layer is None:
        return stage.backward(share, place)._replace(phase="derivative")
    x, sizes = stage.inputs[place], stage.out.shape[1:]
    if stage.out.shape[0] != 1:
        return _by_rows(stage, place, stage.out, eye(count_of(stage.out.shape)))
    # Of an image, the outputs and the inputs stand one after the other, channel by channel, row by row.
    units = eye(sizes[0]) if len(sizes) == 1 else reshape(eye(prod(sizes)), (prod(sizes), *sizes))
    line = stage.slope("x", x, units, "jacobian", place)
    if len(x.shape) > 2:
        line = line._replace(expression=reshape(line.expression, (units.shape[0], prod(x.shape[1:]))))
    return line._replace(name=derivative(stage.out.data, x.data))


def _below(parts: Sequence[Stage], name: str) -> list[Stage]:
    """Those of the parts on whose values this one hangs, with the one that puts it out."""
    live, found = {name}, list[Stage]()
    for part in reversed(parts):
        if part.out.data in live:
            live |= {x.data for x in part.inputs}
            found.append(part)
    return found[::-1]


def _sent(part: Stage, out: Node) -> list[Assignment]:
    """What a line sends to each value that it reads, given the Jacobian of a later value by its own; 1 for itself."""
    if part.out is out and not part.edges and has_own(part):
        return [jacobian(part, place) for place in range(len(part.inputs))]
    count, name = count_of(out.shape), part.out.data
    rows = eye(count) if name == out.data else symbol(derivative(out.data, name), (count, count_of(part.out.shape)))
    return [_by_rows(part, place, out, rows) for place in range(len(part.inputs))]


def _by_rows(part: Stage, place: int, out: Node, rows: Node) -> Assignment:
    """What the rows of a matrix become, one by one, as gradients that arrive at a stage, by one of its inputs."""
    shape, count = part.out.shape, rows.shape[0]
    numbers = range(1, count + 1 if isinstance(count, int) else 2)
    lines = [part.backward(picked(rows, number, shape), place) for number in numbers]
    name = derivative(out.data, part.inputs[place].data)
    expression = stacked([line.expression for line in lines], count)
    return lines[0]._replace(name=name, expression=expression, phase="jacobian", origin=None)
