"""Networks over time: which values are sequences, a value for each time step, and what those values are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ..evaluate.evaluate import value_shape
from ..expr.names import entry_of
from ..expr.node import symbol
from ..rules import Rules, find
from .fields import integer, list_of, one_of, unknown
from .model import INPUT, OUTPUT, LayerSpec, Problem
from .reader import Reader
from .schema import Field, accepts, either
from .yaml_tree import Scalar, Tree

_entries = list_of(unknown, "hint.bias")
ALL, LAST = "all", "last"
MOST_STEPS = 200


@accepts(lambda of: either(of(_entries), {"enum": [0]}))
def _state(reader: Reader, tree: Tree) -> Any:
    """The numbers of a state before the first step; 0 for zeros, as without it."""
    return () if isinstance(tree, Scalar) and tree.text == "0" else _entries(reader, tree)


def series_fields(rules: Rules) -> dict[str, Field]:
    """The keys of a recurrent layer beside its parameters."""
    if not rules.carried:
        return {}
    states = {f"{line}0": Field(_state, about="schema.state_at_first") for line in rules.carried}
    return {
        **states,
        "outputs": Field(one_of((LAST, ALL)), False, "schema.outputs", LAST),
        "bptt": Field(integer(1, MOST_STEPS), about="schema.bptt"),
        "steps": Field(integer(1, MOST_STEPS), about="schema.steps"),
    }


def is_recurrent(spec: LayerSpec) -> bool:
    """Whether a layer reads a sequence, step by step."""
    rules = find("layers", spec.kind)
    return bool(rules and rules.carried)


def time_steps(network: Iterable[LayerSpec], data: Sequence[Any]) -> int:
    """How many time steps an observation has, of the data or as a recurrent layer says; 0 for no sequence at all."""
    recurrent = [spec for spec in network if is_recurrent(spec)]
    if not recurrent:
        return 0
    x = data[0].x if data else ()
    return len(x) or next((int(spec.options["steps"]) for spec in recurrent if "steps" in spec.options), 1)


def steps_of(problem: Problem) -> int:
    """How many time steps an observation of a problem has; 0 where it is no sequence."""
    return time_steps(problem.network, problem.data)


def data_names(problem: Problem) -> tuple[str, ...]:
    """What a network calls its data: X; of a sequence x[1], x[2] …, a row of each observation for each time step."""
    return step_names(problem) or (INPUT,)


def step_names(problem: Problem) -> tuple[str, ...]:
    """The names of the time steps of an observation; none where it is no sequence."""
    return tuple(at_step(INPUT, step) for step in range(1, steps_of(problem) + 1))


def sequences(network: Sequence[LayerSpec], names: Sequence[str], reads: Sequence[tuple[str, ...]]) -> set[str]:
    """The canonical names of the values that are sequences: the data, what recurrent layers put out of every step, and
    what other layers make of sequences. names, reads: what the layers put out and read.
    """
    found = {INPUT} if any(map(is_recurrent, network)) else set()
    for spec, name, read in zip(network, names, reads):
        is_one = spec.options.get("outputs") == ALL if is_recurrent(spec) else not found.isdisjoint(read)
        found |= {name} if is_one else set()
    return found


def at_step(name: str, step: int | str) -> str:
    """The name of a value of one time step: h[2]; x[2] of the data."""
    return entry_of(name.lower() if name == INPUT else name, step)


def state_name(network: Sequence[LayerSpec], layer: int, line: str) -> str:
    """What a line of a recurrent layer is called, without its time step: h; h1 and h2 where there are several.

    layer: its number, from 1.
    """
    recurrent = [number for number, spec in enumerate(network, 1) if is_recurrent(spec)]
    return f"{line}{recurrent.index(layer) + 1}" if len(recurrent) > 1 else line


def lines_over_time(network: Sequence[LayerSpec]) -> set[str]:
    """What the lines of the recurrent layers are called, without their time steps."""
    return {
        state_name(network, layer, line)
        for layer, spec in enumerate(network, 1)
        if is_recurrent(spec) and (rules := find("layers", spec.kind))
        for line in (*rules.carried, *rules.extras)
    }


def out_line(rules: Rules) -> str:
    """The name of the line that a recurrent layer puts out: h."""
    return rules.carried[0]


def own_labels(network: Sequence[LayerSpec], steps: int) -> dict[str, str]:
    """The names of the states that a network puts out, h[3], by their canonical ones: y_hat, or y_hat[1], y_hat[2] …"""
    rules = find("layers", network[-1].kind) if network else None
    if not rules or not rules.carried:
        return {}
    called = state_name(network, len(network), out_line(rules))
    if network[-1].options.get("outputs") != ALL:
        return {OUTPUT: at_step(called, steps)}
    return {at_step(OUTPUT, step): at_step(called, step) for step in range(1, steps + 1)}


def first_states(problem: Problem) -> dict[str, Any]:
    """The states before the first time step, by name: h[0] as the file gives it (`h0`), else zeros.

    Of a size that is not known, the state is its name.
    """
    found = {}
    for layer, spec in enumerate(problem.network, 1):
        rules = find("layers", spec.kind)
        for line in rules.carried if rules else ():
            given = spec.options.get(f"{line}0")
            name = at_step(state_name(problem.network, layer, line), 0)
            size = hidden_size(spec)
            zeros = (Fraction(0),) * size if isinstance(size, int) else symbol(name, (1, size))
            found[name] = given or zeros
    return found


def hidden_size(spec: LayerSpec) -> Any:
    """How many numbers the state of a recurrent layer has, or the name of that size."""
    rules = find("layers", spec.kind)
    edges = rules.parameters if rules else {}
    return next(value_shape(value)[-1] for edge, value in spec.parameters.items() if edge in edges)
