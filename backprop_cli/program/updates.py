"""The updates of one step: what the optimiser remembers, then the new value of every parameter that learns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..evaluate.evaluate import map_value
from ..expr.names import gradient_of, plain_name, state_of, updated
from ..expr.node import Node, number, symbol
from ..problem.learning import learned_values
from ..problem.model import Problem, Train
from ..rules import Rules, options_as_arguments, wire
from ..typed import Any
from .layout import layout_of
from .line import Assignment, Origin
from .network import rules_of, shaped
from .slopes import is_decayed, norm_line, slope_lines

# How many steps are done, which a schedule reads; and the option of an optimiser that decays weights by itself.
DONE, DECAY = state_of("k"), "weight_decay"


def shared_updates(train: Train, parameters: Iterable[Node]) -> Iterator[Assignment]:
    """The lines that all parameters share: the rate, the norm of all gradients, the step as the optimiser counts it."""
    if train.schedule:
        schedule = rules_of("schedules", train.schedule)
        edges = {"k": symbol(DONE), **options_as_arguments(train.schedule_options)}
        origin = Origin(schedule.out, edges, "rate")
        yield Assignment("lr", wire(schedule.out, edges), "update", kind=schedule.kind, origin=origin)
    rules = rules_of("optimisers", train.optimizer)
    yield from norm_line(train, parameters, rules.kind)
    edges = _edges(train, rules) | {name: symbol(state_of(name)) for name in rules.shared}
    for name in rules.shared:
        yield _line(rules, name, edges, state_of(name))


def updates_of(train: Train, layer: int | None, w: Node) -> Iterator[Assignment]:
    """The lines from the gradient of a layer's parameter to its new value, which comes last. Raises ShapeError."""
    rules = rules_of("optimisers", train.optimizer)
    slopes = list(slope_lines(train, w, layer, rules.kind))
    yield from slopes
    slope = slopes[-1].name if slopes else gradient_of(w.data)
    edges = _edges(train, rules) | {"w": w, "d": symbol(slope, w.shape)}
    if DECAY in edges and not is_decayed(w):
        edges[DECAY] = number(0)
    edges |= {name: symbol(state_of(name, w.data), w.shape) for name in rules.state if name not in rules.shared}
    for name in (name for name in rules.extras if name not in rules.shared):
        yield shaped(_line(rules, name, edges, state_of(name, w.data))._replace(layer=layer), w)
    origin = Origin(rules.out, edges, "out")
    expression = wire(rules.out, edges)
    yield shaped(Assignment(updated(w.data), expression, "update", layer, rules.kind, w.data, origin=origin), w)


def _edges(train: Train, rules: Rules) -> dict[str, Any]:
    """What every rule of an optimiser may read: its options, the learning rate, and what all parameters share."""
    shared = {name: symbol(_made(rules, name, state_of(name))) for name in rules.shared}
    return {"lr": symbol("lr"), **options_as_arguments(train.optimizer_options), **shared}


def _line(rules: Rules, name: str, edges: dict[str, Any], called: str) -> Assignment:
    """An extra line of an optimiser; from then on the rules read what it gives. called: its name, or its state's."""
    rule = rules.extras[name]
    origin, expression = Origin(rule, dict(edges), name), wire(rule, edges)
    edges[name] = symbol(_made(rules, name, called), expression.shape)
    target = called if name in rules.state else None
    return Assignment(
        edges[name].data, expression, "update", None, rules.kind, target, address=plain_name(called), origin=origin
    )


def _made(rules: Rules, name: str, called: str) -> str:
    """The name of the value that a line gives: a state's is the one after the update."""
    return updated(called) if name in rules.state else called


def rate_of(train: Train, step: int) -> dict[str, Any]:
    """What is known of the learning rate before a step, by name: the rate, or what its schedule reads."""
    if train.rates:
        return {"lr": train.rates[min(step, len(train.rates)) - 1]}
    return {DONE: Fraction(step - 1)} if train.schedule else {"lr": train.lr}


def state_values(problem: Problem) -> dict[str, Any]:
    """What the optimiser remembers when the solving starts, by name: what the problem gives, else its value at first.

    Of a parameter whose sizes are not known, a symbol.
    """
    train = problem.train
    rules = rules_of("optimisers", train.optimizer) if train else None
    if train is None or rules is None:
        return {}
    found: dict[str, Any] = {}
    for parameter, value in learned_values(problem).items():
        for name, first in rules.state.items():
            if name not in rules.shared:
                called = state_of(name, parameter)
                found[called] = train.state.get(plain_name(called), _like(value, first, called))
    shared = {name: first for name, first in rules.state.items() if name in rules.shared}
    found = layout_of(problem).values(found)
    return found | {state_of(name): train.state.get(name, Fraction(first)) for name, first in shared.items()}


def _like(value: Any, first: str, called: str) -> Any:
    """A number in every entry of a value."""
    if isinstance(value, Node) and value.shape:
        return symbol(called, value.shape)
    return map_value(lambda _: Fraction(first), value)
