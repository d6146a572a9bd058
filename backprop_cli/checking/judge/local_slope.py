"""Local derivatives as lines beside the key: ∂out_o1/∂net_o1, of an entry of a value by an entry that it reads."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from fractions import Fraction

from ...errors import BackpropError
from ...evaluate.algebras import DECIMAL, SYMBOLIC
from ...evaluate.evaluate import Value, entry_names, evaluate, map_value
from ...expr.derivative import full, pulled_back
from ...expr.names import derivative, parse
from ...expr.node import Node, is_number, literal, symbol
from ...expr.traverse import symbols, transform
from ...program.graph import line_slopes
from ...program.jacobian import has_own, jacobian
from ...program.line import Assignment, run_decimal
from ...program.network import Stage
from ...program.spellings import entry_address, entry_places, observation_of
from ...program.step import Programs
from .key_line import KeyLine, StepKey, Target

Places = tuple[int, ...]


def local_slope(programs: Programs, step_key: StepKey, named: dict[str, KeyLine], name: str) -> Target | None:
    """What an answer of that canonical name is about; None where it is no local derivative of a line of the step.

    In a batch an entry belongs to an observation, O1[2]⁽³⁾. Problems that are written in columns have none.
    """
    parts = parse(name)
    above, outer, number = _address(parts.what, named)
    line, batch = named.get(above), step_key.observations
    if not parts.by or line is None or line.assignment.phase != "forward" or not programs.layout.is_usual:
        return None
    found = _slope(programs, line.assignment, parts.by, len(batch))
    if found is not None:
        row = batch.index(number) + 1 if number in batch else 1
        entry = _place(programs, (*found, line.assignment), outer or (1,), parts.entry or (1,), row)
        if entry is not None:
            return _target(step_key, line, (derivative(above, parts.by), found[0], entry), name)
    return None if programs.problem.graph else _of_any_entry(programs, step_key, line, name)


def _of_any_entry(programs: Programs, step_key: StepKey, line: KeyLine, name: str) -> Target | None:
    """The derivative of an entry of any line of a layer, of whatever axes: read from what a 1 sends back from there."""
    parts, batch = parse(name), step_key.observations
    _, outer, number = _address(parts.what, {line.name})
    by, inner, other = _address(parts.below, symbols(line.assignment.expression))
    own = None if line.value is None else _in_batch(line.value, outer, number, batch)
    read = _in_batch(line.floats[by], inner, other, batch) if by in line.floats else None
    if own is None or read is None:
        return None
    slope = _of_entry(line, own, by, programs.problem.conventions.get("relu_at_zero", 0))
    if slope is None or not _is_read(line, slope, read):
        return None
    return _target(step_key, line, (derivative(parts.what, by), slope, read), name)


def _address(name: str, known: Collection[str]) -> tuple[str, Places, int | None]:
    """A value, the places of an entry of it, the number of its observation: h[2] is a whole value where it is known."""
    whole, number = observation_of(name)
    return (whole, (), number) if whole in known else (*entry_address(whole), number)


def _target(step_key: StepKey, line: KeyLine, slope: tuple[str, Node, Places], name: str) -> Target | None:
    """An entry of a derivative, which is given by its own name, its formula and the places of the entry."""
    called, formula, entry = slope
    assignment = Assignment(called, formula, "jacobian", line.assignment.layer, line.assignment.kind)
    floats = dict(line.floats)
    with suppress(KeyError, BackpropError):
        run_decimal(assignment, floats, DECIMAL)
    local = KeyLine(step_key.step, step_key.question, assignment, floats)
    places = entry_places(local.value, entry) if local.value is not None else None
    return None if places is None else Target(local, places, name)


def _in_batch(value: Value, places: Places, number: int | None, batch: tuple[int, ...]) -> Places | None:
    """Where an entry stands in a value that may have a row for each observation; None where it does not."""
    if number is None:
        return entry_places(value, places or (1,))
    return entry_places(value, (batch.index(number) + 1, *(places or (1,)))) if number in batch else None


def _of_entry(line: KeyLine, own: Places, by: str, relu_at_zero: Fraction) -> Node | None:
    """The derivatives of one entry of a line by all entries of a value that it reads, in the shape of that value."""
    whole = line.assignment.expression
    chosen = literal(_unit(line.value, own), whole.shape)
    pulled, read = pulled_back(whole, chosen, relu_at_zero), symbols(whole).get(by)
    if read not in pulled:
        return None
    return transform(full(pulled[read], read.shape), lambda part: part, {whole: symbol(line.name, whole.shape)})


def _unit(value: Value, place: Places) -> Value:
    """Zeros in the nesting of a value, and a 1 in one place."""
    if not isinstance(value, tuple):
        return Fraction(1 if place == () else 0)
    return tuple(_unit(item, place[1:] if place[:1] == (index,) else (0,)) for index, item in enumerate(value, 1))


def _is_read(line: KeyLine, slope: Node, place: Places) -> bool:
    """Whether an entry of a derivative is more than a zero that stands there whatever the numbers are."""
    named = {}
    for name in symbols(slope):
        entries = iter(entry_names(name, line.floats[name]))
        named[name] = map_value(lambda _: symbol(next(entries)[0]), line.floats[name])  # noqa: B023
    found = evaluate(slope, named, SYMBOLIC)
    for index in place:
        found = found[index - 1]
    return not is_number(found, 0)


def _slope(programs: Programs, line: Assignment, by: str, batch: int) -> tuple[Node, bool] | None:
    """The derivatives of a line by a name, and whether they are (outputs, inputs), a Jacobian matrix.

    Else they lie as the value does, or by a matrix of weights as what these are multiplied by does.
    """
    problem = programs.problem
    slope = line_slopes(line, problem.conventions.get("relu_at_zero", 0)).get(by)
    stage = next((one for one in programs.stages(1) if one.out.data == line.name), None) if not problem.graph else None
    if not problem.graph and not _is_of_rows(stage):
        return None
    reads = [x.data for x in stage.inputs] if stage else []
    if slope is not None:
        return slope, by in reads and slope.shape != line.expression.shape
    if stage and by in reads and batch < 2 and has_own(stage):
        return jacobian(stage, reads.index(by)).expression, True
    return None


def _is_of_rows(stage: Stage | None) -> bool:
    """Whether a line is all that a layer puts out, a row for each observation, and so is what it reads."""
    return stage is not None and all(len(node.shape) <= 2 for node in (stage.out, *stage.inputs))


def _place(
    programs: Programs, slope: tuple[Node, bool, Assignment], outer: Places, inner: Places, row: int
) -> Places | None:
    """Where the derivative of an entry by another one stands; None where the one does not read the other."""
    node, is_jacobian, line = slope
    if not node.shape:
        return (1,)
    if is_jacobian:
        return outer[-1], inner[-1]
    if len(inner) == 2 and not programs.problem.graph:  # by a weight, which leads from an input to the value
        return (inner[0], row) if inner[1] == outer[-1] else None
    if node.shape != line.expression.shape or outer != inner:
        return None
    return outer if programs.problem.graph else (row, outer[-1])
