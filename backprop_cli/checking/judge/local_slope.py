"""Local derivatives as lines beside the key: ∂out_o1/∂net_o1, of an entry of a value by an entry that it reads."""

from __future__ import annotations

from contextlib import suppress

from ...errors import BackpropError
from ...evaluate.algebras import DECIMAL
from ...expr.names import derivative, parse
from ...expr.node import Node
from ...program.graph import line_slopes
from ...program.line import Assignment, run_decimal
from ...program.spellings import entry_address, entry_places, observation_of
from ...program.step import Programs
from .key_line import KeyLine, StepKey, Target

Places = tuple[int, ...]


def local_slope(programs: Programs, step_key: StepKey, named: dict[str, KeyLine], name: str) -> Target | None:
    """What an answer of that canonical name is about; None where it is no local derivative of a line of the step.

    In a batch an entry belongs to an observation, O1[2]⁽³⁾. Problems that are written in columns have none.
    """
    parts = parse(name)
    whole, number = observation_of(parts.what)
    above, outer = entry_address(whole)
    line, batch = named.get(above), step_key.observations
    if not parts.by or line is None or line.assignment.phase != "forward" or not programs.layout.is_usual:
        return None
    row = batch.index(number) + 1 if number in batch else 1
    found = _slope(programs, line.assignment, parts.by, len(batch))
    if found is None:
        return None
    slope, entry = found[0], _place(programs, (*found, line.assignment), outer or (1,), parts.entry or (1,), row)
    assignment = Assignment(derivative(above, parts.by), slope, "jacobian", line.assignment.layer, line.assignment.kind)
    floats = dict(line.floats)
    with suppress(KeyError, BackpropError):
        run_decimal(assignment, floats, DECIMAL)
    local = KeyLine(step_key.step, step_key.question, assignment, floats)
    places = None if entry is None else entry_places(local.value, entry) if local.value is not None else None
    return None if places is None else Target(local, places, name)


def _slope(programs: Programs, line: Assignment, by: str, batch: int) -> tuple[Node, bool] | None:
    """The derivatives of a line by a name, and whether they are (outputs, inputs), a Jacobian matrix.

    Else they lie as the value does, or by a matrix of weights as what these are multiplied by does.
    """
    problem = programs.problem
    slope = line_slopes(line, problem.conventions.get("relu_at_zero", 0)).get(by)
    stage = next((one for one in programs.stages(1) if one.out.data == line.name), None) if not problem.graph else None
    reads = [x.data for x in stage.inputs] if stage else []
    if slope is not None:
        return slope, by in reads and slope.shape != line.expression.shape
    if stage and by in reads and batch < 2:
        return stage.jacobian(reads.index(by)).expression, True
    return None


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
