"""Networks over time: which values are sequences, a value for each time step, and what those values are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ..errors import Message
from ..evaluate.evaluate import value_shape
from ..expr.names import entry_of, time_step
from ..expr.node import symbol
from ..rules import Rules, find
from ..typed import Any
from .fields import integer, list_of, one_of, one_or_more, unknown
from .fields import name as called
from .model import INPUT, OUTPUT, LayerSpec, LossSpec, Problem
from .reader import Read, Reader
from .schema import Field, accepts, either, several
from .yaml_tree import Scalar, Tree

_entries = list_of(unknown, "hint.bias")
_of = one_or_more(called, "hint.of")
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


def names_compared(rules: Rules) -> Read:
    """A reader of the names of the values that a loss compares; of one alone, it compares the rows."""
    count = len(rules.reads)

    @accepts(lambda of: either(of(called), {**several(of(called)), "minItems": count, "maxItems": count}))
    def read(reader: Reader, tree: Tree) -> tuple[str, ...] | None:
        found: tuple[str, ...] | None = _of(reader, tree)
        if found and len(found) not in (1, count):
            hint = Message("hint.loss_reads", {"names": ", ".join(rules.reads)})
            reader.fault("fault.loss_reads", tree, hint, loss=rules.kind, found=len(found), expected=count)
            return (OUTPUT,) * count  # so that what is left of the loss can be read on
        return found

    return read


def rows_of(loss: LossSpec) -> tuple[str, ...]:
    """What a loss calls the rows that it compares: a, p and n, made of the rows of an observation by one network, with
    the same weights. Nothing of a loss that reads one value, or values by their names.
    """
    rules = find("losses", loss.kind)
    return rules.reads if rules and (len(loss.of) == 1 or time_step(loss.of[0])[1] > 0) else ()


def said_of(loss: LossSpec) -> dict[str, Any]:
    """What faults say of a loss that compares rows: its kind, their names and their number."""
    rows = rows_of(loss)
    return {"loss": loss.kind, "names": ", ".join(rows), "expected": len(rows)}


def is_over_time(network: Iterable[LayerSpec], losses: Iterable[LossSpec]) -> bool:
    """Whether observations are sequences: a layer reads them step by step, or a loss compares their rows."""
    return any(map(is_recurrent, network)) or any(map(rows_of, losses))


def time_steps(network: Sequence[LayerSpec], losses: Sequence[LossSpec], data: Sequence[Any]) -> int:
    """How many time steps an observation has, of the data or as a layer or loss says; 0 for no sequence at all."""
    if not is_over_time(network, losses):
        return 0
    told = [int(spec.options["steps"]) for spec in network if is_recurrent(spec) and "steps" in spec.options]
    told += [len(rows_of(loss)) for loss in losses if rows_of(loss)]
    return len(data[0].x if data else ()) or next(iter(told), 1)


def steps_of(problem: Problem) -> int:
    """How many time steps an observation of a problem has; 0 where it is no sequence."""
    return time_steps(problem.network, problem.losses, problem.data)


def data_names(problem: Problem) -> tuple[str, ...]:
    """What a network calls its data: X; of a sequence x[1], x[2] …, a row of each observation for each time step."""
    return step_names(problem) or (INPUT,)


def step_names(problem: Problem) -> tuple[str, ...]:
    """The names of the time steps of an observation; none where it is no sequence."""
    return tuple(at_step(INPUT, step) for step in range(1, steps_of(problem) + 1))


def sequences(
    network: Sequence[LayerSpec], losses: Iterable[LossSpec], names: Sequence[str], reads: Sequence[tuple[str, ...]]
) -> set[str]:
    """The canonical names of the values that are sequences: the data, what recurrent layers put out of every step, and
    what other layers make of sequences. names, reads: what the layers put out and read.
    """
    found = {INPUT} if is_over_time(network, losses) else set()
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


def state_labels(network: Sequence[LayerSpec], steps: int) -> dict[str, str]:
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
