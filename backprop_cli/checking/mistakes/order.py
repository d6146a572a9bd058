"""Misconceptions about the order of work, and about which value stands where."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...expr.collect import collected
from ...expr.names import LOCAL, parse, plain_name, updated
from ...expr.node import Node, elementwise, number, ones, symbol
from ...expr.traverse import expand, parts, renamed, substitute, symbols
from ...program.line import gathered
from ...typed import Any
from .linear import by_entries, forgot_transpose, other_order
from .rewriting import BEFORE, COMMON, FIRST, OTHER, Misconception, RewriteContext, terms_left_out

WORK = ("forward", "loss", "backward", "gradient", "update", "derivative", "total")


def updated_weight(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They used a weight that they had updated already, where the old one belongs."""
    made = {name: line.expression for name, line in context.updates.items()}
    for name in symbols(right):
        if updated(name) in made and name != context.line.target:
            # The update is written out: in the program's order its lines come only later.
            new = expand(made[updated(name)], made)
            if symbols(new).keys() <= context.given.keys():
                yield substitute(right, {name: new})


def _elsewhere(right: Node, context: RewriteContext, mark: str, only: str = "") -> Iterator[Node]:
    """The line with values of another place of the work: each alone, then all of the same place."""
    places: dict[str, dict[str, str]] = {}
    for name in symbols(right):
        for other in context.elsewhere:
            place = parse(other).mark
            if plain_name(other) == name and place.startswith(mark) and only in ("", name):
                places.setdefault(place, {})[name] = other
                yield renamed(right, {name: other})
    yield from (renamed(right, names) for names in places.values() if len(names) > 1)


def old_weights(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They went on with the weights of the first step."""
    yield from _elsewhere(right, context, FIRST)


def other_observation(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They looked up the inputs of another observation."""
    yield from _elsewhere(right, context, OTHER, "X")


def value_of_step_before(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They took a value from the step before."""
    yield from _elsewhere(right, context, BEFORE)


def wrong_operand(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They put another value of the same shape in the place of the right one: X for O, another layer's O."""
    for name in symbols(right):
        for other in context.alike(name):
            if other != "lr":
                yield renamed(right, {name: other})


def line_above(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They copied the value of a line before: the nearest of the same shape, or one that this line reads."""
    alike = [name for name, shape in reversed(context.given.items()) if shape == right.shape]
    read = [name for name in symbols(right) if name in alike]
    yield from (symbol(name, right.shape) for name in dict.fromkeys([*alike[:1], *read]))


def paths_dropped(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They left out paths by which a value reaches the output, what its readers send: one of them, or all but one."""
    terms = context.line.terms
    for left_out in terms:
        yield gathered([term for term in terms if term is not left_out]).expression
    for alone in terms if len(terms) > 2 else ():
        yield gathered([alone]).expression
    for part, put in () if terms else parts(right) if context.line.origin is None else ():
        if part.op == "add":
            yield from map(put, (*terms_left_out(part), *(part.args if len(part.args) > 2 else ())))


def upstream_left_out(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They took the local derivative alone, without the gradient that arrives."""
    for name, d in _arriving(right, context):
        yield substitute(right, {name: ones(d.shape) if d.shape else number(1)})


def local_left_out(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They handed the gradient on as it arrived, without the local derivative."""
    if not context.line.terms:
        yield from (d for _, d in _arriving(right, context))


def _arriving(right: Node, context: RewriteContext) -> list[tuple[str, Node]]:
    """The gradients that arrive at a line of a graph, by name."""
    read = symbols(right) if context.line.origin is None else {}
    names = ((name, d, parse(name)) for name, d in read.items())
    return [(name, d) for name, d, parts_of in names if parts_of.by and parts_of.mark != LOCAL]


def product_as_sum(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They added two numbers that the chain rule multiplies, or multiplied the paths that it adds."""
    for part, put in parts(right) if context.line.origin is None and not right.shape else ():
        if part.op in ("mul", "add") and len(part.args) == 2:
            other = elementwise("add" if part.op == "mul" else "mul", *part.args)
            if collected(other).op != "number":  # h + (1 − h) is 1: nobody gets that by adding
                yield put(other)


def on_graphs(rewriting: Callable[[Node], Any]) -> Callable[[Node, RewriteContext], Any]:
    """A rewriting of matrix products for the lines of a graph of formulas, which belong to no layer."""

    def rewritten(right: Node, context: RewriteContext) -> Any:
        return rewriting(right) if context.line.origin is None else None

    rewritten.__doc__ = rewriting.__doc__  # what the student thought
    return rewritten


def factor_lost(right: Node, context: RewriteContext) -> Iterator[Node]:
    """They lost the number before a derivative in a scalar graph."""
    for part, put in parts(right) if context.line.origin is None else ():
        if part.op == "mul":
            yield from (put(part.args[1 - index]) for index in (0, 1) if part.args[index].op == "number")


MISTAKES = (
    Misconception("path_left_out", ("backward", "gradient", "total"), paths_dropped, rank=COMMON),
    Misconception("term_dropped", ("forward", "loss"), paths_dropped),
    Misconception("lost_factor_two", ("jacobian", "total", "backward", "gradient"), factor_lost, rank=COMMON),
    Misconception("forgot_local", ("backward", "gradient", "total"), local_left_out, rank=COMMON),
    Misconception("forgot_upstream", ("backward", "gradient", "total"), upstream_left_out),
    Misconception("added_for_multiplied", ("backward", "gradient", "jacobian", "total"), product_as_sum),
    Misconception("forgot_transpose", ("backward", "gradient"), on_graphs(forgot_transpose)),
    Misconception("wrong_order_of_product", ("forward", "backward", "gradient"), on_graphs(other_order)),
    Misconception("product_by_entries", ("forward", "backward", "gradient"), on_graphs(by_entries)),
    Misconception("updated_weight", ("backward", "gradient"), updated_weight, rank=COMMON),
    Misconception("old_weights", ("forward", "backward", "update"), old_weights, rank=COMMON),
    Misconception("wrong_observation", ("forward", "gradient"), other_observation, rank=COMMON),
    Misconception("value_of_step_before", WORK, value_of_step_before),
    Misconception("copied_line", WORK, line_above),
    Misconception("wrong_operand", WORK, wrong_operand),
)
