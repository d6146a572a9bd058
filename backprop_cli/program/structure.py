"""What a program is made of: a problem without its numbers. Problems of one structure share their programs."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from functools import lru_cache

from ..evaluate.evaluate import value_shape
from ..problem.model import Graph, LayerSpec, MarkingScheme, Observation, Problem, Train
from ..rules import find
from ..typed import Any

# What no line of a program depends on. All else of a problem is part of its structure, a field of tomorrow as well.
_ASIDE: dict[str, Any] = {
    **{name: {} for name in ("title", "source", "names", "points")},
    **dict.fromkeys(("notes", "questions", "siblings", "stated", "batches"), ()),
    "name": "",
    "check": MarkingScheme(),
    "tests": None,
    "document": None,
}
_NUMBERS: dict[str, Any] = {
    "lr": Fraction(0),
    "order": (),
    "epochs": 1,
    "done": 0,
    "mark": None,
    "state": {},
    "rates": (),
}


def structure(problem: Problem) -> Hashable:
    """The structure of a problem: network, sizes, loss, conventions, how it learns; neither weights, data nor rate."""
    losses = tuple(loss._replace(mark=None, says_reduction=False) for loss in problem.losses)
    aside = problem._replace(
        **_ASIDE,
        network=tuple(map(_layer, problem.network)),
        loss=losses[0] if losses else None,
        more_losses=losses[1:],
        data=tuple(map(_observation, problem.data[:1])),
        train=problem.train and _train(problem.train),
        graph=problem.graph and _graph(problem.graph),
    )
    kinds = (("layers", spec.kind) for spec in problem.network)
    rules = [find(*kind) for kind in (*kinds, *(("losses", loss.kind) for loss in losses))]
    return _hashable((tuple(aside), tuple((found.out, found.derivatives, found.extras) for found in rules if found)))


def _layer(spec: LayerSpec) -> LayerSpec:
    return spec._replace(parameters=_shapes(spec.parameters), mark=None)


def _observation(item: Observation) -> Observation:
    return Observation(value_shape(item.x), item.y and value_shape(item.y), None, _shapes(item.values))


def _train(train: Train) -> Train:
    return train._replace(**_NUMBERS)


def _graph(graph: Graph) -> Graph:
    return graph._replace(at=_shapes(graph.at))


def _shapes(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value_shape(value) for name, value in values.items()}


def _hashable(thing: Any) -> Hashable:
    """The same with tuples for dictionaries, whose order is part of them, and lists."""
    if isinstance(thing, dict):
        return tuple((key, _hashable(value)) for key, value in thing.items())
    # With its class: 1 and True, or a row of two and an observation of two fields, are not the same.
    return (thing.__class__, *map(_hashable, thing)) if isinstance(thing, (tuple, list)) else thing


@lru_cache(256)
def shared(made_of: Hashable) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """The stages and the programs of a structure, as far as they are made."""
    return {}, {}
