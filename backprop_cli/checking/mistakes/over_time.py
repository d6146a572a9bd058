"""Misconceptions about networks over time: which step a value is of, and what comes back from later steps."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce
from operator import mul

from ...expr.names import below, entry_of, gradient_of, time_step
from ...expr.node import Node, number
from ...expr.traverse import fold, renamed, replaced, symbols
from ...problem.series import is_recurrent, steps_of
from ...program.line import Term, gathered
from .rewriting import COMMON, Misconception, RewriteContext

BACK = ("backward", "gradient")


def _own(right: Node) -> set[str]:
    """The values whose gradients a line reads: those that the line's value has been made into."""
    read = symbols(right)
    return {name for name in read if gradient_of(name) in read}


def _over_time(context: RewriteContext) -> bool:
    return any(map(is_recurrent, context.problem.network))


def _steps_of_terms(context: RewriteContext) -> list[Term]:
    """The terms of a sum over time; none where the readers are no steps of one value."""
    placed = {time_step(term.by) for term in context.line.terms}
    alike = len({base for base, _ in placed}) == 1 and all(step > 0 for _, step in placed)
    return list(context.line.terms) if _over_time(context) and alike else []


def last_step_alone(context: RewriteContext) -> Iterator[Node]:
    """They took a shared weight's gradient from the last time step alone, or from the first."""
    terms = sorted(_steps_of_terms(context), key=lambda term: time_step(term.by)[1])
    if len(terms) > 1 and context.line.phase == "gradient":
        yield from (term.line.expression for term in (terms[-1], terms[0]))


def mean_over_time(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They divided a shared weight's gradient by the number of time steps."""
    if len(_steps_of_terms(context)) > 1 and context.line.phase == "gradient":
        yield right / steps_of(context.problem)


def later_steps_forgotten(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They handed nothing back from a later time step to this one."""
    base, step = time_step(below(context.line.name))
    has_gates = bool(context.rules and context.rules.extras)
    if not _over_time(context) or step < 1 or (has_gates and not context.line.terms):
        return  # what one gate sends is a path among several
    terms = context.line.terms or (Term("", context.line),)
    here = [term for term in terms if all(time_step(name)[1] <= step for name in _own(term.line.expression))]
    if not here:
        yield right * 0
    elif len(here) < len(terms) and not _is_cell(context, base):
        yield gathered(here).expression


def cell_path_forgotten(context: RewriteContext) -> Iterator[Node]:
    """They forgot that a cell's state goes on into the next one by itself."""
    base, _ = time_step(below(context.line.name))
    terms = context.line.terms
    others = [term for term in terms if time_step(term.by)[0] != base]
    if _is_cell(context, base) and 0 < len(others) < len(terms):
        yield gathered(others).expression


def _is_cell(context: RewriteContext, base: str) -> bool:
    """Whether a value is a state that a recurrent layer carries on beside the one that it puts out."""
    rules = context.rules
    return bool(rules and any(base.rstrip("0123456789") == line for line in rules.carried[1:]))


def first_state_again(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They put the state from before the first step where that of the step before belongs."""
    for name in _others(right, context):
        base, step = time_step(name)
        first = entry_of(base, 0)
        if step > 0 and first in context.given:
            yield renamed(right, {name: first})


def other_step(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They took the value of another time step: x[1] for x[2]; in a sum, in every term, or in one."""
    for away in (1, -1):
        moved = [
            term._replace(line=term.line._replace(expression=_moved(term.line.expression, away, context)))
            for term in context.line.terms
        ]
        if moved and _over_time(context):
            yield gathered(moved).expression
    for name in _others(right, context) if not context.line.terms else ():
        yield from (_moved(right, away, context, {name}) for away in (-1, 1))


def slope_of_other_step(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They put the state of another time step into a derivative: 1 − h[1]² for 1 − h[2]²."""
    if _over_time(context) and not context.line.terms:
        yield from (_moved(right, away, context, {name}) for name in _own(right) for away in (-1, 1))


def _others(right: Node, context: RewriteContext) -> list[str]:
    """The values of time steps that a line reads, but for those whose gradients it reads."""
    return [name for name in symbols(right) if name not in _own(right)] if _over_time(context) else []


def _moved(right: Node, away: int, context: RewriteContext, only: Collection[str] = ()) -> Node:
    """The line with values of another time step; only: of these alone, else of all whose gradients it does not read."""
    names: dict[str, str] = {}
    for name in only or _others(right, context):
        base, step = time_step(context.problem.names.get(name, name))
        other = entry_of(base, step + away)
        known = {label: canonical for canonical, label in context.problem.names.items()}
        other = other if other in context.given else known.get(other, "")
        names |= {name: other} if step > 0 and other in context.given else {}
    return renamed(right, names)


def slope_forgotten(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They left out the derivative of a gate or of tanh: i·(1 − i), 1 − h²."""
    if _over_time(context) and context.line.origin is None:
        yield fold(right, _without_slopes)


def _without_slopes(part: Node, args: tuple[Node, ...]) -> Node:
    slopes = [arg for arg in args if _is_slope(arg)] if part.op == "mul" else []
    values = {name for slope in slopes for name in symbols(slope)}
    kept = [arg for arg in args if arg not in slopes and not (arg.op == "symbol" and arg.data in values)]
    if slopes and kept:
        return reduce(mul, kept)
    return replaced(part, args) if args else part


def _is_slope(node: Node) -> bool:
    """1 − v² or v·(1 − v) of one value, or 1 − v: what the derivative of tanh, or of a gate, has in it."""
    if node.op == "mul":
        return len(symbols(node)) == 1 and any(map(_is_slope, node.args))
    return node.op == "add" and len(symbols(node)) == 1 and number(1) in node.args


MISTAKES = (
    Misconception("last_step_alone", ("gradient",), last_step_alone, rank=COMMON),
    Misconception("first_state_again", ("forward", *BACK), first_state_again, rank=COMMON),
    Misconception("cell_path_forgotten", ("backward",), cell_path_forgotten, rank=COMMON),
    Misconception("later_steps_forgotten", ("backward",), later_steps_forgotten, rank=COMMON),
    Misconception("gate_slope_forgotten", BACK, slope_forgotten, rank=COMMON),
    Misconception("slope_of_other_step", BACK, slope_of_other_step, rank=COMMON),
    Misconception("other_time_step", ("forward", *BACK), other_step),
    Misconception("mean_over_time", ("gradient",), mean_over_time),
)
