"""Reads how weights are learned: rates, clipping, what an optimiser remembers; and checks that it fits the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ..errors import Message
from ..evaluate.evaluate import value_shape
from ..expr.names import plain_name, state_of
from ..rules import find
from ..typed import Any
from .fields import did_you_mean, element, kind_of, list_of, mapping, matrix, name, numbers, positive
from .model import Problem
from .network import kind_with_options
from .reader import Reader
from .schema import ONE_KEY, Field, accepts, by_name, either, several
from .yaml_tree import Mapping, Scalar, Sequence, Tree, inside

_rates = list_of(positive, "hint.rate")
_schedule = kind_with_options("schedules")


@accepts(lambda of: either(of(element), of(_rates), of(_schedule)))
def rate(reader: Reader, tree: Tree) -> dict[str, Any] | None:
    """The learning rate as fields of the training: a number, a list of them, or the kind of a schedule."""
    if isinstance(tree, Sequence):
        rates = _rates(reader, tree)
        return {"lr": rates[0], "rates": rates} if rates else None
    if isinstance(tree, Mapping) or (isinstance(tree, Scalar) and find("schedules", tree.text)):
        found = _schedule(reader, tree)
        return {"lr": found[1]["start"], "schedule": found[0], "schedule_options": found[1]} if found else None
    number = element(reader, tree)
    return None if number is None else {"lr": number}


_CLIPS = {name: Field(positive, about=f"schema.clip.{name}") for name in ("norm", "value")}


@accepts(lambda of: {**of.keys(_CLIPS), **ONE_KEY})
def clip(reader: Reader, tree: Tree) -> tuple[str, Any] | None:
    """How gradients are clipped: `norm` or `value`, with the limit."""
    found = mapping(reader, tree, _CLIPS, "clip")
    if found is not None and isinstance(tree, Mapping) and len(tree.pairs) != 1:
        reader.fault("fault.expected_clip", tree, Message("hint.clip"), found=kind_of(tree))
        return None
    return next(iter(found.items())) if found else None


LEARNING = {
    "clip": Field(clip, about="schema.clip"),
    "weight_decay": Field(positive, about="schema.weight_decay"),
    "l2": Field(positive, about="schema.l2"),
    "l1": Field(positive, about="schema.l1"),
}


@accepts(lambda of: either(of(numbers), several(of(numbers))))
def _value(reader: Reader, tree: Tree) -> Any:
    """A number, a row of them, or rows."""
    if isinstance(tree, Sequence):
        is_matrix = any(isinstance(item, Sequence) for item in tree.items)
        return matrix(reader, tree) if is_matrix else numbers(reader, tree)
    return element(reader, tree)


@accepts(lambda of: by_name(of(_value), of(name)))
def state(reader: Reader, tree: Tree) -> dict[str, Any] | None:
    """Values by the names of what the optimiser remembers: v_W1, t."""
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.state"), what="state", found=kind_of(tree))
        return None
    found = {key.text: _value(reader, value) for key, value in tree.pairs}
    return {key: value for key, value in found.items() if value is not None}


def check_order(reader: Reader, problem: Problem, place: Tree) -> None:
    """Notes a fault where gradients are clipped by a norm that is not known when the first update is made."""
    train, order = problem.train, problem.conventions.get("update_order")
    if train and train.clip and train.clip[0] == "norm" and order == "during_backward":
        reader.fault("fault.clip_order", inside(place, "clip"), Message("hint.clip_order"))


def with_state(reader: Reader, problem: Problem, place: Tree) -> Problem:
    """The problem with its state as the program has it, (inputs, outputs); a fault for what does not fit.

    place: the tree of `train`.
    """
    train = problem.train
    if train is None:
        return problem
    known = dict(_known(problem))
    for called in learned_values(problem).keys() & known:
        reader.fault("fault.state_name", inside(place, "optimizer"), None, name=called, kind=train.optimizer)
    turn = problem.conventions.get("weights") == "outputs_by_inputs"
    found = {}
    for called, value in train.state.items():
        here, is_table = inside(place, "state", called), isinstance(value, tuple) and isinstance(value[0], tuple)
        found[called] = tuple(zip(*value)) if turn and is_table else value
        if called not in known:
            hint = partial(did_you_mean, called, known) if known else None
            reader.fault("fault.no_state", here, hint, found=called, kind=train.optimizer)
        elif known[called] is not None and value_shape(found[called]) != known[called]:
            reader.fault("fault.state_shape", here, Message("hint.state"), name=called)
    return problem._replace(train=train._replace(state=found))


def learned_values(problem: Problem) -> dict[str, Any]:
    """The parameters that steps change, by name, with their values before the first step."""
    frozen = problem.train.frozen if problem.train else ()
    if problem.graph:
        return {name: problem.graph.at.get(name) for name in problem.graph.learn}
    return {
        parameter: layer.parameters[edge]
        for layer in problem.network
        for edge, parameter in layer.names.items()
        if parameter not in frozen and edge in layer.parameters
    }


def _known(problem: Problem) -> Iterator[tuple[str, Any]]:
    """The names of what the optimiser remembers, each with its shape."""
    train = problem.train
    rules = find("optimisers", train.optimizer) if train else None
    for called in rules.state if rules else ():
        if rules and called in rules.shared:
            yield plain_name(state_of(called)), ()
            continue
        for parameter, value in learned_values(problem).items():
            yield plain_name(state_of(called, parameter)), value_shape(value)
