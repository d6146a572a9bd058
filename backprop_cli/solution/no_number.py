"""Why a line has no number, said with its place: in the problem, in its work, and in its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import BackpropError, Mark, Message
from ..problem.model import Problem
from ..problem.yaml_tree import inside
from ..program.line import Assignment


@contextmanager
def placed(problem: Problem, line: Assignment, where: Message) -> Iterator[None]:
    """An error of a line that has no number (it overflows, or ln 0) says where it stands in the work and in the file.

    where: what `in_step` or `in_question` gives.
    """
    try:
        yield
    except BackpropError as error:
        (fault,) = error.faults
        message = Message(fault.message.key, {**fault.message.values, "where": where})
        raise BackpropError(fault._replace(message=message, mark=_mark_of(problem, line))) from None


def in_step(problem: Problem, step: int, observations: tuple[int, ...]) -> Message:
    """The words for a step on some observations; a scalar graph has neither."""
    values = {"problem": problem.name, "step": step, "observations": observations}
    return Message(("fault.in_graph", "fault.in_step", "fault.in_batch")[min(2, len(observations))], values)


def in_question(problem: Problem, id: str) -> Message:
    """The words for a question."""
    return Message("fault.in_question", {"problem": problem.name, "id": id})


def _mark_of(problem: Problem, line: Assignment) -> Mark | None:
    """The place of the layer, the node, the formula or the loss that a line comes from."""
    if line.layer is not None:
        return problem.network[line.layer - 1].mark
    if problem.loss or not problem.document:
        return next((loss.mark for loss in problem.losses if loss.kind == line.kind), None)
    # A formula has no keys inside it: its mark stands for every line.
    return inside(inside(problem.document, "expression"), "nodes", line.name).mark
